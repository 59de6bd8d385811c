"""How long the posterior of all small areas takes, next to PyMC with nutpie on the same counts in the same run.

Wijken and buurten on the neighbour graph of the schematic outlines of Drenthe, the 3,393 wijken of the country on a
lattice; the counts are drawn from the model itself. A graph is made once for a division and not measured. Without
the extra `mcmc` there is no stock figure.
"""

import time
from collections.abc import Callable, Iterator
from functools import partial

import numpy as np

from workbench import areas
from workbench.analysis import bym2, mcmc
from workbench.analysis.graph import Graph
from workbench.analysis.likelihood import Binomial
from workbench.benchmarks.figure import Figure
from workbench.errors import CannotAnswer

EDITION = 2024
BARS = {"wijken van Drenthe": 0.35, "buurten van Drenthe": 1.2, "wijken van het land": 6.0}
STOCK_DRAWS = 500
REPEATS = 3

Neighbours = dict[str, list[str]]


def figures() -> Iterator[Figure]:
    regions = {
        "wijken van Drenthe": _drenthe("wijk"),
        "buurten van Drenthe": _drenthe("buurt"),
        "wijken van het land": _lattice(39, 87),
    }
    for place, neighbours in regions.items():
        graph = Graph.among(list(neighbours), neighbours=neighbours)
        counts, name, bar = drawn(graph), f"{place} ({len(graph)})", BARS[place]
        full, quick = (_best(partial(way, graph, counts)) for way in (posterior, bym2.preview))
        stock, difference, noise = _stock(graph, counts)
        yield Figure(f"duiden: BYM2, {name}", full, "s", stock, bar)
        yield Figure(f"duiden: voorvertoning, {name}", quick, "s", stock, bar / 10)
        if difference is not None:
            # With these draws MCMC is itself off by `noise`: where that is more than the bar, it cannot judge.
            bar = 0.25 if noise < 0.25 else None
            yield Figure(f"duiden: grootste verschil met MCMC, {name}", difference, "sd", noise, bar)


def posterior(graph: Graph, counts: Binomial) -> None:
    """All that a page shows: levels, intervals, chances above a reference and draws for the ranks."""
    answer = bym2.fit(graph, counts)
    assert np.isfinite([answer.median, *answer.interval, answer.chance_above(0.08)]).all()  # noqa: S101 - or no figure
    answer.draws()


def drawn(graph: Graph, *, sigma: float = 0.35, rho: float = 0.6) -> Binomial:
    """Invented counts, drawn from the model."""
    generator = np.random.default_rng(3)
    spatial = graph.blocks.factor(np.zeros(len(graph))).sample(generator.standard_normal((len(graph), 1)))[:, 0]
    effect = np.sqrt(rho) * (spatial - spatial.mean()) + np.sqrt(1 - rho) * generator.standard_normal(len(graph))
    persons = generator.integers(20, 1000, len(graph))
    return Binomial(generator.binomial(persons, 1 / (1 + np.exp(2.5 - sigma * effect))).astype(float), persons * 1.0)


def _drenthe(level: str) -> Neighbours:
    touching = areas.neighbours(areas.schematic(level, edition=EDITION))
    return {area.code: sorted(touching.get(area.code, ())) for area in areas.areas(level, edition=EDITION)}


def _lattice(rows: int, columns: int) -> Neighbours:
    steps = ((1, 0), (0, 1), (1, 1))
    return {f"{r},{c}": [f"{r + a},{c + b}" for a, b in steps] for r in range(rows) for c in range(columns)}


def _stock(graph: Graph, counts: Binomial) -> tuple[float | None, float | None, float]:
    """Seconds of the full MCMC, how far the fast answer is from it in standard deviations, and it from itself."""
    try:
        mcmc.require()
    except CannotAnswer:
        return None, None, 0.0
    began = time.perf_counter()
    sampled = mcmc.sample(graph, counts, draws=STOCK_DRAWS)
    seconds = time.perf_counter() - began
    fast = bym2.fit(graph, counts)
    gaps = (np.abs(fast.predictor - sampled.predictor), sampled.noise)
    worst, noise = (float(np.max(gap / sampled.predictor_deviation)) for gap in gaps)
    return seconds, worst, noise


def _best(run: Callable[[], object]) -> float:
    """The shortest of a few, the first of which warms up."""
    seconds = []
    for _ in range(REPEATS + 1):
        began = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - began)
    return min(seconds)
