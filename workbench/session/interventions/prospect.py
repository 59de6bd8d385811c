"""Can we see it? Asked before the start, of this indicator, these areas and this horizon; answered in one sentence."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from workbench import disclosure, text
from workbench.analysis.monitor.findings import Finding, visible_beforehand
from workbench.analysis.monitor.series import Series, series_of, together
from workbench.catalog import load_catalog
from workbench.errors import CannotAnswer
from workbench.session.binding import theme_of
from workbench.session.changes import area_words

MONTHS_A_YEAR = 12
MOST_NAMED = 3


@dataclass(frozen=True)
class Prospect:
    """`possible` is False when the figures cannot carry an effect claim; `instead` then holds indicators that can."""

    possible: bool
    sentence: str
    instead: tuple[tuple[str, str], ...] = ()

    def as_dict(self) -> dict:
        return {"possible": self.possible, "sentence": self.sentence, "instead": [list(one) for one in self.instead]}


def prospect(
    indicator: str,
    *,
    areas: Sequence[str],
    edition: int,
    group: str,
    start: dt.date,
    change: float,
    months: int,
) -> Prospect:
    """Whether a change of so many percent within so many months could be told from chance there.

    Raises: UnknownName for an indicator the catalogue does not know.
    """
    try:
        series = series_in(indicator, areas=areas, group=group)
        found = _asked(series, start, change=change, months=months, place=_named(areas, edition))
    except CannotAnswer as refusal:
        catalog = load_catalog()
        instead = [(name, catalog.indicator(name).label) for name in refusal.facts.get("instead", [])[:MOST_NAMED]]
        return Prospect(False, refusal.page, tuple(instead))
    points = f" Nu zijn er {len(series.values)} punten, tot en met {text.period(series.stretch.periods[-1])}."
    return Prospect(True, found.answer + points)


def _asked(series: Series, start: dt.date, *, change: float, months: int, place: str) -> Finding:
    asked = {"change": change / 100, "years": months / MONTHS_A_YEAR}
    return visible_beforehand(series, start=period_of(start, monthly=series.monthly), place=place, **asked)


def series_in(indicator: str, *, areas: Sequence[str], group: str) -> Series:
    """The series of these areas as one, through the door. Raises: CannotAnswer, UnknownName."""
    catalog = load_catalog()
    figures = disclosure.load(theme_of(indicator))
    return together([series_of(figures, catalog, indicator=indicator, area=code, group=group) for code in areas])


def period_of(day: dt.date, *, monthly: bool) -> int:
    """The period of a series that this day lies in."""
    return day.year * 100 + day.month if monthly else day.year


def _named(codes: Sequence[str], edition: int) -> str:
    names = [area_words(code, edition=edition) for code in codes]
    if len(names) > MOST_NAMED:
        return f"{names[0]} en {len(names) - 1} andere gebieden samen"
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} en {names[-1]} samen"
