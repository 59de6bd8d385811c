"""What the compute parties work out together: sums, which of them are too small, and only then the rest."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.joint.engine import Engine
from workbench.joint.field import Field
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
    closed = await closed_cells(engine, cells, layout, manifest, small=small, say=say)
    say(f"{int((~closed).sum())} cellen openen, {int(closed.sum())} blijven dicht")
    values = np.full(len(cells), -1, dtype=np.int64)
    values[~closed] = await engine.open(cells[~closed])
    return Outcome(small, closed, values)
