"""One area's series, or that of several, as the methods of this room want them: released points only, no gaps."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.analysis.monitor.guard import (
    Stretch,
    longest_stretch,
    refuse_unsuited,
    suited_datasets,
)
from workbench.catalog import Catalog, Indicator
from workbench.disclosure import SafeTable
from workbench.errors import CannotAnswer
from workbench.table import PUBLISHED

Numbers = NDArray[np.float64]
MONTHS = 12


@dataclass(frozen=True)
class Series:
    """Points of one area in order of time. `counts` and `exposure` are None when the publisher gives only a result."""

    area: str
    indicator: Indicator
    stretch: Stretch
    values: Numbers
    counts: Numbers | None
    exposure: Numbers | None

    @property
    def monthly(self) -> bool:
        return self.stretch.periods[0] > 10_000

    @property
    def per_year(self) -> int:
        return MONTHS if self.monthly else 1

    def position(self, start: int) -> int:
        """How many points lie before period `start`."""
        return sum(period < start for period in self.stretch.periods)


def series_of(figures: SafeTable, catalog: Catalog, *, indicator: str, area: str, group: str) -> Series:
    """The longest stretch of an area's published points that may be looked at in one go.

    Hidden points are left out, and what is left on either side of them does not join up.
    Raises: CannotAnswer when the figures cannot carry an effect claim, or when nothing is published.
    """
    refuse_unsuited(catalog, indicator, known=figures.indicators)
    return _published(figures, catalog, indicator=indicator, area=area, group=group)


def _published(figures: SafeTable, catalog: Catalog, *, indicator: str, area: str, group: str) -> Series:
    suited = [dataset.id for dataset in suited_datasets(catalog, indicator)]
    rows = figures.rows(indicator=indicator, area_code=area, group=group, dataset=suited)
    shown = rows[rows["status"] == PUBLISHED].drop_duplicates("period", keep="last").sort_values("period")
    if rows.empty:
        raise CannotAnswer(
            f"{indicator} has no series for {area}",
            page="Van dit gebied als geheel is er geen reeks. Kies een gebied waarvan dit cijfer wel is geteld.",
        )
    if shown.empty:
        raise CannotAnswer(
            f"{indicator} has no published point for {area}",
            page="Voor dit gebied zijn er geen cijfers die getoond mogen worden. Kies een groter gebied.",
        )
    measure = catalog.indicator(indicator)
    edges = [edge for one in measure.series for edge in one.breaks]
    stretch = longest_stretch(zip(shown["period"], shown["edition"], strict=True), breaks=edges)
    kept = shown[shown["period"].isin(stretch.periods)]
    counts, exposure = _counted(kept, measure)
    return Series(area, measure, stretch, kept["value"].to_numpy(float), counts, exposure)


def _counted(rows: pd.DataFrame, measure: Indicator) -> tuple[Numbers | None, Numbers | None]:
    if measure.unit == "count":
        return rows["value"].to_numpy(float), None
    if rows["numerator"].isna().any() or rows["denominator"].isna().any():
        return None, None
    return rows["numerator"].to_numpy(float), rows["denominator"].to_numpy(float)


def together(parts: Sequence[Series]) -> Series:
    """Several areas as one: their counts added on the points that all of them have.

    Raises: CannotAnswer when the publisher gives no counts, or when the areas share no points.
    """
    first = parts[0]
    if len(parts) == 1:
        return first
    if any(part.counts is None for part in parts):
        raise CannotAnswer(
            "no counts to add", page="De bron geeft geen aantallen; gebieden zijn dan niet op te tellen."
        )
    shared = set.intersection(*(set(part.stretch.periods) for part in parts))
    if not shared:
        raise CannotAnswer("no points shared", page="Deze gebieden hebben geen punten die ze allemaal hebben.")
    stretch = longest_stretch([(period, first.stretch.edition) for period in shared])
    counts = sum(_on(part, part.counts, stretch) for part in parts)
    if any(part.exposure is None for part in parts):
        return Series(first.area, first.indicator, stretch, counts, counts, None)
    exposure = sum(_on(part, part.exposure, stretch) for part in parts)
    return Series(first.area, first.indicator, stretch, first.indicator.factor * counts / exposure, counts, exposure)


def _on(part: Series, numbers: Numbers, stretch: Stretch) -> Numbers:
    return numbers[[period in stretch.periods for period in part.stretch.periods]]


def panel_of(figures: SafeTable, catalog: Catalog, *, indicator: str, areas: list[str], group: str) -> pd.DataFrame:
    """The areas that have the whole common stretch: one row per area_code and period with `value`.

    Raises: CannotAnswer when the figures cannot carry an effect claim, or when no area but one has a series.
    """
    refuse_unsuited(catalog, indicator, known=figures.indicators)
    found = []
    for area in areas:
        try:
            found.append(_published(figures, catalog, indicator=indicator, area=area, group=group))
        except CannotAnswer:
            continue  # an area without published points cannot be compared with; the others can
    if len(found) < 2:
        raise CannotAnswer(
            f"{len(found)} areas have a series of {indicator}",
            page="Er zijn te weinig gebieden met een reeks om mee te vergelijken.",
        )
    longest = max((one.stretch.periods for one in found), key=len)
    whole = [one for one in found if set(longest) <= set(one.stretch.periods)]
    rows = [
        (one.area, period, value)
        for one in whole
        for period, value in zip(one.stretch.periods, one.values, strict=True)
        if period in set(longest)
    ]
    return pd.DataFrame(rows, columns=["area_code", "period", "value"])


def around_start(
    figures: SafeTable, catalog: Catalog, *, indicator: str, level: str, group: str, edition: int, start: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Counts and exposure per area of the level before the start, and since; only areas without a hidden point.

    Gives: one row per area with `area_code, count, exposure`; and the same since the start, by `area_code`.
    Raises: CannotAnswer when the figures cannot carry an effect claim, or one of the two has no counts.
    """
    refuse_unsuited(catalog, indicator, known=figures.indicators)
    rows = figures.rows(indicator=indicator, level=level, group=group, edition=edition)
    whole = rows[rows["status"].eq(PUBLISHED).groupby(rows["area_code"]).transform("all")]
    whole = whole.dropna(subset=["numerator", "denominator"])
    sums = [
        part.groupby("area_code").agg(count=("numerator", "sum"), exposure=("denominator", "sum")).astype(float)
        for part in (whole[whole["period"] < start], whole[whole["period"] >= start])
    ]
    if any(len(part) == 0 for part in sums):
        raise CannotAnswer(
            "no counts around the start",
            page="Voor en na de start zijn er geen aantallen die overal getoond mogen worden.",
        )
    return sums[0].reset_index(), sums[1]
