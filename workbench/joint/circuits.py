"""The ways in which closed cells could hold other figures than they do, found from the table alone.

A circuit moves some through a small cell: it and its closed totals up, another area or another band down, so that every
open cell stays what it is. When all cells of a circuit have room, nobody can tell the table from the moved one.
Source: Kelly, Golden and Assad (1992), Networks 22, 397-417.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from workbench.joint.layout import TOTAL, Layout

Flags = NDArray[np.bool_]
Cells = tuple[int, ...]
Bands = tuple[int, ...]
LEAVES_TRIED = 3  # of a small total: each of the areas it is made of can move it


@dataclass(frozen=True)
class Run:
    """The cells of one leaf in some bands, from one level to below another; what they take and give in each band."""

    leaf: int
    start: int
    end: int
    takes: Bands
    gives: Bands

    @property
    def bands(self) -> list[int]:
        return [*self.takes, *self.gives]

    @property
    def opposite(self) -> "Run":
        return replace(self, takes=self.gives, gives=self.takes)


@dataclass(frozen=True)
class Start:
    """Where runs through a cell begin and end, in which band, and the bands that they can turn to."""

    leaf: int
    level: int
    end: int
    band: int
    turns: list[int]


class Circuits:
    """The circuits of one table while more and more of its cells are closed.

    A leaf is an area that organisations count in; its levels are itself, the area it lies in, and so on.
    """

    def __init__(self, layout: Layout, small: Flags, *, sizes: NDArray):
        self.small, self.closed = small, np.zeros(len(layout.cells), dtype=bool)
        self.sizes = np.maximum(sizes, 1).astype(float)
        areas, bands = (list(dict.fromkeys(names)) for names in zip(*layout.cells, strict=True))
        self.width = len(bands)
        self.total = bands.index(TOTAL) if TOTAL in bands and len(bands) > 1 else None
        self.bands = [at for at in range(self.width) if at != self.total]
        self.whole = -1 if self.total is None else self.total  # to turn to no other band: all of them together
        self.trades = {own: [other for other in self.bands if other != own] for own in self.bands}
        self.leaves = [np.unique(layout.members[at * self.width] // len(self.bands)) for at in range(len(areas))]
        self.above, self.length = _above(self.leaves)
        self.steps = [(self.above[leaves] == area).argmax(axis=1) for area, leaves in enumerate(self.leaves)]
        each = np.where(self.above[:, :, None] < 0, np.inf, self.sizes.reshape(-1, self.width)[self.above])
        # Per leaf, level and band: the inhabitants of the open cells below that level.
        self.cost = np.concatenate([np.zeros((len(each), 1, self.width)), np.cumsum(each, axis=1)], axis=1)
        self.close(np.flatnonzero(small))

    def close(self, cells: Iterable[int]) -> None:
        for cell in cells:
            if not self.closed[cell]:
                self.closed[cell] = True
                area, band = divmod(int(cell), self.width)
                levels = np.arange(self.cost.shape[1]) > self.steps[area][:, None]
                self.cost[self.leaves[area], :, band] -= self.sizes[cell] * levels

    def cells(self, run: Run, band: int) -> NDArray[np.intp]:
        """The cells of a run in one of its bands, from fine to coarse."""
        return self.above[run.leaf, run.start : run.end] * self.width + band

    def through(self, cell: int) -> Iterator[Run]:
        """The closed runs through a cell in which it goes up."""
        for start in self._starts(cell):
            open_in = self.cost[start.leaf, start.end].tolist()
            for turn in start.turns:
                if not (open_in[start.band] or (turn >= 0 and open_in[turn])):
                    yield self._run(start, turn)

    def family(self, area: int, bands: list[int]) -> list[tuple[int, list[int]]]:
        """The leaves below an area of which all cells in these bands are closed up to it, per branch of that area."""
        leaves, steps = self.leaves[area], self.steps[area]
        closed = ~self.cost[leaves, steps][:, bands].any(axis=1)
        of_branch: dict[int, list[int]] = {}
        for leaf, branch in zip(leaves[closed].tolist(), self.above[leaves, steps - 1][closed].tolist(), strict=True):
            of_branch.setdefault(branch, []).append(leaf)
        return list(of_branch.items())

    def facing(self, run: Run, leaf: int) -> Run:
        """What another leaf does when this run moves."""
        end = int((self.above[leaf] == self.above[run.leaf, run.end]).argmax())
        return Run(leaf, 0, end, takes=run.gives, gives=run.takes)

    def at_the_top(self, run: Run | Start) -> bool:
        return run.end == self.length[run.leaf]

    def cheapest(self, cell: int, *, another: bool = False) -> Cells | None:
        """The circuit through a cell for which the fewest inhabitants are hidden; ties go to the first.

        Takes: `another`, for one that is not closed yet; None when there is none.
        """
        best, found = np.inf, None
        for start in self._starts(cell):
            own = self.cost[start.leaf, start.end]
            if own[start.band] >= best:
                continue
            leaves, theirs = self._beside(start)
            both = np.append(own + theirs, np.zeros((len(leaves), 1)), axis=1)  # the last column: no band to turn to
            costs = both[:, [start.band]] + both[:, start.turns]
            if another:
                costs[costs == 0] = np.inf
            if costs.size and costs.min() < best:
                best = costs.min()
                row, column = divmod(int(costs.argmin()), len(start.turns))
                found = (self._run(start, start.turns[column]), int(leaves[row]))
                if not best:
                    break
        return None if found is None else self._all_cells(*found)

    def _all_cells(self, run: Run, leaf: int) -> Cells:
        runs = [replace(run, start=0)] + ([self.facing(run, leaf)] if leaf >= 0 else [])
        return tuple(int(cell) for each in runs for band in each.bands for cell in self.cells(each, band))

    def _run(self, start: Start, turn: int) -> Run:
        if turn == self.whole:
            return Run(start.leaf, start.level, start.end, (start.band, *([turn] if turn >= 0 else [])), ())
        return Run(start.leaf, 0, start.end, (start.band,), (turn,))

    def _starts(self, cell: int) -> Iterator[Start]:
        """Where circuits through a cell begin, the nearest end first."""
        area, band = divmod(cell, self.width)
        leaves = list(zip(self.leaves[area].tolist(), self.steps[area].tolist(), strict=True))[:LEAVES_TRIED]
        for end in range(1, self.cost.shape[1]):
            for own in self.bands if band == self.total else [band]:
                # What is small has nothing but small parts, all closed: it moves as a whole, from where it stands.
                block = bool(self.small[area * self.width + (own if self.whole < 0 else self.whole)])
                trades = [] if band == self.total else self.trades[own]
                for number, (leaf, level) in enumerate(leaves):
                    if level < end <= self.length[leaf]:
                        turns = trades if block and number else [self.whole, *trades]
                        if turns:
                            yield Start(leaf, level if block else 0, end, own, turns)

    def _beside(self, start: Start) -> tuple[NDArray[np.intp], NDArray]:
        """The leaves that a run can be traded with, and what is open in each: below the area where it ends, not beside.

        At the top nothing has to stay the same: -1, and nothing to close.
        """
        if self.at_the_top(start):
            return np.array([-1]), np.zeros((1, self.width))
        area = self.above[start.leaf, start.end]
        leaves, steps = self.leaves[area], self.steps[area]
        others = self.above[leaves, steps - 1] != self.above[start.leaf, start.end - 1]
        return leaves[others], self.cost[leaves[others], steps[others]]


def _above(leaves: list[NDArray[np.intp]]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Per leaf the areas it lies in, itself first, filled up with -1; and how many there are."""
    length = np.bincount(np.concatenate(leaves))
    above = np.full((len(length), length.max()), -1)
    filled = np.zeros(len(length), dtype=np.intp)
    for area in sorted(range(len(leaves)), key=lambda at: len(leaves[at])):
        above[leaves[area], filled[leaves[area]]] = area
        filled[leaves[area]] += 1
    return above, length
