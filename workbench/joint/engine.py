"""mpyc's runtime, held to what we need of it: its parties, its agreed random keys and its messages.

One runtime per process, made for the parties of one manifest; all else (who may connect, when it ends) is ours. The
arithmetic is ours too: many times as fast on whole arrays, and what travels is numbers, never a pickle that runs.
"""

import asyncio
import hashlib
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import contextmanager
from inspect import isawaitable
from typing import TypeVar

import numpy as np

from workbench.joint import field
from workbench.joint.field import PRIME, Field
from workbench.joint.identity import Identity, PublicIdentity
from workbench.joint.pinned import Lost
from workbench.joint.shares import reach, split

T = TypeVar("T")
BEAT_SECONDS = 3.0
BEAT = 2**62  # from here on, numbers of messages that nobody waits for
CHUNK = 200_000  # elements a message; larger vectors go in parts, so that no party waits in silence


class Engine:
    """What a compute party can do with shares it cannot read. Vectors are shares; `opened` vectors are not."""

    def __init__(self, runtime, *, names: list[str]):
        self.runtime, self.names, self.rounds = runtime, names, 0
        self.beats = 0
        self.count, self.place = len(runtime.parties), runtime.pid
        self.reach = reach(self.count)

    async def multiply(self, left: Field, right: Field) -> Field:
        """Shares of the products, element by element.

        The product of two shares lies on a polynomial of twice the degree; sharing it again brings the degree back.
        Source: Gennaro, Rabin and Rabin (1998), PODC, 101-111.
        """
        products = field.multiply(left, right)
        dealers = list(range(2 * self.reach + 1))
        parts = [await self._shared_again(part, dealers) for part in _in_parts(products)]
        return np.concatenate(parts)

    async def open(self, shares: Field) -> Field:
        """The values themselves, for every compute party. Raises: Lost when a party's shares do not fit the others'."""
        return np.concatenate([await self._opened(part) for part in _in_parts(shares)])

    async def random(self, size: int) -> Field:
        """Shares of values that nobody knows, made without a message from keys that each two or more parties hold.

        Source: Cramer, Damgård and Ishai (2005), TCC, 342-362.
        """
        self.rounds += 1
        total = np.zeros(size, dtype=np.uint64)
        for holders, key in sorted(self.runtime._prss_keys.items()):
            label = b"random" + self.rounds.to_bytes(8, "little")
            drawn = field.uniform(hashlib.shake_128(key + label).digest(16 * size))
            others = [place + 1 for place in range(self.count) if place not in holders]
            weight = field.weights_at(self.place + 1, [0, *others])[0]
            total = field.add(total, field.multiply(drawn, weight))
        return total

    async def zeros(self, shares: Field, roots: np.ndarray) -> np.ndarray:
        """Whether each value is one of its roots, and nothing else about it.

        The product of (value - root) times a random value is zero exactly then, and otherwise says nothing.
        Takes: `roots`, one row per value.
        """
        factors = field.subtract(np.repeat(shares, roots.shape[1]), field.elements(roots.ravel()))
        each = np.ones(len(shares), dtype=np.intp)
        return await self.all_zero(await self.products(factors, roots.shape[1] * each), each)

    async def aside(self, work: Callable[..., T], *given: object) -> T:
        """The result of work that takes long and needs nobody; meanwhile the others hear that this party is there."""
        task = asyncio.ensure_future(asyncio.to_thread(work, *given))
        while not (await asyncio.wait({task}, timeout=BEAT_SECONDS))[0]:
            self.beats += 1
            for place, party in enumerate(self.runtime.parties):
                if place != self.place:
                    party.protocol.send(BEAT + self.beats, b"")
        return task.result()

    async def products(self, factors: Field, lengths: np.ndarray) -> Field:
        """Shares of the product of each group of factors; `lengths` says how many factors each group has, in a row."""
        while (lengths > 1).any():
            place = np.arange(len(factors)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
            second = np.flatnonzero(place % 2)
            joined = await self.multiply(factors[second - 1], factors[second])
            factors = factors.copy()
            factors[second - 1] = joined
            factors, lengths = np.delete(factors, second), (lengths + 1) // 2
        return factors

    async def all_zero(self, shares: Field, lengths: np.ndarray) -> np.ndarray:
        """Whether all values of each group are zero, and nothing else about them.

        Each value times a random one, added up, is zero exactly then (but for one chance in 2**61), and otherwise
        could be anything.
        """
        masked = await self.multiply(shares, await self.random(len(shares)))
        return await self.open(field.sums(masked, np.arange(len(masked)), np.cumsum(lengths) - lengths)) == 0

    async def _shared_again(self, values: Field, dealers: list[int]) -> Field:
        mine = split(values, parties=self.count) if self.place in dealers else None
        got = await self._exchanged(mine, dealers, size=len(values))
        return field.weighted(got, field.weights_at(0, [dealer + 1 for dealer in dealers]))

    async def _opened(self, shares: Field) -> Field:
        everyone = list(range(self.count))
        got = await self._exchanged([shares] * self.count, everyone, size=len(shares))
        enough = everyone[: self.reach + 1]
        for late in everyone[self.reach + 1 :]:
            expected = field.weighted(got[: len(enough)], field.weights_at(late + 1, [at + 1 for at in enough]))
            if not np.array_equal(expected, got[late]):
                raise Lost("een rekenpartij", "stuurde delen die niet bij de andere passen")
        return field.weighted(got[: len(enough)], field.weights_at(0, [at + 1 for at in enough]))

    async def _exchanged(self, mine: list[Field] | None, dealers: list[int], *, size: int) -> list[Field]:
        """What each dealer has for this party, after sending every other party what this one has for it."""
        self.rounds += 1
        mark = -self.rounds  # mpyc's own messages carry other numbers
        peers = [party.protocol for party in self.runtime.parties]
        if mine is not None:
            for place, part in enumerate(mine):
                if place != self.place:
                    peers[place].send(mark, part.astype("<u8").tobytes())
        return [
            mine[dealer]
            if dealer == self.place
            else _heard(await _now(peers[dealer].receive(mark)), self.names[dealer], size=size)
            for dealer in dealers
        ]


def _in_parts(vector: Field) -> list[Field]:
    return [vector[at : at + CHUNK] for at in range(0, max(len(vector), 1), CHUNK)]


async def _now(answer: bytes | Awaitable[bytes]) -> bytes:
    return await answer if isawaitable(answer) else answer


def _heard(content: bytes, sender: str, *, size: int) -> Field:
    if len(content) != 8 * size:
        raise Lost(sender, "stuurde een bericht van de verkeerde lengte")
    values = np.frombuffer(content, dtype="<u8").astype(np.uint64)
    if (values >= PRIME).any():
        raise Lost(sender, "stuurde getallen die niet kunnen")
    return values


def runtime_for(identity: Identity, parties: list[PublicIdentity]):
    """A fresh mpyc runtime of this party among the compute parties; nothing is connected yet."""
    place = [party.name for party in parties].index(identity.name)
    addresses = [word for party in parties for word in ("-P", f"{party.host}:{party.port}")]
    with _own_words(["joint"]):
        import mpyc.runtime
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


async def unless_lost(work, *, lost: asyncio.Future, runtime, names: list[str], silence: float):
    """The result of `work`, or the reason it could not be finished. Raises: Lost."""
    task = asyncio.ensure_future(work)
    try:
        while not task.done():
            await asyncio.wait({task, lost}, timeout=1.0, return_when=asyncio.FIRST_COMPLETED)
            if lost.done() and not task.done():
                raise Lost(*lost.result())
            quiet = [peer for peer in runtime.parties if _silence(peer) > silence]
            if quiet and not task.done():
                raise Lost(names[quiet[0].pid], "zwijgt")
        return task.result()
    finally:
        task.cancel()


def _silence(peer) -> float:
    heard = getattr(peer.protocol, "heard", None)
    return 0.0 if heard is None else time.monotonic() - heard
