"""Drawings of duiden: two figures against each other, and areas with an interval beside what was published."""

from collections.abc import Sequence
from typing import NamedTuple

from workbench.views.drawings import axes, marks
from workbench.views.drawings.names import row_name
from workbench.views.drawings.scales import spanning
from workbench.views.drawings.svg import Markup, Percent, strip, tag

HEIGHT, TOP, BOTTOM = 330, 34, 270
STEP, FIRST = 24, 30


class Point(NamedTuple):
    """One area in a scatter: `kind` is dw-chosen, dw-within or empty."""

    area: str
    name: str
    across: float
    up: float
    kind: str


class Band(NamedTuple):
    """One area with what the model says, its interval, and the words at the end of its line."""

    area: str
    name: str
    value: float
    lower: float
    upper: float
    words: str
    kind: str
    published: float | None = None


def scatter(points: Sequence[Point], *, line: tuple[float, float] | None, across: str, up: str, label: str) -> Markup:
    """Takes: `line`, intercept and slope of the drawn regression; the titles of both axes."""
    x = spanning([point.across for point in points], start=Percent(10), stop=Percent(97), zero=False)
    y = spanning([point.up for point in points], start=float(BOTTOM), stop=float(TOP), zero=False)
    ordered = sorted(points, key=lambda point: bool(point.kind))
    dots = [
        tag(
            "g",
            tag("title", point.name),
            marks.dot(x(point.across), y(point.up), kind=point.kind, radius=4),
            data_area=point.area,
        )
        for point in ordered
    ]
    return strip(
        axes.vertical_grid(x, top=TOP, bottom=BOTTOM, title=across),
        axes.horizontal_grid(y, left=Percent(10), right=Percent(97), title=up),
        _fitted(line, x, y) if line else None,
        dots,
        height=HEIGHT,
        label=label,
        extra="dw-scatter",
    )


def bands(rows: Sequence[Band], *, reference: float | None, unit: str, label: str, zero: bool = True) -> Markup:
    """One line per area: the estimate and its interval; an open dot is the published figure."""
    bottom = FIRST + STEP * len(rows)
    ends = [end for row in rows for end in (row.lower, row.upper, row.published)]
    scale = spanning([*ends, reference], start=Percent(38), stop=Percent(82), zero=zero)
    lines = [
        tag("svg", _band(row, scale), y=FIRST + STEP * at, height=STEP, data_area=row.area)
        for at, row in enumerate(rows)
    ]
    return strip(
        axes.vertical_grid(scale, top=FIRST - 4, bottom=bottom, title=unit),
        axes.reference(scale, reference, top=FIRST - 4, bottom=bottom, kind="regio"),
        lines,
        height=bottom + 40,
        label=label,
        extra="dw-ranking",
    )


def _band(row: Band, scale) -> Markup:
    middle = STEP / 2
    published = None
    if row.published is not None:
        published = marks.dot(scale(row.published), middle, radius=3.5, zero=True)
    return tag(
        "g",
        tag("rect", width="100%", height=STEP, class_="dw-row"),
        row_name(row.name, height=STEP, kind=row.kind),
        marks.whisker(scale(row.lower), scale(row.upper), y=middle, kind=row.kind),
        published,
        marks.dot(scale(row.value), middle, kind=row.kind),
        tag("text", row.words, x="100%", y=middle + 4, text_anchor="end", class_=row.kind or None),
    )


def _fitted(line: tuple[float, float], x, y) -> Markup:
    intercept, slope = line
    ends = [(at, intercept + slope * at) for at in (x.low, x.high)]
    clipped = [(at, min(max(value, y.low), y.high)) for at, value in ends]
    if slope:
        clipped = [((value - intercept) / slope, value) for _, value in clipped]
    return marks.line([(x(at), y(value)) for at, value in clipped], kind="dw-regio")
