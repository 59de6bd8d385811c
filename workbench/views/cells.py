"""The released rows as the pictures want them: found at once, with gaps as None.

A `Cell` is one row of the one table. `Cells` keeps those of a SafeTable by indicator, so that a change of selection
costs a look-up and not a search.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

import pandas as pd

from workbench.disclosure import SafeTable
from workbench.table import MISSING, PUBLISHED


class Cell(NamedTuple):
    """One figure, or the reason why there is none."""

    area: str
    edition: int
    period: int
    group: str
    value: float | None
    lower: float | None
    upper: float | None
    status: str
    estimation: str
    dataset: str
    version: str

    @property
    def shown(self) -> bool:
        return self.status == PUBLISHED and self.value is not None


class Named(NamedTuple):
    """A cell with the name of its area and its part in a picture: gekozen, gemeente, ander, regio or land."""

    kind: str
    name: str
    cell: Cell
    method: str = ""  # how it was computed; empty when the publisher gives it


COLUMNS = ("area_code", *Cell._fields[1:])


class Cells:
    """All cells of a SafeTable, read once per indicator; `of` shares them among the selections of one process."""

    @classmethod
    @lru_cache(maxsize=4)
    def of(cls, figures: SafeTable) -> "Cells":
        return cls(figures)

    def __init__(self, figures: SafeTable):
        self.figures = figures

    def _of(self, indicator: str) -> dict[tuple[int, int, str], dict[str, Cell]]:
        return index(self.figures, indicator)

    def at(self, indicator: str, *, edition: int, period: int, group: str, areas: Iterable[str]) -> list[Cell]:
        """One cell per area, in the order given. Missing: an area without a row is `missing`."""
        known = self._of(indicator).get((edition, period, group), {})
        return [known.get(code) or absent(code, edition=edition, period=period, group=group) for code in areas]

    def along(self, indicator: str, *, area: str, group: str) -> list[Cell]:
        """The cells of one area and group over all periods and editions, in order of period."""
        by_key = self._of(indicator)
        found = [cells[area] for (_, _, each), cells in by_key.items() if each == group and area in cells]
        return sorted(found, key=lambda cell: (cell.period, cell.edition))

    def keys(self, indicator: str) -> set[tuple[int, int, str]]:
        """The (edition, period, group) that occur."""
        return set(self._of(indicator))


def absent(code: str, *, edition: int, period: int, group: str) -> Cell:
    """The cell of an area that the publisher gives no row for."""
    return Cell(code, edition, period, group, None, None, None, MISSING, "", "", "")


def cells_of(rows: pd.DataFrame) -> list[Cell]:
    """The rows of the one table as cells."""
    columns = [_column(rows[name]) for name in COLUMNS]
    return [Cell(*values) for values in zip(*columns, strict=True)]


def _column(series: pd.Series) -> list:
    return series.to_numpy(dtype=object, na_value=None).tolist()


@lru_cache(maxsize=128)  # a SafeTable never changes; a kernel that was forked has this already
def index(figures: SafeTable, indicator: str) -> dict[tuple[int, int, str], dict[str, Cell]]:
    """The cells of one indicator: by edition, period and group, and in each of these by area."""
    rows = figures.rows(indicator=indicator)
    found: dict[tuple[int, int, str], dict[str, Cell]] = {}
    for cell in cells_of(rows):
        found.setdefault((cell.edition, cell.period, cell.group), {})[cell.area] = cell
    return found
