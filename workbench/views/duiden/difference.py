"""How much the selected area differs from the rest of the region, from counts that were published."""

import pandas as pd

from workbench import areas
from workbench.analysis.compare import difference as difference_of
from workbench.analysis.compare import ratio
from workbench.disclosure import SafeTable
from workbench.errors import CannotAnswer
from workbench.table import PUBLISHED
from workbench.text import interval, number
from workbench.text.numbers import UNITS
from workbench.views.drawings.svg import Markup, figure, tag
from workbench.views.follow import empty, follow, shown
from workbench.views.picture import Picture
from workbench.views.selection import Selection

FOLLOWED = ("indicator", "area", "period", "group")


def difference(cijfers: SafeTable, keuze: Selection) -> Picture:
    """Difference and ratio to the rest of the region, each with its interval."""
    return follow(keuze.of(cijfers), lambda: shown(lambda: _draw(keuze)), *FOLLOWED)


def _draw(keuze: Selection) -> Markup:
    if keuze.area in (areas.REGION, areas.COUNTRY):
        return empty("Kies een gemeente, wijk of buurt om die met de rest van de regio te vergelijken.")
    own, rest = _counts(keuze)
    measure, name = keuze.measure, keuze.name(keuze.area)
    persons = (own[1], rest[1])
    gap, *bounds = (value * measure.factor for value in difference_of((own[0], rest[0]), persons))
    low, high = bounds
    unit = UNITS[measure.unit]
    if low <= 0 <= high:
        sentence = f"{name} is niet te onderscheiden van de rest van {keuze.name(areas.REGION)}."
    else:
        way = "hoger" if gap > 0 else "lager"
        size = number(abs(gap), decimals=measure.decimals + 1)
        sentence = (
            f"{name} ligt {size} {unit} {way} dan de rest van {keuze.name(areas.REGION)}. Dat is meer dan toeval."
        )
    times, least, most = ratio((own[0], rest[0]), persons)
    facts = (
        f"Verschil: {number(gap, decimals=measure.decimals + 1)} {unit} "
        f"({interval(low, high, decimals=measure.decimals + 1)}). "
        f"Verhouding: {number(times, decimals=2)} keer ({interval(least, most, decimals=2)})."
    )
    return figure(tag("p", facts, class_="dw-note"), sentence=sentence)


def _counts(keuze: Selection) -> tuple[tuple[float, float], tuple[float, float]]:
    """Numerator and denominator of the area and of the rest. Raises: CannotAnswer when they are not published."""
    place = {"indicator": keuze.indicator, "period": keuze.period, "group": keuze.group, "edition": keuze.edition}
    own = keuze.figures.rows(area_code=keuze.area, status=PUBLISHED, **place)
    gemeenten = [area.code for area in areas.areas("gemeente", edition=keuze.edition)]
    all_of_them = keuze.figures.rows(area_code=gemeenten, status=PUBLISHED, **place)
    whole = len(all_of_them) == len(gemeenten)
    if own.empty or not whole or pd.concat([own, all_of_them])[["numerator", "denominator"]].isna().any(axis=None):
        raise CannotAnswer(
            f"no published counts of {keuze.indicator} for {keuze.area} or its region",
            page="Van dit gebied of de regio zijn geen aantallen gepubliceerd. Het verschil is dan niet te berekenen.",
        )
    mine = own["numerator"].iloc[0], own["denominator"].iloc[0]
    total = all_of_them["numerator"].sum(), all_of_them["denominator"].sum()
    rest = float(total[0] - mine[0]), float(total[1] - mine[1])
    if not 0 <= mine[0] <= mine[1] or not 0 <= rest[0] <= rest[1]:
        # Rounded to fives, a few persons can be more than there are.
        raise CannotAnswer("rounded counts do not fit", page="De afgeronde aantallen zijn te klein om te vergelijken.")
    return (float(mine[0]), float(mine[1])), rest
