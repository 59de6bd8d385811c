"""What can be said of areas that were never measured: a prediction with its score, or nothing."""

import numpy as np
import pandas as pd

from workbench import areas
from workbench.analysis.circularity import verdict
from workbench.analysis.predict import Prediction, predict
from workbench.analysis.predict_spatial import predict_spatial
from workbench.analysis.rows import Column, column, gemeenten_of, graph_of
from workbench.analysis.small_areas import likelihood_of
from workbench.disclosure import SafeTable
from workbench.errors import CannotAnswer
from workbench.table import MISSING
from workbench.text import count, interval, level_label, with_unit
from workbench.views.drawings.svg import Markup, figure, tag
from workbench.views.drawings.table import table
from workbench.views.duiden.validated import validated
from workbench.views.follow import empty, follow, shown
from workbench.views.picture import Picture
from workbench.views.selection import Selection

KNOWN_OF_ALL = (
    "aandeel-65plus",
    "adressendichtheid",
    "bevolkingsdichtheid",
    "afstand-huisarts",
    "koopwoningen",
    "laag-inkomen",
    "arbeidsparticipatie",
    "bijstand",
)
PEOPLE = "inwoners"
FOLLOWED = ("indicator", "level", "area", "period", "group")


def unmeasured(cijfers: SafeTable, keuze: Selection) -> Picture:
    """The areas without a measurement. A figure that is hidden is never predicted: only what was not measured."""
    return follow(keuze.of(cijfers), lambda: shown(lambda: _draw(keuze)), *FOLLOWED)


def never_measured(keuze: Selection) -> list[str]:
    """The areas whose status says that nothing was measured; hidden and too uncertain ones are not among them."""
    return [cell.area for cell in keuze.shown() if cell.status == MISSING]


def _draw(keuze: Selection) -> Markup:
    asked = never_measured(keuze)
    if not asked:
        return empty("Er zijn hier geen gebieden die niet gemeten zijn. Verborgen cijfers worden niet voorspeld.")
    codes, tried, columns = _predicted(keuze, asked)
    found = tried[0]
    known = [at for at, value in enumerate(found.value) if np.isfinite(value)]
    if not known:
        return empty(
            "De gebieden zonder meting zijn te klein, of er is te weinig over bekend. Er wordt niets ingevuld."
        )
    measure = keuze.measure
    write = {"unit": measure.unit, "decimals": measure.decimals}
    rows = [
        [
            keuze.name(codes[at]),
            with_unit(float(found.value[at]), **write),
            interval(float(found.lower[at]), float(found.upper[at]), decimals=measure.decimals),
        ]
        for at in known
    ]
    places = level_label(keuze.level, plural=len(known) != 1)
    sentence = f"Voor {count(len(known))} {places} zonder meting is er een voorspelling. {found.sentence}"
    names = ", ".join(keuze.catalog.indicator(each.indicator).label.lower() for each in columns)
    note = f"Voorspeld uit: {names}. Dit zijn geen metingen."
    if len(tried) > 1:
        note += f" Een tweede model ({tried[1].model}) deed het in de toets minder goed."
    listed = table(["Gebied", "Voorspeld", "95%-interval"], rows, caption="Voorspeld, niet gemeten")
    return figure(listed, tag("p", note, class_="dw-note"), validated("voorspellen", keuze), sentence=sentence)


def _predicted(keuze: Selection, asked: list[str]) -> tuple[list[str], list[Prediction], list[Column]]:
    place = {"level": keuze.level, "period": keuze.period, "edition": keuze.edition}
    outcome = column(keuze.figures, keuze.indicator, group=keuze.group, **place)
    people = column(keuze.figures, PEOPLE, group="totaal", **place)
    columns = [each for each in (_usable(keuze, name, outcome) for name in KNOWN_OF_ALL) if each is not None]
    if not columns:
        raise CannotAnswer("no covariates", page="Er is over deze gebieden te weinig bekend om iets te voorspellen.")
    known = [area.code for area in areas.areas(keuze.level, edition=outcome.edition)]
    inputs = np.column_stack([each.array("value", known) for each in columns])
    whole = np.isfinite(inputs).all(axis=1)
    codes = [code for code, there in zip(known, whole, strict=True) if there]
    question = {
        "groups": gemeenten_of(codes, edition=outcome.edition),
        "wanted": np.isin(codes, asked),
        "persons": np.nan_to_num(people.array("value", codes)),
    }
    return codes, _tried(keuze, outcome, codes, inputs[whole], question), columns


def _tried(keuze: Selection, outcome: Column, codes: list[str], inputs: np.ndarray, question: dict) -> list[Prediction]:
    """Both ways that stand up to the test, the best one first. Raises: CannotAnswer when neither does."""

    def spatial() -> Prediction:
        _, likelihood, factor, prior = likelihood_of(outcome, codes, measure=keuze.measure)
        graph = graph_of(codes, level=keuze.level, edition=outcome.edition)
        return predict_spatial(graph, likelihood, inputs, factor=factor, prior=prior, **question)

    found, refused = [], []
    for way in (lambda: predict(outcome.array("value", codes), inputs, **question), spatial):
        try:
            found.append(way())
        except CannotAnswer as refusal:
            refused.append(refusal)
    if not found:
        raise refused[0]
    return sorted(found, key=lambda each: each.error)


def _usable(keuze: Selection, name: str, outcome: Column) -> Column | None:
    """A covariate of the same division that is no circle with the outcome and known of most areas."""
    if name == outcome.indicator:
        return None
    try:
        found = column(
            keuze.figures, name, level=keuze.level, period=outcome.period, edition=outcome.edition, group="totaal"
        )
    except CannotAnswer:
        return None
    used = {outcome.indicator: outcome.dataset, name: found.dataset}
    if found.edition != outcome.edition or verdict(outcome.indicator, name, used=used, catalog=keuze.catalog).circular:
        return None
    return found if pd.Index(outcome.rows.index).isin(found.rows.index).mean() > 0.8 else None
