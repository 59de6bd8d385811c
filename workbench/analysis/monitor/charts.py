"""Control charts: the mean, the limits that chance stays within, and the points that chance does not explain.

Sources: Shewhart (1931); NIST/SEMATECH e-Handbook of Statistical Methods, 6.3; Laney (2002), Quality Engineering
14, 531-537 (p' and u'); NHS England, Making Data Count (XmR charts and their four rules).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from workbench.errors import CannotAnswer

D2 = 1.128  # expected range of two normal draws, in standard deviations
# Three sigma in mean moving ranges: 2.66 as Making Data Count publishes it, 3 / 1.128 unrounded as NIST computes it.
MAKING_DATA_COUNT, NIST = 2.66, 3 / D2
SCREEN = 3.267  # moving ranges beyond this many mean ranges do not count towards the limits
FEWEST_POINTS = 12
RUN = 7  # points on one side, or rising, or falling

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Chart:
    """A series with its mean and its three-sigma limits, all of the series' length and in its unit."""

    values: Numbers
    mean: Numbers
    lower: Numbers
    upper: Numbers
    kind: str


def xmr_chart(values: ArrayLike, *, screened: bool = True, ranges_wide: float = MAKING_DATA_COUNT) -> Chart:
    """Individuals chart with limits that lie `ranges_wide` mean moving ranges from the mean.

    Ranges that are themselves out of control are left out once, as in Making Data Count.
    Raises: CannotAnswer when there are fewer than two points or a gap.
    """
    series = _series(values)
    ranges = np.abs(np.diff(series))
    if screened and ranges.mean() > 0:
        ranges = ranges[ranges <= SCREEN * ranges.mean()]
    return _chart(series, mean=series.mean(), half_width=ranges_wide * ranges.mean(), kind="XmR")


def c_chart(counts: ArrayLike) -> Chart:
    """Counts over equal opportunity (Poisson)."""
    series = _series(counts)
    return _chart(series, mean=series.mean(), half_width=3 * np.sqrt(series.mean()), kind="c", floor=0.0)


def p_chart(counts: ArrayLike, totals: ArrayLike, *, laney: bool = False) -> Chart:
    """Proportions; with `laney` the p' chart, for denominators so large that binomial limits are too tight."""
    counted, out_of = _series(counts), _series(totals)
    shares, mean = counted / out_of, counted.sum() / out_of.sum()
    sigma = np.sqrt(mean * (1 - mean) / out_of)
    spread = _between(shares, mean=mean, sigma=sigma) if laney else 1.0
    kind = "p'" if laney else "p"
    return _chart(shares, mean=mean, half_width=3 * sigma * spread, kind=kind, floor=0.0, ceiling=1.0)


def u_chart(counts: ArrayLike, exposures: ArrayLike, *, laney: bool = False) -> Chart:
    """Rates per unit of exposure; with `laney` the u' chart."""
    counted, exposed = _series(counts), _series(exposures)
    rates, mean = counted / exposed, counted.sum() / exposed.sum()
    sigma = np.sqrt(mean / exposed)
    spread = _between(rates, mean=mean, sigma=sigma) if laney else 1.0
    return _chart(rates, mean=mean, half_width=3 * sigma * spread, kind="u'" if laney else "u", floor=0.0)


def _between(values: Numbers, *, mean: float, sigma: Numbers) -> float:
    # How much wider the series varies than its denominators explain: the moving range of its z-scores.
    return float(np.abs(np.diff((values - mean) / sigma)).mean() / D2)


def _chart(series: Numbers, *, mean: float, half_width, kind: str, floor=-np.inf, ceiling=np.inf) -> Chart:
    centre = np.full_like(series, mean)
    lower, upper = np.maximum(centre - half_width, floor), np.minimum(centre + half_width, ceiling)
    return Chart(values=series, mean=centre, lower=lower, upper=upper, kind=kind)


def _series(values: ArrayLike) -> Numbers:
    series = np.asarray(values, dtype=float)
    if series.ndim != 1 or len(series) < 2 or not np.isfinite(series).all():
        raise CannotAnswer(
            f"a control chart needs two or more points without gaps, got shape {series.shape}",
            page="Deze reeks heeft te weinig punten of mist een punt; een regelkaart kan dan niet.",
        )
    return series


@dataclass(frozen=True)
class Signals:
    """Per point whether a rule of Making Data Count speaks; all boolean arrays of the series' length."""

    beyond: NDArray[np.bool_]  # outside the limits
    shift: NDArray[np.bool_]  # part of seven or more on one side of the mean
    trend: NDArray[np.bool_]  # part of seven or more that keep rising or falling
    two_of_three: NDArray[np.bool_]  # one of two out of three in the outer third, on one side

    @property
    def any(self) -> NDArray[np.bool_]:
        return self.beyond | self.shift | self.trend | self.two_of_three


def signals(chart: Chart) -> Signals:
    """The points that chance alone does not explain."""
    values = chart.values
    side = np.sign(values - chart.mean)
    steps = np.sign(np.diff(values))
    return Signals(
        beyond=(values < chart.lower) | (values > chart.upper),
        shift=_runs(side, length=RUN),
        trend=_spread_to_points(_runs(steps, length=RUN - 1)),
        two_of_three=_outer_pairs(chart, side),
    )


def _runs(signs: Numbers, *, length: int) -> NDArray[np.bool_]:
    """True where a value stands in an unbroken run of at least `length` equal signs; zero breaks a run."""
    found = np.zeros(len(signs), dtype=bool)
    start = 0
    for end in range(1, len(signs) + 1):
        if end == len(signs) or signs[end] != signs[start]:
            found[start:end] = end - start >= length and signs[start] != 0
            start = end
    return found


def _spread_to_points(steps: NDArray[np.bool_]) -> NDArray[np.bool_]:
    # A step joins two points: both belong to the trend.
    return np.concatenate([steps, [False]]) | np.concatenate([[False], steps])


def _outer_pairs(chart: Chart, side: Numbers) -> NDArray[np.bool_]:
    values = chart.values
    # Two sigma. A limit that was stopped at nought or one lies nearer than three: the other side tells the width.
    third = 2 / 3 * np.maximum(chart.upper - chart.mean, chart.mean - chart.lower)
    outer = np.abs(values - chart.mean) > third
    found = np.zeros(len(values), dtype=bool)
    for first in range(len(values) - 2):
        window = np.arange(first, first + 3)
        for way in (1, -1):
            hits = window[outer[window] & (side[window] == way)]
            if len(hits) >= 2:
                found[hits] = True
    return found


VARIATION = ("toeval", "verbetering", "verslechtering", "verandering")
ASSURANCE = ("haalt het doel", "haalt het doel niet", "soms wel, soms niet", "geen doel")


def variation(chart: Chart, *, higher_is_worse: bool | None) -> str:
    """The word of Making Data Count for the latest point: one of VARIATION; None means no direction is better."""
    found = signals(chart)
    if not found.any[-1]:
        return VARIATION[0]
    if higher_is_worse is None:
        return VARIATION[3]
    rising = _last_direction(chart, found)
    return VARIATION[2] if rising == higher_is_worse else VARIATION[1]


def _last_direction(chart: Chart, found: Signals) -> bool:
    # A trend points its own way, whatever side of the mean the last point is on.
    if found.trend[-1] and not found.beyond[-1]:
        return bool(chart.values[-1] > chart.values[-2])
    return bool(chart.values[-1] > chart.mean[-1])


def assurance(chart: Chart, *, target: float | None, higher_is_worse: bool) -> str:
    """Will the target be met by this process as it is? One of ASSURANCE."""
    if target is None:
        return ASSURANCE[3]
    below, above = chart.upper[-1] < target, chart.lower[-1] > target
    if not (below or above):
        return ASSURANCE[2]
    return ASSURANCE[0] if below == higher_is_worse else ASSURANCE[1]
