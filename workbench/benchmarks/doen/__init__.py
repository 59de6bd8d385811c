"""How often the interval of each method holds an effect that was put in, and what the quick way costs.

Worlds with an effect of 0, 5, 10 and 20 %, 500 seeds each. The bar is the nominal 95 % less what 500 seeds can miss
by chance. Without the extra `monitor` there is no stock figure.
"""

import time
from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

from workbench.analysis.monitor.difference import difference_in_differences
from workbench.benchmarks.doen import stock
from workbench.benchmarks.doen.worlds import EFFECTS, NOMINAL, SEEDS, WORLDS, coverage, panel
from workbench.benchmarks.figure import Figure

TIMED = 5
# What 500 seeds can stray from the nominal share by chance.
SLACK = 1.96 * np.sqrt(NOMINAL * (1 - NOMINAL) / SEEDS)


def figures() -> Iterator[Figure]:
    for name, world in WORLDS.items():
        for effect in EFFECTS:
            held = 100 * coverage(world, effect=effect)
            lowest = 100 * (NOMINAL - SLACK)
            yield Figure(f"doen: {name}, {effect:.0%}", held, "% (95)", bar=lowest, higher_is_better=True)
            if effect == 0:
                yield Figure(f"doen: {name}, vals alarm", 100 - held, "% (5)", bar=100 - lowest)
    invented = panel(1, effect=0.1, treated=12)
    ours, other = (_seconds(way, invented) for way in (_ours, stock.event_study))
    yield Figure("doen: verschil-in-verschillen, rekentijd", ours, "s", other)


def _ours(invented: pd.DataFrame) -> None:
    difference_in_differences(invented, start=2017)


def _seconds(run: Callable[[pd.DataFrame], object], invented: pd.DataFrame) -> float | None:
    """The shortest of a few, the first of which warms up; none when the stock alternative is not installed."""
    seconds = []
    try:
        for _ in range(TIMED + 1):
            began = time.perf_counter()
            run(invented)
            seconds.append(time.perf_counter() - began)
    except ImportError:
        return None
    return min(seconds)
