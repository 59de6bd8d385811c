"""The areas of one edition of the CBS division: codes, names, levels and parents."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from workbench.areas.region import broken, folder, region
from workbench.errors import EditionMismatch, InvalidInput, UnknownName
from workbench.table import LEVELS

DIGITS = {"GM": 4, "WK": 6, "BU": 8}
LEVEL_OF = {"GM": "gemeente", "WK": "wijk", "BU": "buurt"}


@dataclass(frozen=True)
class Area:
    """`parent` is None for the country only. A name that no source gives is the code itself."""

    code: str
    name: str
    level: str
    parent: str | None
    edition: int


class Division:
    """All areas of one edition, by code."""

    def __init__(self, areas: dict[str, Area]):
        self.areas = areas
        self.below: dict[str, list[Area]] = {}
        for area in areas.values():
            self.below.setdefault(area.parent or "", []).append(area)

    def inside(self, code: str) -> Iterator[Area]:
        """The area and everything below it."""
        yield self.areas[code]
        for child in self.below.get(code, []):
            yield from self.inside(child.code)


def level_of(code: str) -> str:
    """The level that a code is of, in whatever edition. Raises: UnknownName for what is no code at all."""
    known, bare = region(), canonical(code)
    found = {known.country.code: "land", known.region.code: "regio"}.get(bare)
    if found is None and _well_formed(bare):
        found = LEVEL_OF[bare[:2]]
    if found is None:
        page = f"'{code}' is geen code van een gebied. Een code is bijvoorbeeld {known.region.code}."
        raise UnknownName(f"{code!r} is no area code", page=page, given=code)
    return found


def canonical(code: str) -> str:
    """The code as it is used inside, without padding and without the publishers' own names for the same area."""
    bare = code.strip()
    return region().aliases.get(bare, bare)


def division(edition: int) -> Division:
    """Raises: InvalidInput for an edition that is not in the catalogue; CatalogError for a malformed file."""
    known = region().editions
    if edition not in known:
        years = " en ".join(map(str, known))
        raise InvalidInput(
            f"no edition {edition!r}; known: {years}",
            page=f"Indeling '{edition}' is er niet. Er zijn indelingen van {years}.",
            given=edition,
        )
    path = folder() / f"{edition}.csv"
    return _division(edition, path, path.stat().st_mtime_ns if path.exists() else 0, region().region.code)


def area(code: str, *, edition: int) -> Area:
    """One area. Raises: EditionMismatch when it exists in another edition only, UnknownName when in none."""
    found = division(edition).areas
    bare = canonical(code)
    if bare in found:
        return found[bare]
    elsewhere = [year for year in region().editions if year != edition and bare in division(year).areas]
    if elsewhere:
        raise EditionMismatch(
            f"area {bare!r} is not in edition {edition}; it is in {elsewhere}",
            page=f"Gebied {bare} ({division(elsewhere[0]).areas[bare].name}) bestaat niet in de indeling van "
            f"{edition}. Kies de indeling van {elsewhere[0]}.",
            code=bare,
            edition=edition,
            offered=elsewhere[0],
        )
    raise UnknownName.among(found, given=code, kind="area", soort="Gebied")


def areas(level: str, *, edition: int, within: str | None = None) -> list[Area]:
    """The areas of a level in order of code, all of them or those inside another area."""
    if level not in LEVELS:
        raise UnknownName.among(LEVELS, given=level, kind="level", soort="Niveau")
    known = division(edition)
    found = known.inside(area(within, edition=edition).code) if within else known.areas.values()
    return sorted((each for each in found if each.level == level), key=lambda each: each.code)


def children(code: str, *, edition: int) -> list[Area]:
    """The areas one level below."""
    return list(division(edition).below.get(area(code, edition=edition).code, []))


def ancestors(code: str, *, edition: int) -> list[Area]:
    """The areas it lies in, from near to far: wijk, gemeente, region, country."""
    known, found = division(edition).areas, []
    parent = area(code, edition=edition).parent
    while parent is not None:
        found.append(known[parent])
        parent = known[parent].parent
    return found


def _well_formed(code: str) -> bool:
    return len(code) == 2 + DIGITS.get(code[:2], -1) and code[2:].isascii() and code[2:].isdigit()


@lru_cache(maxsize=8)
def _division(edition: int, path: Path, _changed: int, _region: str) -> Division:
    known = region()
    top = [
        Area(known.country.code, known.country.name, "land", None, edition),
        Area(known.region.code, known.region.name, "regio", known.country.code, edition),
    ]
    found = {each.code: each for each in top}
    for line, code, name in _lines(path):
        if not _well_formed(code):
            raise broken(path.name, line=line, page=f"'{code}' is geen code van een gebied.", log="no area code")
        if code in found:
            raise broken(path.name, line=line, page=f"Gebied '{code}' staat er twee keer.", log="a code twice")
        parent = _parent(code)
        if parent not in found:
            page = f"Gebied '{code}' hoort bij '{parent}', maar dat staat er niet boven."
            raise broken(path.name, line=line, page=page, log="no parent")
        found[code] = Area(code, name, LEVEL_OF[code[:2]], parent, edition)
    return Division(found)


def _parent(code: str) -> str:
    match code[:2]:
        case "BU":
            return f"WK{code[2:8]}"
        case "WK":
            return f"GM{code[2:6]}"
    return region().region.code


def _lines(path: Path) -> Iterator[tuple[int, str, str]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise broken(path.name, line=1, page="Dit bestand is niet te lezen als UTF-8.", log=str(error)) from None
    reader = csv.reader(text.splitlines(), delimiter=";")
    if next(reader, None) != ["code", "name"]:
        raise broken(path.name, line=1, page="De eerste regel moet 'code;name' zijn.", log="another header")
    for row in reader:
        if len(row) != 2 or not all(cell.strip() for cell in row):
            page = "Hier horen een code en een naam, met ';' ertussen."
            raise broken(path.name, line=reader.line_num, page=page, log=f"{len(row)} cells")
        yield reader.line_num, row[0], row[1].strip()
