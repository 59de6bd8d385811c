"""How is this area doing: all indicators of a theme beside the region and the country."""

from workbench import areas
from workbench.catalog import Group
from workbench.disclosure import SafeTable
from workbench.text import group_label, level_label, period
from workbench.views.cells import Cell, Named
from workbench.views.drawings.profile import Entry, rows
from workbench.views.drawings.svg import Markup, figure, join, tag
from workbench.views.follow import empty, follow
from workbench.views.heading import help_with
from workbench.views.offer import PICTURED, Combination
from workbench.views.picture import Picture
from workbench.views.places import codes
from workbench.views.references import At, named
from workbench.views.selection import Selection


def profile(cijfers: SafeTable, keuze: Selection) -> Picture:
    """The newest figure of each indicator for the selected area, with the range over the areas of its level."""
    return follow(keuze.of(cijfers), lambda: draw(keuze), "area", "edition")


def draw(keuze: Selection) -> Markup:
    theme = keuze.catalog.theme(keuze.figures.theme)
    found = {
        group.id: [entry for name in group.indicators if (entry := entry_of(keuze, name))] for group in theme.groups
    }
    number = sum(map(len, found.values()))
    if not number:
        return empty(f"Voor {keuze.name(keuze.area)} zijn er nog geen cijfers.")
    parts = [_group(keuze, group, found[group.id]) for group in theme.groups if found[group.id]]
    absent = [name for group in theme.groups for name in group.indicators if not entry_of(keuze, name)]
    told = [entry.measure for part in found.values() for entry in part]
    return figure(
        _legend(keuze), parts, help_with(told), _absent(keuze, absent), sentence=_sentence(keuze, found, number)
    )


def entry_of(keuze: Selection, indicator: str) -> Entry | None:
    """The newest figure at the level of the area; None when there is none in an edition in which the area exists."""
    chosen = newest(keuze, indicator)
    if chosen is None:
        return None
    at = At(indicator, chosen.edition, chosen.period, chosen.group)
    wanted = {keuze.area: "gekozen", areas.REGION: "regio", areas.COUNTRY: "land"}
    wanted[keuze.area] = "gekozen"
    lines = [named(keuze, code, at=at, kind=kind) for code, kind in wanted.items()]
    spread = [cell.value for cell in _around(keuze, at, chosen.level) if cell.shown]
    measure, group = keuze.catalog.indicator(indicator), group_label(at.group)
    when = period(at.period) if group in measure.label else f"{period(at.period)}, {group}"
    ends = (min(spread, default=None), max(spread, default=None))
    return Entry(measure, lines, *ends, when)


def newest(keuze: Selection, indicator: str) -> Combination | None:
    level = areas.level_of(keuze.area)
    level = level if level in PICTURED else PICTURED[0]
    there = [one for one in keuze.offer.all if (one.indicator, one.level) == (indicator, level)]
    fits = [one for one in there if _exists(keuze, one.edition)]
    own = [one for one in fits if one.group == keuze.group] or fits
    return max(own, key=lambda one: (one.period, -one.rank), default=None)


def _exists(keuze: Selection, edition: int) -> bool:
    return edition == keuze.edition or areas.concordance(keuze.edition, edition).same(keuze.area)


def _around(keuze: Selection, at: At, level: str) -> list[Cell]:
    wanted = codes(level, edition=at.edition)
    return keuze.cells.at(at.indicator, edition=at.edition, period=at.period, group=at.group, areas=wanted)


def _group(keuze: Selection, group: Group, entries: list[Entry]) -> Markup:
    heads = [keuze.name(line.cell.area) for line in entries[0].lines]
    columns = [tag("th", word, scope="col") for word in ("Indicator", *heads, "Ligging")]
    caption = tag("caption", tag("strong", group.label), " ", tag("span", group.description))
    inner = tag("table", caption, tag("thead", tag("tr", columns)), tag("tbody", rows(entries)), class_="dw-profile")
    return tag("div", inner, class_="dw-scroll", tabindex=0, role="region", aria_label=group.label)


def _legend(keuze: Selection) -> Markup:
    level = areas.level_of(keuze.area)
    level = level if level in PICTURED else PICTURED[0]
    names = {"gekozen": keuze.name(keuze.area), "regio": keuze.name(areas.REGION), "land": keuze.name(areas.COUNTRY)}
    if keuze.area == areas.REGION:
        del names["regio"]
    keys = [tag("li", tag("span", class_=f"dw-key dw-{kind}"), tag("span", name)) for kind, name in names.items()]
    span = f"van de laagste tot de hoogste {level_label(level)}"
    return tag(
        "ul",
        keys,
        tag("li", tag("span", class_="dw-key dw-span"), tag("span", span)),
        class_="dw-legend dw-profile-legend",
    )


def _absent(keuze: Selection, indicators: list[str]) -> Markup:
    if not indicators:
        return join()
    level = level_label(areas.level_of(keuze.area))
    labels = "; ".join(keuze.catalog.indicator(name).label for name in indicators)
    return tag("p", f"Geen cijfers per {level} voor {keuze.name(keuze.area)}: {labels}.", class_="dw-note")


def _sentence(keuze: Selection, found: dict[str, list[Entry]], number: int) -> str:
    """Counts where the area is less favourable; says no more than the figures can carry."""
    entries = [entry for part in found.values() for entry in part]
    judged = [verdict for entry in entries if (verdict := worse(entry)) is not None]
    region = keuze.name(areas.REGION)
    name = keuze.name(keuze.area)
    if keuze.area == areas.REGION or not judged:
        return f"{name} in {number} indicatoren, elk met het nieuwste cijfer."
    return (
        f"{name} in {number} indicatoren, elk met het nieuwste cijfer. Bij {sum(judged)} van {len(judged)} waar dat te "
        f"zeggen is, ligt het cijfer ongunstiger dan in {region}. Kleine verschillen kunnen toeval zijn."
    )


def worse(entry: Entry) -> bool | None:
    """Whether the area is less favourable than the region; None when that cannot be said."""
    by_kind: dict[str, Named] = {line.kind: line for line in entry.lines}
    mine, region = by_kind["gekozen"].cell, by_kind.get("regio")
    if entry.measure.direction == "neutral" or region is None or not (mine.shown and region.cell.shown):
        return None
    higher = round(mine.value, entry.measure.decimals) - round(region.cell.value, entry.measure.decimals)
    return higher > 0 if entry.measure.direction == "higher_is_worse" else higher < 0
