"""The table that says the same as the picture."""

from collections.abc import Iterable, Sequence

from workbench.views.drawings.svg import Markup, tag


def table(
    heads: Sequence[object], rows: Iterable[Sequence[object]], *, caption: str, chosen: int | None = None
) -> Markup:
    """The first cell of a row is its header; later cells hold figures and are set to the right.

    Takes: cells as text or markup; `chosen` is the number of the row that is selected.
    """
    head = tag("tr", [tag("th", cell, scope="col") for cell in heads])
    body = [_row(row, chosen=number == chosen) for number, row in enumerate(rows)]
    inner = tag("table", tag("caption", caption), tag("thead", head), tag("tbody", body))
    # A region that can scroll sideways on a phone must be reachable by keyboard and have a name.
    return tag("div", inner, class_="dw-scroll", tabindex=0, role="region", aria_label=caption)


def folded(content: object, *, title: str) -> Markup:
    """Content behind a line that opens it, by mouse and by keyboard, without any script."""
    return tag("details", tag("summary", title), content, class_="dw-folded")


def _row(cells: Sequence[object], *, chosen: bool) -> Markup:
    first, *others = cells
    current = "true" if chosen else None
    return tag("tr", tag("th", first, scope="row"), [tag("td", cell) for cell in others], aria_current=current)
