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

    `upper` is what anyone knows a cell cannot exceed (such as the size of the group); infinite when nobody knows.
    """

    equations: sp.csr_matrix
    values: np.ndarray
    upper: np.ndarray

    @classmethod
    def of(cls, relations: list[tuple[int, list[int]]], values, *, upper=None) -> "Cells":
        """From (total, parts) by position. Raises: ValueError when the values do not add up."""
        values = np.asarray(values, dtype=np.int64)
        limits = np.full(len(values), np.inf) if upper is None else np.asarray(upper, dtype=float)
        cells = cls(matrix(relations, size=len(values)), values, limits)
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
    model.addVars(int(unknown.sum()), np.zeros(int(unknown.sum())), cells.upper[unknown])
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
