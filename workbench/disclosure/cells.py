"""Figures as cells that add up: what the attacker, the suppressor, the rounder and the ledger all work on."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import highspy
import numpy as np
import scipy.sparse as sp
from scipy.sparse.csgraph import connected_components


@dataclass(frozen=True)
class Cells:
    """`equations @ values == 0`; each row has -1 at a total and +1 at its parts.

    `lower` and `upper` are what anyone knows a cell is not under or over (such as the size of the group, or a count
    that was shown rounded); zero and infinite when nobody knows.
    """

    equations: sp.csr_matrix
    values: np.ndarray
    lower: np.ndarray
    upper: np.ndarray

    @classmethod
    def of(cls, relations: list[tuple[int, list[int]]], values, *, lower=None, upper=None) -> "Cells":
        """From (total, parts) by position. Raises: ValueError when the values do not add up."""
        values = np.asarray(values, dtype=np.int64)
        floor = np.zeros(len(values)) if lower is None else np.asarray(lower, dtype=float)
        limits = np.full(len(values), np.inf) if upper is None else np.asarray(upper, dtype=float)
        cells = cls(matrix(relations, size=len(values)), values, floor, limits)
        wrong = np.flatnonzero(cells.equations @ values)
        if len(wrong):
            raise ValueError(f"{len(wrong)} totals are not the sum of their parts")
        return cells

    def __len__(self) -> int:
        return len(self.values)


def matrix(relations: list[tuple[int, list[int]]], *, size: int) -> sp.csr_matrix:
    """One equation per (total, parts)."""
    row = np.repeat(np.arange(len(relations)), [1 + len(parts) for _, parts in relations])
    column = [cell for total, parts in relations for cell in (total, *parts)]
    sign = [each for _, parts in relations for each in (-1.0, *[1.0] * len(parts))]
    return sp.csr_matrix((sign, (row, column)), shape=(len(relations), size))


def with_possible_values(cells: Cells) -> Cells:
    """The cells with a possible value, one of many, wherever the value is not known.

    Raises: ArithmeticError when none is possible.
    """
    unknown = np.isnan(cells.values)
    if not unknown.any():
        return cells
    ties, right = cells.equations[:, np.flatnonzero(unknown)], -(cells.equations @ np.nan_to_num(cells.values))
    model = highspy.Highs()
    model.setOptionValue("output_flag", False)
    model.addVars(int(unknown.sum()), cells.lower[unknown], cells.upper[unknown])
    model.addRows(len(right), right, right, ties.nnz, ties.indptr[:-1], ties.indices, ties.data)
    model.run()
    if model.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise ArithmeticError("what is not known can have no value that adds up")
    values = cells.values.copy()
    values[unknown] = model.getSolution().col_value
    return replace(cells, values=values)


def components(equations: sp.csr_matrix, hidden: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Groups of hidden cells that depend on each other, with the equations that tie them: (rows, cells)."""
    cells = np.flatnonzero(hidden)
    ties = equations[:, cells]
    count, label = connected_components(sp.bmat([[None, ties], [ties.T, None]]), directed=False)
    rows, columns = label[: ties.shape[0]], label[ties.shape[0] :]
    row_order, column_order = np.argsort(rows, kind="stable"), np.argsort(columns, kind="stable")
    row_ends = np.searchsorted(rows[row_order], np.arange(count + 1))
    column_ends = np.searchsorted(columns[column_order], np.arange(count + 1))
    for number in range(count):
        members = column_order[column_ends[number] : column_ends[number + 1]]
        if len(members):
            yield row_order[row_ends[number] : row_ends[number + 1]], cells[members]


def neighbourhoods(cells: Cells, seeds: np.ndarray, *, size: int) -> Iterator[np.ndarray]:
    """For each seed that is not in an earlier one: about `size` cells that equations bring nearest to it."""
    ties = abs(cells.equations)
    beside, taken = (ties.T @ ties).tocsr(), np.zeros(len(cells), dtype=bool)
    for seed in seeds:
        if not taken[seed]:
            block = _grown(beside, int(seed), size=size)
            taken |= block
            yield block


def _grown(beside: sp.csr_matrix, seed: int, *, size: int) -> np.ndarray:
    inside = np.zeros(beside.shape[0], dtype=bool)
    inside[seed], edge = True, np.array([seed])
    while len(edge) and inside.sum() < size:
        around = np.unique(beside[edge].indices)
        edge = around[~inside[around]][: size - int(inside.sum())]
        inside[edge] = True
    return inside
