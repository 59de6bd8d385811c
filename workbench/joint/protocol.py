"""What the compute parties work out together: sums, which of them are too small, and only then the rest."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.joint import field
from workbench.joint.engine import Engine
from workbench.joint.field import Field
from workbench.joint.last_look import still_closed
from workbench.joint.layout import Layout
from workbench.joint.manifest import Manifest
from workbench.joint.pattern import closed_cells

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Outcome:
    """Per cell of the layout: `small` and `closed`; `values` holds the sum of an open cell and -1 of a closed one."""

    small: NDArray[np.bool_]
    closed: NDArray[np.bool_]
    values: NDArray[np.int64]


async def joint_sum(engine: Engine, shares: Field, layout: Layout, manifest: Manifest, *, say: Progress) -> Outcome:
    """The protected table of the sums. Takes: shares of the base cells, already added up over organisations."""
    cells = layout.add_up(shares)
    say(f"{len(cells)} cellen vergelijken met de drempel")
    roots = np.tile(np.arange(manifest.threshold), (len(cells), 1))
    small = await engine.zeros(cells, roots)
    closed = await _closed(engine, cells, layout, manifest, small=small, say=say)
    say(f"{int((~closed).sum())} cellen openen, {int(closed.sum())} blijven dicht")
    values = np.full(len(cells), -1, dtype=np.int64)
    values[~closed] = await engine.open(cells[~closed])
    closed = still_closed(layout, values, small=small, closed=closed, threshold=manifest.threshold)
    return Outcome(small, closed, np.where(closed, -1, values))


async def _closed(engine: Engine, cells: Field, layout: Layout, manifest: Manifest, *, small, say) -> NDArray:
    """The pattern from the flags, until no open sum pins its closed parts to the edge of what they can be."""
    sizes, also = sizes_of(layout, manifest), None
    while True:
        closed = closed_cells(layout, small, sizes=sizes, also=also)
        checks = edge_checks(layout, manifest.threshold, small=small, closed=closed)
        if not checks:
            return closed
        say(f"{len(checks)} totalen nakijken")
        groups = [parts for _, parts, _ in checks]
        sums = field.sums(cells, np.concatenate(groups), np.cumsum([0, *(len(each) for each in groups[:-1])]))
        width = max(len(roots) for _, _, roots in checks)
        padded = np.array([[*roots, *[roots[0]] * (width - len(roots))] for _, _, roots in checks])
        at_edge = await engine.zeros(sums, padded)
        if not at_edge.any():
            return closed
        also = closed.copy()
        also[[total for (total, _, _), edge in zip(checks, at_edge, strict=True) if edge]] = True


def edge_checks(layout: Layout, threshold: int, *, small, closed) -> list[tuple[int, tuple[int, ...], list[int]]]:
    """The open totals whose closed parts add up to a sum that could give a small part away, and the sums that would.

    Closed parts are at least 0 and, when small, at most threshold - 1; other closed parts are at least the threshold.
    At the very edge of that range each part is known.
    """
    near = max(1, threshold // 4)
    checks = []
    for total, parts in layout.equations:
        inside = tuple(at for at in parts if closed[at])
        few = sum(bool(small[at]) for at in inside)
        if closed[total] or few == 0:
            continue
        low = threshold * (len(inside) - few)
        roots = list(range(low, low + near))
        if few == len(inside):
            high = few * (threshold - 1)
            roots += [root for root in range(high - near + 1, high + 1) if root not in roots]
        checks.append((total, inside, [root for root in roots if root >= 0]))
    return checks


def sizes_of(layout: Layout, manifest: Manifest) -> list[int]:
    """Public inhabitants per cell; without denominators every base cell counts for one."""
    base = [manifest.denominators.get(f"{area}|{band}", 1) for area, band in layout.base]
    return [int(sum(base[at] for at in each)) for each in layout.members]
