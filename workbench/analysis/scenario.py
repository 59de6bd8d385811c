"""What if a determinant moved this much in these areas: expected change, its interval, and how many people.

A regression over areas carries no promise: the assumptions are sentences that the table can change, and what the
figures cannot support is refused.
"""

from dataclasses import dataclass

import numpy as np

from workbench.analysis.association import regression
from workbench.errors import CannotAnswer
from workbench.text import count, number

ASSUMPTIONS = (
    "Het verband tussen gebieden geldt ook binnen een gebied als het daar verandert.",
    "Het kenmerk is de oorzaak; er is niet iets anders dat beide verandert.",
    "Al het andere blijft gelijk.",
    "Mensen verhuizen niet vanwege de verandering.",
)


LEAST_MOVE = 0.5  # share of the move that the chosen areas must be able to make, on average


@dataclass(frozen=True, eq=False)
class Expected:
    """The expected change of the indicator in its unit, and in persons over all chosen areas."""

    change: float
    lower: float
    upper: float
    persons: float | None
    persons_lower: float | None
    persons_upper: float | None
    areas: int
    capped: int  # areas that cannot move so far, in which the determinant stops at the end of its range
    assumptions: tuple[str, ...]


def expected_change(
    outcome: np.ndarray,
    determinant: np.ndarray,
    *,
    move: float,
    chosen: np.ndarray,
    persons: np.ndarray | None = None,
    per: float = 100.0,
    others: np.ndarray | None = None,
    assumptions: tuple[str, ...] = ASSUMPTIONS,
) -> Expected:
    """The change to be expected in the chosen areas when the determinant moves by `move`.

    Takes: complete figures, a row per area; `others` are covariates kept the same; `persons` the people of each area;
    `per` is what the outcome counts per (100 for a percentage).
    An area that would leave the range that was seen moves as far as its end.
    Raises: CannotAnswer when no area is chosen, most cannot make half the move, or the figures show no link that is
    larger than chance.
    """
    if not chosen.any() or move == 0:
        raise CannotAnswer("no area or no change", page="Kies ten minste één gebied en een verandering.")
    moves = _possible(determinant, determinant[chosen], move)
    columns = determinant[:, None] if others is None else np.column_stack([determinant, others])
    found = regression(outcome, columns, names=["kenmerk", *(f"ander {at}" for at in range(columns.shape[1] - 1))])
    if found.lower[1] <= 0 <= found.upper[1]:
        raise CannotAnswer(
            "the slope's interval holds nought",
            page="In deze cijfers is geen verband te zien dat groter is dan toeval. Er is dus niets te verwachten.",
        )
    weights = np.ones(len(moves)) if persons is None else np.nan_to_num(persons[chosen])
    average = float(weights @ moves / weights.sum())
    low, high = sorted((found.lower[1] * average, found.upper[1] * average))
    change = float(found.coefficients[1] * average)
    people = None if persons is None else float(weights.sum()) / per
    scaled = [None if people is None else value * people for value in (change, low, high)]
    capped = int((np.abs(moves - move) > 1e-9).sum())
    return Expected(change, float(low), float(high), *scaled, int(chosen.sum()), capped, tuple(assumptions))


def expected_sentence(found: Expected, *, outcome: str, unit: str) -> str:
    way = "daalt" if found.change < 0 else "stijgt"
    low, high = sorted((abs(found.lower), abs(found.upper)))
    text = (
        f"Als de aannames kloppen, {way} '{outcome}' in {_areas(found.areas)} met ongeveer "
        f"{number(abs(found.change))} {unit} ({number(low)} tot {number(high)})."
    )
    if found.capped:
        where = "Daar" if found.areas == 1 else f"In {count(found.capped)} daarvan"
        text += f" {where} kan het kenmerk niet zo ver veranderen; er is met minder gerekend."
    if found.persons is None:
        return text
    few, many = sorted((abs(found.persons_lower), abs(found.persons_upper)))
    fewer = "minder" if found.change < 0 else "meer"
    between = f"{count(_tens(few))} tot {count(_tens(many))}"
    return f"{text} Dat zijn ongeveer {count(_tens(found.persons))} mensen {fewer} ({between})."


def _areas(many: int) -> str:
    return "dit ene gebied" if many == 1 else f"deze {count(many)} gebieden"


def _tens(persons: float) -> int:
    # A number to the person would promise more than a regression over areas can hold.
    return int(round(abs(persons), -1))


def _possible(seen: np.ndarray, now: np.ndarray, move: float) -> np.ndarray:
    """The move of each chosen area, stopped at the end of the range that was seen."""
    moves = np.clip(now + move, seen.min(), seen.max()) - now
    if np.abs(moves).mean() < LEAST_MOVE * abs(move):
        raise CannotAnswer(
            "the determinant would leave the range of the areas",
            page="Zo'n grote verandering komt in geen enkel gebied voor: het kenmerk loopt van "
            f"{number(seen.min())} tot {number(seen.max())}. Kies een kleinere verandering.",
        )
    return moves
