"""Which figures do we have, which do we lack: by dataset and by indicator."""

from typing import NamedTuple

from workbench import areas, store
from workbench.catalog import Catalog, Indicator, load_catalog
from workbench.disclosure import SafeTable
from workbench.table import PUBLISHED
from workbench.text import estimation_label, level_label, period, periods
from workbench.views.drawings.svg import Markup, figure, join, tag
from workbench.views.drawings.table import table
from workbench.views.offer import PICTURED
from workbench.views.picture import Picture
from workbench.views.provenance import fetched, shown_version


class Coverage(NamedTuple):
    """How many areas of a level have a figure in the newest period that the level has any; `period` 0: none."""

    level: str
    filled: int
    areas: int
    period: int


def inventory(cijfers: SafeTable) -> Picture:
    """The datasets of the theme, with how they were made and how old they are."""
    return Picture(_datasets(load_catalog(), cijfers))


def gaps(cijfers: SafeTable) -> Picture:
    """For each indicator of the theme how full it is per level, in the newest period that has any figure."""
    catalog, counted = load_catalog(), coverage(cijfers)
    theme = catalog.theme(cijfers.theme)
    parts = [_group(catalog, group.label, group.indicators, counted) for group in theme.groups]
    return Picture(figure(parts, sentence=_sentence(theme.indicators, counted)))


def coverage(cijfers: SafeTable) -> dict[str, list[Coverage]]:
    """By indicator, for the three levels that have areas to tell apart."""
    rows = cijfers.rows(level=list(PICTURED), status=PUBLISHED)
    rows = rows.assign(level=rows["area_code"].map({code: areas.level_of(code) for code in rows["area_code"].unique()}))
    counts = rows.groupby(["indicator", "level", "period", "edition"])["area_code"].nunique()
    newest: dict[tuple[str, str], tuple[int, int, int]] = {}
    for (indicator, level, at, edition), number in counts.items():
        newest[indicator, level] = max(newest.get((indicator, level), (0, 0, 0)), (int(at), int(number), int(edition)))
    return {
        name: [_coverage(level, *newest.get((name, level), (0, 0, areas.EDITIONS[-1]))) for level in PICTURED]
        for name in load_catalog().theme(cijfers.theme).indicators
    }


def _coverage(level: str, at: int, number: int, edition: int) -> Coverage:
    return Coverage(level, number, len(areas.areas(level, edition=edition)), at)


def _datasets(catalog: Catalog, cijfers: SafeTable) -> Markup:
    used = [name for name in catalog.datasets if name in cijfers.versions]
    heads = ["Databron", "Van", "Jaren", "Hoe gemeten", "Per", "Opgehaald"]
    rows = [_dataset(catalog, name, version=shown_version(cijfers, name)) for name in used]
    absent = [found.label for name, found in catalog.datasets.items() if name not in cijfers.versions]
    lacking = (
        tag("p", f"In de catalogus, maar nog zonder cijfers in dit thema: {'; '.join(absent)}.") if absent else None
    )
    return tag("div", table(heads, rows, caption="De databronnen van dit thema"), lacking, class_="dw-inventory")


def _dataset(catalog: Catalog, name: str, *, version: store.Version | None) -> list[object]:
    found = catalog.dataset(name)
    invented = tag("strong", "verzonnen") if version is not None and version.demo else None
    link = tag("a", found.label, href=found.page, rel="noopener")
    levels = ", ".join(level_label(level) for level in found.levels)
    years = periods(found.periods)
    return [link, found.publisher, years, estimation_label(found.estimation), levels, invented or fetched(version)]


def _group(catalog: Catalog, title: str, indicators: list[str], counted: dict[str, list[Coverage]]) -> Markup:
    heads = ["Indicator", *(level_label(level, plural=True).capitalize() for level in PICTURED)]
    rows = [_indicator(catalog.indicator(name), counted[name]) for name in indicators]
    return tag("div", table(heads, rows, caption=title), class_="dw-inventory")


def _indicator(measure: Indicator, found: list[Coverage]) -> list[object]:
    return [measure.label, *(_cell(each) for each in found)]


def _cell(found: Coverage) -> Markup:
    if not found.filled:
        return tag("span", "geen cijfers", class_="dw-lacking")
    share = 100 * found.filled / found.areas
    bar = tag("meter", min=0, max=100, value=round(share), aria_hidden="true")
    return join(bar, f"{found.filled} van {found.areas}, {period(found.period)}")


def _sentence(indicators: list[str], counted: dict[str, list[Coverage]]) -> str:
    filled = {
        level: sum(each.filled > 0 for name in indicators for each in counted[name] if each.level == level)
        for level in PICTURED
    }
    said = ", ".join(f"{number} per {level_label(level)}" for level, number in filled.items())
    empty = [name for name in indicators if not any(each.filled for each in counted[name])]
    lacking = f" {len(empty)} hebben nog nergens een cijfer." if empty else ""
    return f"Van de {len(indicators)} indicatoren hebben er {said} een cijfer.{lacking}"
