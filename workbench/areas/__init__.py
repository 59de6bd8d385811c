"""WHERE: area codes, levels, parents, editions of the CBS division, the concordance between them, outlines, neighbours.

EDITIONS, REGION and COUNTRY come from data_catalog/areas, so that another region is content and not code.
Codes of different editions never join silently: every lookup names its edition, and `concordance` says which codes
mean the same area in two of them.
"""

from workbench.areas.checking import problems_in_areas
from workbench.areas.concordance import Concordance, concordance, edition_for
from workbench.areas.division import Area, ancestors, area, areas, canonical, children, level_of
from workbench.areas.neighbours import neighbours
from workbench.areas.region import region
from workbench.areas.schematic import schematic

__all__ = [
    "Area",
    "Concordance",
    "ancestors",
    "area",
    "areas",
    "canonical",
    "children",
    "concordance",
    "edition_for",
    "level_of",
    "neighbours",
    "problems_in_areas",
    "region",
    "schematic",
]


def __getattr__(name: str) -> object:
    found = {
        "EDITIONS": lambda: tuple(region().editions),
        "REGION": lambda: region().region.code,
        "COUNTRY": lambda: region().country.code,
    }.get(name)
    if found is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return found()
