"""What the selected area is compared with: its gemeente, another area, the region and the country."""

from functools import lru_cache
from typing import NamedTuple

from workbench import areas
from workbench.analysis.region import RegionalFigure, regional
from workbench.disclosure import SafeTable
from workbench.table import PUBLISHED
from workbench.views.cells import Cell, Named, absent
from workbench.views.places import name_of
from workbench.views.selection import COMPARISONS, Selection

POPULATION = "inwoners"  # the catalogue's indicator of the number of inhabitants


class At(NamedTuple):
    """One picture's worth of figures."""

    indicator: str
    edition: int
    period: int
    group: str


def here(keuze: Selection) -> At:
    return At(keuze.indicator, keuze.edition, keuze.period, keuze.group)


def lines(keuze: Selection, at: At | None = None) -> list[Named]:
    """The area and what it lies in, from small to large, each once."""
    wanted = [("gekozen", keuze.area)]
    if keuze.gemeente:
        wanted.append(("gemeente", keuze.gemeente))
    if keuze.comparison not in COMPARISONS:
        wanted.append(("ander", keuze.comparison))
    wanted += [("regio", areas.REGION), ("land", areas.COUNTRY)]
    found = {code: kind for kind, code in reversed(wanted)}  # the first kind of an area is the one that stays
    kept = [(kind, code) for kind, code in wanted if found[code] == kind]
    return [named(keuze, code, at=at or here(keuze), kind=kind) for kind, code in kept]


def references(keuze: Selection, at: At | None = None) -> list[Named]:
    """The region and the country, as far as the selection asks to compare with them."""
    both = {"regio": areas.REGION, "land": areas.COUNTRY}
    wanted = both if keuze.comparison == "beide" else [keuze.comparison] if keuze.comparison in both else []
    return [named(keuze, both[kind], at=at or here(keuze), kind=kind) for kind in wanted]


def named(keuze: Selection, area: str, *, at: At, kind: str) -> Named:
    """The figure of any area; the region's is computed from its gemeenten where none is published."""
    cell = keuze.cells.at(at.indicator, edition=at.edition, period=at.period, group=at.group, areas=[area])[0]
    name = name_of(area, edition=at.edition)
    if area != areas.REGION or cell.dataset:
        return Named(kind, name, cell)
    found = computed(keuze.figures, at, keuze.catalog.indicator(at.indicator).unit)
    return Named(kind, name, _as_cell(found, at), found.method)


@lru_cache(maxsize=1024)
def computed(figures: SafeTable, at: At, unit: str) -> RegionalFigure:
    """The region's figure from the published figures of its gemeenten."""
    rows = figures.rows(level="gemeente", **at._asdict())
    parts = [area.code for area in areas.areas("gemeente", edition=at.edition)]
    return regional(rows, parts=parts, unit=unit, population=_people(figures, at.period))


@lru_cache(maxsize=64)
def _people(figures: SafeTable, period: int):
    """The inhabitants of the gemeenten in the nearest period there is."""
    rows = figures.rows(indicator=POPULATION, level="gemeente", status=PUBLISHED)
    if rows.empty:
        return None
    year = period if period < 10_000 else period // 100
    nearest = min(rows["period"].unique(), key=lambda each: (abs(each - year), -each))
    return rows[rows["period"] == nearest].drop_duplicates("area_code")


def _as_cell(found: RegionalFigure, at: At) -> Cell:
    empty = absent(areas.REGION, edition=at.edition, period=at.period, group=at.group)
    if found.value is None:
        return empty
    return empty._replace(value=found.value, status=PUBLISHED, estimation=found.estimation)
