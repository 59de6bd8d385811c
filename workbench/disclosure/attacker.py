"""What somebody can compute about each hidden figure from everything that is published.

The attacker shares no code with the suppressor. It sees the equations, the published figures, which cells are hidden
and what anyone knows a cell cannot exceed; never a hidden figure. For each hidden cell it finds the exact interval of
values that the published figures leave open: the smallest and the largest value over all consistent tables, by linear
programming. Hidden cells that no equation ties together are attacked separately.
"""

from collections.abc import Iterator

import highspy
import numpy as np
import scipy.sparse as sp

from workbench.disclosure.cells import components

CLOSE = 1e-6


def intervals(
    equations: sp.csr_matrix, published: np.ndarray, *, upper: np.ndarray, lower: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """The lowest and the highest possible value of each cell.

    Takes: `published` with NaN where a figure is hidden; `lower` (zero when not given) and `upper`, what this attacker
    knows a cell is not under or over. Gives: for a published cell its own value twice.
    Raises: ArithmeticError when no table at all fits what is published.
    """
    low, high = published.astype(float), published.astype(float)
    for table, cells in _groups(equations, published, lower=lower, upper=upper):
        low[cells], high[cells] = table.extremes()
    return low, high


def closer_than(
    width: np.ndarray, equations: sp.csr_matrix, published: np.ndarray, *, lower: np.ndarray, upper: np.ndarray
) -> np.ndarray:
    """Which hidden cells can be known closer than their width: the same attack, that ends once it is wide enough.

    Raises: ArithmeticError when no table at all fits what is published.
    """
    found = np.zeros(len(published), dtype=bool)
    for table, cells in _groups(equations, published, lower=lower, upper=upper):
        table.apart(width[cells])
        found[cells] = table.ceiling - table.floor < width[cells] - CLOSE
    return found


def _groups(
    equations: sp.csr_matrix, published: np.ndarray, *, lower: np.ndarray | None, upper: np.ndarray
) -> Iterator[tuple["Tables", np.ndarray]]:
    floor, hidden = np.zeros(len(published)) if lower is None else lower, np.isnan(published)
    right = -(equations @ np.where(hidden, 0.0, published))
    if np.any(np.abs(right[np.diff(equations[:, np.flatnonzero(hidden)].indptr) == 0]) > CLOSE):
        raise ArithmeticError("the published figures contradict each other")
    for rows, cells in components(equations, hidden):
        yield Tables(equations[rows][:, cells], right[rows], lower=floor[cells], upper=upper[cells]), cells


class Tables:
    """All tables that fit what is published, for one group of hidden cells."""

    def __init__(self, ties: sp.csr_matrix, right: np.ndarray, *, upper: np.ndarray, lower: np.ndarray | None = None):
        self.size = ties.shape[1]
        self.lower = np.zeros(self.size) if lower is None else lower
        self.floor, self.ceiling = np.full(self.size, np.inf), np.full(self.size, -np.inf)
        self.model = highspy.Highs()
        self.model.setOptionValue("output_flag", False)
        self.model.setOptionValue("presolve", "off")
        self.model.addVars(self.size, self.lower, upper)
        self.model.addRows(len(right), right, right, ties.nnz, ties.indptr[:-1], ties.indices, ties.data)

    def extremes(self) -> tuple[np.ndarray, np.ndarray]:
        for cell in range(self.size):
            # A consistent table in which the cell is as low as can be has been met already: lower is impossible.
            if self.floor[cell] > self.lower[cell] + CLOSE:
                self.outermost(cell, sign=1)
            if self.outermost(cell, sign=-1) is None:
                self.ceiling[cell] = np.inf
        return self.floor, self.ceiling

    def apart(self, wanted: np.ndarray) -> list[np.ndarray]:
        """Tables that differ by what is wanted, in every cell where tables can."""
        kept = []
        for cell in np.argsort(wanted, kind="stable")[::-1]:
            for sign in (1, -1):
                if self.ceiling[cell] - self.floor[cell] < wanted[cell] - CLOSE:
                    table = self.outermost(int(cell), sign=sign)
                    if table is None:
                        self.ceiling[cell] = np.inf
                    else:
                        kept.append(table)
        return kept

    def outermost(self, cell: int, *, sign: int) -> np.ndarray | None:
        """The table in which sign x cell is least; None when it has no end. Notes what every cell is in it."""
        self.model.changeColCost(cell, sign)
        status = self._run()
        self.model.changeColCost(cell, 0.0)
        if status == highspy.HighsModelStatus.kUnbounded:
            self.model.clearSolver()  # what the solver remembers of an endless direction misleads it afterwards
            return None
        if status != highspy.HighsModelStatus.kOptimal:
            raise ArithmeticError("no table fits what is published")
        table = np.array(self.model.getSolution().col_value)
        self.floor, self.ceiling = np.minimum(self.floor, table), np.maximum(self.ceiling, table)
        return table

    def _run(self) -> highspy.HighsModelStatus:
        self.model.run()
        if self.model.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            self.model.clearSolver()  # a second opinion, from scratch
            self.model.run()
        return self.model.getModelStatus()
