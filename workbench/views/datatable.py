"""The data table: the equal of the map, for all areas, reachable by keyboard, to be sorted and to be saved."""

import csv
import io

from workbench.disclosure import SafeTable
from workbench.text import level_label, period
from workbench.views.cells import Cell
from workbench.views.drawings.marks import STATES, block
from workbench.views.drawings.svg import Markup, join, tag
from workbench.views.drawings.table import folded
from workbench.views.follow import follow
from workbench.views.invented import invented
from workbench.views.picture import Picture
from workbench.views.places import gemeente_of
from workbench.views.ranks import PAGE, page_of, pages
from workbench.views.selection import Selection
from workbench.views.sentences import margin, title, written

HEADS = {"naam": "Gebied", "gemeente": "Gemeente", "cijfer": "Cijfer", "interval": "95%-interval"}
_WORDS = {"gemeente": "dw-words"}  # columns set to the left
SORTED = ("naam", "gemeente", "cijfer")
FIELDS = ["gebied_code", "gebied", "gemeente", "indicator", "periode", "groep", "indeling"]
FIELDS += ["cijfer", "ondergrens", "bovengrens", "status", "schatting", "bron", "versie", "demonstratie"]


def table(cijfers: SafeTable, keuze: Selection) -> Picture:
    """All areas of the level; a button in each row selects the area, and the whole table can be saved as CSV."""
    state = Order(keuze.of(cijfers))
    picture = follow(keuze, lambda: draw(keuze, state), still=lambda: _still(keuze))

    def again() -> None:
        picture.html = draw(keuze, state)

    def save(asker: str) -> None:
        picture.hand_over(f"{keuze.indicator}-{keuze.level}-{keuze.period}.csv", as_csv(keuze), to=asker)

    picture.when("page", lambda given: (state.turn_to(int(given)), again()))
    return picture.when("sort", lambda given: (state.sort(given), again())).when("csv", save)


class Order:
    """How the table is sorted, and which page of it is open."""

    def __init__(self, keuze: Selection):
        self.column, self.backwards, self._turned, self._keuze = "naam", False, None, keuze
        keuze.follow(self._back)

    def rows(self) -> list[Cell]:
        """Areas without a figure stay at the end, whichever way figures are sorted."""
        cells, keuze = self._keuze.shown(), self._keuze
        cells.sort(key=lambda cell: keuze.name(cell.area))
        if self.column == "cijfer":
            there = sorted((cell for cell in cells if cell.shown), key=lambda cell: cell.value, reverse=self.backwards)
            return there + [cell for cell in cells if not cell.shown]
        key = {"naam": lambda cell: keuze.name(cell.area), "gemeente": lambda cell: gemeente_name(keuze, cell.area)}
        return sorted(cells, key=key[self.column], reverse=self.backwards)

    def page(self, rows: list[Cell]) -> int:
        last = max(len(rows) - 1, 0) // PAGE
        return page_of(rows, self._keuze.area) if self._turned is None else min(self._turned, last)

    def turn_to(self, page: int) -> None:
        self._turned = max(page, 0)

    def sort(self, column: str) -> None:
        """By another column upwards; by the same one the other way around."""
        if column in SORTED:
            self.backwards = column == self.column and not self.backwards
            self.column, self._turned = column, 0

    def _back(self) -> None:
        self._turned = None


def draw(keuze: Selection, state: Order) -> Markup:
    rows = state.rows()
    page = state.page(rows)
    shown = rows[page * PAGE : (page + 1) * PAGE]
    save = tag("button", "Bewaar alle rijen als CSV", type="button", data_do="csv:", class_="dw-save")
    return join(_table(keuze, shown, state), pages(page, len(rows)), save)


def as_csv(keuze: Selection) -> bytes:
    """Every area of the level, as a Dutch spreadsheet reads it: `;` between, a comma in numbers, UTF-8 with a mark."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(FIELDS)
    made_up = invented(keuze.figures)
    writer.writerows(_fields(keuze, cell, made_up=made_up) for cell in keuze.shown())
    return out.getvalue().encode("utf-8-sig")


def gemeente_name(keuze: Selection, code: str) -> str:
    gemeente = gemeente_of(code, edition=keuze.edition)
    return keuze.name(gemeente) if gemeente else ""


def _table(keuze: Selection, cells: list[Cell], state: Order | None) -> Markup:
    columns = [name for name in HEADS if name != "gemeente" or keuze.level != "gemeente"]
    if not any(margin(cell, keuze.measure) for cell in cells):
        columns.remove("interval")
    caption = f"{title(keuze.measure, at=keuze.period, group=keuze.group)}, per {level_label(keuze.level)}"
    head = tag("tr", [_head(name, state) for name in columns])
    body = [_row(keuze, cell, columns, live=state is not None) for cell in cells]
    inner = tag("table", tag("caption", caption), tag("thead", head), tag("tbody", body), class_="dw-data")
    return tag("div", inner, class_="dw-scroll", tabindex=0, role="region", aria_label=caption)


def _head(name: str, state: Order | None) -> Markup:
    if state is None or name not in SORTED:
        return tag("th", HEADS[name], scope="col", class_=_WORDS.get(name))
    mine = state.column == name
    order = ("descending" if state.backwards else "ascending") if mine else None
    press = tag("button", HEADS[name], type="button", data_do=f"sort:{name}", data_key=f"sort-{name}")
    return tag("th", press, scope="col", aria_sort=order, class_=_WORDS.get(name))


def _row(keuze: Selection, cell: Cell, columns: list[str], *, live: bool) -> Markup:
    name = keuze.name(cell.area)
    press = tag("button", name, data_area=cell.area, data_key=cell.area) if live else name
    cells = {
        "gemeente": gemeente_name(keuze, cell.area),
        "cijfer": _figure(keuze, cell),
        "interval": margin(cell, keuze.measure),
    }
    current = "true" if cell.area == keuze.area else None
    others = [tag("td", cells[each], class_=_WORDS.get(each)) for each in columns[1:]]
    return tag("tr", tag("th", press, scope="row"), others, aria_current=current)


def _figure(keuze: Selection, cell: Cell) -> Markup:
    words = written(cell, keuze.measure)
    if cell.shown:
        return join(words)
    mark = tag(
        "svg", block(STATES[cell.status], x=0.5, y=0.5, width=15, height=9), width=16, height=10, aria_hidden="true"
    )
    return join(mark, " ", words)


def _still(keuze: Selection) -> Markup:
    cells = sorted(keuze.shown(), key=lambda cell: keuze.name(cell.area))
    whole = _table(keuze, cells, None)
    return (
        whole
        if len(cells) <= PAGE
        else folded(whole, title=f"Alle {len(cells)} {level_label(keuze.level, plural=True)}")
    )


def _fields(keuze: Selection, cell: Cell, *, made_up: set[str]) -> list[str]:
    numbers = [str(each).replace(".", ",") if each is not None else "" for each in (cell.value, cell.lower, cell.upper)]
    return [
        cell.area,
        keuze.name(cell.area),
        gemeente_name(keuze, cell.area),
        keuze.measure.label,
        period(cell.period),
        cell.group,
        str(cell.edition),
        *numbers,
        "getoond" if cell.shown else written(cell, keuze.measure),
        cell.estimation,
        cell.dataset,
        cell.version,
        "ja" if cell.dataset in made_up or (keuze.figures.demo and not cell.dataset) else "nee",
    ]
