"""The last look before a sum leaves the compute parties: the door's attacker over everything that would be published.

The pattern is made from flags, so it cannot see that an open total happens to pin its closed parts, as when all of them
are zero. The attacker sees the figures; what it can compute makes another total stay behind.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from workbench.disclosure.attacker import Tables
from workbench.disclosure.cells import components, matrix
from workbench.joint.layout import Layout

LEAST_WIDTH = 1.0


def still_closed(
    layout: Layout, values: NDArray[np.int64], *, small: NDArray, closed: NDArray, threshold: int, sizes: list[int]
) -> NDArray[np.bool_]:
    """The cells that stay closed so that no small cell can be computed, also by who knows which cells are small."""
    if not closed.any() or not layout.equations:
        return closed
    equations = matrix([(total, list(parts)) for total, parts in layout.equations], size=len(layout.cells))
    upper = np.where(small, threshold - 1.0, np.inf)
    closed = closed.copy()
    while True:
        seen = np.where(closed, np.nan, values.astype(float))
        known = _computable(equations, seen, small=small, upper=upper)
        if not known:
            return closed
        for cell in known:
            _close_beside(cell, layout, closed, sizes=sizes)


def _computable(equations: csr_matrix, seen: NDArray, *, small: NDArray, upper: NDArray) -> list[int]:
    """The small cells of which two tables that fit differ by less than one: one value is left."""
    hidden = np.isnan(seen)
    right = -(equations @ np.where(hidden, 0.0, seen))
    found = []
    for rows, cells in components(equations, hidden):
        inside = np.flatnonzero(small[cells])
        if not len(inside):
            continue
        tables = Tables(equations[rows][:, cells], right[rows], upper=upper[cells])
        found += [int(cells[at]) for at in inside if not _open_ended(tables, int(at))]
    return found


def _open_ended(tables: Tables, at: int) -> bool:
    # Every table that was met for another cell says something about this one too; most need no table of their own.
    for sign in (-1, 1):
        if tables.ceiling[at] - tables.floor[at] >= LEAST_WIDTH or tables.outermost(at, sign=sign) is None:
            return True
    return bool(tables.ceiling[at] - tables.floor[at] >= LEAST_WIDTH)


def _close_beside(cell: int, layout: Layout, closed: NDArray, *, sizes: list[int]) -> None:
    """Closes one open cell that helps to compute this one: a total over it first, else any that shares a sum."""
    around = [row for row in ((total, *parts) for total, parts in layout.equations) if cell in row]
    totals = [row[0] for row in around if not closed[row[0]]]
    others = [at for row in around for at in row if not closed[at]]
    # Every sum over this cell is closed already: the next one up gives it away.
    above = [total for total, parts in layout.equations if not closed[total] and any(closed[at] for at in parts)]
    choice = totals or others or above
    if choice:
        closed[min(choice, key=lambda at: (sizes[at], at))] = True
