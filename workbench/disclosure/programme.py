"""The integer programme behind secondary suppression: the least information hidden under what is known so far."""

from dataclasses import dataclass

import highspy
import numpy as np
import scipy.sparse as sp

from workbench.disclosure.cells import components
from workbench.disclosure.cuts import CLOSE, Cut

_QUIET = {"output_flag": False, "threads": 1, "random_seed": 1}


class NoSafeChoice(ArithmeticError):
    """Whatever is hidden, some sensitive cell stays too narrow, because of cells that must stay published."""


@dataclass(frozen=True)
class Price:
    """What hiding each cell costs, and whether it must be (low = 1) or cannot be (high = 0) hidden."""

    worth: np.ndarray
    low: np.ndarray
    high: np.ndarray

    def of(self, cells: np.ndarray) -> "Price":
        return Price(self.worth[cells], self.low[cells], self.high[cells])

    @property
    def grain(self) -> float:
        """Whole prices leave no choice between two that differ by less than one."""
        return 0.99 if np.all(self.worth == np.round(self.worth)) else 1e-6


class Pool:
    """All inequalities found so far, as one matrix: matrix @ y >= need."""

    def __init__(self, size: int):
        self.matrix, self.need = sp.csr_matrix((0, size)), np.zeros(0)

    def add(self, cuts: list[Cut]) -> None:
        if cuts:
            rows = _matrix(cuts, size=self.matrix.shape[1])
            self.matrix = sp.vstack([self.matrix, rows], format="csr")
            self.need = np.append(self.need, [need for _, _, need in cuts])


class Programme:
    """One programme that keeps what it learned while inequalities are added."""

    def __init__(self, price: Price, matrix: sp.csr_matrix, need: np.ndarray):
        count = len(price.worth)
        self.every = np.arange(count, dtype=np.int32)
        self.model = highspy.Highs()
        for option, value in (_QUIET | {"mip_abs_gap": price.grain}).items():
            self.model.setOptionValue(option, value)
        self.model.addVars(count, price.low, price.high)
        self.model.changeColsCost(count, self.every, price.worth)
        self.add(matrix, need)

    def add(self, matrix: sp.csr_matrix, need: np.ndarray) -> None:
        endless = np.full(len(need), highspy.kHighsInf)
        self.model.addRows(len(need), need, endless, matrix.nnz, matrix.indptr[:-1], matrix.indices, matrix.data)

    def whole(self, *, gap: float) -> None:
        """From now on a cell is hidden or not, and the answer is within `gap` of the best."""
        kind = np.ones(len(self.every), dtype=np.uint8)
        self.model.changeColsIntegrality(len(kind), self.every, kind)
        self.model.setOptionValue("mip_rel_gap", gap)

    def solve(self, *, seconds: float = 600.0) -> tuple[np.ndarray, float]:
        """The choice, and a bound below which no choice under these inequalities can be.

        Raises: NoSafeChoice; TimeoutError when there was no time to find any.
        """
        self.model.setOptionValue("time_limit", self.model.getRunTime() + seconds)
        self.model.run()
        if self.model.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
            raise NoSafeChoice("no choice of hidden cells keeps every sensitive cell wide enough")
        info, solution = self.model.getInfo(), self.model.getSolution()
        if not solution.value_valid:
            raise TimeoutError("no choice of hidden cells was found in time")
        proven = info.mip_dual_bound if info.mip_node_count >= 0 else info.objective_function_value
        return np.array(solution.col_value), proven


def choose_nearby(hidden: np.ndarray, around: np.ndarray, *, pool: Pool, price: Price) -> np.ndarray:
    """The least costly choice for the cells `around`, given the rest: piece by piece, for pieces are quick."""
    cells = np.flatnonzero(around)
    need = pool.need - pool.matrix @ np.where(around, 0.0, hidden)
    inside = pool.matrix[:, cells]
    least = np.asarray(inside.minimum(0).sum(axis=1)).ravel()
    active = np.flatnonzero(least < need - CLOSE)
    inside, need, chosen = inside[active], need[active], hidden.astype(float)
    chosen[cells] = price.low[cells]
    for rows, members in components(inside, np.ones(len(cells), dtype=bool)):
        if len(rows):
            piece = Programme(price.of(cells[members]), inside[rows][:, members], need[rows])
            piece.whole(gap=0.005)
            chosen[cells[members]] = piece.solve()[0]
    return chosen > 0.5


def _matrix(cuts: list[Cut], *, size: int) -> sp.csr_matrix:
    ends = np.cumsum([0] + [len(cells) for cells, _, _ in cuts])
    cells = np.concatenate([cells for cells, _, _ in cuts])
    gives = np.concatenate([gives for _, gives, _ in cuts]).astype(float)
    return sp.csr_matrix((gives, cells, ends), shape=(len(cuts), size))
