"""Invented outlines: each buurt a few cells of a honeycomb, wijken and gemeenten made of their buurten.

They show what lies near what and nothing more. They are seamless at every level and the same on every machine;
nothing in them comes from a real outline. A gemeente takes room for its buurten, so that all can be read.
"""

from functools import lru_cache
from itertools import pairwise
from typing import Annotated, Self

from pydantic import Field, model_validator

from workbench.areas.division import Area, Division, division
from workbench.areas.hexes import Cell, Corner, Ring, centre, connected, reach, rings, touching
from workbench.areas.region import broken, folder, read, region
from workbench.catalog.entry import Code, Entry, Text
from workbench.errors import InvalidInput, UnknownName
from workbench.table import LEVELS

Share = tuple[str, int]  # a code and how much room it asks for


class Box(Entry):
    west: float
    south: float
    east: float
    north: float

    @model_validator(mode="after")
    def _has_room(self) -> Self:
        if self.west >= self.east or self.south >= self.north:
            raise ValueError("'west' en 'south' moeten kleiner zijn dan 'east' en 'north'")
        return self


class Layout(Entry):
    """A hand-made map in letters: which gemeente lies roughly where."""

    box: Box
    columns: Annotated[int, Field(ge=5, le=300)]
    letters: dict[Text, Code]
    rows: Annotated[list[Text], Field(min_length=1)]

    @property
    def lines(self) -> int:
        """Rows of cells; a row of a honeycomb is 0.866 cell high."""
        return round(self.columns * len(self.rows) / max(map(len, self.rows)) / 0.866)


def schematic(level: str, *, edition: int) -> dict:
    """GeoJSON with an invented outline for each area of the region at this level; `code` and `name` as properties.

    Raises: InvalidInput for the whole country, of which there is no such map; UnknownName for no level at all.
    """
    if level not in LEVELS:
        raise UnknownName.among(LEVELS, given=level, kind="level", soort="Niveau")
    if level == "land":
        raise InvalidInput("no schematic map of the country", page="Van heel Nederland is er geen schematische kaart.")
    known, files = division(edition), ("layout.yaml", "region.yaml", f"{edition}.csv")
    stamp = tuple((folder() / name).stat().st_mtime_ns for name in files if (folder() / name).exists())
    cells, layout = _cells(edition, str(folder()), stamp), read(Layout, name="layout.yaml")
    drawn = sorted((area for area in known.areas.values() if area.level == level), key=lambda area: area.code)
    return {
        "type": "FeatureCollection",
        "schematic": True,
        "features": [_feature(area, outline, layout) for area in drawn for outline in [rings(cells[area.code])]],
    }


@lru_cache(maxsize=8)
def _cells(edition: int, _folder: str, _changed: tuple) -> dict[str, frozenset[Cell]]:
    """The cells of every area of the region."""
    known, layout = division(edition), read(Layout, name="layout.yaml")
    gemeenten = _gemeenten(layout, known)
    found: dict[str, set[Cell]] = {region().region.code: set().union(*gemeenten.values())}
    for gemeente, cells in gemeenten.items():
        wijken = [(area.code, max(1, len(known.below.get(area.code, [])))) for area in known.below.get(gemeente, [])]
        found[gemeente] = cells
        for wijk, inside in _divide(cells, wijken).items():
            found[wijk] = inside
            found |= _divide(inside, [(area.code, 1) for area in known.below.get(wijk, [])])
    return {code: frozenset(cells) for code, cells in found.items()}


def _gemeenten(layout: Layout, known: Division) -> dict[str, set[Cell]]:
    wanted = {area.code for area in known.areas.values() if area.level == "gemeente"}
    width = max(map(len, layout.rows))
    lines = layout.lines
    found: dict[str, set[Cell]] = {code: set() for code in wanted}
    for row in range(lines):
        for column in range(layout.columns):
            across = (column + 0.5 * (row & 1)) / layout.columns
            text = layout.rows[int(row / lines * len(layout.rows))].ljust(width, ".")
            code = layout.letters.get(text[min(width - 1, int(across * width))])
            if code in wanted:
                found[code].add((column, row))
    small = [code for code, cells in found.items() if len(cells) < _leaves(known, code)]
    if small:
        page = f"Voor {min(small)} is er op deze kaart te weinig plaats; geef die gemeente meer letters."
        raise broken("layout.yaml", line=1, page=page, log="too few cells")
    apart = [code for code, cells in found.items() if not connected(cells)]
    if apart:
        page = f"De letters van {min(apart)} liggen niet aan elkaar."
        raise broken("layout.yaml", line=1, page=page, log="a gemeente in pieces")
    return found


def _leaves(known: Division, code: str) -> int:
    below = known.below.get(code, [])
    return sum(_leaves(known, area.code) for area in below) if below else 1


def _divide(cells: set[Cell], shares: list[Share]) -> dict[str, set[Cell]]:
    """The cells dealt out over the shares, in halves of halves, each share in one piece where that can be done."""
    if len(shares) < 2:
        return {code: cells for code, _ in shares}
    total, so_far, middle = sum(size for _, size in shares), 0, 1
    for number, (_, size) in enumerate(shares[:-1]):
        so_far, middle = so_far + size, number + 1
        if so_far * 2 >= total:
            break
    first, rest = shares[:middle], shares[middle:]
    room = round(len(cells) * sum(size for _, size in first) / total)
    room = min(max(room, sum(size for _, size in first)), len(cells) - sum(size for _, size in rest))
    taken = _piece(cells, room)
    return _divide(taken, first) | _divide(cells - taken, rest)


def _piece(cells: set[Cell], room: int) -> set[Cell]:
    """So many of the cells, such that they and the others are each in one piece; across the long side if possible."""
    best = None
    for order in _orders(cells):
        taken = set(order[:room])
        best = best or taken
        if connected(taken) and connected(cells - taken):
            return taken
    return _grown(cells, room) or best


def _orders(cells: set[Cell]):
    points = {cell: centre(cell) for cell in cells}
    wide = max(x for x, _ in points.values()) - min(x for x, _ in points.values())
    high = max(y for _, y in points.values()) - min(y for _, y in points.values())
    slopes = (
        [(0, 1), (1, 1), (-1, 1), (1, 2), (-1, 2)] if high > wide * 1.7 else [(1, 0), (1, 1), (1, -1), (2, 1), (2, -1)]
    )
    for across, down in [*slopes, *[(down, across) for across, down in slopes]]:
        yield sorted(cells, key=lambda cell: (across * points[cell][0] + down * points[cell][1], points[cell]))
    far = _farthest(_farthest(min(cells), cells), cells)
    steps, back = reach(far, cells), reach(_farthest(far, cells), cells)
    yield sorted(cells, key=lambda cell: (steps.get(cell, 0) - back.get(cell, 0), points[cell]))


def _farthest(start: Cell, cells: set[Cell]) -> Cell:
    return max(reach(start, cells).items(), key=lambda found: (found[1], found[0]))[0]


def _grown(cells: set[Cell], room: int) -> set[Cell] | None:
    """The same, cell by cell from a far end, never cutting the rest in two; None when that gets stuck."""
    start = _farthest(_farthest(min(cells), cells), cells)
    steps, taken = reach(start, cells), set()
    while len(taken) < room:
        edge = [cell for cell in cells - taken if not taken or any(near in taken for near in touching(cell))]
        fits = (
            cell for cell in sorted(edge, key=lambda cell: (steps[cell], cell)) if connected(cells - taken - {cell})
        )
        chosen = next(fits, None)
        if chosen is None:
            return None
        taken.add(chosen)
    return taken


def _feature(area: Area, outline: list[Ring], layout: Layout) -> dict:
    box, width, lines = layout.box, 2 * layout.columns + 1, 3 * layout.lines + 1

    def place(corner: Corner) -> list[float]:
        across, down = corner[0] / width, corner[1] / lines
        return [
            round(box.west + across * (box.east - box.west), 5),
            round(box.north - down * (box.north - box.south), 5),
        ]

    drawn = [[place(corner) for corner in ring] for ring in outline]
    outer = [ring for ring in drawn if _turn(ring) > 0]
    holes = [ring for ring in drawn if _turn(ring) <= 0]
    if len(outer) == 1:
        geometry = {"type": "Polygon", "coordinates": [outer[0], *holes]}
    else:
        geometry = {"type": "MultiPolygon", "coordinates": [[ring] for ring in outer]}
    return {"type": "Feature", "properties": {"code": area.code, "name": area.name}, "geometry": geometry}


def _turn(ring: list[list[float]]) -> float:
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring))
