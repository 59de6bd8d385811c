"""The figure of a region, computed from its gemeenten where the publisher gives none.

Always labelled as computed, with its method. A region with a gap in it has no figure: eleven gemeenten are not twelve.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from workbench.table import PUBLISHED

SHARES = {"percent": 100, "per_1000": 1_000, "per_10000": 10_000}  # units of which a weighted mean is a figure


@dataclass(frozen=True)
class RegionalFigure:
    """`value` is None when it cannot be computed; `method` says in Dutch how it was made, or why it was not."""

    value: float | None
    method: str
    estimation: str = ""
    absent: tuple[str, ...] = ()


def regional(
    rows: pd.DataFrame, *, parts: Iterable[str], unit: str, population: pd.DataFrame | None = None
) -> RegionalFigure:
    """The figure of the areas `parts` together.

    Takes: rows of the one table of one indicator, edition, period and group; `population`, rows with the number of
    inhabitants of the same areas. Missing: a part without a figure or without inhabitants leaves the whole without.
    Source: direct weighting; see Eayres (2008), APHO Technical Briefing 3, on pooled proportions.
    """
    parts = sorted(parts)
    values = rows.set_index("area_code").reindex(parts)
    absent = tuple(
        code for code in parts if values.at[code, "status"] is pd.NA or values.at[code, "status"] != PUBLISHED
    )
    if absent:
        return RegionalFigure(None, f"Niet te berekenen: {_how_many(len(absent))} zonder cijfer.", absent=absent)
    kind = str(values["estimation"].iloc[0])
    if unit == "count":
        return RegionalFigure(float(values["value"].sum()), "Berekend: opgeteld over de gemeenten.", kind)
    if unit not in SHARES:
        return RegionalFigure(None, "Niet te berekenen: dit soort cijfer telt niet op over gemeenten.")
    if values[["numerator", "denominator"]].notna().all(axis=None) and values["denominator"].sum() > 0:
        pooled = float(values["numerator"].sum() / values["denominator"].sum() * SHARES[unit])
        return RegionalFigure(pooled, "Berekend: tellers en noemers van de gemeenten opgeteld.", kind)
    return _weighted(values["value"], population, parts=parts, kind=kind)


def _weighted(values: pd.Series, population: pd.DataFrame | None, *, parts: list[str], kind: str) -> RegionalFigure:
    people = pd.Series(dtype="Float64") if population is None else population.set_index("area_code")["value"]
    people = people.reindex(parts)
    if people.isna().any() or people.sum() <= 0:
        return RegionalFigure(None, "Niet te berekenen: het aantal inwoners van de gemeenten ontbreekt.")
    mean = float((values * people).sum() / people.sum())
    year = int(population["period"].iloc[0])
    return RegionalFigure(mean, f"Berekend: gemiddelde van de gemeenten, gewogen naar inwoners ({year}).", kind)


def _how_many(number: int) -> str:
    return "een gemeente is" if number == 1 else f"{number} gemeenten zijn"
