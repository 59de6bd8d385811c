"""Where is the risk highest, and how sure: levels with their interval, ranks, clusters, and the full check."""

from collections.abc import Callable
from concurrent.futures import Future
from functools import lru_cache
from typing import NamedTuple

from workbench import areas
from workbench.analysis import mcmc
from workbench.analysis.compare import by_chance
from workbench.analysis.hotspots import clustering, clustering_sentence, hotspots
from workbench.analysis.rows import column, graph_of
from workbench.analysis.small_areas import NAMES, TOP, SmallAreas, estimate
from workbench.analysis.validation import standing
from workbench.catalog import load_catalog
from workbench.disclosure import SafeTable
from workbench.errors import CannotAnswer, WorkbenchError
from workbench.text import count, interval, level_label, number, with_unit
from workbench.text.numbers import UNITS
from workbench.views.drawings.svg import Markup, figure, tag
from workbench.views.drawings.table import folded, table
from workbench.views.duiden.asking import kind_of
from workbench.views.duiden.drawings import Band, bands
from workbench.views.follow import follow, shown
from workbench.views.picture import Picture
from workbench.views.references import here, named
from workbench.views.selection import Selection

SHOWN = 20
FOLLOWED = ("indicator", "level", "area", "period", "group", "comparison")


def levels(cijfers: SafeTable, keuze: Selection) -> Picture:
    """The areas that are highest, by the model, with interval and the chance of being above the reference."""
    return follow(keuze.of(cijfers), lambda: shown(lambda: _levels(keuze)), *FOLLOWED)


def ranks(cijfers: SafeTable, keuze: Selection) -> Picture:
    """How firm the order is: the rank interval of each area and its chance of the first ten."""
    return follow(keuze.of(cijfers), lambda: shown(lambda: _ranks(keuze)), *FOLLOWED)


def clusters(cijfers: SafeTable, keuze: Selection) -> Picture:
    """Where high figures lie together."""
    return follow(keuze.of(cijfers), lambda: shown(lambda: _clusters(keuze)), *FOLLOWED)


def check(cijfers: SafeTable, keuze: Selection) -> Picture:
    """A button that has the model computed in full, in the background, and then shows both."""
    said = {"words": ""}

    def ask() -> Markup:
        button = tag("button", "Controleer met volledige MCMC", type="button", data_do="mcmc:", data_key="mcmc")
        words = tag("p", said["words"], role="status") if said["words"] else None
        standing_words, warned = standing("bym2", catalog=keuze.catalog)
        return tag("div", tag("p", standing_words, class_="dw-notice" if warned else "dw-note"), button, words)

    picture = follow(keuze.of(cijfers), ask, *FOLLOWED)

    def say(words: str) -> None:
        said["words"] = words
        picture.html = ask()

    keuze.follow(lambda: said.update(words=""), *FOLLOWED)
    return picture.when("mcmc", lambda _: _start(keuze, say))


def small_areas(keuze: Selection) -> SmallAreas:
    """The model of the areas of the selection, made once. Raises: CannotAnswer."""
    at = here(keuze)
    return _estimate(keuze.figures, at.indicator, keuze.level, at.period, at.edition, at.group, _reference(keuze).value)


class Reference(NamedTuple):
    name: str
    value: float


@lru_cache(maxsize=16)
def _estimate(
    figures: SafeTable, indicator: str, level: str, period: int, edition: int, group: str, reference: float
) -> SmallAreas:
    found = column(figures, indicator, level=level, period=period, edition=edition, group=group)
    return estimate(found, measure=load_catalog().indicator(indicator), reference=reference, level=level)


def _reference(keuze: Selection) -> Reference:
    """The region, or the country when that is what is compared with. Raises: CannotAnswer."""
    code = areas.COUNTRY if keuze.comparison == "land" else areas.REGION
    found = named(keuze, code, at=here(keuze), kind="regio")
    if not found.cell.shown:
        raise CannotAnswer(
            f"no figure of {code} to compare with",
            page=f"Er is geen cijfer van {found.name} om mee te vergelijken. Kies een andere vergelijking.",
        )
    return Reference(found.name, float(found.cell.value))


def _levels(keuze: Selection) -> Markup:
    found, reference, measure = small_areas(keuze), _reference(keuze), keuze.measure
    sure = int((found.table["chance"] >= 0.95).sum())
    whole = len(found.table)
    sentence = (
        f"{count(sure)} van de {count(whole)} {level_label(keuze.level, plural=True)} liggen vrijwel zeker "
        f"(95 % of meer) boven {reference.name}: {with_unit(reference.value, measure.unit, decimals=measure.decimals)}."
    )
    rows = [
        Band(
            row.area_code,
            keuze.name(row.area_code),
            row.estimate,
            row.lower,
            row.upper,
            f"{number(100 * row.chance, decimals=0)} %",
            kind_of(row.area_code, keuze),
            row.value,
        )
        for row in _chosen_first(found, keuze).itertuples()
    ]
    drawn = bands(rows, reference=reference.value, unit=UNITS[measure.unit] or "aantal", label=sentence)
    words = (
        f"Dichte stip: wat het {NAMES[found.family]} zegt, met 95%-interval. Open stip: het gepubliceerde cijfer. "
        f"Rechts: de kans dat het gebied boven {reference.name} ligt. Gebieden zonder cijfer doen niet mee."
    )
    notes = [tag("p", each, class_="dw-note") for each in (words, by_chance(whole), _already_modelled(keuze)) if each]
    return figure(drawn, notes, _whole(found, keuze), sentence=sentence)


def _already_modelled(keuze: Selection) -> str:
    kinds = {cell.estimation for cell in keuze.shown() if cell.shown}
    if "model" not in kinds:
        return ""
    return (
        "Dit cijfer is zelf al een modelschatting en lijkt daardoor al op zijn buren. De echte onzekerheid is "
        "groter dan de streep."
    )


def _ranks(keuze: Selection) -> Markup:
    found = small_areas(keuze)
    width = (found.table["rank_high"] - found.table["rank_low"]).median()
    top = top_size(found)
    certain = int((found.table["top"] >= 0.95).sum())
    sentence = (
        f"Bij de helft van de gebieden omvat de onzekerheid {count(round(width))} plaatsen of meer. "
        f"Bij de hoogste {top} horen vrijwel zeker {count(certain)} gebieden."
    )
    rows = [
        Band(
            row.area_code,
            keuze.name(row.area_code),
            row.rank,
            float(row.rank_low),
            float(row.rank_high),
            f"{number(100 * row.top, decimals=0)} %",
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


def _clusters(keuze: Selection) -> Markup:
    found = small_areas(keuze)
    codes = list(found.posterior.graph.codes)
    # Smoothed levels would look alike by construction, so the pattern is sought in the published figures.
    values = found.table.set_index("area_code")["value"].reindex(codes).to_numpy(float)
    graph = graph_of(codes, level=keuze.level, edition=keuze.edition)
    whole, local = clustering(values, graph=graph), hotspots(values, graph=graph)
    sentence = clustering_sentence(whole)
    hot = [
        [keuze.name(code), "hoog, net als de buren"] for code, is_hot in zip(codes, local.hot, strict=True) if is_hot
    ]
    odd = [
        [keuze.name(code), kind]
        for code, kind in zip(codes, local.kind, strict=True)
        if kind in ("hoog tussen laag", "laag tussen hoog")
    ]
    if not hot + odd:
        said = "Geen enkel gebied springt er met zijn buren uit, als toeval in 5 % van de vondsten mag meespelen."
        return figure(tag("p", said, class_="dw-note"), sentence=sentence)
    listed = table(["Gebied", "Wat opvalt"], hot + odd, caption="Gebieden die er met hun buren uitspringen")
    note = (
        "Van deze vondsten is hooguit 5 % toeval. Buren tellen ook over de gemeentegrens; gebieden zonder buren doen "
        "niet mee."
    )
    return figure(listed, tag("p", note, class_="dw-note"), sentence=sentence)


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
            f"{number(100 * row.chance, decimals=0)} %",
        ]
        for row in found.table.itertuples()
    ]
    heads = ["Gebied", "Gepubliceerd", "Model", "Zonder buren", "95%-interval", "Kans boven vergelijking"]
    return folded(table(heads, rows, caption="Alle gebieden"), title="Tabel")


def _start(keuze: Selection, say: Callable[[str], None]) -> None:
    try:
        found = small_areas(keuze)
        under_way = mcmc.start(found.posterior.graph, found.posterior.likelihood, prior=found.posterior.prior)
    except WorkbenchError as error:
        say(error.page)
        return
    say("De volledige berekening loopt. Dat duurt ongeveer een minuut; de pagina blijft gewoon werken.")
    under_way.add_done_callback(lambda done: say(_outcome(found, done)))


def _outcome(found: SmallAreas, done: "Future[mcmc.Sampled]") -> str:
    if done.exception() is not None:
        return "De volledige berekening is niet gelukt. De snelle schatting blijft staan, maar is niet gecontroleerd."
    return mcmc.comparison_sentence(found.posterior, done.result())
