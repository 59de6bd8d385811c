"""Outlines for the browser: one static file per edition and level, fetched once and kept.

The server answers `<base>/omtrekken/<edition>/<level>.json` with `static_file(level, edition=...)` and the tag of
`version(...)`; where it does not, the page asks the kernel for the same bytes. Whole numbers, each point as the step
from the one before, about a metre: a quarter of the size of GeoJSON.
"""

import json
from collections.abc import Iterable
from functools import lru_cache

from workbench import areas
from workbench.errors import UnknownName
from workbench.store import outlines
from workbench.table import LEVELS
from workbench.views.places import codes, place_of

STEPS = 100_000  # per degree
Ring = list[tuple[float, float]]


def static_file(level: str, *, edition: int) -> bytes:
    """JSON: `level, edition, schematic, steps, areas`, each area `{c: code, n: name, g: gemeente, r: rings}`.

    An area without an outline has no rings. Areas are in order of code, as the bytes of the map are.
    Raises: UnknownName for a level or an edition that does not exist.
    """
    known_place(level, edition=edition)
    return _static_file(level, edition, version(level, edition=edition))


def version(level: str, *, edition: int) -> str:
    """Changes when the outlines do."""
    return outlines.version(level, edition=edition)


def is_schematic(level: str, *, edition: int) -> bool:
    return version(level, edition=edition) == "schematic"


def rings(level: str, *, edition: int) -> dict[str, list[Ring]]:
    """The rings of each area that has an outline, in degrees."""
    return _rings(level, edition, version(level, edition=edition))


def packed(names: Iterable[tuple[str, str, str]], outline: dict[str, list[Ring]], **facts: object) -> bytes:
    """Takes: (code, name, gemeente) in order of code, and their rings."""
    entries = [
        {"c": code, "n": name, "g": gemeente, "r": _steps(outline.get(code, []))} for code, name, gemeente in names
    ]
    return json.dumps(facts | {"steps": STEPS, "areas": entries}, ensure_ascii=False, separators=(",", ":")).encode()


def known_place(level: str, *, edition: int) -> None:
    """Raises: UnknownName."""
    if level not in LEVELS:
        raise UnknownName.among(LEVELS, given=level, kind="level", soort="Niveau")
    if edition not in areas.EDITIONS:
        raise UnknownName.among(map(str, areas.EDITIONS), given=str(edition), kind="edition", soort="Indeling")


@lru_cache(maxsize=16)
def _static_file(level: str, edition: int, at: str) -> bytes:
    known = {code: place_of(code, edition=edition) for code in codes(level, edition=edition)}
    names = [(code, place.name, place.gemeente or "") for code, place in known.items()]
    facts = {"level": level, "edition": edition, "schematic": at == "schematic"}
    return packed(names, rings(level, edition=edition), **facts)


@lru_cache(maxsize=16)  # by version too, so that new outlines are read again
def _rings(level: str, edition: int, _at: str) -> dict[str, list[Ring]]:
    found = outlines.read(level, edition=edition)
    return {each["properties"]["code"]: list(_rings_of(each["geometry"])) for each in found["features"]}


def _rings_of(geometry: dict | None) -> Iterable[Ring]:
    if geometry is None:
        return
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    for polygon in polygons:
        yield from ([(float(point[0]), float(point[1])) for point in ring] for ring in polygon)


def _steps(outline: list[Ring]) -> list[list[int]]:
    return [flat for ring in outline if len(flat := _ring_steps(ring)) > 6]


def _ring_steps(ring: Ring) -> list[int]:
    flat: list[int] = []
    x0 = y0 = 0
    for x, y in ((round(x * STEPS), round(y * STEPS)) for x, y in ring):
        if (x, y) != (x0, y0):
            flat += [x - x0, y - y0]
            x0, y0 = x, y
    return flat
