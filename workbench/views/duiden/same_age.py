"""Is the difference a matter of age: the figure as it would be if all areas had the same ages."""

import pandas as pd

from workbench.analysis.standardise import EUROPEAN_STANDARD, directly_standardised, standardised_shares
from workbench.disclosure import SafeTable
from workbench.table import PUBLISHED
from workbench.text import interval, number, period, with_unit
from workbench.views.cells import Named
from workbench.views.drawings.svg import Markup, figure, tag
from workbench.views.drawings.table import table
from workbench.views.follow import empty, follow, shown
from workbench.views.picture import Picture
from workbench.views.references import At, lines
from workbench.views.selection import Selection

FOLLOWED = ("indicator", "area", "period", "group", "comparison")
ADULTS = "18plus"
NOT_DIVIDED = "Dit cijfer is er niet per leeftijdsgroep. Of leeftijd meespeelt, is hier niet te zien."


def same_age(cijfers: SafeTable, keuze: Selection) -> Picture:
    """The area and what it is compared with, as published and with the ages of the European standard population."""
    return follow(keuze.of(cijfers), lambda: shown(lambda: _draw(keuze)), *FOLLOWED)


def _draw(keuze: Selection) -> Markup:
    moment = _moment(keuze)
    if moment is None:
        return empty(NOT_DIVIDED)
    edition, at = moment
    published = {line.cell.area: line for line in lines(keuze, At(keuze.indicator, edition, at, ADULTS))}
    equal = _equal(keuze, edition, at)
    there = [code for code, line in published.items() if line.cell.shown and pd.notna(equal.at[code, "value"])]
    if len(there) < 2:
        return empty("Er zijn hier te weinig cijfers per leeftijdsgroep om gebieden te vergelijken.")
    places = keuze.measure.decimals
    rows = [
        [
            published[code].name,
            with_unit(published[code].cell.value, keuze.measure.unit, decimals=places),
            with_unit(equal.at[code, "value"], keuze.measure.unit, decimals=places),
            interval(equal.at[code, "lower"], equal.at[code, "upper"], decimals=places) or "–",
        ]
        for code in there
    ]
    heads = ["Gebied", "Zoals gepubliceerd", "Bij gelijke leeftijd", "95%-interval"]
    listed = table(heads, rows, caption=f"{keuze.measure.label}, {period(at)}")
    note = (
        "Gelijke leeftijd: 76 op de 100 volwassenen zijn jonger dan 65, zoals in de Europese standaardbevolking "
        "van 2013. Zonder marge van de bron is er geen interval."
    )
    return figure(listed, tag("p", note, class_="dw-note"), sentence=_sentence(keuze, published, equal, there))


def _sentence(keuze: Selection, published: dict[str, Named], equal: pd.DataFrame, there: list[str]) -> str:
    mine, other = there[0], there[1]
    places = keuze.measure.decimals
    gap = published[mine].cell.value - published[other].cell.value
    left = float(equal.at[mine, "value"] - equal.at[other, "value"])
    sizes = [number(abs(each), decimals=places) for each in (gap, left)]
    names = f"{published[mine].name} en {published[other].name}"
    if number(0.0, decimals=places) == sizes[0] == sizes[1]:
        return f"Tussen {names} is er geen verschil, ook niet bij gelijke leeftijd."
    if sizes[0] == sizes[1]:
        return f"Leeftijd verklaart het verschil tussen {names} niet: bij gelijke leeftijd blijft het {sizes[1]}."
    return f"Het verschil tussen {names} is {sizes[0]}. Bij gelijke leeftijd is het {sizes[1]}."


def _equal(keuze: Selection, edition: int, at: int) -> pd.DataFrame:
    """The standardised figures by area: from counts where those are published, else from the figures by age."""
    strata = _strata(keuze, edition, at)
    place = {"indicator": keuze.indicator, "edition": edition, "period": at, "group": list(EUROPEAN_STANDARD)}
    counts = keuze.figures.rows(area_code=list(strata["area_code"].unique()), status=PUBLISHED, **place)
    counted = counts.dropna(subset=["numerator", "denominator"]).groupby("area_code").filter(_whole)
    standard = counted["group"].map(EUROPEAN_STANDARD)
    others = strata[~strata["area_code"].isin(counted["area_code"])]
    parts = []
    if len(counted):
        parts.append(directly_standardised(counted.assign(standard=standard), per=float(keuze.measure.factor)))
    if len(others):
        parts.append(standardised_shares(others))
    return pd.concat(parts).set_index("area_code")


def _whole(part: pd.DataFrame) -> bool:
    return len(part) == len(EUROPEAN_STANDARD)


def _strata(keuze: Selection, edition: int, at: int) -> pd.DataFrame:
    found = [
        {"area_code": line.cell.area, "standard": standard}
        | {name: getattr(line.cell, name) for name in ("value", "lower", "upper")}
        for group, standard in EUROPEAN_STANDARD.items()
        for line in lines(keuze, At(keuze.indicator, edition, at, group))
    ]
    return pd.DataFrame(found).astype(dict.fromkeys(("value", "lower", "upper"), "Float64"))


def _moment(keuze: Selection) -> tuple[int, int] | None:
    """The edition and period nearest to the selection that have all age groups; none when there is none."""
    keys = keuze.cells.keys(keuze.indicator)
    groups = (ADULTS, *EUROPEAN_STANDARD)
    whole = {(edition, at) for edition, at, _ in keys if all((edition, at, group) in keys for group in groups)}
    shown_there = [
        moment
        for moment in whole
        if all(line.cell.shown for group in groups for line in lines(keuze, At(keuze.indicator, *moment, group))[:1])
    ]
    return min(shown_there, key=lambda each: (abs(each[1] - keuze.period), -each[1]), default=None)
