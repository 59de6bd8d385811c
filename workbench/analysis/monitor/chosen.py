"""Areas are often chosen because they were high, and what was high tends to fall back by itself.

So the level before the start is not the raw figure of the chosen area but its posterior: shrunk towards all areas
by as much as chance explains. That posterior is the same whether or not the area was picked for its peak.
Sources: Clayton and Kaldor (1987), Biometrics 43, 671-681; Morton and Torgerson (2003), Stat. in Medicine 22, 3415-29.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import optimize, special

from workbench.errors import CannotAnswer

Numbers = NDArray[np.float64]
FEWEST_AREAS = 8


@dataclass(frozen=True)
class Change:
    """Ratio of the rate after the start to the rate before, with its 95% interval; `raw` is without correction."""

    ratio: float
    lower: float
    upper: float
    raw: float


def change_after_choice(
    before: ArrayLike, exposed_before: ArrayLike, *, chosen: int, after: float, exposed_after: float, seed: int = 1
) -> Change:
    """How the chosen area changed, freed from regression to the mean.

    Takes: counts and exposure of all comparable areas before the start, the position of the chosen area, and its
    count and exposure after the start. Raises: CannotAnswer with fewer than 8 areas or nothing counted.
    """
    counts, exposure = np.asarray(before, dtype=float), np.asarray(exposed_before, dtype=float)
    if len(counts) < FEWEST_AREAS or counts.sum() == 0 or exposed_after <= 0:
        raise CannotAnswer(
            f"{len(counts)} areas with {counts.sum():.0f} counted",
            page=f"Voor een eerlijke vergelijking zijn cijfers van minstens {FEWEST_AREAS} gebieden nodig.",
        )
    shape, rate = _prior(counts, exposure)
    generator = np.random.default_rng(seed)
    draws = 20_000
    level = generator.gamma(shape + counts[chosen], 1 / (rate + exposure[chosen]), draws)
    # Jeffreys' prior for what follows the start, so that a count of zero still has an interval.
    since = generator.gamma(after + 0.5, 1 / exposed_after, draws)
    lower, middle, upper = np.quantile(since / level, [0.025, 0.5, 0.975])
    raw = (after / exposed_after) / (counts[chosen] / exposure[chosen]) if counts[chosen] else float("inf")
    return Change(float(middle), float(lower), float(upper), float(raw))


def _prior(counts: Numbers, exposure: Numbers) -> tuple[float, float]:
    """Gamma prior of the areas' rates by maximum likelihood of the negative binomial."""
    mean = counts.sum() / exposure.sum()

    def minus_likelihood(log_shape: float) -> float:
        shape = np.exp(log_shape)
        share = shape / (shape + mean * exposure)
        terms = special.gammaln(counts + shape) - special.gammaln(shape) + shape * np.log(share)
        return -float(np.sum(terms + special.xlogy(counts, 1 - share)))

    found = optimize.minimize_scalar(minus_likelihood, bounds=(-3, 12), method="bounded")
    shape = float(np.exp(found.x))
    return shape, shape / mean
