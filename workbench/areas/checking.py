"""Whether data_catalog/areas can be read as a whole."""

from collections.abc import Callable, Iterator
from itertools import combinations

from workbench.areas.concordance import concordance
from workbench.areas.division import division
from workbench.areas.region import broken, folder, region
from workbench.areas.schematic import schematic
from workbench.catalog.documents import Problem
from workbench.errors import CatalogError, InvalidInput


def problems_in_areas() -> list[Problem]:
    """The first problem of each file of data_catalog/areas."""
    try:
        editions = sorted(region().editions)
    except CatalogError as error:
        return list(error.facts["problems"])
    reads: list[Callable[[], object]] = [lambda year=year: division(year) for year in editions]
    reads += [lambda year=year: schematic("gemeente", edition=year) for year in editions]
    reads += [lambda pair=pair: _concordance(*pair) for pair in combinations(editions, 2)]
    found = [*_strangers(editions), *(problem for read in reads for problem in _problems(read))]
    return list(dict.fromkeys(found))  # a division is read for its concordances too


def _problems(read: Callable[[], object]) -> Iterator[Problem]:
    try:
        read()
    except CatalogError as error:
        yield from error.facts["problems"]
    except InvalidInput:
        pass  # its own file says it already


def _concordance(earlier: int, later: int) -> None:
    """Every code that a concordance names is an area of the edition that it is said to be in."""
    pairs = concordance(earlier, later)
    name = f"concordance-{earlier}-{later}.yaml"
    for old, new in pairs.counterparts.items():
        for code, year in ((old, earlier), (new, later)):
            if code not in division(year).areas:
                page = f"Gebied '{code}' bestaat niet in de indeling van {year}."
                raise broken(name, line=1, page=page, log="no such area")


def _strangers(editions: list[int]) -> Iterator[Problem]:
    known = {"region.yaml", "layout.yaml", *(f"{year}.csv" for year in editions)}
    known |= {f"concordance-{one}-{other}.yaml" for one, other in combinations(editions, 2)}
    for path in sorted(folder().iterdir()):
        if path.name not in known and not path.name.startswith((".", "README")):
            yield Problem(f"areas/{path.name}", 1, f"'{path.name}' wordt niet gelezen.", "an unknown file")
