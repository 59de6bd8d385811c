"""The last look before a sum leaves the compute parties: the door's attacker over everything that would be published.

The pattern is made from flags, so it cannot see that an open total happens to pin its closed parts, as when all of them
are zero. The attacker sees the figures; what it can compute makes another total stay behind.
"""

import numpy as np
from numpy.typing import NDArray

from workbench.disclosure.attacker import intervals
from workbench.disclosure.cells import matrix
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
        low, high = intervals(equations, seen, upper=upper)
        known = np.flatnonzero(small & (high - low < LEAST_WIDTH))
        if not len(known):
            return closed
        for cell in known:
            _close_beside(int(cell), layout, closed, sizes=sizes)


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
