"""Where is the risk highest, and how sure is that: a model chosen by what the figures can carry.

Counts get a binomial or Poisson BYM2, survey estimates with a margin a normal one; figures without either are
refused, with what can be asked instead. Hidden areas take no part: nothing is computed about them.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from workbench.analysis import bym2
from workbench.analysis.empirical_bayes import smoothed_rates
from workbench.analysis.fay_herriot import fay_herriot
from workbench.analysis.graph import Graph
from workbench.analysis.laplace import Prior
from workbench.analysis.likelihood import Binomial, Likelihood, Normal, Poisson
from workbench.analysis.posterior import Posterior
from workbench.analysis.rows import Column, graph_of, large_enough
from workbench.catalog import Indicator
from workbench.errors import CannotAnswer

TOP = 10
NAMES = {"binomial": "binomiaal BYM2-model", "poisson": "Poisson-BYM2-model", "normal": "normaal BYM2-model"}


@dataclass(frozen=True, eq=False)
class SmallAreas:
    """What is known about each area.

    `table`: a row per published area with `value` (as published), `estimate`, `lower`, `upper`, `simple` (empirical
    Bayes or Fay-Herriot, which know no neighbours), `chance` (above the reference),
    `rank`, `rank_low`, `rank_high` (one is highest) and `top` (chance of the highest `TOP`); figures are
    rounded as published.
    """

    table: pd.DataFrame
    posterior: Posterior
    family: str
    reference: float
    factor: float


def estimate(found: Column, *, measure: Indicator, reference: float, level: str, quick: bool = False) -> SmallAreas:
    """The posterior of every published area of a level.

    Takes: `reference` in the indicator's unit, to say the chance of being above it; `quick` for a preview.
    Raises: CannotAnswer when the figures have neither counts nor a margin, or too few areas.
    """
    codes = list(found.rows.index[large_enough(found, list(found.rows.index))])
    family, likelihood, factor, prior = likelihood_of(found, codes, measure=measure)
    graph = graph_of(codes, level=level, edition=found.edition)
    posterior = (bym2.preview if quick else bym2.fit)(graph, likelihood, prior=prior)
    table = _summary(posterior, found, graph, factor=factor, reference=reference, decimals=measure.decimals)
    return SmallAreas(table, posterior, family, reference, factor)


def likelihood_of(
    found: Column, codes: Iterable[str], *, measure: Indicator
) -> tuple[str, Likelihood, float, Prior | None]:
    """Which model fits what the publisher gives: its name, the observations, the factor to the unit, and priors."""
    codes = list(codes)
    counts, persons = found.array("numerator", codes), found.array("denominator", codes)
    if np.isfinite(counts).any() and np.isfinite(persons).any():
        if measure.factor > 1 and np.nansum(counts > persons) == 0:
            return "binomial", Binomial(counts, persons), float(measure.factor), None
        # Rounded to fives, a small numerator can pass its denominator: then they are counts and no proportion.
        return "poisson", Poisson(counts, persons), float(measure.factor), None
    width = (found.array("upper", codes) - found.array("lower", codes)) / (2 * stats.norm.isf(0.025))
    if np.isfinite(width).any():
        values = found.array("value", codes)
        scale = float(np.nanstd(values)) or 1.0
        return "normal", Normal(values, width**2), 1.0, Prior(intercept=100 * scale, slope=5 * scale, sigma=2 * scale)
    raise CannotAnswer(
        f"{found.indicator} has neither counts nor a margin",
        page="De bron geeft bij dit cijfer geen aantallen en geen marge. Hoe zeker de volgorde is, valt dus niet te "
        "berekenen. Kies een cijfer dat geteld is, of een steekproef met marge.",
    )


def rank_intervals(draws: np.ndarray, *, top: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Mean rank (one is highest), its 95 % interval and the chance of the highest `top`, per row of `draws`."""
    order = np.argsort(-draws, axis=0, kind="stable")
    ranks = np.empty_like(order)
    np.put_along_axis(ranks, order, np.arange(1, len(draws) + 1)[:, None], axis=0)
    low, high = np.quantile(ranks, [0.025, 0.975], axis=1, method="nearest")
    return ranks.mean(axis=1), low, high, (ranks <= top).mean(axis=1)


def _summary(
    posterior: Posterior, found: Column, graph: Graph, *, factor: float, reference: float, decimals: int
) -> pd.DataFrame:
    low, high = posterior.interval
    ranks = rank_intervals(posterior.draws(), top=min(TOP, max(1, len(graph) // 4)))
    figures = {"estimate": posterior.median * factor, "lower": low * factor, "upper": high * factor}
    figures["simple"] = _simple(posterior.likelihood) * factor
    table = pd.DataFrame(
        {"area_code": graph.codes, "value": found.array("value", graph.codes)}
        | {name: np.round(values, decimals) for name, values in figures.items()}
        | {"chance": np.round(_chance(posterior, reference / factor), 2)}
        | dict(zip(("rank", "rank_low", "rank_high", "top"), ranks, strict=True))
    )
    return table.sort_values(["rank", "area_code"], ignore_index=True)


def _simple(likelihood: Likelihood) -> np.ndarray:
    """The same areas by the simple alternative. Missing: a gap where it cannot be had."""
    match likelihood:
        case Binomial():
            return smoothed_rates(likelihood.counts, likelihood.persons)
        case Poisson():
            return smoothed_rates(likelihood.counts, likelihood.expected)
    seen = likelihood.observed
    answer = np.full(len(seen), np.nan)
    design = np.ones((int(seen.sum()), 1))
    answer[seen] = fay_herriot(likelihood.estimates[seen], likelihood.variances[seen], design=design).estimate
    return answer


def _chance(posterior: Posterior, reference: float) -> np.ndarray:
    impossible = reference <= 0 and not isinstance(posterior.likelihood, Normal)
    return np.ones(len(posterior.graph)) if impossible else posterior.chance_above(reference)
