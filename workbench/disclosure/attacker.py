"""What somebody can compute about each hidden figure from everything that is published.

The attacker shares no code with the suppressor. It sees the equations, the published figures, which cells are hidden
and what anyone knows a cell cannot exceed; never a hidden figure. For each hidden cell it finds the exact interval of
values that the published figures leave open: the smallest and the largest value over all consistent tables, by linear
programming. Hidden cells that no equation ties together are attacked separately.
"""

import highspy
import numpy as np
import scipy.sparse as sp

from workbench.disclosure.cells import components

CLOSE = 1e-6


def intervals(equations: sp.csr_matrix, published: np.ndarray, *, upper: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The lowest and the highest possible value of each cell.

    Takes: `published` with NaN where a figure is hidden. Gives: for a published cell its own value twice.
    Raises: ArithmeticError when no table at all fits what is published.
    """
    low, high = published.astype(float), published.astype(float)
    hidden = np.isnan(published)
    right = -(equations @ np.where(hidden, 0.0, published))
    if np.any(np.abs(right[np.diff(equations[:, np.flatnonzero(hidden)].indptr) == 0]) > CLOSE):
        raise ArithmeticError("the published figures contradict each other")
    for rows, cells in components(equations, hidden):
        table = Tables(equations[rows][:, cells], right[rows], upper=upper[cells])
        low[cells], high[cells] = table.extremes()
    return low, high


class Tables:
    """All tables that fit what is published, for one group of hidden cells."""

    def __init__(self, ties: sp.csr_matrix, right: np.ndarray, *, upper: np.ndarray):
        self.size = ties.shape[1]
        self.floor, self.ceiling = np.full(self.size, np.inf), np.full(self.size, -np.inf)
        self.model = highspy.Highs()
        self.model.setOptionValue("output_flag", False)
        self.model.setOptionValue("presolve", "off")
        self.model.addVars(self.size, np.zeros(self.size), upper)
        self.model.addRows(len(right), right, right, ties.nnz, ties.indptr[:-1], ties.indices, ties.data)

    def extremes(self) -> tuple[np.ndarray, np.ndarray]:
        for cell in range(self.size):
            # A consistent table in which the cell is zero has been met already: lower is impossible.
            if self.floor[cell] > CLOSE:
                self.outermost(cell, sign=1)
            if self.outermost(cell, sign=-1) is None:
                self.ceiling[cell] = np.inf
        return self.floor, self.ceiling

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
