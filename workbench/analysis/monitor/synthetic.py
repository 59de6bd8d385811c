"""A synthetic comparison: the mix of other areas that moved like this one before the approach began.

Synthetic difference-in-differences with exact weights: both weight problems are small convex quadratic programmes,
so there is one best answer and no local optimum to stop in.
Source: Arkhangelsky, Athey, Hirshberg, Imbens and Wager (2021), American Economic Review 111, 4088-4118.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats
from scipy.optimize import nnls

from workbench.errors import CannotAnswer

Numbers = NDArray[np.float64]
FEWEST_DONORS, FEWEST_BEFORE = 3, 4
SUM_WEIGHT = 1e4  # how heavily "the weights add up to one" counts, relative to the data's own scale


@dataclass(frozen=True)
class Synthetic:
    """The effect with its placebo interval, and what it rests on.

    `effect`, `lower`, `upper`, `prefit` (root mean squared gap before the start) are in the series' unit;
    `unit_weights` per comparison area and `time_weights` per point before the start each add up to one.
    """

    effect: float
    lower: float
    upper: float
    prefit: float
    unit_weights: Numbers
    time_weights: Numbers
    synthetic: Numbers  # the comparison series over all points, moved to the level of the area itself


def synthetic_difference(own: ArrayLike, others: ArrayLike, *, start: int) -> Synthetic:
    """The effect since point `start` on the area's own series, compared with a weighted mix of others.

    Takes: `own`, one value per point in time; `others`, one row per comparison area, same points.
    Gives: the average effect after the start, with a 95% interval from placebo runs on the comparison areas.
    Raises: CannotAnswer with too few comparison areas or points, or with gaps.
    """
    series, donors = np.asarray(own, dtype=float), np.atleast_2d(np.asarray(others, dtype=float))
    _refuse_unless_enough(series, donors, start=start)
    unit_weights, time_weights = _weights(series, donors, start=start)
    effect = _effect(series, donors, start=start, weights=(unit_weights, time_weights))
    # Student's t: with as few placebo runs as there are comparison areas the normal 1.96 is too sure.
    reach = stats.t.ppf(0.975, len(donors) - 1) * _placebo_error(donors, start=start)
    mix = unit_weights @ donors
    moved = mix + time_weights @ (series - mix)[:start]
    prefit = float((series - mix)[:start].std())
    return Synthetic(effect, effect - reach, effect + reach, prefit, unit_weights, time_weights, moved)


def _effect(own: Numbers, others: Numbers, *, start: int, weights: tuple[Numbers, Numbers]) -> float:
    units, times = weights
    gap = own - units @ others
    return float(gap[start:].mean() - times @ gap[:start])


def _weights(own: Numbers, others: Numbers, *, start: int) -> tuple[Numbers, Numbers]:
    """Weights of the comparison areas (ridge as in the paper) and of the points before the start (almost none)."""
    before, after = others[:, :start], others[:, start:]
    noise = np.diff(before, axis=1).std(ddof=1)
    ridge = (after.shape[1] ** 0.25) * noise
    units = _simplex_weights(before.T, own[:start], ridge=ridge * np.sqrt(start))
    times = _simplex_weights(before, after.mean(axis=1), ridge=1e-6 * noise * np.sqrt(len(others)))
    return units, times


def _simplex_weights(columns: Numbers, target: Numbers, *, ridge: float) -> Numbers:
    """Non-negative weights adding up to one that make the columns follow the target up to a constant.

    A least squares problem with an intercept (taken out by centring), a ridge, and the sum as a heavy extra row.
    """
    centred, aim = columns - columns.mean(axis=0), target - target.mean()
    size = centred.shape[1]
    heavy = SUM_WEIGHT * max(np.abs(centred).max(), ridge, 1.0)
    system = np.vstack([centred, ridge * np.eye(size), np.full((1, size), heavy)])
    weights, _ = nnls(system, np.concatenate([aim, np.zeros(size), [heavy]]), maxiter=50 * size)
    return weights / weights.sum()


def _placebo_error(others: Numbers, *, start: int) -> float:
    # Each comparison area in turn plays the area with the approach; nothing happened there.
    effects = []
    for index in range(len(others)):
        rest = np.delete(others, index, axis=0)
        weights = _weights(others[index], rest, start=start)
        effects.append(_effect(others[index], rest, start=start, weights=weights))
    return float(np.std(effects, ddof=1))


def _refuse_unless_enough(own: Numbers, others: Numbers, *, start: int) -> None:
    if not (np.isfinite(own).all() and np.isfinite(others).all()) or others.shape[1] != len(own):
        raise CannotAnswer(
            "series with gaps or of different lengths",
            page="Een van de reeksen mist een punt. Kies vergelijkingsgebieden met een volledige reeks.",
        )
    if len(others) < FEWEST_DONORS or start < FEWEST_BEFORE or start >= len(own):
        raise CannotAnswer(
            f"{len(others)} comparison areas, {start} points before the start, {len(own) - start} after",
            page=f"Voor deze vergelijking zijn minstens {FEWEST_DONORS} vergelijkingsgebieden, "
            f"{FEWEST_BEFORE} punten vóór de start en één punt erna nodig.",
        )
