"""Secondary suppression: hide the least information such that no hidden figure can be computed back.

The choice is an integer programme. It starts from what each equation by itself demands, is solved, and gets an
inequality for each sensitive cell that can still be computed too closely, until there is none. Up to EXACT_UP_TO
cells every programme is solved to its end: the result is optimal and its bound proves it. Larger tables are solved
once as a whole and then made safe part by part; the bound says how far from optimal that can be.
"""

import math
import time
from dataclasses import dataclass

import numpy as np

from workbench.disclosure.cells import Cells
from workbench.disclosure.cuts import Cut, Room, first_cuts, lonely_cuts, width_cuts
from workbench.disclosure.programme import NoSafeChoice, Pool, Price, Programme, choose_nearby

__all__ = ["EXACT_UP_TO", "NoSafeChoice", "Suppression", "information", "suppress"]

EXACT_UP_TO = 5_000  # cells
GAP = 0.01  # how near the best the first choice for a larger table has to be
FEW = 20  # lonely cells left in a relaxed choice before looking at widths


@dataclass(frozen=True)
class Suppression:
    """`hidden`: primary and secondary cells alike. `cost` and `bound` are in units of lost information."""

    hidden: np.ndarray
    cost: float
    bound: float
    rounds: int

    @property
    def gap(self) -> float:
        """How far, at most, from the least possible loss; 0 is proven optimal."""
        return max(0.0, (self.cost - self.bound) / self.cost) if self.cost else 0.0


def information(values: np.ndarray) -> np.ndarray:
    """What a figure is worth: 100 x the logarithm of one plus its count, rounded, at least 1."""
    return np.maximum(np.round(100 * np.log1p(np.abs(values))), 1.0)


def suppress(
    cells: Cells,
    sensitive: np.ndarray,
    *,
    width: float | np.ndarray,
    worth: np.ndarray | None = None,
    keep: np.ndarray | None = None,
    free: np.ndarray | None = None,
    seconds: float = 14.0,
) -> Suppression:
    """The cells to hide.

    Takes: `width` each sensitive cell keeps; `keep`, cells that are published already; `free`, cells that nobody
    gets to see in any case, hidden without loss; `seconds`, how long a table that is too large to solve exactly
    may be improved. Raises: NoSafeChoice.
    """
    nobody = np.zeros(len(cells), dtype=bool)
    free, keep = (nobody if given is None else given for given in (free, keep))
    if np.any(keep & sensitive):
        raise NoSafeChoice("a sensitive cell is published already")
    room = Room(cells, sensitive, np.broadcast_to(np.asarray(width, dtype=float), len(cells)))
    cost = np.where(free, 0.0, information(cells.values) if worth is None else worth)
    price = Price(cost, (sensitive | free).astype(float), (~keep | free).astype(float))
    search = _Search(room, price, free=free)
    return search.exact() if len(cells) <= EXACT_UP_TO else search.near(seconds)


class _Search:
    def __init__(self, room: Room, price: Price, *, free: np.ndarray):
        self.room, self.price, self.free, self.rounds = room, price, free, 0
        self.pool = Pool(len(room.cells))
        self.pool.add(list(first_cuts(room)))
        self.programme = Programme(price, self.pool.matrix, self.pool.need)

    def exact(self) -> Suppression:
        """Each programme solved to its end, until the choice is safe."""
        self._relax(widths=True)
        self.programme.whole(gap=0.0)
        while True:
            choice, bound = self.programme.solve()
            missing = self._missing(choice > 0.5)
            if not missing:
                return self._answer(choice > 0.5, bound)
            self._add(missing)

    def near(self, seconds: float) -> Suppression:
        """One programme for the whole; then, around each cell that is still too narrow, choose again.

        While there is time that may give cells back; after it, only more are hidden, which comes to an end.
        """
        started = time.monotonic()
        self._relax(widths=False)
        self.programme.whole(gap=GAP)
        choice, bound = self.programme.solve(seconds=seconds)
        hidden = choice > 0.5
        while missing := self._missing(hidden):
            self._add(missing)
            kept = hidden if time.monotonic() - started > seconds else self.price.low
            hidden = self._again(hidden, missing, kept=kept)
        _, later = self.programme.solve(seconds=max(2.0, seconds / 3))
        return self._answer(hidden, max(bound, later))

    def _again(self, hidden: np.ndarray, missing: list[Cut], *, kept: np.ndarray) -> np.ndarray:
        price = Price(self.price.worth, kept.astype(float), self.price.high)
        try:
            return choose_nearby(hidden, self._around(missing), pool=self.pool, price=price)
        except NoSafeChoice:
            return choose_nearby(hidden, np.ones(len(hidden), dtype=bool), pool=self.pool, price=self.price)

    def _around(self, cuts: list[Cut]) -> np.ndarray:
        """The cells of these inequalities, and those that share an equation with them."""
        around, steps = np.zeros(len(self.room.cells), dtype=bool), abs(self.room.cells.equations)
        around[np.concatenate([cells for cells, _, _ in cuts])] = True
        return (steps.T @ (steps @ around)) > 0

    def _relax(self, *, widths: bool) -> None:
        """Rounds in which a cell may be half hidden: cheap, and they bring most of the inequalities."""
        for _ in range(30):
            choice, _bound = self.programme.solve()
            missing = lonely_cuts(self.room, choice, free=self.free)
            if widths and len(missing) < FEW:
                missing += width_cuts(self.room, choice)
            if not missing:
                return
            self._add(missing)

    def _missing(self, hidden: np.ndarray) -> list[Cut]:
        choice = hidden.astype(float)
        return lonely_cuts(self.room, choice, free=self.free) + width_cuts(self.room, choice)

    def _add(self, cuts: list[Cut]) -> None:
        self.rounds += 1
        before = len(self.pool.need)
        self.pool.add(cuts)
        self.programme.add(self.pool.matrix[before:], self.pool.need[before:])

    def _answer(self, hidden: np.ndarray, bound: float) -> Suppression:
        cost = float(self.price.worth[hidden].sum())
        if self.price.grain > 0.5:
            bound = math.ceil(bound - 1e-3)
        return Suppression(hidden, cost, min(bound, cost), self.rounds)
