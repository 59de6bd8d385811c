"""Inequalities that every safe choice of hidden cells satisfies.

A choice is a vector y, 1 where a cell is hidden. A sensitive cell keeps its width when it can move far enough up and
down; each inequality bounds that movement by what the other hidden cells can give. Cells move down to `lower` and up
to `upper`. Source: Fischetti and Salazar (2001), Management Science 47, 1008-1027.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import highspy
import numpy as np

from workbench.disclosure.cells import Cells, components

CLOSE = 1e-6
FAR = 1e7  # an endless way up is cut off far beyond any width that a policy asks for
Cut = tuple[np.ndarray, np.ndarray, float]  # sum of coefficient x y over these cells is at least the bound


@dataclass(frozen=True)
class Room:
    """How far each cell can move if it is hidden, and how far each sensitive cell must be able to.

    `known`: the cells that one attacker knows more about than everybody does; None for what everybody knows.
    """

    cells: Cells
    sensitive: np.ndarray
    width: np.ndarray
    known: np.ndarray | None = None

    @cached_property
    def down(self) -> np.ndarray:
        return self.cells.values - self.cells.lower

    @cached_property
    def up(self) -> np.ndarray:
        return self.cells.upper - self.cells.values


def first_cuts(room: Room) -> Iterator[Cut]:
    """What each equation by itself demands of the cells beside a sensitive one."""
    equations, by_cell = room.cells.equations, room.cells.equations.tocsc()
    down, up = room.down, room.up
    for cell in np.flatnonzero(room.sensitive):
        for row in by_cell.indices[by_cell.indptr[cell] : by_cell.indptr[cell + 1]]:
            span = slice(equations.indptr[row], equations.indptr[row + 1])
            beside, sign = equations.indices[span], equations.data[span]
            along = sign != sign[beside == cell][0]  # these move the same way as the cell, the others against it
            others = beside != cell
            beside, along = beside[others], along[others]
            lifts = np.where(along, up[beside], down[beside])
            drops = np.where(along, down[beside], up[beside])
            yield from _bounded(beside, drops, need=room.width[cell] - up[cell])
            yield from _bounded(beside, lifts, need=room.width[cell] - down[cell])
            yield from _bounded(beside, lifts + drops, need=room.width[cell])


def _bounded(cells: np.ndarray, gives: np.ndarray, *, need: float) -> Iterator[Cut]:
    if need > CLOSE:
        yield cells, np.minimum(gives, need), need


def lonely_cuts(room: Room, hidden: np.ndarray, *, free: np.ndarray) -> list[Cut]:
    """No equation has one hidden cell only: a cell hidden for the sake of others would then help nobody."""
    equations, found = room.cells.equations, []
    crowd = abs(equations) @ hidden
    for row in np.flatnonzero(crowd > CLOSE):
        beside = equations.indices[equations.indptr[row] : equations.indptr[row + 1]]
        cell = beside[np.argmax(np.where(free[beside], 0.0, hidden[beside]))]
        if not free[cell] and 2 * hidden[cell] > crowd[row] + CLOSE:
            others = beside[beside != cell]
            found.append((np.append(others, cell), np.append(np.ones(len(others)), -1.0), 0.0))
    return found


def width_cuts(room: Room, hidden: np.ndarray, *, wide: set[bytes]) -> list[Cut]:
    """For each sensitive cell that cannot move far enough, the inequality that says who has to give way.

    Takes: `hidden` from 0 to 1, where a cell that is half hidden moves half as far; `wide`, groups of cells hidden
    together that were found wide enough before, and to which this adds.
    """
    found = []
    for rows, cells in components(room.cells.equations, hidden > CLOSE):
        inside = np.flatnonzero(room.sensitive[cells])
        told = cells.tobytes() + hidden[cells].tobytes()
        if not len(inside) or told in wide or (room.known is not None and not room.known[cells].any()):
            continue
        cuts = _component_cuts(room, rows, cells, hidden=hidden[cells], inside=inside)
        found += cuts
        if not cuts:
            wide.add(told)
    return found


def _component_cuts(room: Room, rows, cells: np.ndarray, *, hidden: np.ndarray, inside: np.ndarray) -> list[Cut]:
    ties = room.cells.equations[rows]
    model = _movements(ties[:, cells], room.down[cells] * hidden, np.minimum(room.up[cells], FAR) * hidden)
    floor, ceiling, found = np.zeros(len(cells)), np.zeros(len(cells)), []
    for place in inside:
        width = room.width[cells[place]]
        if ceiling[place] - floor[place] >= width - CLOSE:
            continue
        gives = np.zeros(ties.shape[1])
        for sign in (1, -1):
            moved, prices = _furthest(model, place, sign=sign)
            floor, ceiling = np.minimum(floor, moved), np.maximum(ceiling, moved)
            if ceiling[place] - floor[place] >= width - CLOSE:
                break
            gives += _price_of_moving(room, ties, cells[place], prices=prices, sign=sign)
        else:
            own = gives[cells[place]]
            gives[cells[place]] = 0.0
            beside = np.flatnonzero(gives > CLOSE)
            found += list(_bounded(beside, gives[beside], need=width - own))
    return found


def _movements(ties, down: np.ndarray, up: np.ndarray) -> highspy.Highs:
    """All ways in which a group of hidden cells can move together while everything published stays as it is."""
    model = highspy.Highs()
    model.setOptionValue("output_flag", False)
    model.setOptionValue("presolve", "off")
    model.addVars(len(down), -down, up)
    zero = np.zeros(ties.shape[0])
    model.addRows(len(zero), zero, zero, ties.nnz, ties.indptr[:-1], ties.indices, ties.data)
    return model


def _furthest(model: highspy.Highs, place: int, *, sign: int) -> tuple[np.ndarray, np.ndarray]:
    model.changeColCost(int(place), -float(sign))
    model.run()
    model.changeColCost(int(place), 0.0)
    solution = model.getSolution()
    return np.array(solution.col_value), np.array(solution.row_dual)


def _price_of_moving(room: Room, ties, cell: int, *, prices: np.ndarray, sign: int) -> np.ndarray:
    """What each cell, hidden or not, could add to the movement of `cell`: the dual bound, cell by cell."""
    worth = ties.T @ prices
    worth[cell] += sign
    worth[np.abs(worth) < CLOSE] = 0.0
    up = np.minimum(room.up, FAR)
    return np.where(worth > 0, worth * up, -worth * room.down)
