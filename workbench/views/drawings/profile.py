"""A profile: each indicator on its own scale, from the lowest to the highest area, with three marks on it."""

from collections.abc import Sequence
from typing import NamedTuple

from workbench.catalog import Indicator
from workbench.text import number
from workbench.text.numbers import UNITS
from workbench.views.cells import Named
from workbench.views.drawings.scales import Linear
from workbench.views.drawings.svg import Markup, Percent, join, tag
from workbench.views.sentences import written

MIDDLE = 9


class Entry(NamedTuple):
    """One indicator: its lines (area, region, country), the range over the areas, and when it was measured."""

    measure: Indicator
    lines: Sequence[Named]
    low: float | None
    high: float | None
    when: str


def rows(entries: Sequence[Entry]) -> Markup:
    return join([_row(entry) for entry in entries])


def strip_of(entry: Entry) -> Markup:
    """The grey bar runs from the lowest to the highest area; the dot is the area, the ticks region and country."""
    ends = [
        end for line in entry.lines if line.cell.shown for end in (line.cell.value, line.cell.lower, line.cell.upper)
    ]
    there = [float(end) for end in (*ends, entry.low, entry.high) if end is not None]
    low, high = min(there), max(there)
    scale = Linear(low, high if high > low else low + 1, Percent(3), Percent(97))
    span = None
    if entry.low is not None and entry.high is not None:
        x = scale(entry.low)
        span = tag("rect", x=x, y=MIDDLE - 3, width=Percent(scale(entry.high) - x), height=6, rx=3, class_="dw-span")
    marks = [_mark(line, scale) for line in reversed(entry.lines) if line.cell.shown]
    return tag("svg", span, marks, width="100%", height=2 * MIDDLE, class_="dw-svg", aria_hidden="true")


def _mark(line: Named, scale: Linear) -> Markup:
    cell, x = line.cell, scale(line.cell.value)
    if line.kind != "gekozen":
        return tag("line", x1=x, x2=x, y1=1, y2=2 * MIDDLE - 1, class_=f"dw-tick dw-{line.kind}")
    interval = cell.lower is not None and cell.upper is not None
    bar = (
        tag("line", x1=scale(cell.lower), x2=scale(cell.upper), y1=MIDDLE, y2=MIDDLE, class_="dw-whisker")
        if interval
        else None
    )
    return join(bar, tag("circle", cx=x, cy=MIDDLE, r=5, class_="dw-dot dw-gekozen"))


def _row(entry: Entry) -> Markup:
    unit = UNITS[entry.measure.unit]
    name = tag("th", entry.measure.label, tag("small", ", ".join(filter(None, [unit, entry.when]))), scope="row")
    figures = [tag("td", _short(line, entry.measure)) for line in entry.lines]
    drawn = tag("td", strip_of(entry) if any(line.cell.shown for line in entry.lines) else None)
    return tag("tr", name, figures, drawn)


def _short(line: Named, measure: Indicator) -> str:
    return number(line.cell.value, decimals=measure.decimals) if line.cell.shown else written(line.cell, measure)
