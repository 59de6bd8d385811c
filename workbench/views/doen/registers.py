"""Which figures can carry a claim about an approach: what the page opens with, and how to get the ones that lack."""

from workbench.analysis.monitor.guard import FEWEST_POINTS, registers
from workbench.catalog import Catalog, load_catalog
from workbench.disclosure import SafeTable
from workbench.text import period
from workbench.views.drawings.svg import Markup, figure, tag
from workbench.views.drawings.table import table
from workbench.views.follow import change, follow
from workbench.views.offer import Offer
from workbench.views.picture import Picture
from workbench.views.selection import Selection, select

HOW = {
    "delivery": "Nog geen cijfers. Organisaties in de regio kunnen ze leveren, volgens een leverafspraak.",
    "joint": "Nog geen cijfers. Ze komen uit een gezamenlijke som.",
}
OPEN = "Nog geen cijfers. Ze zijn op te halen bij {who}."


def begin(cijfers: SafeTable, *, indicator: str = "", periode: int = 0, **others: str) -> Selection:
    """The selection `interventies` opens with: what is left empty is the longest register there is, from halfway.

    Takes: the parameters of `select`. Raises: as `select`.
    """
    catalog = load_catalog()
    offer = Offer.of(cijfers, catalog=catalog)
    indicator = indicator or _longest(offer, catalog)
    points = offer.values("period", indicator=indicator)
    start = periode or (points[len(points) // 2] if points else 0)
    return select(cijfers, indicator=indicator, periode=start, **others)


def suited(keuze: Selection) -> Picture:
    """The registers of the catalogue: what there is of each, whether it can be judged, and how to get what lacks."""
    picture = follow(keuze, lambda: _listed(keuze), "indicator")
    return picture.when("register", lambda name: change(keuze, indicator=name))


def _longest(offer: Offer, catalog: Catalog) -> str:
    there = set(offer.values("indicator"))
    known = [name for name in registers(catalog) if name in there]
    return max(known, key=lambda name: len(offer.values("period", indicator=name)), default="")


def _listed(keuze: Selection) -> Markup:
    names = [name for name in registers(keuze.catalog) if name in keuze.catalog.theme(keuze.figures.theme).indicators]
    rows = [_row(keuze, name) for name in names]
    enough = [name for name in names if len(_points(keuze, name)) >= FEWEST_POINTS]
    chosen = names.index(keuze.indicator) if keuze.indicator in names else None
    heads = ("Cijfer", _words("Wat er is"), _words("Genoeg?"))
    caption = f"Cijfers die kunnen laten zien of een aanpak werkt; genoeg is {FEWEST_POINTS} punten of meer"
    shown = table(heads, rows, caption=caption, chosen=chosen)
    return figure(shown, sentence=_sentence(keuze, enough))


def _sentence(keuze: Selection, enough: list[str]) -> str:
    if not enough:
        return f"Geen enkel cijfer heeft nu de {FEWEST_POINTS} punten die nodig zijn om een aanpak te beoordelen."
    labels = ", ".join(keuze.catalog.indicator(name).label for name in enough)
    return f"Genoeg punten om een aanpak te beoordelen: {labels}."


def _row(keuze: Selection, name: str) -> tuple[object, ...]:
    measure, points = keuze.catalog.indicator(name), _points(keuze, name)
    if not points:
        return measure.label, _words(_how(keuze.catalog, name)), _words("nee")
    press = tag("button", measure.label, type="button", data_do=f"register:{name}", data_key=f"register-{name}")
    unit = "maanden" if points[0] > 10_000 else "jaren"
    there = f"{len(points)} {unit}, {period(points[0])} tot en met {period(points[-1])}"
    return press, _words(there), _words("ja" if len(points) >= FEWEST_POINTS else "nog niet")


def _words(said: str) -> Markup:
    return tag("div", said, class_="dw-words")


def _points(keuze: Selection, name: str) -> list[int]:
    return keuze.offer.values("period", indicator=name)


def _how(catalog: Catalog, name: str) -> str:
    source = catalog.datasets_of(name)[0]
    return HOW.get(source.service, OPEN).format(who=source.publisher)
