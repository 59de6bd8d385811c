"""Where does it differ: the map, live and as a still."""

from workbench import areas
from workbench.disclosure import SafeTable
from workbench.text import level_label
from workbench.text.numbers import UNITS
from workbench.views import geometry
from workbench.views.cells import Cell
from workbench.views.drawings import outline_map
from workbench.views.drawings.legend import legend
from workbench.views.drawings.palette import ELSEWHERE, PALETTES, class_of
from workbench.views.drawings.svg import Markup, figure, join, tag
from workbench.views.follow import change, follow, pick
from workbench.views.livemap import Restyle, leaflet_map
from workbench.views.panel import Panel
from workbench.views.places import codes, gemeente_of
from workbench.views.selection import Selection
from workbench.views.sentences import spread, title

SCHEMATIC = "De omtrekken zijn schematisch: vorm en ligging kloppen niet precies."


def map(cijfers: SafeTable, keuze: Selection) -> Panel:
    """The areas of the region in the fixed classes of the indicator; pressing one selects it."""
    keuze.of(cijfers)
    page = leaflet_map()
    state = Restyle(map_id=page.model_id, outlines=_file, picked=lambda code: pick(keuze, code))
    words = follow(keuze, lambda: _words(keuze)).when("edition", lambda year: change(keuze, edition=int(year)))
    keuze.follow(lambda: _show(state, keuze))
    _show(state, keuze)
    return Panel(words, page, state, still=lambda: _still(keuze), kind="dw-map")


def bytes_of(keuze: Selection, cells: list[Cell]) -> bytes:
    """A byte per area, in the order of the cells: its class, or its state."""
    lost = _without_outline(keuze)
    boundaries = keuze.measure.classes
    return bytes(
        ELSEWHERE if cell.area in lost else class_of(cell.value, status=cell.status, boundaries=boundaries)
        for cell in cells
    )


def _show(state: Restyle, keuze: Selection) -> None:
    cells, measure = keuze.shown(), keuze.measure
    state.show(
        bytes_of(keuze, cells),
        [cell.value for cell in cells],
        edition=keuze.edition,
        level=keuze.level,
        palette=list(PALETTES[measure.direction]),
        unit=UNITS[measure.unit],
        decimals=measure.decimals,
        chosen=keuze.area,
        focus=_focus(keuze),
        label=f"Kaart. {_sentence(keuze, cells)} De tabel hieronder geeft dezelfde cijfers.",
    )


def _focus(keuze: Selection) -> str:
    """The gemeente to zoom to: a gemeente on the map of gemeenten is seen among the others."""
    return "" if keuze.level == "gemeente" else keuze.gemeente or ""


def _words(keuze: Selection) -> Markup:
    cells = keuze.shown()
    return figure(_lost(keuze), _legend(keuze, cells), sentence=_sentence(keuze, cells))


def _still(keuze: Selection) -> Markup:
    cells, measure = keuze.shown(), keuze.measure
    drawn = geometry.rings(keuze.level, edition=keuze.edition)
    bytes_by_code = dict(zip((cell.area for cell in cells), bytes_of(keuze, cells), strict=True))
    focus = _focus(keuze)
    seen = [code for code in bytes_by_code if not focus or gemeente_of(code, edition=keuze.edition) == focus]
    shapes = [outline_map.Shape(code, drawn.get(code, []), bytes_by_code[code]) for code in seen]
    gemeenten = geometry.rings("gemeente", edition=keuze.edition) if keuze.level != "gemeente" else {}
    borders = [rings for code, rings in gemeenten.items() if not focus or code == focus]
    sentence = _sentence(keuze, cells)
    drawing = outline_map.draw(
        shapes,
        direction=measure.direction,
        chosen=drawn.get(keuze.area) or gemeenten.get(keuze.area, []),
        borders=borders,
        label=sentence,
    )
    return figure(_lost(keuze), _legend(keuze, cells), drawing, sentence=sentence)


def _legend(keuze: Selection, cells: list[Cell]) -> Markup:
    measure = keuze.measure
    named = legend(
        measure.classes,
        direction=measure.direction,
        unit=measure.unit,
        decimals=measure.decimals,
        present=set(bytes_of(keuze, cells)),
    )
    schematic = geometry.is_schematic(keuze.level, edition=keuze.edition)
    return join(named, tag("p", SCHEMATIC, class_="dw-note") if schematic else None)


def _sentence(keuze: Selection, cells: list[Cell]) -> str:
    names = {cell.area: keuze.name(cell.area) for cell in cells}
    what = title(keuze.measure, at=keuze.period, group=keuze.group)
    return f"{what}, per {level_label(keuze.level)}. {spread(cells, keuze.measure, names=names, level=keuze.level)}"


def _without_outline(keuze: Selection) -> frozenset[str]:
    drawn = geometry.rings(keuze.level, edition=keuze.edition)
    return frozenset(code for code in codes(keuze.level, edition=keuze.edition) if not drawn.get(code))


def _lost(keuze: Selection) -> Markup:
    """Which areas cannot be drawn because their outlines are of another edition, and the edition that does fit."""
    lost = sorted(_without_outline(keuze))
    if not lost:
        return join()
    around = sorted({keuze.name(gemeente_of(code, edition=keuze.edition) or code) for code in lost})
    count = f"{len(lost)} {level_label(keuze.level, plural=len(lost) != 1)}"
    said = (
        f"Niet op de kaart: {count} in {', '.join(around)}. Van de indeling {keuze.edition} zijn daar geen omtrekken."
    )
    fitting = [
        year
        for year in areas.EDITIONS
        if year != keuze.edition and year in keuze.offer.values("edition", indicator=keuze.indicator)
    ]
    press = [tag("button", f"Toon de indeling {year}", data_do=f"edition:{year}", type="button") for year in fitting]
    return tag("div", tag("p", said, " In de tabel staan ze wel."), press, class_="dw-notice", role="note")


def _file(level: str, edition: int) -> bytes:
    return geometry.static_file(level, edition=edition)
