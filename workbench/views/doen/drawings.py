"""Drawings of the monitor: a series with its limits, with its expected course, a gap per period, and a funnel."""

from collections.abc import Sequence

import numpy as np

from workbench.analysis.monitor.charts import Chart, signals
from workbench.analysis.monitor.funnel import Funnel
from workbench.text import number, period
from workbench.views.drawings import axes, marks
from workbench.views.drawings.scales import Linear, spanning
from workbench.views.drawings.svg import Markup, Percent, strip, tag

HEIGHT, TOP, BOTTOM = 260, 40, 200
LEFT, RIGHT = Percent(9), Percent(97)
MOST_LABELS = 5  # more run into each other on a phone


def control_chart(chart: Chart, periods: Sequence[int], *, start: int, unit: str, label: str) -> Markup:
    """The points, their mean and limits; a point that chance does not explain is drawn large."""
    across, up = _scales(periods, [*chart.values, *chart.lower, *chart.upper])
    places = [across(index) for index in range(len(periods))]
    found = signals(chart).any
    limits = [
        marks.line([(x, up(y)) for x, y in zip(places, line, strict=True)], kind=kind)
        for line, kind in ((chart.mean, "dw-regio"), (chart.lower, "dw-land"), (chart.upper, "dw-land"))
    ]
    dots = [
        marks.dot(x, up(value), kind="dw-gekozen" if strange else "", radius=5.5 if strange else 3.5)
        for x, value, strange in zip(places, chart.values, found, strict=True)
    ]
    joined = marks.line([(x, up(value)) for x, value in zip(places, chart.values, strict=True)])
    return _strip(_frame(across, up, periods, start=start, unit=unit), limits, joined, dots, label=label)


def two_courses(
    own: Sequence[float], other: Sequence[float], periods: Sequence[int], *, start: int, unit: str, label: str
) -> Markup:
    """What was observed (dots and line) beside what was to be expected (dashed)."""
    across, up = _scales(periods, [*own, *other])
    places = [across(index) for index in range(len(periods))]
    expected = marks.line([(x, up(value)) for x, value in zip(places, other, strict=True)], kind="dw-regio")
    seen = marks.line([(x, up(value)) for x, value in zip(places, own, strict=True)], kind="dw-gekozen")
    dots = [marks.dot(x, up(value), kind="dw-gekozen", radius=3.5) for x, value in zip(places, own, strict=True)]
    return _strip(_frame(across, up, periods, start=start, unit=unit), expected, seen, dots, label=label)


def gap_per_period(rows, *, start: int, unit: str, label: str) -> Markup:
    """The difference with the others per period and its interval, zero at the last period before the start.

    Takes: rows with `period, effect, lower, upper`.
    """
    periods = rows["period"].tolist()
    across, up = _scales(periods, [*rows["lower"], *rows["upper"], 0.0])
    whiskers = [
        marks.whisker_up(up(row.lower), up(row.upper), x=across(index), kind="dw-gekozen")
        for index, row in enumerate(rows.itertuples())
    ]
    dots = [marks.dot(across(index), up(row.effect), kind="dw-gekozen") for index, row in enumerate(rows.itertuples())]
    zero = tag("line", x1=LEFT, x2=RIGHT, y1=up(0.0), y2=up(0.0), class_="dw-reference dw-regio")
    return _strip(_frame(across, up, periods, start=start, unit=unit), zero, whiskers, dots, label=label)


def funnel_plot(found: Funnel, sizes: Sequence[float], *, names: Sequence[str], chosen: str, label: str) -> Markup:
    """Each area by its size and its ratio to what was expected, with the limits that belong to that size."""
    order = np.argsort(sizes)
    across = spanning([*sizes], start=Percent(12), stop=Percent(94))
    up = spanning([*found.ratio, *found.lower, *found.upper], start=float(BOTTOM), stop=float(TOP))
    lines = [
        marks.line([(across(sizes[index]), up(edge[index])) for index in order], kind="dw-land")
        for edge in (found.lower, found.upper)
    ]
    middle = tag("line", x1=LEFT, x2=RIGHT, y1=up(1.0), y2=up(1.0), class_="dw-reference dw-regio")
    dots = [
        _named_dot(across(size), up(ratio), name=name, chosen=name == chosen, out=out)
        for size, ratio, name, out in zip(sizes, found.ratio, names, found.outside, strict=True)
    ]
    grid = axes.horizontal_grid(up, left=LEFT, right=RIGHT, title="keer het verwachte aantal")
    ticks = axes.names_below([(across(tick), number(tick, decimals=0)) for tick in across.ticks(4)], y=BOTTOM + 22)
    return _strip(grid, ticks, middle, lines, dots, label=label)


def _named_dot(x: float, y: float, *, name: str, chosen: bool, out: bool) -> Markup:
    dot = marks.dot(x, y, kind="dw-gekozen" if chosen else "", radius=6 if out else 4)
    label = tag("text", name, x=x, y=y - 9, text_anchor="middle", class_="dw-gekozen" if chosen else None)
    return tag("g", dot, label if out or chosen else None)


def _scales(periods: Sequence[int], values: Sequence[float]) -> tuple[Linear, Linear]:
    across = Linear(0, max(len(periods) - 1, 1), Percent(12), Percent(95))
    return across, spanning(values, start=float(BOTTOM), stop=float(TOP), zero=False)


def _frame(across: Linear, up: Linear, periods: Sequence[int], *, start: int, unit: str) -> Markup:
    grid = axes.horizontal_grid(up, left=LEFT, right=RIGHT, title=unit)
    every = max(1, -(-len(periods) // MOST_LABELS))
    labels = [(across(index), _short(code)) for index, code in enumerate(periods) if index % every == 0]
    return tag("g", grid, _start_line(across, periods, start=start), axes.names_below(labels, y=BOTTOM + 22))


def _start_line(across: Linear, periods: Sequence[int], *, start: int) -> Markup | None:
    before = sum(code < start for code in periods)
    if not 0 < before < len(periods):
        return None
    x = across(before - 0.5)
    line = tag("line", x1=x, x2=x, y1=TOP - 4, y2=BOTTOM, class_="dw-reference dw-land")
    return tag("g", line, tag("text", "start", x=x, y=TOP - 8, text_anchor="middle", class_="dw-land"))


def _short(code: int) -> str:
    # Labels such as "september 2024" do not fit beside each other; "9-2024" does.
    return period(code) if code < 10_000 else f"{code % 100}-{code // 100}"


def _strip(*parts: object, label: str) -> Markup:
    return strip(*parts, height=HEIGHT - 30, label=label, extra="dw-monitor")
