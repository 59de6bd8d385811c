"""Names of areas and what they lie in, looked up often: once per area and picture, so kept in memory."""

from functools import lru_cache
from typing import NamedTuple

from workbench import areas, settings
from workbench.table import LEVELS


class Place(NamedTuple):
    name: str
    level: str
    gemeente: str | None  # its code; of a gemeente itself too


def codes(level: str, *, edition: int) -> list[str]:
    """All codes of a level in the region, in their fixed order: that of the outlines and of the bytes of the map."""
    return list(_codes(level, edition, settings.CATALOG.read()))


def name_of(code: str, *, edition: int) -> str:
    """Raises: UnknownName or EditionMismatch."""
    return place_of(code, edition=edition).name


def gemeente_of(code: str, *, edition: int) -> str | None:
    """The code of the gemeente it is or lies in; none for the region and the country."""
    return place_of(code, edition=edition).gemeente


def place_of(code: str, *, edition: int) -> Place:
    """Raises: UnknownName or EditionMismatch."""
    known = _places(edition, settings.CATALOG.read())
    return known[code] if code in known else known[areas.area(code, edition=edition).code]


@lru_cache(maxsize=8)  # by catalogue folder too, as another region is another folder
def _places(edition: int, _folder: str) -> dict[str, Place]:
    known = [area for level in LEVELS for area in areas.areas(level, edition=edition)]
    parents = {area.code: area.parent for area in known}
    return {area.code: Place(area.name, area.level, _gemeente(area.code, parents)) for area in known}


@lru_cache(maxsize=64)
def _codes(level: str, edition: int, _folder: str) -> tuple[str, ...]:
    return tuple(sorted(area.code for area in areas.areas(level, edition=edition)))


def _gemeente(code: str | None, parents: dict[str, str | None]) -> str | None:
    while code is not None and not code.startswith("GM"):
        code = parents[code]
    return code
