"""Which cells stay closed, decided from public flags alone: never from a figure.

A cell below the threshold is closed. In every sum with a closed cell at least two stay closed, and no small cell may
follow from the open ones by adding and subtracting. The cell given up for it is the one with the fewest inhabitants.
"""

from collections import deque
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import qr
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from workbench.analysis.threads import on_one_thread
from workbench.joint.layout import Layout

Flags = NDArray[np.bool_]
Row = tuple[int, ...]  # a sum: the total first, then its parts


@on_one_thread
def closed_cells(layout: Layout, small: Flags, *, sizes: Sequence[int], also: Flags | None = None) -> Flags:
    """The cells that stay closed, as few as this rule needs.

    Takes: `small`, per cell whether it is below the threshold; `sizes`, public inhabitants per cell; `also`, cells
    that were closed before. The same on every party: ties go to the first.
    """
    closed = small.copy() if also is None else small | also
    rows = [(total, *parts) for total, parts in layout.equations]
    rows_of: list[list[int]] = [[] for _ in layout.cells]
    for number, row in enumerate(rows):
        for at in row:
            rows_of[at].append(number)
    waiting = deque(range(len(rows)))
    while True:
        _leave_none_alone(closed, rows, rows_of, sizes=sizes, waiting=waiting)
        revealed = next(_revealed(rows, small=small, closed=closed), None)
        if revealed is None:
            return closed
        _close_one(closed, rows_of, among=revealed, sizes=sizes, waiting=waiting)


def _leave_none_alone(closed: Flags, rows: list[Row], rows_of, *, sizes, waiting: deque[int]) -> None:
    """Closes a second cell in every sum with one closed cell, and again where that leaves another one alone."""
    while waiting:
        row = rows[waiting.popleft()]
        if sum(closed[at] for at in row) == 1:
            _close_one(closed, rows_of, among=row, sizes=sizes, waiting=waiting)


def _close_one(closed: Flags, rows_of: list[list[int]], *, among: Row, sizes, waiting: deque[int]) -> None:
    chosen = min((at for at in among if not closed[at]), key=lambda at: (sizes[at], at))
    closed[chosen] = True
    waiting.extend(rows_of[chosen])


def _revealed(rows: list[Row], *, small: Flags, closed: Flags) -> Iterator[Row]:
    """The sums through small cells that the open cells still determine.

    A cell is determined when its unit vector lies in the row space of the sums, over the closed cells: its row in an
    orthonormal basis of that space has length one.
    """
    for part in _components(rows, closed):
        columns = sorted({at for row in part for at in row if closed[at]})
        position = {at: number for number, at in enumerate(columns)}
        matrix = np.zeros((len(columns), len(part)))
        for number, row in enumerate(part):
            for at in row:
                if closed[at]:
                    matrix[position[at], number] = -1 if at == row[0] else 1
        basis, triangle, _ = qr(matrix, mode="economic", pivoting=True)
        rank = int((np.abs(np.diag(triangle)) > 1e-9).sum())
        lengths = (basis[:, :rank] ** 2).sum(axis=1)
        for at, length in zip(columns, lengths, strict=True):
            if small[at] and length > 1 - 1e-9:
                yield next(row for row in part if at in row and not closed[list(row)].all())


def _components(rows: list[Row], closed: Flags) -> list[list[Row]]:
    """The sums in groups that share closed cells; cells in different groups say nothing about each other."""
    touched = [row for row in rows if closed[list(row)].any()]
    if not touched:
        return []
    pairs = [(number, at) for number, row in enumerate(touched) for at in row if closed[at]]
    numbers, places = np.array(pairs).T
    links = csr_matrix((np.ones(len(pairs)), (numbers, places)), shape=(len(touched), len(closed)))
    _, labels = connected_components(links @ links.T, directed=False)
    groups: dict[int, list[Row]] = {}
    for label, row in zip(labels, touched, strict=True):
        groups.setdefault(int(label), []).append(row)
    return list(groups.values())
