"""Persons known to several organisations, counted once, without anybody seeing who they are.

Each organisation marks, per cell, the bits that its persons hash to under a key that the compute parties do not have. A
person known to two organisations marks the same bit. Inside, the marks are joined (secret OR) and the bits left empty
are counted; from that number follows how many different persons there are (linear counting).
Source: Whang, Vander-Zanden and Taylor (1990), ACM Trans. Database Systems 15, 208-229.
"""

import hashlib
import hmac
import math
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from workbench.errors import InvalidInput
from workbench.joint import field
from workbench.joint.engine import Engine
from workbench.joint.field import Field

Bits = NDArray[np.int64]


def bits_for(expected: int) -> int:
    """How many bits a cell needs so that counting stays within about two persons for so many expected."""
    return max(64, 2 ** math.ceil(math.log2(8 * max(expected, 1))))


def bitmap(persons: Iterable[tuple[int, str]], *, cells: int, bits: int, key: bytes) -> Bits:
    """The marks of one organisation: `cells` times `bits` zeros and ones.

    Takes: (cell, person) with any stable text for the person; `key`, known to the organisations and to nobody else.
    Raises: InvalidInput for a short key: identifiers could then be tried one by one.
    """
    if len(key) < 16:
        raise InvalidInput(
            "key shorter than 16 bytes", page="De gezamenlijke sleutel is te kort; gebruik 16 bytes of meer."
        )
    marks = np.zeros(cells * bits, dtype=np.int64)
    for cell, person in persons:
        digest = hmac.digest(key, f"{cell}|{person}".encode(), hashlib.sha256)
        marks[cell * bits + int.from_bytes(digest[:8], "little") % bits] = 1
    return marks


async def empty_bits(engine: Engine, bitmaps: Sequence[Field], *, bits: int) -> Field:
    """Shares of the number of bits per cell that no organisation marked. Takes: each organisation's shares.

    A bit is empty when it is empty everywhere: the product of (1 - mark) over the organisations.
    """
    products = [field.subtract(np.ones_like(each), each) for each in bitmaps]
    while len(products) > 1:
        half = len(products) // 2
        joined = await engine.multiply(np.concatenate(products[:half]), np.concatenate(products[half : 2 * half]))
        products = [*np.split(joined, half), *products[2 * half :]]
    empty = products[0]
    return field.sums(empty, np.arange(len(empty)), np.arange(0, len(empty), bits))


async def counted_once(engine: Engine, bitmaps: Sequence[Field], *, bits: int, threshold: int) -> Bits:
    """Per cell how many bits are empty, or -1 when so few are marked that the number stays closed.

    A cell with fewer marked bits than the threshold is never opened.
    """
    empty = await empty_bits(engine, bitmaps, bits=bits)
    roots = np.tile(np.arange(bits - threshold + 1, bits + 1), (len(empty), 1))
    small = await engine.zeros(empty, roots)
    found = np.full(len(empty), -1, dtype=np.int64)
    found[~small] = await engine.open(empty[~small])
    return found


def estimate(empty: Bits, *, bits: int) -> NDArray[np.float64]:
    """Persons per cell from the number of empty bits; infinite when no bit is empty."""
    with np.errstate(divide="ignore"):
        return -bits * np.log(np.maximum(empty, 0) / bits)


def standard_error(persons: float, *, bits: int) -> float:
    """Of the estimate for one cell, in persons (Whang and others, theorem 1)."""
    load = persons / bits
    return math.sqrt(bits * (math.exp(load) - load - 1))
