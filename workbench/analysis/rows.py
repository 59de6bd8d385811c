"""From a SafeTable to what a model takes: released figures of one level, side by side, and the areas that touch.

Only published rows come through. A code of one division never meets the same code of another when it means another
area; a figure of another year is used when there is none of the year asked for, and the year is told.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from workbench import areas
from workbench.analysis.graph import Graph
from workbench.disclosure import SafeTable
from workbench.errors import CannotAnswer
from workbench.store import outlines
from workbench.table import PUBLISHED
from workbench.text import level_label

POPULATION_FLOOR = 50  # an area with fewer people is never estimated by itself


@dataclass(frozen=True, eq=False)
class Column:
    """The published rows of one indicator at one level, by area code."""

    indicator: str
    period: int
    edition: int
    group: str
    dataset: str
    rows: pd.DataFrame

    @property
    def estimation(self) -> str:
        return str(self.rows["estimation"].iloc[0])

    def array(self, name: str, codes: Sequence[str]) -> np.ndarray:
        """One of the numeric columns, in the order of the codes; a gap where there is no published row."""
        return self.rows[name].reindex(codes).to_numpy(float, na_value=np.nan)


def column(cijfers: SafeTable, indicator: str, *, level: str, period: int, edition: int, group: str) -> Column:
    """The published figures nearest to the period, division and group asked for.

    Raises: CannotAnswer when nothing is published at this level.
    """
    found = cijfers.rows(indicator=indicator, level=level, status=PUBLISHED)
    found = found[found["value"].notna() & found["area_code"].isin(_region(level))]
    if found.empty:
        raise CannotAnswer(
            f"{indicator} has no published figures at level {level}",
            page=f"Van dit cijfer is er per {level_label(level)} niets te zien. Kies een ander cijfer of niveau.",
        )
    keys = found[["group", "period", "edition"]].drop_duplicates().itertuples(index=False)
    best = min(keys, key=lambda key: (key.group != group, abs(key.period - period), key.edition != edition))
    rows = found[(found["group"] == best.group) & (found["period"] == best.period) & (found["edition"] == best.edition)]
    indexed = rows.set_index("area_code")
    return Column(
        indicator, int(best.period), int(best.edition), str(best.group), str(rows["dataset"].iloc[0]), indexed
    )


def together(columns: Sequence[Column], *, level: str) -> tuple[list[str], np.ndarray]:
    """The areas that have all figures and enough people, and the values: a row per area, a column per indicator."""
    edition = columns[0].edition
    kept = [area.code for area in areas.areas(level, edition=edition)]
    for each in columns[1:]:
        if each.edition != edition:
            same = areas.concordance(edition, each.edition).same
            kept = [code for code in kept if same(code)]
    values = np.column_stack([each.array("value", kept) for each in columns])
    complete = np.isfinite(values).all(axis=1) & np.all([large_enough(each, kept) for each in columns], axis=0)
    return [code for code, whole in zip(kept, complete, strict=True) if whole], values[complete]


def large_enough(found: Column, codes: Sequence[str]) -> np.ndarray:
    """Whether an area has at least the people of the floor, as far as the publisher tells."""
    persons = found.array("denominator", codes)
    return np.isnan(persons) | (persons >= POPULATION_FLOOR)


def graph_of(codes: Sequence[str], *, level: str, edition: int) -> Graph:
    """Which of these areas touch, also across the borders of gemeenten."""
    return _graph(tuple(codes), level, edition, outlines.version(level, edition=edition))


def gemeenten_of(codes: Sequence[str], *, edition: int) -> np.ndarray:
    """The gemeente of each area."""
    return np.array([_gemeente(code, edition) for code in codes])


@lru_cache(maxsize=32)
def _graph(codes: tuple[str, ...], level: str, edition: int, version: str) -> Graph:
    return Graph.among(codes, neighbours=_neighbours(level, edition, version))


@lru_cache(maxsize=8)  # by version too, so that new outlines are read again
def _neighbours(level: str, edition: int, _version: str) -> dict[str, set[str]]:
    return areas.neighbours(outlines.read(level, edition=edition))


@lru_cache(maxsize=4096)
def _gemeente(code: str, edition: int) -> str:
    if areas.level_of(code) == "gemeente":
        return code
    return next(each.code for each in areas.ancestors(code, edition=edition) if each.level == "gemeente")


def _region(level: str) -> set[str]:
    return {area.code for edition in areas.EDITIONS for area in areas.areas(level, edition=edition)}
