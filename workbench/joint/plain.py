"""The same computation in the open, for organisations that may share their tables: same rules, same result."""

from collections.abc import Callable, Coroutine, Iterable, Mapping

import numpy as np

from workbench.joint import field
from workbench.joint.engine import Engine, T
from workbench.joint.field import Field
from workbench.joint.layout import Cell, Layout, layout_of, vector
from workbench.joint.manifest import Manifest
from workbench.joint.protocol import Outcome, joint_sum


class OpenEngine(Engine):
    """Does in the open what the compute parties do on shares."""

    def __init__(self) -> None:
        """Needs nobody else."""

    async def open(self, shares: Field) -> Field:
        return shares

    async def multiply(self, left: Field, right: Field) -> Field:
        return field.multiply(left, right)

    async def aside(self, work: Callable[..., T], *given: object) -> T:
        return work(*given)

    async def random(self, size: int) -> Field:
        return field.random(size)

    async def all_zero(self, shares: Field, lengths: np.ndarray) -> np.ndarray:
        return np.logical_and.reduceat(shares == 0, np.cumsum(lengths) - lengths)


def plain_sum(tables: Iterable[Mapping[Cell, int]], manifest: Manifest) -> tuple[Layout, Outcome]:
    """The protected sums of tables that lie open on this machine."""
    layout = layout_of(manifest)
    total = np.zeros(len(layout.base), dtype=np.uint64)
    for table in tables:
        total = field.add(total, field.elements(vector(table, layout)))
    return layout, in_the_open(joint_sum(OpenEngine(), total, layout, manifest, say=lambda _: None))


def in_the_open(work: Coroutine[None, None, Outcome]) -> Outcome:
    """What parties would work out together, without parties."""
    # In the open nobody is waited for: no event loop is needed, and a notebook has its own running already.
    try:
        work.send(None)
    except StopIteration as done:
        return done.value
    raise RuntimeError("the open computation waited for somebody")
