"""Persons counted once: the estimate, its stated error, and a count by real parties."""

import asyncio

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import InvalidInput
from workbench.joint import field, persons, rehearse
from workbench.joint.plain import OpenEngine

KEY = b"0123456789abcdef"


def counted(known: list[list[int]], *, cells: int = 1, bits: int = 256) -> np.ndarray:
    marks = [persons.bitmap(((0, str(each)) for each in people), cells=cells, bits=bits, key=KEY) for people in known]
    bitmaps = [field.elements(each) for each in marks]
    return asyncio.run(persons.counted_once(OpenEngine(), bitmaps, bits=bits, threshold=10))


@given(st.lists(st.sets(st.integers(0, 100)), min_size=1, max_size=4))
def test_a_person_known_to_several_organisations_marks_one_bit(known):
    together = sorted(set().union(*known))
    assert list(counted([list(people) for people in known])) == list(counted([together]))


def test_fewer_marked_bits_than_the_threshold_are_never_opened():
    assert counted([list(range(5))])[0] == -1


def test_the_estimate_and_its_error_are_those_of_linear_counting():
    # Worked out by hand: t = 500/1024, 1024 x (e^t - t - 1) = 144.6, and its root is 12.03.
    assert persons.standard_error(500, bits=1024) == pytest.approx(12.03, abs=0.01)
    found = [
        persons.estimate(counted([list(range(at, at + 500))], bits=1024), bits=1024)[0] for at in range(0, 20_000, 500)
    ]
    assert np.mean(found) == pytest.approx(500, abs=3 * 12.03 / np.sqrt(len(found)))
    assert np.std(found) == pytest.approx(12.03, rel=0.4)


def test_another_key_marks_other_bits():
    one = persons.bitmap([(0, "x")], cells=1, bits=4096, key=KEY)
    other = persons.bitmap([(0, "x")], cells=1, bits=4096, key=KEY[::-1])
    assert not np.array_equal(one, other)


def test_a_short_key_is_refused_because_persons_could_be_guessed():
    with pytest.raises(InvalidInput):
        persons.bitmap([], cells=1, bits=64, key=b"kort")


def test_real_parties_count_once_within_the_stated_error():
    generator = np.random.default_rng(5)
    known = [generator.choice(900, 400, replace=False) for _ in range(3)]
    home = generator.integers(0, 12, 900)
    truth = len(set(np.concatenate(known).tolist()))
    bits = persons.bits_for(75)
    _, found = rehearse.count_persons(known, home, cells=12, bits=bits)
    assert found == pytest.approx(truth, abs=4 * np.sqrt(12) * persons.standard_error(truth / 12, bits=bits))
