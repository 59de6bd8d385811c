"""Arithmetic modulo the prime 2**61 - 1, on whole arrays at once.

A product of two elements takes 122 bits; it is made from halves of 32 bits, and 2**61 counts for one.
"""

import secrets

import numpy as np
from numpy.typing import ArrayLike, NDArray

PRIME = 2**61 - 1
Field = NDArray[np.uint64]  # elements: below PRIME

_PRIME, _61, _32, _29, _3 = (np.uint64(number) for number in (PRIME, 61, 32, 29, 3))
_LOW_32, _LOW_29 = np.uint64(2**32 - 1), np.uint64(2**29 - 1)


def elements(values: ArrayLike) -> Field:
    """Whole numbers as elements; a negative one counts down from the prime."""
    return (np.asarray(values, dtype=np.int64) % PRIME).astype(np.uint64)


def add(left: Field, right: Field) -> Field:
    return _reduced(left + right)


def subtract(left: Field, right: Field) -> Field:
    return _reduced(left + (_PRIME - right))


def multiply(left: Field, right: Field | int) -> Field:
    """Element by element; `right` may be one element for all."""
    right = np.asarray(right, dtype=np.uint64)
    high, low = left >> _32, left & _LOW_32
    other_high, other_low = right >> _32, right & _LOW_32
    middle = high * other_low + low * other_high
    bottom = low * other_low
    top = (high * other_high) << _3  # 2**64 counts for 8
    return _reduced(top + (middle >> _29) + ((middle & _LOW_29) << _32) + (bottom & _PRIME) + (bottom >> _61))


def sums(values: Field, groups: NDArray[np.intp], starts: NDArray[np.intp]) -> Field:
    """The sum of each group: `groups` holds the places of all groups in a row, `starts` where each begins."""
    if not len(starts):
        return np.zeros(0, dtype=np.uint64)
    taken = values[groups]
    low, high = (np.add.reduceat(half, starts) for half in (taken & _LOW_32, taken >> _32))
    return add(_reduced(low), multiply(_reduced(high), 2**32))


def running(values: Field) -> Field:
    """The sum of the first values, for each number of them from none to all."""
    low, high = (np.concatenate([[0], np.cumsum(half)]).astype(np.uint64) for half in (values & _LOW_32, values >> _32))
    return add(_reduced(low), multiply(_reduced(high), 2**32))


def weighted(rows: list[Field], weights: list[int]) -> Field:
    """The sum of every row times its weight."""
    total = np.zeros(len(rows[0]), dtype=np.uint64)
    for row, weight in zip(rows, weights, strict=True):
        total = add(total, multiply(row, weight % PRIME))
    return total


def uniform(drawn: bytes) -> Field:
    """One element for each sixteen random bytes: uniform to within 2**-67."""
    halves = np.frombuffer(drawn, dtype="<u8").reshape(-1, 2)
    return add(_reduced(halves[:, 0]), multiply(_reduced(halves[:, 1]), 8))


def random(size: int) -> Field:
    """Elements that nobody can guess."""
    return uniform(secrets.token_bytes(16 * size))


def weights_at(point: int, places: list[int]) -> list[int]:
    """What the values of a polynomial at `places` weigh in its value at `point` (Lagrange)."""
    weights = []
    for place in places:
        weight = 1
        for other in places:
            if other != place:
                weight = weight * (point - other) * pow(place - other, -1, PRIME) % PRIME
        weights.append(weight)
    return weights


def _reduced(values: Field) -> Field:
    once = (values & _PRIME) + (values >> _61)
    return np.where(once >= _PRIME, once - _PRIME, once)
