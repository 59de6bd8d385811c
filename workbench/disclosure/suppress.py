"""Secondary suppression: hide the least information such that no hidden figure can be computed back.

The choice is an integer programme. It starts from what each equation by itself demands, is solved, and gets an
inequality for each sensitive cell that can still be computed too closely, until there is none. What is sensitive is
hidden in any case; what is left falls apart into pieces, each a small programme. Up to EXACT_UP_TO cells every piece
is solved to its end: the result is optimal and its bound proves it. Larger tables are solved nearly, made safe by
hiding more, and then improved neighbourhood by neighbourhood; the bound says how far from optimal that can be. How
much is tried is counted in solutions and not in seconds: a slow machine gives the same answer.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from workbench.disclosure.cells import Cells, neighbourhoods
from workbench.disclosure.cuts import Cut, Room, first_cuts, lonely_cuts, width_cuts
from workbench.disclosure.programme import NoSafeChoice, Pieces, Pool, Price, Relaxed, best_within

__all__ = ["EXACT_UP_TO", "Insider", "NoSafeChoice", "Suppression", "information", "suppress"]

EXACT_UP_TO = 5_000  # cells
GAP = 0.005  # how near the best each piece of a larger table has to be
ENOUGH = 0.03  # a larger table this near its bound is near enough
ROUNDS, BLOCK, BLOCKS, TRIES = 3, 800, 40, 6  # solutions of the whole; cells, number and solutions of neighbourhoods


@dataclass(frozen=True)
class Insider:
    """Somebody who knows more than everybody does: what cells are not under or over; `known`, which cells those are."""

    lower: np.ndarray
    upper: np.ndarray
    known: np.ndarray


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
    insiders: Sequence[Insider] = (),
) -> Suppression:
    """The cells to hide.

    Takes: `width` each sensitive cell keeps; `keep`, cells that are published already; `free`, cells that nobody
    gets to see in any case, hidden without loss; `insiders`, against each of whom the width holds too, except in
    cells that they know already. Raises: NoSafeChoice.
    """
    nobody = np.zeros(len(cells), dtype=bool)
    free, keep = (nobody if given is None else given for given in (free, keep))
    if np.any(keep & sensitive):
        raise NoSafeChoice("a sensitive cell is published already")
    room = Room(cells, sensitive, np.broadcast_to(np.asarray(width, dtype=float), len(cells)))
    cost = np.where(free, 0.0, information(cells.values) if worth is None else worth)
    price = Price(cost, (sensitive | free).astype(float), (~keep | free).astype(float))
    search = _Search([room, *(_seen_by(room, each) for each in insiders)], price, free=free)
    return search.exact() if len(cells) <= EXACT_UP_TO else search.near()


def _seen_by(room: Room, insider: Insider) -> Room:
    left = insider.upper - insider.lower  # nothing of what somebody knows already
    sees = replace(room.cells, lower=insider.lower, upper=insider.upper)
    return Room(sees, room.sensitive & (left > 0), np.minimum(room.width, left), insider.known)


class _Search:
    def __init__(self, rooms: list[Room], price: Price, *, free: np.ndarray):
        self.rooms, self.price, self.free, self.rounds = rooms, price, free, 0
        self.cells = rooms[0].cells
        self.wide: list[set[bytes]] = [set() for _ in rooms]
        self.pool = Pool(len(self.cells))
        self.pool.add(list(first_cuts(rooms[0])))
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

    def near(self) -> Suppression:
        """The same within GAP and a few rounds; then made safe by hiding more, and improved bit by bit."""
        bound = 0.0
        self._relax()
        for _ in range(ROUNDS):
            hidden, least = self.pieces.solve(gap=GAP)
            bound, missing = max(bound, least), self._missing(hidden)
            if not missing:
                return self._answer(hidden, bound)
            self._add(missing)
        safe = self._made_safe(hidden)
        return self._answer(self._improved(safe, extra=safe & ~hidden, bound=bound), bound)

    def _made_safe(self, hidden: np.ndarray) -> np.ndarray:
        while True:
            hidden = best_within(hidden, self.price.high > 0.5, pool=self.pool, price=self.price, gap=GAP)
            missing = self._missing(hidden)
            if not missing:
                return hidden
            self._add(missing)

    def _improved(self, hidden: np.ndarray, *, extra: np.ndarray, bound: float) -> np.ndarray:
        """Neighbourhood by neighbourhood, from where making it safe cost most, until it is near enough its bound."""
        dearest = np.flatnonzero(extra)
        seeds = dearest[np.argsort(-self.price.worth[dearest], kind="stable")]
        for number, block in enumerate(neighbourhoods(self.cells, seeds, size=BLOCK)):
            cost = self._cost(hidden)
            if number == BLOCKS or cost - bound <= ENOUGH * cost:
                break
            hidden = self._improved_in(block, hidden)
        return hidden

    def _improved_in(self, block: np.ndarray, hidden: np.ndarray) -> np.ndarray:
        """The least to hide in a neighbourhood while all around stays as it is; as it was when that is no better."""
        low, high = np.where(block, self.price.low > 0.5, hidden), np.where(block, self.price.high > 0.5, hidden)
        for _ in range(TRIES):
            found = best_within(low, high, pool=self.pool, price=self.price, gap=GAP)
            if self._cost(found) >= self._cost(hidden) - 0.5:
                return hidden
            missing = self._missing(found)
            if not missing:
                return found
            self._add(missing)
        return hidden

    def _relax(self) -> None:
        """Rounds in which a cell may be half hidden: cheap, and they bring most of the inequalities."""
        for _ in range(30):
            choice = self.relaxed.solve()
            missing = lonely_cuts(self.rooms[0], choice, free=self.free)
            if not missing:
                return
            self._add(missing)

    def _missing(self, hidden: np.ndarray) -> list[Cut]:
        choice = hidden.astype(float)
        found = lonely_cuts(self.rooms[0], choice, free=self.free)
        for room, wide in zip(self.rooms, self.wide, strict=True):
            found += width_cuts(room, choice, wide=wide)
        return found

    def _add(self, cuts: list[Cut]) -> None:
        self.rounds += 1
        before = len(self.pool.need)
        self.pool.add(cuts)
        self.relaxed.add(self.pool, since=before)

    def _cost(self, hidden: np.ndarray) -> float:
        return float(self.price.worth[hidden].sum())

    def _answer(self, hidden: np.ndarray, bound: float) -> Suppression:
        cost = self._cost(hidden)
        if self.price.grain > 0.5:
            bound = math.ceil(bound - 1e-3)
        return Suppression(hidden, cost, min(bound, cost), self.rounds)
