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
    layout: Layout, values: NDArray[np.int64], *, small: NDArray, closed: NDArray, threshold: int
) -> NDArray[np.bool_]:
    """The cells that stay closed so that no small cell can be computed, also by who knows which cells are small."""
    if not closed.any() or not layout.equations:
        return closed
    equations = matrix([(total, list(parts)) for total, parts in layout.equations], size=len(layout.cells))
    upper = np.where(small, threshold - 1.0, np.inf)
    closed, suspects = closed.copy(), small & closed
    while suspects.any():
        # Closing more never gives more away: a cell that was safe stays safe and is not attacked again.
        suspects = _computable(equations, np.where(closed, np.nan, values), suspects=suspects, upper=upper)
        for cell in np.flatnonzero(suspects):
            _close_beside(int(cell), equations, closed)
    return closed


def _computable(equations: csr_matrix, seen: NDArray, *, suspects: NDArray, upper: NDArray) -> NDArray[np.bool_]:
    """The suspects of which all tables that fit hold the same value, or nearly."""
    hidden = np.isnan(seen)
    right = -(equations @ np.where(hidden, 0.0, seen))
    found = np.zeros(len(seen), dtype=bool)
    for rows, cells in components(equations, hidden):
        inside = np.flatnonzero(suspects[cells])
        if len(inside):
            tables = Tables(equations[rows][:, cells], right[rows], upper=upper[cells])
            found[cells[[at for at in inside if not _has_room(tables, int(at))]]] = True
    return found


def _has_room(tables: Tables, at: int) -> bool:
    # Every table that was met for another cell says something about this one too; most need no table of their own.
    for sign in (-1, 1):
        if tables.ceiling[at] - tables.floor[at] >= LEAST_WIDTH or tables.outermost(at, sign=sign) is None:
            return True
    return bool(tables.ceiling[at] - tables.floor[at] >= LEAST_WIDTH)


def _close_beside(cell: int, equations: csr_matrix, closed: NDArray) -> None:
    """Closes the open totals over this cell; when they are closed already, what is open in the sums they stand in."""
    rows = equations[:, [cell]].nonzero()[0]
    for _ in range(equations.shape[0]):
        around = equations[rows]
        totals = [at for at in around.indices[around.data < 0] if not closed[at]]
        others = [at for at in around.indices if not closed[at]]
        if totals or others:
            closed[totals or others[:1]] = True
            return
        rows = np.unique(equations[:, around.indices].nonzero()[0])
