"""mpyc, held to what we need of it: products of shared vectors, random vectors, and opening.

One runtime per process, made for the parties of one manifest; all else (who may connect, when it ends) is ours.
"""

import asyncio
import sys
import time
from collections.abc import Callable
from contextlib import contextmanager

import numpy as np

from workbench.joint import careful
from workbench.joint.identity import Identity, PublicIdentity
from workbench.joint.shares import PRIME, Field, reach

CHUNK = 200_000  # elements a message; larger vectors go in parts, so that no party waits in silence


class Engine:
    """What a compute party can do with shares it cannot read. Vectors are shares; `opened` vectors are not."""

    def __init__(self, runtime):
        self.runtime, self.kind = runtime, runtime.SecFld(PRIME)

    async def multiply(self, left: Field, right: Field) -> Field:
        """Shares of the products, element by element."""
        return await self._in_parts(self._multiply, left, right)

    async def open(self, shares: Field) -> Field:
        """The values themselves, for every compute party."""
        return await self._in_parts(self._open, shares)

    async def random(self, size: int) -> Field:
        """Shares of values that nobody knows."""
        return await self._in_parts(self._random, np.zeros(size, dtype=object))

    async def zeros(self, shares: Field, roots: np.ndarray) -> np.ndarray:
        """Whether each value is one of its roots, and nothing else about it.

        The product of (value - root) times a random value is zero exactly then, and otherwise says nothing.
        Takes: `roots`, one row per value.
        """
        factors = [(shares - roots[:, column]) % PRIME for column in range(roots.shape[1])]
        factors.append(await self.random(len(shares)))
        while len(factors) > 1:
            half = len(factors) // 2
            product = await self.multiply(np.concatenate(factors[:half]), np.concatenate(factors[half : 2 * half]))
            factors = [*np.split(product, half), *factors[2 * half :]]
        return np.array([value == 0 for value in await self.open(factors[0])], dtype=bool)

    async def _multiply(self, left: Field, right: Field) -> Field:
        return self._bare(await self.runtime.gather(self._secret(left) * self._secret(right)))

    async def _open(self, shares: Field) -> Field:
        return self._bare(await self.runtime.output(self._secret(shares)))

    async def _random(self, template: Field) -> Field:
        return self._bare(await self.runtime.gather(self.runtime._np_randoms(self.kind, len(template))))

    async def _in_parts(self, work: Callable, *vectors: Field) -> Field:
        size = len(vectors[0])
        if size == 0:
            return np.zeros(0, dtype=object)
        parts = [await work(*(vector[at : at + CHUNK] for vector in vectors)) for at in range(0, size, CHUNK)]
        return np.concatenate(parts)

    def _secret(self, shares: Field):
        return self.kind.array(self.kind.field.array(shares, check=False))

    @staticmethod
    def _bare(values) -> Field:
        return np.asarray(values.value, dtype=object)


def runtime_for(identity: Identity, parties: list[PublicIdentity]):
    """A fresh mpyc runtime of this party among the compute parties; nothing is connected yet."""
    place = [party.name for party in parties].index(identity.name)
    addresses = [word for party in parties for word in ("-P", f"{party.host}:{party.port}")]
    with _own_words(["joint"]):
        import mpyc.runtime
    mpyc.runtime.pickle = careful
    with _own_words(["joint", *addresses, "-I", str(place), "-T", str(reach(len(parties))), "--no-log"]):
        return mpyc.runtime.setup()


@contextmanager
def _own_words(words: list[str]):
    # mpyc reads the command line of the process when it is imported; that line is not for it.
    before, sys.argv = sys.argv, words
    try:
        yield
    finally:
        sys.argv = before


async def unless_lost(work, *, lost: asyncio.Future, runtime, silence: float):
    """The result of `work`, or the reason it could not be finished. Raises: Lost."""
    from workbench.joint.pinned import Lost

    task = asyncio.ensure_future(work)
    try:
        while not task.done():
            await asyncio.wait({task, lost}, timeout=1.0, return_when=asyncio.FIRST_COMPLETED)
            if lost.done() and not task.done():
                raise Lost(*lost.result())
            quiet = [peer for peer in runtime.parties if _silence(peer) > silence]
            if quiet and not task.done():
                raise Lost(str(quiet[0].pid), "zwijgt")
        return task.result()
    finally:
        task.cancel()


def _silence(peer) -> float:
    heard = getattr(peer.protocol, "heard", None)
    return 0.0 if heard is None else time.monotonic() - heard
