"""Funnel plots: which areas differ more than their size and the usual spread between areas explain?

Observed against expected on the log scale; the spread between areas is estimated from z-scores, trimmed at both ends
so that the areas we look for do not hide themselves, and added to the chance variation.
Sources: Spiegelhalter (2005), Stat. in Medicine 24, 1185-1202, and Qual. Saf. Health Care 14, 347-351; NHS Digital,
Summary Hospital-level Mortality Indicator: indicator specification.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from workbench.errors import CannotAnswer

Numbers = NDArray[np.float64]
FEWEST_AREAS = 5


@dataclass(frozen=True)
class Funnel:
    """Ratio of observed to expected per area with the limits around one that belong to its size.

    `phi` is the spread of the z-scores (one: only chance), `tau2` the variance between areas on the log scale.
    """

    ratio: Numbers
    lower: Numbers
    upper: Numbers
    phi: float
    tau2: float

    @property
    def outside(self) -> NDArray[np.bool_]:
        return (self.ratio < self.lower) | (self.ratio > self.upper)


def funnel(observed: ArrayLike, expected: ArrayLike, *, trim: float = 0.1, level: float = 0.998) -> Funnel:
    """The funnel of all areas.

    Takes: counts observed and expected (expected above zero) per area. `trim` is the share of areas left out at each
    end when the spread is estimated.
    Raises: CannotAnswer with fewer than five areas, a gap, or an expectation of zero.
    """
    counted, awaited = np.asarray(observed, dtype=float), np.asarray(expected, dtype=float)
    if len(counted) < FEWEST_AREAS or not np.isfinite(counted + awaited).all() or (awaited <= 0).any():
        raise CannotAnswer(
            f"{len(counted)} areas, smallest expectation {awaited.min() if len(awaited) else None}",
            page=f"Een trechterkaart vraagt minstens {FEWEST_AREAS} gebieden met een verwacht aantal boven nul.",
        )
    # Half a count keeps the logarithm of an area where nothing was counted.
    scores = np.sqrt(awaited) * np.log(np.maximum(counted, 0.5) / awaited)
    kept = _trimmed(np.argsort(scores), trim=trim)
    phi = float(np.mean(scores[kept] ** 2))
    tau2 = _between(awaited[kept], phi=phi)
    reach = stats.norm.ppf(0.5 + level / 2) * np.sqrt(1 / awaited + tau2)
    return Funnel(counted / awaited, np.exp(-reach), np.exp(reach), phi, tau2)


def _trimmed(order: NDArray[np.intp], *, trim: float) -> NDArray[np.intp]:
    cut = int(len(order) * trim)
    return order[cut : len(order) - cut]


def _between(weights: Numbers, *, phi: float) -> float:
    """Variance between areas by the method of moments (DerSimonian and Laird), never below zero."""
    areas = len(weights)
    excess = areas * phi - (areas - 1)
    return max(0.0, float(excess / (weights.sum() - (weights**2).sum() / weights.sum())))
