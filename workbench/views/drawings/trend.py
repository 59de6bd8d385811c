"""A trend: figures over the years, joined only where they may be compared.

A line never runs through a change of edition, a change of dataset, a break in the series, or a gap.
"""

from collections.abc import Sequence
from itertools import pairwise

from workbench.catalog import Indicator
from workbench.text import period
from workbench.text.numbers import UNITS
from workbench.views.cells import Cell
from workbench.views.drawings import axes, marks
from workbench.views.drawings.scales import Linear, spanning
from workbench.views.drawings.svg import Markup, Percent, strip, tag

HEIGHT, TOP, BOTTOM = 260, 40, 200
LEFT, RIGHT = Percent(9), Percent(97)


def stretches(cells: Sequence[Cell], *, breaks: frozenset[tuple[str, int]] = frozenset()) -> list[list[Cell]]:
    """The cells in runs that may be joined by a line.

    Takes: cells of one area in order of period; `breaks`, (dataset, period) from which a series is another one.
    """
    runs: list[list[Cell]] = []
    for dataset, edition in dict.fromkeys((cell.dataset, cell.edition) for cell in cells if cell.shown):
        run: list[Cell] = []
        for cell in (cell for cell in cells if (cell.dataset, cell.edition) == (dataset, edition) or not cell.shown):
            if not cell.shown or (run and (dataset, cell.period) in breaks):
                runs, run = [*runs, run], []
            run = [*run, cell] if cell.shown else run
        runs.append(run)
    return [run for run in runs if run]


def draw(
    series: dict[str, Sequence[Cell]],
    measure: Indicator,
    *,
    breaks: frozenset[tuple[str, int]],
    chosen: int,
    label: str,
) -> Markup:
    """Takes: cells in order of period for `gekozen`, `regio` and `land`; `chosen`, the selected period."""
    cells = [cell for each in series.values() for cell in each]
    years = sorted({cell.period for cell in cells})
    across = Linear(min(years), max(years) if len(years) > 1 else min(years) + 1, Percent(14), Percent(94))
    up = spanning(_ends(cells), start=float(BOTTOM), stop=float(TOP))
    marker = tag("line", x1=across(chosen), x2=across(chosen), y1=TOP - 6, y2=BOTTOM, class_="dw-now")
    return strip(
        axes.horizontal_grid(up, left=LEFT, right=RIGHT, title=UNITS[measure.unit] or "aantal"),
        marker if chosen in years else None,
        axes.names_below([(across(year), period(year)) for year in _spaced(years, across)], y=BOTTOM + 22),
        [_series(kind, each, across=across, up=up, breaks=breaks) for kind, each in reversed(series.items())],
        height=HEIGHT - 30,
        label=label,
        extra="dw-trend",
    )


def _series(kind: str, cells: Sequence[Cell], *, across: Linear, up: Linear, breaks: frozenset) -> Markup:
    lines = [
        marks.line([(across(c.period), up(c.value)) for c in run], kind=f"dw-{kind}")
        for run in stretches(cells, breaks=breaks)
        if len(run) > 1
    ]
    bars = [
        marks.whisker_up(up(c.lower), up(c.upper), x=across(c.period), kind=f"dw-{kind}")
        for c in cells
        if c.shown and c.lower is not None and c.upper is not None
    ]
    dots = [marks.dot(across(c.period), up(c.value), kind=f"dw-{kind}", zero=c.value == 0) for c in cells if c.shown]
    gaps = [marks.absent(c.status, x=across(c.period), y=float(BOTTOM - 8), words=False) for c in cells if not c.shown]
    return tag("g", lines, bars, dots, gaps if kind == "gekozen" else None)


def _ends(cells: Sequence[Cell]) -> list[float | None]:
    return [end for cell in cells if cell.shown for end in (cell.value, cell.lower, cell.upper)]


def _spaced(years: list[int], across: Linear) -> list[int]:
    """The years that can be written without touching each other."""
    kept = years[-1:]
    for later, year in pairwise(reversed([*years, years[-1]])):
        if later and across(kept[-1]) - across(year) >= 11:
            kept.append(year)
    return kept
