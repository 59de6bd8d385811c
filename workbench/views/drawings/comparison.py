"""A comparison: one area beside the gemeente, the region and the country it is part of."""

from collections.abc import Sequence

from workbench.catalog import Indicator
from workbench.views.cells import Named
from workbench.views.drawings import axes, marks
from workbench.views.drawings.scales import Linear, spanning
from workbench.views.drawings.svg import Markup, Percent, strip, tag
from workbench.views.sentences import written

STEP, TOP = 46, 6


def draw(lines: Sequence[Named], measure: Indicator, *, label: str) -> Markup:
    bottom = TOP + STEP * len(lines)
    ends = [end for line in lines if line.cell.shown for end in (line.cell.value, line.cell.lower, line.cell.upper)]
    scale = spanning(ends, start=Percent(1), stop=Percent(82))
    rows = [_row(line, measure, scale=scale, top=TOP + STEP * at) for at, line in enumerate(lines)]
    grid = axes.vertical_grid(scale, top=TOP, bottom=bottom)
    return strip(grid, rows, height=bottom + 24, label=label, extra="dw-comparison")


def _row(line: Named, measure: Indicator, *, scale: Linear, top: int) -> Markup:
    cell, kind, middle = line.cell, f"dw-{line.kind}", top + 31.0
    name = tag("text", line.name, x=0, dx=4, y=top + 15, class_=kind)
    if not cell.shown:
        return tag("g", name, marks.absent(cell.status, x=Percent(1), y=middle))
    zero = scale(max(scale.low, 0.0))
    bar = tag("rect", x=zero, y=middle - 7, width=Percent(scale(cell.value) - zero), height=14, class_=f"dw-bar {kind}")
    interval = cell.lower is not None and cell.upper is not None
    whisker = marks.whisker(scale(cell.lower), scale(cell.upper), y=middle, kind=kind) if interval else None
    end = marks.dot(scale(cell.value), middle, kind=kind, radius=6.0, zero=cell.value == 0)
    value = tag("text", written(cell, measure), x="100%", y=middle + 5, text_anchor="end", class_=kind)
    return tag("g", name, bar, whisker, end, value)
