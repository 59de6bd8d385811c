"""How does this area compare: beside its gemeente, the region and the country."""

from workbench.disclosure import SafeTable
from workbench.views.cells import Named
from workbench.views.drawings import comparison as drawing
from workbench.views.drawings.svg import Markup, figure, tag
from workbench.views.drawings.table import folded, table
from workbench.views.follow import empty, follow
from workbench.views.picture import Picture
from workbench.views.references import lines
from workbench.views.selection import Selection
from workbench.views.sentences import difference, margin, title, written


def comparison(cijfers: SafeTable, keuze: Selection) -> Picture:
    """A bar for each, with its interval where the publisher gives one."""
    return follow(
        keuze.of(cijfers), lambda: draw(keuze), "indicator", "area", "group", "period", "comparison", "edition"
    )


def draw(keuze: Selection) -> Markup:
    found = lines(keuze)
    if not any(line.cell.shown for line in found):
        return empty(f"Er is niets te vergelijken: voor {found[0].name} en omgeving is er geen cijfer.")
    sentence = _sentence(keuze, found)
    methods = [tag("p", f"{line.name}. {line.method}", class_="dw-note") for line in found if line.method]
    return figure(
        drawing.draw(found, keuze.measure, label=sentence),
        methods,
        folded(_table(keuze, found), title="Tabel"),
        sentence=sentence,
    )


def _sentence(keuze: Selection, found: list[Named]) -> str:
    mine, others = found[0], found[1:]
    what = title(keuze.measure, at=keuze.period, group=keuze.group)
    if not mine.cell.shown:
        return f"{what}. {mine.name}: {written(mine.cell, keuze.measure)}."
    said = [difference(mine.cell, each.cell, keuze.measure, name=mine.name, than=each.name) for each in others]
    return " ".join([f"{what}.", *filter(None, said)])


def _table(keuze: Selection, found: list[Named]) -> Markup:
    rows = [[line.name, written(line.cell, keuze.measure), margin(line.cell, keuze.measure) or "–"] for line in found]
    return table(["Gebied", "Cijfer", "95%-interval"], rows, caption="Vergelijking in cijfers")
