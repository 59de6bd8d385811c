"""How it has gone: the figures of the area, the region and the country over the years."""

import pandas as pd

from workbench import areas
from workbench.analysis.trend import beyond_chance
from workbench.analysis.trend import trend as trend_of
from workbench.disclosure import SafeTable
from workbench.text import period
from workbench.views.cells import Cell
from workbench.views.drawings import trend as drawing
from workbench.views.drawings.svg import Markup, figure, tag
from workbench.views.drawings.table import folded, table
from workbench.views.follow import empty, follow
from workbench.views.picture import Picture
from workbench.views.references import At, named
from workbench.views.selection import Selection
from workbench.views.sentences import title, written


def trend(cijfers: SafeTable, keuze: Selection) -> Picture:
    """Joined by a line only where figures may be compared."""
    return follow(
        keuze.of(cijfers), lambda: draw(keuze), "indicator", "area", "group", "period", "comparison", "edition"
    )


def draw(keuze: Selection) -> Markup:
    series = {kind: cells for kind, cells in series_of(keuze).items() if any(cell.shown for cell in cells)}
    if not series:
        return empty(f"Er is geen verloop te tonen voor {keuze.name(keuze.area)}.")
    sentence = _sentence(keuze, series)
    drawn = drawing.draw(series, keuze.measure, breaks=breaks(keuze), chosen=keuze.period, label=sentence)
    return figure(_legend(keuze, series), drawn, folded(_table(keuze, series), title="Tabel"), sentence=sentence)


def series_of(keuze: Selection) -> dict[str, list[Cell]]:
    """The cells over time of `gekozen`, and of `regio` and `land` as far as they are compared with."""
    found = {"gekozen": _along(keuze, keuze.area)}
    for kind, code in (("regio", areas.REGION), ("land", areas.COUNTRY)):
        if keuze.comparison in ("beide", kind) and code != keuze.area:
            found[kind] = _along(keuze, code)
    if keuze.comparison[:2] == "GM" and keuze.comparison != keuze.area:
        found["ander"] = _along(keuze, keuze.comparison)
    return found


def breaks(keuze: Selection) -> frozenset[tuple[str, int]]:
    """(dataset, period) from which the publisher's series is another one."""
    return frozenset((series.dataset, at) for series in keuze.measure.series for at in series.breaks)


def _along(keuze: Selection, area: str) -> list[Cell]:
    keys = sorted(keuze.cells.keys(keuze.indicator), key=lambda key: (key[1], key[0]))
    places = [At(keuze.indicator, edition, at, group) for edition, at, group in keys if group == keuze.group]
    there = [at for at in places if _same_area(area, keuze.edition, at.edition)]
    return [named(keuze, area, at=at, kind="").cell for at in there]


def _same_area(area: str, known: int, edition: int) -> bool:
    """A code that means another area in another edition has no place in the same trend."""
    return known == edition or areas.concordance(known, edition).same(area)


def _sentence(keuze: Selection, series: dict[str, list[Cell]]) -> str:
    what = title(keuze.measure, at=keuze.period, group=keuze.group).rsplit(",", 1)[0]
    mine = [cell for cell in series.get("gekozen", []) if cell.shown]
    if not mine:
        return f"{what}. Voor {keuze.name(keuze.area)} is er geen cijfer in deze jaren."
    if len(mine) == 1:
        return f"{what}. Van {keuze.name(keuze.area)} is er één cijfer: {_then(keuze, mine[0])}."
    longest = max(drawing.stretches(mine, breaks=breaks(keuze)), key=len)
    first, last = longest[0], longest[-1]
    ends = f"van {_then(keuze, first)} naar {_then(keuze, last)}"
    if first is last:
        return (
            f"{what}. {keuze.name(keuze.area)}: de cijfers zijn niet met elkaar te vergelijken, want {_reason(mine)}."
        )
    cut = _cuts(keuze, mine, longest)
    if written(first, keuze.measure) == written(last, keuze.measure):
        same = f"In {period(last.period)} was het cijfer van {keuze.name(keuze.area)} hetzelfde als in"
        return f"{what}. {same} {period(first.period)}: {written(last, keuze.measure)}.{cut}"
    return f"{what}. {keuze.name(keuze.area)} ging {ends}. {beyond_chance(_points(longest))}{cut}"


def _points(cells: list[Cell]) -> pd.DataFrame:
    """Cells as rows, for the analysis of a trend."""
    rows = pd.DataFrame(cells, columns=Cell._fields)
    return rows.astype(dict.fromkeys(("value", "lower", "upper"), "Float64"))


def _cuts(keuze: Selection, mine: list[Cell], longest: list[Cell]) -> str:
    """Where the line may not run on, and why; of a period with several figures that of the longest line counts."""
    one_each = {cell.period: cell for cell in (*mine, *longest)}
    if len(one_each) == len(longest):
        return ""
    used = {cell.dataset for cell in mine}
    found = trend_of(_points(list(one_each.values())), breaks=sorted(at for name, at in breaks(keuze) if name in used))
    return "".join(f" {reason}" for reason in found.reasons)


def _then(keuze: Selection, cell: Cell) -> str:
    return f"{written(cell, keuze.measure)} in {period(cell.period)}"


def _reason(cells: list[Cell]) -> str:
    if len({cell.edition for cell in cells}) > 1:
        return "de indeling van de gebieden veranderde"
    if len({cell.dataset for cell in cells}) > 1:
        return "ze komen uit verschillende databronnen"
    return "de manier van meten veranderde of er ontbreekt een jaar"


def _legend(keuze: Selection, series: dict[str, list[Cell]]) -> Markup:
    names = _names(keuze)
    keys = [tag("li", tag("span", class_=f"dw-key dw-{kind}"), tag("span", names[kind])) for kind in series]
    return tag("ul", keys, class_="dw-legend")


def _names(keuze: Selection) -> dict[str, str]:
    other = keuze.name(keuze.comparison) if keuze.comparison[:2] == "GM" else ""
    country, region = keuze.name(areas.COUNTRY), keuze.name(areas.REGION)
    return {"gekozen": keuze.name(keuze.area), "regio": region, "land": country, "ander": other}


def _table(keuze: Selection, series: dict[str, list[Cell]]) -> Markup:
    moments = sorted({(cell.period, cell.edition) for cells in series.values() for cell in cells})
    by_place = {(kind, cell.period, cell.edition): cell for kind, cells in series.items() for cell in cells}
    several = len({edition for _, edition in moments}) > 1
    rows = [
        [
            f"{period(at)} (indeling {edition})" if several else period(at),
            *(
                written(by_place[kind, at, edition], keuze.measure) if (kind, at, edition) in by_place else "–"
                for kind in series
            ),
        ]
        for at, edition in moments
    ]
    return table(["Periode", *(_names(keuze)[kind] for kind in series)], rows, caption="Verloop in cijfers")
