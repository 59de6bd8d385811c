"""A honeycomb of whole-numbered corners, so that outlines of neighbouring cells share theirs exactly.

A cell is (column, row), rows from north to south, every second row half a cell to the east. A corner is a pair of
whole numbers: half cell widths to the east and quarter cell heights to the south.
"""

from collections.abc import Collection, Iterable

Cell = tuple[int, int]
Corner = tuple[int, int]
Ring = list[Corner]
AROUND = ((0, -2), (-1, -1), (-1, 1), (0, 2), (1, 1), (1, -1))  # the corners of a cell, against the clock on the map


def centre(cell: Cell) -> Corner:
    column, row = cell
    return 2 * column + (row & 1) + 1, 3 * row + 2


def touching(cell: Cell) -> list[Cell]:
    column, row = cell
    east = column + (row & 1)
    return [
        (column - 1, row),
        (column + 1, row),
        (east - 1, row - 1),
        (east, row - 1),
        (east - 1, row + 1),
        (east, row + 1),
    ]


def reach(start: Cell, cells: Collection[Cell]) -> dict[Cell, int]:
    """How many steps each cell that can be reached from `start` is away."""
    steps, edge = {start: 0}, [start]
    while edge:
        further = []
        for cell in edge:
            for near in touching(cell):
                if near in cells and near not in steps:
                    steps[near] = steps[cell] + 1
                    further.append(near)
        edge = further
    return steps


def connected(cells: set[Cell]) -> bool:
    return not cells or len(reach(next(iter(cells)), cells)) == len(cells)


def rings(cells: Iterable[Cell]) -> list[Ring]:
    """The outline of cells together: closed rings, against the clock on the map, with the clock around a hole."""
    edges: set[tuple[Corner, Corner]] = set()
    for cell in cells:
        x, y = centre(cell)
        corners = [(x + dx, y + dy) for dx, dy in AROUND]
        edges.update(zip(corners, corners[1:] + corners[:1], strict=True))
    after = {start: end for start, end in edges if (end, start) not in edges}  # not between two of the cells
    found = []
    while after:
        first, corner = min(after.items())
        ring = [first]
        del after[first]
        while corner != first:
            ring.append(corner)
            corner = after.pop(corner)
        found.append([*ring, first])
    return found
