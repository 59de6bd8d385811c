"""Whether a small sum has leeway: asked of the shares, before anything is opened, with one answer per sum.

A circuit through the small sum has leeway when every figure in it can go up or down by `step` within what the flags
say: a small one from nothing to just below the threshold, another one from the threshold up. Then the opened sums fit
at least two tables in which the small sum differs by `step`.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.joint.circuits import Bands, Circuits, Flags, Run
from workbench.joint.engine import Engine
from workbench.joint.field import Field, add, elements, running, subtract

Edge = tuple[int, int]  # a cell, and a figure at which it is stuck
NOBODY = (-1, -1, -1, -1)


@dataclass(frozen=True)
class Limits:
    """What is known of every closed figure, and how much it has to be able to move."""

    small: Flags
    threshold: int

    @property
    def step(self) -> int:
        return max(1, self.threshold // 4)

    def too_full(self, cells: NDArray[np.intp]) -> list[Edge]:
        """Where the cells of a run cannot take a step: of the small ones, the coarsest is fullest."""
        coarsest = cells[self.small[cells]][-1:].tolist()
        return [(cell, self.threshold - 1 - less) for cell in coarsest for less in range(self.step)]

    def too_empty(self, cells: NDArray[np.intp]) -> list[Edge]:
        """Where the cells of a run cannot give a step: of the small ones and of the others, the finest is emptiest."""
        small = self.small[cells]
        finest = [(cell, 0) for cell in cells[small][:1].tolist()]
        finest += [(cell, self.threshold) for cell in cells[~small][:1].tolist()]
        return [(cell, least + more) for cell, least in finest for more in range(self.step)]


@dataclass(frozen=True)
class Family:
    """The runs of all leaves below one area that move alike, and where those of each branch of it begin and end."""

    start: int
    end: int
    branches: dict[int, tuple[int, int]]


class Question:
    """For many small sums at once: which have no circuit with leeway.

    A circuit is one run through the small sum, and where it ends another leaf that moves the opposite way. Each run is
    a product of (figure - edge), zero when it is stuck; all leaves that can face a run are asked about together.
    """

    def __init__(self, circuits: Circuits, limits: Limits):
        self.circuits, self.limits = circuits, limits
        self.runs: dict[Run, int] = {}
        self.edges: list[Edge] = []
        self.lengths: list[int] = []  # edges per run
        self.members: list[int] = []  # runs of families, one family after another
        self.families: dict[tuple[int, Bands, Bands], Family] = {}
        self.ways: list[tuple[int, ...]] = []  # own run, and the two stretches of members that face it
        self.ways_of: list[int] = []  # per sum

    def about(self, sums: list[int]) -> None:
        for cell in sums:
            before = len(self.ways)
            for run in self.circuits.through(cell):
                self._along(run)
                self._along(run.opposite)
            self.ways_of.append(len(self.ways) - before)

    async def answer(self, engine: Engine, cells: Field) -> Flags:
        """Per sum whether no circuit has leeway. Takes: shares of all cells."""
        one = np.ones(1, dtype=np.uint64)
        places, figures = np.array(self.edges).T
        stuck = subtract(np.concatenate([cells, one])[places], elements(figures))
        runs = await engine.products(stuck, np.array(self.lengths))
        facing = runs[np.array(self.members, dtype=np.intp)]
        upto = running(await engine.multiply(facing, await engine.random(len(facing))))
        own, *stretches = np.array(self.ways).T
        before, after = (subtract(upto[stretches[at + 1]], upto[stretches[at]]) for at in (0, 2))
        others = np.where(stretches[0] < 0, one, add(before, after))
        return await engine.all_zero(await engine.multiply(runs[own], others), np.array(self.ways_of))

    def _along(self, run: Run) -> None:
        if self.circuits.at_the_top(run):
            self.ways.append((self._number(run), *NOBODY))
            return
        family = self._family(run)
        branch = int(self.circuits.above[run.leaf, run.end - 1])
        start, end = family.branches.get(branch, (family.start, family.start))
        self.ways.append((self._number(run), family.start, start, end, family.end))

    def _family(self, run: Run) -> Family:
        area = int(self.circuits.above[run.leaf, run.end])
        key = (area, run.gives, run.takes)
        if key not in self.families:
            start, branches = len(self.members), {}
            for branch, leaves in self.circuits.family(area, run.bands):
                first = len(self.members)
                self.members += [self._number(self.circuits.facing(run, leaf)) for leaf in leaves]
                branches[branch] = (first, len(self.members))
            self.families[key] = Family(start, len(self.members), branches)
        return self.families[key]

    def _number(self, run: Run) -> int:
        if run not in self.runs:
            edges = [edge for band in run.takes for edge in self.limits.too_full(self.circuits.cells(run, band))]
            edges += [edge for band in run.gives for edge in self.limits.too_empty(self.circuits.cells(run, band))]
            self.runs[run] = len(self.runs)
            self.edges += edges or [(-1, 0)]  # nothing stops it: one minus nothing
            self.lengths.append(max(1, len(edges)))
        return self.runs[run]
