"""The weights of everybody at the table as one short text, so that a page, its address and a report say the same.

`bijstand=3.2-1.45,inwoners:laag=1.0-5.11`: of each criterion the weight to start with, a digit for each seat (- for a
seat that gave none) and a digit for each weighing that was entered for somebody without a screen. `:laag` or `:hoog`
is there when the table decided otherwise than the catalogue what asks for attention.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from workbench.errors import InvalidInput

HIGHEST, MOST_CRITERIA, MOST_SEATS, MOST_OTHERS = 5, 6, 250, 40
WRITTEN = re.compile(r"([a-z0-9-]+)(?::(hoog|laag))?=([0-5])(?:\.([0-5-]*))?(?:\.([0-5]*))?")


@dataclass(frozen=True)
class Criterion:
    """One criterion: an indicator, where it asks for attention, and its weights."""

    name: str
    start: int
    seats: str = ""
    others: str = ""
    towards: str = ""

    def __str__(self) -> str:
        parts = [str(self.start), self.seats, self.others]
        weights = ".".join(parts[: 3 if self.others else 2 if self.seats else 1])
        return f"{self.name}{':' if self.towards else ''}{self.towards}={weights}"


Criteria = tuple[Criterion, ...]


def read(given: str) -> Criteria:
    """Raises: InvalidInput for what does not read so."""
    found = [WRITTEN.fullmatch(part.strip()) for part in given.split(",")]
    if not all(found) or not 1 <= len(found) <= MOST_CRITERIA:
        raise _unreadable(given)
    criteria = tuple(
        Criterion(name, int(start), seats or "", others or "", towards or "")
        for name, towards, start, seats, others in (match.groups() for match in found)
    )
    even = all(len({len(getattr(each, part)) for each in criteria}) == 1 for part in ("seats", "others"))
    fits = len(criteria[0].seats) <= MOST_SEATS and len(criteria[0].others) <= MOST_OTHERS
    if not (even and fits and len({each.name for each in criteria}) == len(criteria)):
        raise _unreadable(given)
    return criteria


def write(criteria: Criteria) -> str:
    return ",".join(map(str, criteria))


def weighings(criteria: Criteria) -> np.ndarray:
    """A row per weighing that was given, or the one to start with as long as there is none."""
    columns = [[_digits(each.seats), _digits(each.others)] for each in criteria]
    rows = np.array([np.concatenate(column) for column in columns]).T
    given = rows[np.isfinite(rows).all(axis=1) & (np.nan_to_num(rows).sum(axis=1) > 0)]
    return given if len(given) else np.array([[float(each.start) for each in criteria]])


def count_given(criteria: Criteria) -> int:
    """How many weighings were given."""
    return sum(digit != "-" for digit in criteria[0].seats + criteria[0].others)


def give(criteria: Criteria, weights: dict[str, int], *, seat: int | None) -> Criteria:
    """The criteria with the weighing of a seat (1, 2, ...) in place of its former one, or one for somebody else.

    Raises: InvalidInput when it is about other criteria, weighs nothing, or there is no place left.
    """
    if weights.keys() != {each.name for each in criteria}:
        raise InvalidInput(
            "a weighing of other criteria",
            page="De criteria zijn net veranderd. Kijk uw gewichten na en geef ze opnieuw.",
        )
    if not any(weights.values()) or not all(0 <= weight <= HIGHEST for weight in weights.values()):
        raise InvalidInput("nothing is weighed", page="Geef ten minste één criterium een gewicht boven nul.")
    if (seat is None and len(criteria[0].others) >= MOST_OTHERS) or (seat is not None and not 0 < seat <= MOST_SEATS):
        raise InvalidInput("no place for another weighing", page="Er is geen plaats voor nog een weging.")
    if seat is None:
        return tuple(replace(each, others=f"{each.others}{weights[each.name]}") for each in criteria)
    return tuple(replace(each, seats=_placed(each.seats, weights[each.name], at=seat - 1)) for each in criteria)


def add(criteria: Criteria, name: str) -> Criteria:
    """With one criterion more, that nobody weighed yet."""
    if name in {each.name for each in criteria} or len(criteria) >= MOST_CRITERIA:
        return criteria
    seats, others = criteria[0].seats, criteria[0].others
    return (*criteria, Criterion(name, 1, re.sub(r"\d", "0", seats), "0" * len(others)))


def drop(criteria: Criteria, name: str) -> Criteria:
    """Without a criterion; the last one stays."""
    kept = tuple(each for each in criteria if each.name != name)
    return kept or criteria


def turn(criteria: Criteria, name: str, *, towards: str) -> Criteria:
    """With `hoog`, `laag` or what the catalogue says (nothing) as what asks for attention."""
    return tuple(replace(each, towards=towards) if each.name == name else each for each in criteria)


def clear(criteria: Criteria) -> Criteria:
    """Without any weighing."""
    return tuple(replace(each, seats="", others="") for each in criteria)


def _digits(given: Sequence[str]) -> np.ndarray:
    return np.array([np.nan if digit == "-" else float(digit) for digit in given])


def _placed(seats: str, weight: int, *, at: int) -> str:
    padded = seats.ljust(at + 1, "-")
    return f"{padded[:at]}{weight}{padded[at + 1 :]}"


def _unreadable(given: str) -> InvalidInput:
    return InvalidInput(
        f"weights {given[:60]!r} do not read as name=0..{HIGHEST},name=0..{HIGHEST}",
        page=f"De gewichten zijn niet te lezen. Schrijf ze als 'eenzaamheid=3,bijstand=2', elk van 0 tot {HIGHEST}.",
    )
