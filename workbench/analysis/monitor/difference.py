"""Difference-in-differences: did the areas with the approach change more than comparable areas without it?

Estimated by pyfixest with area and period effects and errors clustered per area; the years before the start are the
placebo: if they already differ, the comparison does not hold.
Sources: Card and Krueger (1994), American Economic Review 84, 772-793; Roth, Sant'Anna, Bilinski and Poe (2023),
J. of Econometrics 235, 2218-2244.
"""

import warnings
from dataclasses import dataclass

import pandas as pd

from workbench.errors import CannotAnswer

FEWEST_CLUSTERS = 6


@dataclass(frozen=True)
class Difference:
    """The extra change, in the value's unit, with its 95% interval.

    `by_period` has one row per period with `period, effect, lower, upper`, relative to the last one before the start;
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
    lower, upper = estimate.confint().loc["approach"].iloc[:2]
    course = _by_period(panel, start=start)
    before = course[course["period"] < start - 1]
    # Bonferroni over the periods looked at would need wider intervals; these are already those of the placebo.
    differs = bool(((before["lower"] > 0) | (before["upper"] < 0)).any())
    return Difference(float(estimate.coef()["approach"]), float(lower), float(upper), course, differs)


def _by_period(panel: pd.DataFrame, *, start: int) -> pd.DataFrame:
    """The event study: the gap per period, relative to the last period before the start."""
    periods = sorted(panel["period"].unique())
    base = max(period for period in periods if period < start)
    others = [period for period in periods if period != base]
    columns = {f"gap_{period}": ((panel["period"] == period) & panel["treated"]).astype(float) for period in others}
    estimate = _fit(f"value ~ {' + '.join(columns)} | area_code + period", panel.assign(**columns))
    bounds, middle = estimate.confint(), estimate.coef()
    rows = [(period, middle[name], *bounds.loc[name].iloc[:2]) for period, name in zip(others, columns, strict=True)]
    rows.append((base, 0.0, 0.0, 0.0))
    return pd.DataFrame(rows, columns=["period", "effect", "lower", "upper"]).sort_values("period", ignore_index=True)


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
    kinds = panel.groupby("area_code")["treated"].first()
    sides = (panel["period"] < start).any() and (panel["period"] >= start).any()
    if kinds.nunique() < 2 or not sides or len(kinds) < FEWEST_CLUSTERS:
        raise CannotAnswer(
            f"{int(kinds.sum())} of {len(kinds)} areas have the approach; both sides of the start: {sides}",
            page=f"Voor deze vergelijking zijn minstens {FEWEST_CLUSTERS} gebieden nodig, met en zonder de aanpak, "
            "en punten van voor en na de start.",
        )
