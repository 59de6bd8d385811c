"""Secondary suppression: hide the least information such that no hidden figure can be computed back.

The choice is an integer programme. It starts from what each equation by itself demands, is solved, and gets an
inequality for each sensitive cell that can still be computed too closely, until there is none. What is sensitive is
hidden in any case; what is left falls apart into pieces, each a small programme. Up to EXACT_UP_TO cells every piece
is solved to its end: the result is optimal and its bound proves it. Larger tables are solved nearly, and when time
runs out the rest is made safe by hiding more; the bound says how far from optimal that can be.
"""

import math
import time
from dataclasses import dataclass

import numpy as np

from workbench.disclosure.cells import Cells
from workbench.disclosure.cuts import Cut, Room, first_cuts, lonely_cuts, width_cuts
from workbench.disclosure.programme import NoSafeChoice, Pieces, Pool, Price, Relaxed, add_nearby

__all__ = ["EXACT_UP_TO", "NoSafeChoice", "Suppression", "information", "suppress"]

EXACT_UP_TO = 5_000  # cells
GAP = 0.005  # how near the best each piece of a larger table has to be


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
        self.wide: set[bytes] = set()
        self.pool = Pool(len(room.cells))
        self.pool.add(list(first_cuts(room)))
        self.relaxed, self.pieces = Relaxed(price, self.pool), Pieces(self.pool, price)

    def exact(self) -> Suppression:
        """Solved to the end, again and again, until the least costly choice is a safe one."""
        self._relax()
        while True:
            hidden, bound = self.pieces.solve(gap=0.0)
            missing = self._missing(hidden)
            if not missing:
                return self._answer(hidden, bound)
            self._add(missing)

    def near(self, seconds: float) -> Suppression:
        """The same within GAP and only while there is time; what is not safe by then is made safe by hiding more."""
        started, bound = time.monotonic(), 0.0
        self._relax()
        while True:
            hidden, least = self.pieces.solve(gap=GAP)
            bound, missing = max(bound, least), self._missing(hidden)
            if not missing or time.monotonic() - started > seconds:
                break
            self._add(missing)
        while missing:
            self._add(missing)
            hidden = add_nearby(hidden, pool=self.pool, price=self.price, gap=GAP)
            missing = self._missing(hidden)
        return self._answer(hidden, bound)

    def _relax(self) -> None:
        """Rounds in which a cell may be half hidden: cheap, and they bring most of the inequalities."""
        for _ in range(30):
            choice = self.relaxed.solve()
            missing = lonely_cuts(self.room, choice, free=self.free)
            if not missing:
                return
            self._add(missing)

    def _missing(self, hidden: np.ndarray) -> list[Cut]:
        choice = hidden.astype(float)
        return lonely_cuts(self.room, choice, free=self.free) + width_cuts(self.room, choice, wide=self.wide)

    def _add(self, cuts: list[Cut]) -> None:
        self.rounds += 1
        before = len(self.pool.need)
        self.pool.add(cuts)
        self.relaxed.add(self.pool, since=before)

    def _answer(self, hidden: np.ndarray, bound: float) -> Suppression:
        cost = float(self.price.worth[hidden].sum())
        if self.price.grain > 0.5:
            bound = math.ceil(bound - 1e-3)
        return Suppression(hidden, cost, min(bound, cost), self.rounds)
