"""Difference-in-differences: did the areas with the approach change more than comparable areas without it?

Estimated by pyfixest with area and period effects and errors clustered per area, or from the spread of the areas
without the approach when few have it. The years before the start are the placebo: if they already differ, the
comparison does not hold.
Sources: Card and Krueger (1994), American Economic Review 84, 772-793; Roth, Sant'Anna, Bilinski and Poe (2023),
J. of Econometrics 235, 2218-2244; Conley and Taber (2011), Review of Economics and Statistics 93, 113-125.
"""

import warnings
from dataclasses import dataclass

import pandas as pd
from scipy import stats

from workbench.errors import CannotAnswer

FEWEST_CLUSTERS = 6
FEWEST_TREATED = 5


@dataclass(frozen=True)
class Difference:
    """The extra change, in the value's unit, with its 95% interval.

    `by_period` has per period `period, effect, error, lower, upper`, relative to the last one before the start;
    `before_differs` is True when a period before the start already departs from zero.
    """

    effect: float
    lower: float
    upper: float
    by_period: pd.DataFrame
    before_differs: bool


def difference_in_differences(panel: pd.DataFrame, *, start: int) -> Difference:
    """The extra change of the areas with the approach since period `start`.

    Takes: one row per `area_code` and `period`, with `value` and `treated` (the area has the approach, at any time).
    Missing: an area that lacks a period is refused, not filled.
    Raises: CannotAnswer without both kinds of areas, both sides of the start, or the extra `monitor`.
    """
    _refuse_unless_comparable(panel, start=start)
    rows = panel.assign(approach=(panel["treated"].astype(bool) & (panel["period"] >= start)).astype(float))
    estimate = _fit("value ~ approach | area_code + period", rows)
    effect, error = float(estimate.coef()["approach"]), float(estimate.se()["approach"])
    course, areas = _by_period(panel, start=start), _kinds(panel)
    if areas.sum() < FEWEST_TREATED:
        # With one or two areas the clustered error is far too small; the other areas show how much chance moves one.
        error = _placebo_error(panel, start=start) / areas.sum() ** 0.5
        course["error"] = _placebo_errors(panel, start=start).reindex(course["period"]).to_numpy() / areas.sum() ** 0.5
    degrees = max(int(min(len(areas) - areas.sum(), len(areas)) - 1), 1)
    reach = stats.t.ppf(0.975, degrees)
    before = course[course["period"] < _base(panel, start)]
    # Bonferroni: of many periods looked at, one may stray.
    edge = stats.t.ppf(1 - 0.025 / max(len(before), 1), degrees)
    differs = bool((before["effect"].abs() > edge * before["error"]).any())
    course = course.assign(
        lower=course["effect"] - reach * course["error"], upper=course["effect"] + reach * course["error"]
    )
    return Difference(effect, effect - reach * error, effect + reach * error, course, differs)


def _by_period(panel: pd.DataFrame, *, start: int) -> pd.DataFrame:
    """The event study: the gap per period with its error, relative to the last period before the start."""
    base = _base(panel, start)
    others = [period for period in sorted(panel["period"].unique()) if period != base]
    columns = {f"gap_{period}": ((panel["period"] == period) & panel["treated"]).astype(float) for period in others}
    estimate = _fit(f"value ~ {' + '.join(columns)} | area_code + period", panel.assign(**columns))
    middle, errors = estimate.coef(), estimate.se()
    rows = [(period, middle[name], errors[name]) for period, name in zip(others, columns, strict=True)]
    rows.append((base, 0.0, 0.0))
    return pd.DataFrame(rows, columns=["period", "effect", "error"]).sort_values("period", ignore_index=True)


def _base(panel: pd.DataFrame, start: int) -> int:
    return int(panel.loc[panel["period"] < start, "period"].max())


def _kinds(panel: pd.DataFrame) -> pd.Series:
    return panel.groupby("area_code")["treated"].first().astype(bool)


def _placebo_error(panel: pd.DataFrame, *, start: int) -> float:
    """How far one area without the approach strays from the others, after the start against before."""
    wide = _untreated(panel)
    change = wide.loc[:, wide.columns >= start].mean(axis=1) - wide.loc[:, wide.columns < start].mean(axis=1)
    return _strays(change)


def _placebo_errors(panel: pd.DataFrame, *, start: int) -> pd.Series:
    """The same per period, against the last period before the start."""
    wide = _untreated(panel)
    return wide.sub(wide[_base(panel, start)], axis=0).apply(_strays)


def _untreated(panel: pd.DataFrame) -> pd.DataFrame:
    return panel[~panel["treated"].astype(bool)].pivot(index="area_code", columns="period", values="value")


def _strays(change: pd.Series) -> float:
    # One area against the mean of n others varies by the spread of one times the root of 1 + 1/n.
    return float(change.std(ddof=1) * (1 + 1 / len(change)) ** 0.5)


def _fit(formula: str, rows: pd.DataFrame):
    try:
        with warnings.catch_warnings():
            # Numba and its caches warn at import about this machine's threads, not about the estimate.
            warnings.simplefilter("ignore")
            import pyfixest
    except ImportError:
        raise CannotAnswer(
            "pyfixest is not installed; install the extra 'monitor'",
            page="Deze vergelijking vraagt het onderdeel 'monitor'; vraag de beheerder om het te installeren.",
        ) from None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", category=UserWarning)
        return pyfixest.feols(formula, data=rows, vcov={"CRV1": "area_code"})


def _refuse_unless_comparable(panel: pd.DataFrame, *, start: int) -> None:
    counts = panel.groupby("area_code")["period"].nunique()
    if panel["value"].isna().any() or (counts != panel["period"].nunique()).any():
        raise CannotAnswer(
            "the panel has gaps",
            page="Van een of meer gebieden ontbreekt een jaar. Kies gebieden met een volledige reeks.",
        )
    if panel["value"].nunique() < 2:
        raise CannotAnswer(
            "the value never varies", page="Dit cijfer is overal en altijd gelijk; er is niets te vergelijken."
        )
    kinds = _kinds(panel)
    sides = (panel["period"] < start).any() and (panel["period"] >= start).any()
    if kinds.nunique() < 2 or not sides or len(kinds) < FEWEST_CLUSTERS:
        raise CannotAnswer(
            f"{int(kinds.sum())} of {len(kinds)} areas have the approach; both sides of the start: {sides}",
            page=f"Voor deze vergelijking zijn minstens {FEWEST_CLUSTERS} gebieden nodig, met en zonder de aanpak, "
            "en punten van voor en na de start.",
        )
