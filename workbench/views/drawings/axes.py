"""Axes: thin grid lines, numbers as a Dutch reader writes them, the unit in words."""

from collections.abc import Callable, Iterable

from workbench.text import number
from workbench.views.drawings.scales import Linear, decimals_of
from workbench.views.drawings.svg import Markup, join, tag


def vertical_grid(scale: Linear, *, top: float, bottom: float, count: int = 5, title: str = "") -> Markup:
    """Lines down from a horizontal scale, with their numbers below the picture and the title at the right."""
    ticks = scale.ticks(count)
    lines = [tag("line", x1=scale(tick), x2=scale(tick), y1=top, y2=bottom) for tick in ticks]
    write = _writer(ticks)
    numbers = [tag("text", write(tick), x=scale(tick), y=bottom + 16.0, text_anchor="middle") for tick in ticks]
    name = tag("text", title, x=scale.stop, y=bottom + 33.0, text_anchor="end") if title else None
    return tag("g", tag("g", lines, class_="dw-grid"), numbers, name, class_="dw-axis")


def horizontal_grid(scale: Linear, *, left: float, right: float, count: int = 4, title: str = "") -> Markup:
    """Lines across from a vertical scale, with their numbers at the left and the title above."""
    ticks = scale.ticks(count)
    lines = [tag("line", x1=left, x2=right, y1=scale(tick), y2=scale(tick)) for tick in ticks]
    write = _writer(ticks)
    numbers = [tag("text", write(tick), x=left, dx=-7, y=scale(tick) + 4.0, text_anchor="end") for tick in ticks]
    name = tag("text", title, x=0, y=scale.stop - 14.0) if title else None
    return tag("g", tag("g", lines, class_="dw-grid"), numbers, name, class_="dw-axis")


def names_below(places: Iterable[tuple[float, str]], *, y: float) -> Markup:
    """Words under a horizontal axis, such as years."""
    return tag("g", [tag("text", word, x=x, y=y, text_anchor="middle") for x, word in places], class_="dw-axis")


def reference(scale: Linear, value: float | None, *, top: float, bottom: float, kind: str) -> Markup:
    """A dashed line down at a reference value; nothing when there is no value. `kind` is regio or land."""
    if value is None:
        return join()
    return tag("line", x1=scale(value), x2=scale(value), y1=top, y2=bottom, class_=f"dw-reference dw-{kind}")


def _writer(ticks: list[float]) -> Callable[[float], str]:
    places = decimals_of(ticks)
    return lambda tick: number(tick, decimals=places)
