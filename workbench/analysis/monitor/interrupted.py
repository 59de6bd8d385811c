"""Interrupted time series: did the level change when the approach began, beyond trend and season?

Counts are modelled as quasi-Poisson with the population as offset. The standard error is the larger of the
overdispersed one and Newey-West's, with Student's t: short series make either of them too sure on its own.
Sources: Bernal, Cummins and Gasparrini (2017), Int. J. Epidemiology 46, 348-355; Newey and West (1987),
Econometrica 55, 703-708.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from workbench.analysis.monitor.guard import refuse_short
from workbench.errors import CannotAnswer

Numbers = NDArray[np.float64]
FEWEST_PER_SIDE = 3


@dataclass(frozen=True)
class Interruption:
    """The ratio of the level after the start to what trend and season would have given, with its 95% interval.

    `expected` is the count per point without the change; `dispersion` above one means more spread than chance.
    """

    ratio: float
    lower: float
    upper: float
    dispersion: float
    expected: Numbers

    @property
    def distinguishable(self) -> bool:
        return not self.lower <= 1 <= self.upper


def interrupted_series(
    counts: ArrayLike, *, start: int, population: ArrayLike | None = None, season: int | None = None
) -> Interruption:
    """The change in level since point `start` of a series of counts.

    Takes: `counts` per point; `population` at risk per point (none: constant); `season`, points per year when the
    series has a yearly rhythm.
    Raises: CannotAnswer with fewer than 12 points, fewer than 3 on a side, gaps, or nothing counted.
    """
    counted = np.asarray(counts, dtype=float)
    exposed = np.ones_like(counted) if population is None else np.asarray(population, dtype=float)
    _refuse_unless_answerable(counted, exposed, start=start)
    design, step = _design(len(counted), start=start, season=season)
    fitted = _quasi_poisson(counted, design, exposed)
    spread = max(float(fitted.scale), 1.0)
    error = max(float(fitted.bse[step]) * np.sqrt(spread / fitted.scale), _newey_west(fitted, design, step=step))
    change = float(fitted.params[step])
    reach = stats.t.ppf(0.975, df=len(counted) - design.shape[1]) * error
    without = np.asarray(fitted.fittedvalues) / np.exp(change * design[:, step])
    return Interruption(*np.exp([change, change - reach, change + reach]), dispersion=spread, expected=without)


def _quasi_poisson(counted: Numbers, design: Numbers, exposed: Numbers):
    # Imported here: it takes a second, and who only writes down what was agreed never needs it.
    from statsmodels.genmod.families import Poisson
    from statsmodels.genmod.generalized_linear_model import GLM

    return GLM(counted, design, family=Poisson(), offset=np.log(exposed)).fit(scale="X2")


def _newey_west(fitted, design: Numbers, *, step: int) -> float:
    """The autocorrelation-robust standard error, with the small-sample factor n / (n - k)."""
    points, columns = design.shape
    lags = int(np.floor(4 * (points / 100) ** (2 / 9)))
    moments = design * np.asarray(fitted.resid_response)[:, None]
    meat = moments.T @ moments
    for lag in range(1, lags + 1):
        shifted = moments[lag:].T @ moments[:-lag]
        meat += (1 - lag / (lags + 1)) * (shifted + shifted.T)
    bread = np.linalg.inv(design.T @ (design * np.asarray(fitted.fittedvalues)[:, None]))
    variance = (bread @ meat @ bread)[step, step] * points / (points - columns)
    return float(np.sqrt(max(variance, 0.0)))


def _design(points: int, *, start: int, season: int | None) -> tuple[Numbers, int]:
    """Level, trend, season as two harmonics, and the step; and which column the step is."""
    time = np.arange(points)
    columns = [np.ones(points), (time - time.mean()) / points]
    if season:
        angle = 2 * np.pi * time / season
        columns += [np.sin(angle), np.cos(angle), np.sin(2 * angle), np.cos(2 * angle)]
    columns.append((time >= start).astype(float))
    return np.column_stack(columns), len(columns) - 1


def _refuse_unless_answerable(counted: Numbers, exposed: Numbers, *, start: int) -> None:
    refuse_short(len(counted))
    if not FEWEST_PER_SIDE <= start <= len(counted) - FEWEST_PER_SIDE:
        raise CannotAnswer(
            f"start at point {start} of {len(counted)}",
            page=f"Nog niet te beoordelen: voor en na de start zijn minstens {FEWEST_PER_SIDE} punten nodig.",
        )
    if not (np.isfinite(counted).all() and np.isfinite(exposed).all() and (exposed > 0).all()):
        raise CannotAnswer(
            "a gap in the series", page="In deze reeks ontbreken punten. Een effect is dan niet te schatten."
        )
    if min(counted[:start].sum(), counted[start:].sum()) == 0:
        raise CannotAnswer(
            "nothing counted before or after the start",
            page="Voor of na de start is niets geteld. Een effect is dan niet te schatten.",
        )
