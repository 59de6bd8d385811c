"""Where is the risk highest, and how sure: levels with their interval, and how firm the order is."""

from workbench.analysis.compare import mistakes_expected
from workbench.analysis.small_areas import NAMES, TOP, SmallAreas
from workbench.disclosure import SafeTable
from workbench.text import count, interval, level_label, with_unit
from workbench.text.numbers import UNITS
from workbench.views.drawings.svg import Markup, figure, tag
from workbench.views.drawings.table import folded, table
from workbench.views.duiden.answers import answered, reference
from workbench.views.duiden.asking import kind_of
from workbench.views.duiden.drawings import Band, bands
from workbench.views.duiden.sureness import chance, sure
from workbench.views.picture import Picture
from workbench.views.selection import Selection

SHOWN = 20
SURE = 0.95


def levels(cijfers: SafeTable, keuze: Selection) -> Picture:
    """The areas that are highest, by the model, with interval and the chance of being above the reference."""
    return answered(keuze.of(cijfers), lambda found: _levels(found, keuze))


def ranks(cijfers: SafeTable, keuze: Selection) -> Picture:
    """How firm the order is: the rank interval of each area and its chance of the first ten."""
    return answered(keuze.of(cijfers), lambda found: _ranks(found, keuze))


def _levels(found: SmallAreas, keuze: Selection) -> Markup:
    beside, measure = reference(keuze), keuze.measure
    higher, lower = (int((share >= SURE).sum()) for share in (found.table["chance"], 1 - found.table["chance"]))
    whole = len(found.table)
    sentence = (
        f"{count(higher)} van de {count(whole)} {level_label(keuze.level, plural=True)} liggen vrijwel zeker "
        f"(95 % of meer) boven {beside.name}: {with_unit(beside.value, measure.unit, decimals=measure.decimals)}."
    )
    rows = [
        Band(
            row.area_code,
            keuze.name(row.area_code),
            row.estimate,
            row.lower,
            row.upper,
            chance(row.chance),
            kind_of(row.area_code, keuze),
            row.value,
        )
        for row in _chosen_first(found, keuze).itertuples()
    ]
    drawn = bands(rows, reference=beside.value, unit=UNITS[measure.unit] or "aantal", label=sentence)
    words = (
        f"Dichte stip: wat het {NAMES[found.family]} zegt, met 95%-interval. Open stip: het gepubliceerde cijfer. "
        f"Rechts: de kans dat het gebied boven {beside.name} ligt. Gebieden zonder cijfer doen niet mee."
    )
    wrong = mistakes_expected(found.table["chance"].to_numpy())
    notes = [tag("p", each, class_="dw-note") for each in (words, wrong, _already_modelled(keuze)) if each]
    return figure(sure(_verdict(higher, lower, whole, keuze)), drawn, notes, _whole(found, keuze), sentence=sentence)


def _verdict(higher: int, lower: int, whole: int, keuze: Selection) -> str:
    places = level_label(keuze.level, plural=higher != 1)
    return (
        f"Van {count(higher)} {places} is vrijwel zeker dat ze hoger liggen, van {count(lower)} dat ze lager liggen. "
        f"Van de andere {count(whole - higher - lower)} is het niet te zeggen."
    )


def _already_modelled(keuze: Selection) -> str:
    kinds = {cell.estimation for cell in keuze.shown() if cell.shown}
    if "model" not in kinds:
        return ""
    return (
        "Dit cijfer is zelf al een modelschatting en lijkt daardoor al op zijn buren. De echte onzekerheid is "
        "groter dan de streep."
    )


def _ranks(found: SmallAreas, keuze: Selection) -> Markup:
    width = (found.table["rank_high"] - found.table["rank_low"]).median()
    top = top_size(found)
    certain = int((found.table["top"] >= 0.95).sum())
    sentence = (
        f"Bij de helft van de gebieden omvat de onzekerheid {count(round(width))} plaatsen of meer. "
        f"Bij de hoogste {top} {'hoort' if certain == 1 else 'horen'} vrijwel zeker {count(certain)} "
        f"{'gebied' if certain == 1 else 'gebieden'}."
    )
    rows = [
        Band(
            row.area_code,
            keuze.name(row.area_code),
            row.rank,
            float(row.rank_low),
            float(row.rank_high),
            chance(row.top),
            kind_of(row.area_code, keuze),
        )
        for row in _chosen_first(found, keuze).itertuples()
    ]
    drawn = bands(rows, reference=None, unit="plaats, 1 is het hoogste cijfer", label=sentence)
    words = (
        f"De streep is waar het gebied met 95 % zekerheid staat. Rechts: de kans op een plaats bij de hoogste {top}."
    )
    return figure(drawn, tag("p", words, class_="dw-note"), sentence=sentence)


def top_size(found: SmallAreas) -> int:
    return min(TOP, max(1, len(found.table) // 4))


def _chosen_first(found: SmallAreas, keuze: Selection):
    """The areas that rank highest; of a selected gemeente its own areas."""
    inside = found.table["area_code"].map(lambda code: bool(kind_of(code, keuze)))
    several = keuze.gemeente is not None and keuze.level != "gemeente" and inside.any()
    return (found.table[inside] if several else found.table).head(SHOWN)


def _whole(found: SmallAreas, keuze: Selection) -> Markup:
    places = keuze.measure.decimals
    rows = [
        [
            keuze.name(row.area_code),
            with_unit(row.value, keuze.measure.unit, decimals=places),
            with_unit(row.estimate, keuze.measure.unit, decimals=places),
            with_unit(row.simple, keuze.measure.unit, decimals=places),
            interval(row.lower, row.upper, decimals=places),
            chance(row.chance),
        ]
        for row in found.table.itertuples()
    ]
    heads = ["Gebied", "Gepubliceerd", "Model", "Zonder buren", "95%-interval", "Kans boven vergelijking"]
    return folded(table(heads, rows, caption="Alle gebieden"), title="Tabel")
