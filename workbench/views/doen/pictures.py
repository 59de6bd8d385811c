"""Each picture of `interventies`: a question asked of the selection, answered in a sentence, drawn when it can be."""

from collections.abc import Callable

import pandas as pd

from workbench import areas
from workbench.analysis.monitor import findings
from workbench.analysis.monitor.findings import Finding
from workbench.analysis.monitor.guard import refuse_short
from workbench.analysis.monitor.series import Series, around_start, panel_of, series_of
from workbench.catalog import Indicator
from workbench.errors import CannotAnswer
from workbench.text import number, period
from workbench.text.numbers import UNITS
from workbench.views.doen import drawings, icons
from workbench.views.drawings.svg import Markup, figure, tag
from workbench.views.drawings.table import folded, table
from workbench.views.follow import empty, follow
from workbench.views.picture import Picture
from workbench.views.selection import Selection

FOLLOWED = ("indicator", "level", "area", "period", "group")


def beforehand(keuze: Selection) -> Picture:
    """What fall could be told from chance here, said before the start."""

    def draw() -> Markup:
        series = _series(keuze)
        return _told(findings.visible_beforehand(series, start=keuze.period, place=keuze.name(keuze.area)))

    return _picture(keuze, draw)


def course(keuze: Selection) -> Picture:
    """The series with the limits that chance stays within."""

    def draw() -> Markup:
        series = _series(keuze)
        found = findings.steadiness(series)
        if found.result is None:
            return _told(found)
        chart = found.result.chart
        drawn = drawings.control_chart(
            chart, series.stretch.periods, start=keuze.period, unit=_unit(series), label=found.answer
        )
        rows = zip(series.stretch.periods, chart.values, chart.lower, chart.upper, strict=True)
        shown = _numbers(series, rows, heads=("Periode", "Cijfer", "Ondergrens", "Bovengrens"))
        return _told(found, icons.of(found.result), drawn, shown)

    return _picture(keuze, draw)


def change(keuze: Selection) -> Picture:
    """The series beside what trend and season would have given."""

    def draw() -> Markup:
        series = _series(keuze)
        found = findings.level_change(series, start=keuze.period)
        if found.result is None:
            return _told(found)
        periods, expected = series.stretch.periods, found.result.expected
        drawn = drawings.two_courses(
            series.counts, expected, periods, start=keuze.period, unit="aantal", label=found.answer
        )
        cells = [
            (period(when), number(counted, decimals=0), number(awaited, decimals=1))
            for when, counted, awaited in zip(periods, series.counts, expected, strict=True)
        ]
        return _told(found, drawn, _folded(cells, heads=("Periode", "Geteld", "Verwacht zonder verandering")))

    return _picture(keuze, draw)


def others(keuze: Selection) -> Picture:
    """The difference with the other areas of the same level, per period."""

    def draw() -> Markup:
        found = findings.against_others(_panel(keuze), areas=[keuze.area], start=keuze.period, unit=keuze.measure.unit)
        if found.result is None:
            return _told(found)
        rows = found.result.by_period
        drawn = drawings.gap_per_period(
            rows, start=keuze.period, unit=_worded(keuze.measure, "verschil"), label=found.answer
        )
        cells = zip(rows["period"], rows["effect"], rows["lower"], rows["upper"], strict=True)
        return _told(found, drawn, _numbers(None, cells, heads=("Periode", "Verschil", "Ondergrens", "Bovengrens")))

    return _picture(keuze, draw)


def mix(keuze: Selection) -> Picture:
    """The area beside the mix of others that moved like it before the start."""

    def draw() -> Markup:
        panel = _panel(keuze)
        found = findings.against_mix(panel, areas=[keuze.area], start=keuze.period, unit=keuze.measure.unit)
        if found.result is None:
            return _told(found)
        own = panel[panel["area_code"] == keuze.area].sort_values("period")
        drawn = drawings.two_courses(
            own["value"],
            found.result.synthetic,
            own["period"].tolist(),
            start=keuze.period,
            unit=_worded(keuze.measure),
            label=found.answer,
        )
        cells = zip(own["period"], own["value"], found.result.synthetic, strict=True)
        return _told(found, drawn, _numbers(None, cells, heads=("Periode", "Dit gebied", "Het mengsel")))

    return _picture(keuze, draw)


def choice(keuze: Selection) -> Picture:
    """The change, freed from the fall that follows when an area is chosen for its peak."""

    def draw() -> Markup:
        refuse_short(len(_series(keuze).values))
        before, after = _around_start(keuze)
        if keuze.area not in set(before["area_code"]) or keuze.area not in after.index:
            raise CannotAnswer(f"no counts of {keuze.area} around the start", page=_NO_COUNTS)
        own = after.loc[keuze.area]
        return _told(findings.after_choice(before, area=keuze.area, after=own["count"], exposed_after=own["exposure"]))

    return _picture(keuze, draw)


def between(keuze: Selection) -> Picture:
    """All areas of the level in a funnel, since the start."""

    def draw() -> Markup:
        _, after = _around_start(keuze)
        names = [keuze.name(code) for code in after.index]
        sizes = after["exposure"].to_numpy(float)
        found = findings.between_areas(after["count"].to_numpy(float), sizes, names=names)
        if found.result is None:
            return _told(found)
        drawn = drawings.funnel_plot(found.result, sizes, names=names, chosen=_name_if_area(keuze), label=found.answer)
        cells = [
            (name, number(ratio, decimals=2), number(low, decimals=2), number(high, decimals=2))
            for name, ratio, low, high in zip(
                names, found.result.ratio, found.result.lower, found.result.upper, strict=True
            )
        ]
        heads = ("Gebied", "Keer het verwachte", "Ondergrens", "Bovengrens")
        return _told(found, drawn, folded(table(heads, cells, caption="Gebieden in de trechter"), title=_AS_TABLE))

    return _picture(keuze, draw)


def _picture(keuze: Selection, draw: Callable[[], Markup]) -> Picture:
    def drawn() -> Markup:
        # A question these figures cannot carry is an answer too, not a failure of the page.
        try:
            return draw()
        except CannotAnswer as refusal:
            return empty(refusal.page)

    return follow(keuze, drawn, *FOLLOWED)


def _series(keuze: Selection) -> Series:
    return series_of(keuze.figures, keuze.catalog, indicator=keuze.indicator, area=keuze.area, group=keuze.group)


def _panel(keuze: Selection) -> pd.DataFrame:
    level = areas.level_of(keuze.area)
    if level not in ("gemeente", "wijk", "buurt"):
        raise CannotAnswer("no areas beside this one", page="Kies een gemeente, wijk of buurt om te vergelijken.")
    codes = [area.code for area in areas.areas(level, edition=keuze.edition)]
    return panel_of(keuze.figures, keuze.catalog, indicator=keuze.indicator, areas=codes, group=keuze.group)


def _around_start(keuze: Selection) -> tuple[pd.DataFrame, pd.DataFrame]:
    asked = {"indicator": keuze.indicator, "level": keuze.level, "group": keuze.group, "edition": keuze.edition}
    return around_start(keuze.figures, keuze.catalog, **asked, start=keuze.period)


def _told(found: Finding, *parts: Markup) -> Markup:
    return figure(*parts, tag("p", found.would_change, class_="dw-note"), sentence=found.answer)


def _numbers(series: Series | None, rows, *, heads: tuple[str, ...]) -> Markup:
    places = 0 if series is not None and series.indicator.unit == "count" else 1
    cells = [(period(int(first)), *(number(float(value), decimals=places) for value in rest)) for first, *rest in rows]
    return _folded(cells, heads=heads)


def _folded(cells: list[tuple[str, ...]], *, heads: tuple[str, ...]) -> Markup:
    return folded(table(heads, cells, caption="De cijfers bij deze tekening"), title=_AS_TABLE)


def _unit(series: Series) -> str:
    return UNITS[series.indicator.unit] or "aantal"


def _worded(measure: Indicator, what: str = "cijfer") -> str:
    unit = UNITS[measure.unit]
    return f"{what}, {unit}" if unit else what


def _name_if_area(keuze: Selection) -> str:
    return keuze.name(keuze.area)


_AS_TABLE = "Lees als tabel"
_NO_COUNTS = "Voor en na de start zijn er geen aantallen die overal getoond mogen worden."
