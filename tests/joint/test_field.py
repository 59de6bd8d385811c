"""Arithmetic on arrays gives what Python's whole numbers give."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from workbench.joint import field
from workbench.joint.field import PRIME

ELEMENT = st.one_of(st.integers(0, PRIME - 1), st.sampled_from([0, 1, PRIME - 1, 2**32 - 1, 2**32, 2**60]))
PAIRS = st.lists(st.tuples(ELEMENT, ELEMENT), min_size=1, max_size=20)


def array(values) -> np.ndarray:
    return np.array(list(values), dtype=np.uint64)


@given(PAIRS)
def test_sums_differences_and_products_are_those_of_whole_numbers(pairs):
    left, right = (array(side) for side in zip(*pairs, strict=True))
    assert field.add(left, right).tolist() == [(a + b) % PRIME for a, b in pairs]
    assert field.subtract(left, right).tolist() == [(a - b) % PRIME for a, b in pairs]
    assert field.multiply(left, right).tolist() == [a * b % PRIME for a, b in pairs]


@given(st.lists(st.lists(ELEMENT, min_size=1, max_size=9), min_size=1, max_size=9))
def test_groups_are_added_up_each_by_itself(groups):
    values = array(value for group in groups for value in group)
    starts = np.cumsum([0, *(len(group) for group in groups[:-1])])
    assert field.sums(values, np.arange(len(values)), starts).tolist() == [sum(group) % PRIME for group in groups]


@given(st.lists(st.integers(-(2**62), 2**62), min_size=1))
def test_a_negative_number_counts_down_from_the_prime(numbers):
    assert field.elements(numbers).tolist() == [number % PRIME for number in numbers]


@given(st.lists(st.binary(min_size=16, max_size=16), min_size=1))
def test_random_bytes_become_their_remainder(drawn):
    expected = [int.from_bytes(each, "little") % PRIME for each in drawn]
    assert field.uniform(b"".join(drawn)).tolist() == expected


@given(st.lists(ELEMENT, min_size=3, max_size=3), st.integers(0, 9))
def test_three_points_give_back_a_parabola(coefficients, point):
    def value(at: int) -> int:
        return sum(each * at**power for power, each in enumerate(coefficients)) % PRIME

    weights = field.weights_at(point, [2, 5, 7])
    assert sum(weight * value(at) for weight, at in zip(weights, [2, 5, 7], strict=True)) % PRIME == value(point)
