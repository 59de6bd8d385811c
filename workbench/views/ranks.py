"""Which differences are larger than chance: the ranking, a page of it at a time."""

import pandas as pd

from workbench.analysis.compare import against_reference, by_chance
from workbench.disclosure import SafeTable
from workbench.text import level_label
from workbench.views.cells import Cell
from workbench.views.drawings import ranking as drawing
from workbench.views.drawings.svg import Markup, figure, join, tag
from workbench.views.drawings.table import folded, table
from workbench.views.follow import empty, follow
from workbench.views.picture import Picture
from workbench.views.places import gemeente_of
from workbench.views.references import references
from workbench.views.selection import Selection
from workbench.views.sentences import gaps, margin, title, uncertainty, written

PAGE = 25


def ranking(cijfers: SafeTable, keuze: Selection) -> Picture:
    """Highest first with intervals; the page with the selected area is shown first."""
    state = Paging(keuze.of(cijfers))
    picture = follow(keuze, lambda: draw(keuze, page=state.page()), still=lambda: _still(keuze))

    def turn(given: str) -> None:
        state.turn_to(int(given))
        picture.html = draw(keuze, page=state.page())

    return picture.when("page", turn)


class Paging:
    """The page that is looked at, until the selection changes; then the one with the selected area."""

    def __init__(self, keuze: Selection):
        self._keuze, self._turned = keuze, None
        keuze.follow(self._back)

    def page(self) -> int:
        ordered = in_order(self._keuze)
        return page_of(ordered, self._keuze.area) if self._turned is None else min(self._turned, _last(ordered))

    def turn_to(self, page: int) -> None:
        self._turned = max(page, 0)

    def _back(self) -> None:
        self._turned = None


def in_order(keuze: Selection) -> list[Cell]:
    cells = keuze.shown()
    return drawing.in_order(cells, names={cell.area: keuze.name(cell.area) for cell in cells})


def page_of(ordered: list[Cell], area: str) -> int:
    """The page of the selected area; the first when it is not among the rows."""
    place = next((at for at, cell in enumerate(ordered) if cell.area == area), 0)
    return place // PAGE


def draw(keuze: Selection, *, page: int) -> Markup:
    ordered = in_order(keuze)
    if not any(cell.shown for cell in ordered):
        return empty(f"Er is geen volgorde: voor geen enkele {level_label(keuze.level)} is er een cijfer.")
    sentence = _sentence(keuze, ordered)
    rows = ordered[page * PAGE : (page + 1) * PAGE]
    return figure(_drawing(keuze, ordered, rows, sentence), pages(page, len(ordered)), sentence=sentence)


def pages(page: int, number: int) -> Markup:
    """The way to the other pages; nothing when there is one."""
    if number <= PAGE:
        return join()
    last = (number - 1) // PAGE
    places = [("Eerste", 0, page > 0), ("Vorige", page - 1, page > 0), ("Volgende", page + 1, page < last)]
    buttons = [_button(words, to, possible=possible) for words, to, possible in places]
    shown = f"{page * PAGE + 1} tot en met {min((page + 1) * PAGE, number)} van {number}"
    return tag("nav", buttons, tag("span", shown), class_="dw-pages", aria_label="Bladeren")


def _button(words: str, to: int, *, possible: bool) -> Markup:
    disabled = None if possible else "disabled"
    return tag("button", words, type="button", data_do=f"page:{to}", data_key=f"page-{words}", disabled=disabled)


def _still(keuze: Selection) -> Markup:
    """A page around the selected area, and all areas in a table that opens."""
    ordered = in_order(keuze)
    names = {cell.area: keuze.name(cell.area) for cell in ordered}
    rows = [[names[cell.area], written(cell, keuze.measure), margin(cell, keuze.measure) or "–"] for cell in ordered]
    whole = table(["Gebied", "Cijfer", "95%-interval"], rows, caption="Alle gebieden, hoogste eerst")
    shown = draw(keuze, page=page_of(ordered, keuze.area))
    return join(shown, folded(whole, title="Alle gebieden in een tabel"))


def _drawing(keuze: Selection, ordered: list[Cell], rows: list[Cell], sentence: str) -> Markup:
    beside = references(keuze)
    within = frozenset(cell.area for cell in rows if _inside(keuze, cell.area))
    return drawing.draw(
        rows,
        keuze.measure,
        names={cell.area: keuze.name(cell.area) for cell in rows},
        chosen=keuze.area,
        within=within,
        references=beside,
        scale=drawing.scale_of(ordered, beside),
        label=sentence,
    )


def _inside(keuze: Selection, code: str) -> bool:
    return keuze.gemeente is not None and gemeente_of(code, edition=keuze.edition) == keuze.gemeente


def _sentence(keuze: Selection, ordered: list[Cell]) -> str:
    there = [cell for cell in ordered if cell.shown]
    what = title(keuze.measure, at=keuze.period, group=keuze.group)
    top = f"Het hoogst: {', '.join(_said(keuze, cell) for cell in there[:3])}."
    mine = next((place for place, cell in enumerate(there, start=1) if cell.area == keuze.area), None)
    where = f" {keuze.name(keuze.area)} staat op plaats {mine} van {len(there)}." if mine else ""
    parts = (f"{what}.", top + where, _beyond(keuze, there), gaps(ordered, level=keuze.level), uncertainty(ordered))
    return " ".join(part for part in parts if part)


def _beyond(keuze: Selection, there: list[Cell]) -> str:
    """How many areas differ from what is compared with by more than their margin, and how many would by chance."""
    beside = next((each for each in references(keuze) if each.cell.shown), None)
    bounded = [cell for cell in there if cell.lower is not None and cell.upper is not None]
    if beside is None or not bounded:
        return ""
    rows = pd.DataFrame(bounded, columns=Cell._fields)
    verdicts = against_reference(rows, reference=float(beside.cell.value))["verdict"].value_counts()
    higher, lower = (int(verdicts.get(word, 0)) for word in ("hoger", "lager"))
    return (
        f"Met hun marge liggen {higher} boven en {lower} onder {beside.name}; {len(bounded) - higher - lower} zijn "
        f"niet te onderscheiden. {by_chance(len(bounded))}"
    ).strip()


def _said(keuze: Selection, cell: Cell) -> str:
    return f"{keuze.name(cell.area)} ({written(cell, keuze.measure)})"


def _last(ordered: list[Cell]) -> int:
    return max(len(ordered) - 1, 0) // PAGE
