"""Which cells stay closed: those below the threshold, and what would give them back.

Chosen from public flags, and from one answer per small sum that is asked inside: never from a figure. Whatever opens
afterwards fits at least two tables that differ in each small sum, so neither a reader nor a compute party computes one.
"""

import numpy as np

from workbench.joint.circuits import Circuits, Flags
from workbench.joint.engine import Engine
from workbench.joint.field import Field
from workbench.joint.layout import Layout
from workbench.joint.leeway import Limits, Question
from workbench.joint.manifest import Manifest


async def closed_cells(engine: Engine, cells: Field, layout: Layout, manifest: Manifest, *, small: Flags, say) -> Flags:
    """The cells that stay closed. Takes: shares of all cells; `small`, which of them are below the threshold.

    The same on every party: ties go to the first.
    """
    if not layout.equations:
        return small
    circuits, limits = Circuits(layout, small, sizes=sizes_of(layout, manifest)), Limits(small, manifest.threshold)
    waiting, more = np.flatnonzero(small).tolist(), 1
    await engine.aside(_close_around, circuits, waiting)
    while waiting:
        say(f"{len(waiting)} kleine sommen nakijken")
        question = Question(circuits, limits)
        await engine.aside(question.about, waiting)
        stuck = np.array(waiting)[await question.answer(engine, cells)].tolist()
        # More and more is closed around those without leeway, until nothing around them is open.
        waiting, more = await engine.aside(_close_more, circuits, stuck, more), 2 * more
    return circuits.closed


def _close_around(circuits: Circuits, cells: list[int]) -> None:
    for cell in cells:
        circuits.close(circuits.cheapest(cell))


def _close_more(circuits: Circuits, cells: list[int], times: int) -> list[int]:
    """Closes more circuits through each cell; those around which there were any."""
    around: set[int] = set()
    for _ in range(times):
        # All are chosen before one is closed: neighbours often can do with the same.
        chosen = {cell: found for cell in cells if (found := circuits.cheapest(cell, another=True))}
        for found in chosen.values():
            circuits.close(found)
        around |= chosen.keys()
    return [cell for cell in cells if cell in around]


def sizes_of(layout: Layout, manifest: Manifest) -> np.ndarray:
    """Public inhabitants per cell; without denominators every base cell counts for one."""
    base = np.array([manifest.denominators.get(f"{area}|{band}", 1) for area, band in layout.base])
    return np.array([base[each].sum() for each in layout.members])
