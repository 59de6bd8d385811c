"""The engine of each party, linked in one process: products, random values, openings, and messages that do not fit."""

import asyncio
import math
import time
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.joint import engine
from workbench.joint.engine import Engine
from workbench.joint.field import PRIME
from workbench.joint.pinned import Lost
from workbench.joint.shares import join, reach, split

VALUES = st.lists(st.integers(0, 30), min_size=1, max_size=12).map(lambda values: np.array(values, dtype=np.int64))


@dataclass
class Line:
    """One direction of a connection; `bend` changes what is sent."""

    arrived: dict = field(default_factory=dict)
    bend: object = staticmethod(lambda content: content)


@dataclass
class End:
    outgoing: Line
    incoming: Line

    def send(self, mark: int, content: bytes) -> None:
        self.outgoing.arrived.setdefault(mark, asyncio.Future()).set_result(self.outgoing.bend(content))

    def receive(self, mark: int) -> asyncio.Future:
        return self.incoming.arrived.setdefault(mark, asyncio.Future())


@dataclass
class Peer:
    protocol: End | None


@dataclass
class Runtime:
    pid: int
    parties: list
    _prss_keys: dict


def engines(count: int, *, bend=None) -> list[Engine]:
    lines = {(a, b): Line() for a in range(count) for b in range(count)}
    if bend:
        lines[2, 0].bend = bend
    keys = {holders: bytes([*holders]) * 8 for holders in combinations(range(count), count - reach(count))}
    return [
        Engine(
            Runtime(
                place,
                [Peer(End(lines[place, other], lines[other, place])) for other in range(count)],
                {holders: key for holders, key in keys.items() if place in holders},
            ),
            names=[f"partij-{number}" for number in range(1, count + 1)],
        )
        for place in range(count)
    ]


def together(count: int, work, *vectors: np.ndarray, bend=None) -> list:
    """What every party has after `work(engine, *its shares)`."""
    shares = [split(vector, parties=count) for vector in vectors]

    async def all_of_them():
        parties = engines(count, bend=bend)
        return await asyncio.gather(
            *(work(engine, *(each[place] for each in shares)) for place, engine in enumerate(parties))
        )

    return asyncio.run(all_of_them())


@settings(max_examples=25)
@given(st.sampled_from([3, 4, 5]), VALUES)
def test_the_product_of_shares_is_a_share_of_the_product(count, values):
    products = together(count, lambda engine, left: engine.multiply(left, left), values)
    some = dict(list(enumerate(products))[-(reach(count) + 1) :])
    assert join(some).tolist() == (values * values).tolist()


@settings(max_examples=25)
@given(st.sampled_from([3, 5]), VALUES, st.integers(1, 11))
def test_every_party_learns_the_same_flags_and_they_are_right(count, values, threshold):
    roots = np.tile(np.arange(threshold), (len(values), 1))
    flags = together(count, lambda engine, shares: engine.zeros(shares, roots), values)
    assert all(each.tolist() == (values < threshold).tolist() for each in flags)


@settings(max_examples=25)
@given(st.sampled_from([3, 5]), st.lists(VALUES, min_size=1, max_size=6))
def test_each_group_is_multiplied_by_itself(count, groups):
    lengths = np.array([len(group) for group in groups])
    products = together(count, lambda engine, shares: engine.products(shares, lengths), np.concatenate(groups))
    some = dict(list(enumerate(products))[-(reach(count) + 1) :])
    assert join(some).tolist() == [math.prod(group.tolist()) % PRIME for group in groups]


@settings(max_examples=25)
@given(st.sampled_from([3, 5]), st.lists(st.lists(st.integers(-1, 1), min_size=1, max_size=4), min_size=1, max_size=8))
def test_a_group_is_all_zero_only_when_each_of_its_values_is(count, groups):
    lengths = np.array([len(group) for group in groups])
    values = np.concatenate(groups).astype(np.int64)
    told = together(count, lambda engine, shares: engine.all_zero(shares, lengths), values)
    assert all(each.tolist() == [not any(group) for group in groups] for each in told)


def test_a_party_that_thinks_long_lets_the_others_hear_that_it_is_there(monkeypatch):
    monkeypatch.setattr(engine, "BEAT_SECONDS", 0.05)

    async def think(party):
        thought = await party.aside(time.sleep, 0.4) if party.place == 0 else None
        heard = [mark for mark in party.runtime.parties[0].protocol.incoming.arrived if mark > engine.BEAT]
        return thought, await party.open(np.ones(1, dtype=np.uint64)), heard if party.place else []

    async def late(party):
        if party.place:
            await asyncio.sleep(0.3)
        return await think(party)

    first, *others = together(3, late)
    assert first[1].tolist() == [1]
    assert all(len(heard) > 1 for *_, heard in others)


def test_a_random_value_is_the_same_for_any_parties_that_put_shares_together_and_never_twice_the_same():
    async def twice(engine):
        return [await engine.random(4), await engine.random(4)]

    drawn = together(5, twice)
    first, second = ([join({at: drawn[at][turn] for at in some}) for some in ((0, 1, 2), (2, 3, 4))] for turn in (0, 1))
    assert np.array_equal(*first)
    assert not set(first[0].tolist()) & set(second[0].tolist())


@pytest.mark.parametrize(
    ("bend", "why"),
    [
        (lambda content: content[:-1], "partij-3: stuurde een bericht van de verkeerde lengte"),
        (
            lambda content: PRIME.to_bytes(8, "little") * (len(content) // 8),
            "partij-3: stuurde getallen die niet kunnen",
        ),
        (lambda content: b"\x01" + content[1:], "niet bij de andere passen"),
    ],
)
def test_a_party_that_sends_what_does_not_fit_stops_the_computation(bend, why):
    with pytest.raises(Lost, match=why):
        together(3, lambda engine, shares: engine.open(shares), np.array([256 * 7]), bend=bend)
