"""A ranking: one line per area, highest first, with its interval and the references as dashed lines."""

from collections.abc import Iterable, Sequence

from workbench.catalog import Indicator
from workbench.text import number
from workbench.text.numbers import UNITS
from workbench.views.cells import Cell, Named
from workbench.views.drawings import axes, marks
from workbench.views.drawings.names import row_name
from workbench.views.drawings.scales import Linear, spanning
from workbench.views.drawings.svg import Markup, Percent, strip, tag

STEP, TOP = 24, 24
PLOT = (Percent(38), Percent(87))


def in_order(cells: Iterable[Cell], *, names: dict[str, str]) -> list[Cell]:
    """Highest first; areas without a figure last, by name."""
    return sorted(cells, key=lambda cell: (not cell.shown, -(cell.value or 0.0) if cell.shown else 0, names[cell.area]))


def draw(
    rows: Sequence[Cell],
    measure: Indicator,
    *,
    names: dict[str, str],
    chosen: str,
    within: frozenset[str],
    references: Sequence[Named],
    scale: Linear,
    label: str,
) -> Markup:
    """Takes: the rows of one page in order; `within`, the areas inside the selected one; reference values."""
    bottom = TOP + STEP * len(rows)
    unit = UNITS[measure.unit] or "aantal"
    lines = [
        _row(cell, measure, name=names[cell.area], kind=_kind(cell.area, chosen, within), scale=scale) for cell in rows
    ]
    return strip(
        axes.vertical_grid(scale, top=TOP - 4, bottom=bottom, title=unit),
        [axes.reference(scale, each.cell.value, top=TOP - 4, bottom=bottom, kind=each.kind) for each in references],
        _reference_names(scale, references),
        [
            tag("svg", line, y=TOP + STEP * at, height=STEP, data_area=cell.area)
            for at, (cell, line) in enumerate(zip(rows, lines, strict=True))
        ],
        height=bottom + 40,
        label=label,
        extra="dw-ranking",
    )


def scale_of(cells: Iterable[Cell], references: Sequence[Named]) -> Linear:
    """One scale for all pages of a ranking, from zero, that holds intervals and references too."""
    there = [cell for cell in cells if cell.shown]
    ends = [end for cell in there for end in (cell.value, cell.lower, cell.upper)]
    return spanning([*ends, *(each.cell.value for each in references)], start=PLOT[0], stop=PLOT[1])


def _row(cell: Cell, measure: Indicator, *, name: str, kind: str, scale: Linear) -> Markup:
    middle = STEP / 2
    label = row_name(name, height=STEP, kind=kind)
    ground = tag("rect", width="100%", height=STEP, class_="dw-row")
    if not cell.shown:
        return tag("g", ground, label, marks.absent(cell.status, x=PLOT[0], y=middle))
    interval = cell.lower is not None and cell.upper is not None
    bar = marks.whisker(scale(cell.lower), scale(cell.upper), y=middle, kind=kind) if interval else None
    point = marks.dot(scale(cell.value), middle, kind=kind, zero=cell.value == 0)
    value = tag(
        "text",
        number(cell.value, decimals=measure.decimals),
        x="100%",
        y=middle + 4,
        text_anchor="end",
        class_=kind or None,
    )
    return tag("g", ground, label, bar, point, value)


def _kind(code: str, chosen: str, within: frozenset[str]) -> str:
    return "dw-chosen" if code == chosen else "dw-within" if code in within else ""


def _reference_names(scale: Linear, references: Sequence[Named]) -> list[Markup]:
    there = sorted((each for each in references if each.cell.shown), key=lambda each: each.cell.value)
    sides = ("end", "start") if len(there) == 2 else ("middle",)
    # The lower reference is named to the left of its line and the higher to the right, so that the names never meet.
    shifts = {"end": -3, "start": 3, "middle": 0}
    return [
        tag(
            "text",
            each.name,
            x=scale(each.cell.value),
            dx=shifts[side],
            y=14,
            text_anchor=side,
            class_=f"dw-{each.kind}",
        )
        for each, side in zip(there, sides, strict=False)
    ]
