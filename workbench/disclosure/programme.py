"""The integer programme behind secondary suppression: the least information hidden under what is known so far."""

from collections.abc import Iterator
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


class Relaxed:
    """The programme in which a cell may be half hidden: quick, and it remembers while inequalities are added."""

    def __init__(self, price: Price, pool: Pool):
        self.model = _model(price)
        self.add(pool, since=0)

    def add(self, pool: Pool, *, since: int) -> None:
        _add(self.model, pool.matrix[since:], pool.need[since:])

    def solve(self) -> np.ndarray:
        """Raises: NoSafeChoice."""
        return _solved(self.model)[0]


class Pieces:
    """The whole programme, which falls apart into pieces that no inequality ties together.

    A piece is solved once; it is solved again only when an inequality about its cells was added.
    """

    def __init__(self, pool: Pool, price: Price):
        self.pool, self.price = pool, price
        self.known: dict[bytes, tuple[np.ndarray, float]] = {}

    def solve(self, *, gap: float) -> tuple[np.ndarray, float]:
        """The least costly choice under the inequalities so far, and the bound that proves it. Raises: NoSafeChoice."""
        cells, chosen = np.flatnonzero(self.price.low < self.price.high), self.price.low.copy()
        bound, used = float(self.price.worth @ chosen), {}
        for rows, members in _pieces(self.pool, np.where(self.price.low < self.price.high, 0.0, chosen), cells):
            told = rows.tobytes() + np.float64(gap).tobytes()
            answer = self.known.get(told) or _piece(self.pool, self.price, chosen, rows, members, gap=gap)
            chosen[members], least = answer
            bound, used[told] = bound + least, answer
        self.known = used
        return chosen > 0.5, bound


def best_within(low: np.ndarray, high: np.ndarray, *, pool: Pool, price: Price, gap: float) -> np.ndarray:
    """The least to hide from what is hidden in `low` up to what is in `high`, such that every inequality holds.

    Raises: NoSafeChoice.
    """
    chosen, within = low.astype(float), Price(price.worth, low.astype(float), high.astype(float))
    cells = np.flatnonzero(high > low)
    for rows, members in _pieces(pool, chosen, cells):
        chosen[members] = _piece(pool, within, chosen, rows, members, gap=gap)[0]
    return chosen > 0.5


def _pieces(pool: Pool, fixed: np.ndarray, cells: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """The inequalities that do not hold by themselves, in groups that share no cell: (rows, cells).

    Raises: NoSafeChoice when one cannot hold, whatever these cells do.
    """
    inside, need = pool.matrix[:, cells], pool.need - pool.matrix @ fixed - CLOSE
    active = np.flatnonzero(np.asarray(inside.minimum(0).sum(axis=1)).ravel() < need)
    if np.any(np.asarray(inside.maximum(0).sum(axis=1)).ravel() < need):
        raise NoSafeChoice("a sensitive cell stays too narrow, whatever is hidden beside it")
    for rows, members in components(inside[active], np.ones(len(cells), dtype=bool)):
        if len(rows):
            yield active[rows], cells[members]


def _piece(pool: Pool, price: Price, chosen: np.ndarray, rows, members, *, gap: float) -> tuple[np.ndarray, float]:
    others = chosen.copy()
    others[members] = 0.0
    ties = pool.matrix[rows]
    own = price.of(members)
    model = _model(own)
    _add(model, ties[:, members], pool.need[rows] - ties @ others)
    model.changeColsIntegrality(len(members), _every(len(members)), np.ones(len(members), dtype=np.uint8))
    model.setOptionValue("mip_rel_gap", gap)
    answer, least = _solved(model)
    if own.grain > 0.5:
        least = np.ceil(least - CLOSE * 100)  # whole prices: no choice costs a part of one
    return np.round(answer), least - float(own.worth @ own.low)


def _solved(model: highspy.Highs) -> tuple[np.ndarray, float]:
    """The choice, and a bound below which no choice under these inequalities can be."""
    model.run()
    if model.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
        raise NoSafeChoice("no choice of hidden cells keeps every sensitive cell wide enough")
    info, solution = model.getInfo(), model.getSolution()
    if not solution.value_valid:
        raise ArithmeticError("the solver gave no answer")
    proven = info.mip_dual_bound if info.mip_node_count >= 0 else info.objective_function_value
    return np.array(solution.col_value), proven


def _model(price: Price) -> highspy.Highs:
    model = highspy.Highs()
    for option, value in (_QUIET | {"mip_abs_gap": price.grain}).items():
        model.setOptionValue(option, value)
    model.addVars(len(price.worth), price.low, price.high)
    model.changeColsCost(len(price.worth), _every(len(price.worth)), price.worth)
    return model


def _add(model: highspy.Highs, ties: sp.csr_matrix, need: np.ndarray) -> None:
    endless = np.full(len(need), highspy.kHighsInf)
    model.addRows(len(need), need, endless, ties.nnz, ties.indptr[:-1], ties.indices, ties.data)


def _every(count: int) -> np.ndarray:
    return np.arange(count, dtype=np.int32)


def _matrix(cuts: list[Cut], *, size: int) -> sp.csr_matrix:
    ends = np.cumsum([0] + [len(cells) for cells, _, _ in cuts])
    cells = np.concatenate([cells for cells, _, _ in cuts])
    gives = np.concatenate([gives for _, gives, _ in cuts]).astype(float)
    return sp.csr_matrix((gives, cells, ends), shape=(len(cuts), size))
