"""Tables whose answers are known from elsewhere, and small ones whose every answer can be tried."""

from itertools import chain, combinations

import numpy as np

from workbench.disclosure.attacker import closer_than, intervals
from workbench.disclosure.cells import Cells

# The 5 x 5 table of sdcTable's own test of its attack (tests/testthat/test-simpleheuristic.R): rows w, x, y, z and the
# total; columns a, b, c, d and the total. Nine cells are hidden; w and b can be computed back all the same.
ROWS, COLUMNS = ("w", "x", "y", "z", "tot"), ("a", "b", "c", "d", "tot")
SDCTABLE = np.array(
    [
        [30, 47, 64, 89, 230],
        [90, 124, 5, 31, 250],
        [92, 100, 59, 85, 336],
        [800, 991, 651, 685, 3127],
        [1012, 1262, 779, 890, 3943],
    ]
)
SDCTABLE_HIDDEN = ("wa", "wb", "wc", "xa", "xc", "yb", "yd", "zb", "zd")


def place(name: str) -> int:
    return ROWS.index(name[0]) * 5 + COLUMNS.index(name[1])


def two_way(table: np.ndarray) -> Cells:
    """A table whose last row and column are totals."""
    height, width = table.shape
    at = np.arange(height * width).reshape(height, width)
    rows = [(int(line[-1]), line[:-1].tolist()) for line in at]
    columns = [(int(line[-1]), line[:-1].tolist()) for line in at.T]
    return Cells.of(rows + columns, table.ravel())


def with_totals(inner: np.ndarray) -> np.ndarray:
    rows = np.column_stack([inner, inner.sum(axis=1)])
    return np.vstack([rows, rows.sum(axis=0)])


def widths(cells: Cells, hidden: np.ndarray) -> np.ndarray:
    low, high = intervals(cells.equations, np.where(hidden, np.nan, cells.values), upper=cells.upper)
    return high - low


def least_by_trying_all(cells: Cells, sensitive: np.ndarray, *, width: float, worth: np.ndarray) -> float:
    """The least information that has to be hidden, by attacking every choice there is; infinite if none is safe."""
    if not _safe(cells, np.ones(len(cells), dtype=bool), sensitive, width=width):
        return np.inf
    others = np.flatnonzero(~sensitive)
    choices = chain.from_iterable(combinations(others, count) for count in range(len(others) + 1))
    for choice in sorted(choices, key=lambda chosen: worth[list(chosen)].sum()):
        hidden = sensitive.copy()
        hidden[list(choice)] = True
        if _safe(cells, hidden, sensitive, width=width):
            return worth[hidden].sum()
    return np.inf


def _safe(cells: Cells, hidden: np.ndarray, sensitive: np.ndarray, *, width: float) -> bool:
    alone = abs(cells.equations) @ hidden.astype(float) == 1
    if np.any(abs(cells.equations[alone]) @ (hidden & sensitive).astype(float)):
        return False  # a sensitive cell hidden alone in an equation needs no attack to be found
    wanted, known = np.where(sensitive, width, 0.0), np.where(hidden, np.nan, cells.values)
    return not closer_than(wanted, cells.equations, known, lower=cells.lower, upper=cells.upper).any()
