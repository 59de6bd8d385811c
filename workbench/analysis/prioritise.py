"""Where do we start: criteria and weights of everybody at the table, and how firm the order is.

Each draw takes the figures within their margins and the weights of one seat, loosened a little; an area's chance of
being among the first is counted over all draws.

Source: Lahdelma & Salminen (2001), SMAA-2, Oper. Res. 49, 444-454; Kendall & Babington Smith (1939), Ann. Math.
Stat. 10, 275-287 (agreement).
"""

from dataclasses import dataclass

import numpy as np
from scipy import stats

from workbench.analysis.posterior import SEED
from workbench.errors import CannotAnswer, InvalidInput
from workbench.text import number

DRAWS = 2000
LOOSENESS = 30.0  # of the Dirichlet around a seat's weights: about 8 points of a hundred


@dataclass(frozen=True, eq=False)
class Priority:
    """Per area: mean score (0 to 1), rank interval and chance of the first `top`; and how far seats agree."""

    score: np.ndarray
    rank_low: np.ndarray
    rank_high: np.ndarray
    first: np.ndarray
    by_seat: np.ndarray  # chance of the first `top` with the weights of each seat, a column per seat
    agreement: float | None  # Kendall's W over seats; none with fewer than two
    top: int

    @property
    def disputed(self) -> np.ndarray:
        """Areas that are among the first for one seat and not for another."""
        return (self.by_seat.max(axis=1) >= 0.5) & (self.by_seat.min(axis=1) < 0.5)


def prioritise(
    values: np.ndarray, margins: np.ndarray, *, worse_when: np.ndarray, weights: np.ndarray, top: int, seed: int = SEED
) -> Priority:
    """The order of areas under uncertainty of figures and of weights.

    Takes: a row per area and a column per criterion; `margins` as standard deviations (nought: taken as exact);
    `worse_when` +1 where a high figure asks for attention and -1 where a low one does; weights a row per seat.
    Raises: CannotAnswer for fewer than three areas or a criterion that is the same everywhere; InvalidInput for
    weights that are negative or all nought.
    """
    shares = _shares(weights, criteria=values.shape[1])
    _refuse(values)
    generator = np.random.default_rng(seed)
    seats = np.arange(DRAWS) % len(shares)
    loosened = np.array([generator.dirichlet(LOOSENESS * shares[seat] + 1e-3) for seat in seats])
    scaled = _scaled(values, values, worse_when)
    noise = generator.standard_normal((DRAWS, *values.shape))
    drawn = _scaled(values + noise * np.nan_to_num(margins), values, worse_when)
    scores = np.einsum("dac,dc->da", drawn, loosened)
    ranks = stats.rankdata(-scores, axis=1, method="ordinal")
    low, high = np.quantile(ranks, [0.025, 0.975], axis=0, method="nearest")
    among = ranks <= top
    by_seat = np.column_stack([among[seats == seat].mean(axis=0) for seat in range(len(shares))])
    return Priority(
        (scaled @ shares.T).mean(axis=1), low, high, among.mean(axis=0), by_seat, _agreement(scaled @ shares.T), top
    )


def agreement_sentence(found: Priority) -> str:
    if found.agreement is None:
        return "Er is één weging. Voeg er meer toe om te zien of het aan tafel uitmaakt."
    said = "groot" if found.agreement >= 0.8 else "redelijk" if found.agreement >= 0.5 else "klein"
    disputed = int(found.disputed.sum())
    matter = (
        f"Bij {disputed} gebieden maakt de weging uit." if disputed else "De weging maakt voor de eersten niet uit."
    )
    return f"De overeenstemming tussen de wegingen is {said} ({number(found.agreement, decimals=2)} van 1). {matter}"


def _agreement(scores: np.ndarray) -> float | None:
    """Kendall's W of the orders that the seats arrive at."""
    areas, seats = scores.shape
    if seats < 2:
        return None
    sums = stats.rankdata(scores, axis=0).sum(axis=1)
    return float(12 * ((sums - sums.mean()) ** 2).sum() / (seats**2 * (areas**3 - areas)))


def _scaled(values: np.ndarray, basis: np.ndarray, worse_when: np.ndarray) -> np.ndarray:
    """Nought for the area that asks least for attention and one for the most."""
    low, high = basis.min(axis=0), basis.max(axis=0)
    share = np.clip((values - low) / (high - low), -0.5, 1.5)
    return np.where(worse_when > 0, share, 1.0 - share)


def _shares(weights: np.ndarray, *, criteria: int) -> np.ndarray:
    table = np.atleast_2d(np.asarray(weights, dtype=float))
    if table.shape[1] != criteria or (table < 0).any() or (table.sum(axis=1) <= 0).any():
        raise InvalidInput(
            "weights must be nought or more, one per criterion, and not all nought",
            page="Geef elk criterium een gewicht van nul of hoger, en ten minste één criterium meer dan nul.",
        )
    return table / table.sum(axis=1, keepdims=True)


def _refuse(values: np.ndarray) -> None:
    if len(values) < 3 or not np.isfinite(values).all():
        raise CannotAnswer(
            f"{len(values)} areas with all criteria",
            page="Er zijn te weinig gebieden met een cijfer voor elk criterium. Laat een criterium weg.",
        )
    if (np.ptp(values, axis=0) == 0).any():
        raise CannotAnswer(
            "a criterion is the same everywhere",
            page="Een van de criteria is overal gelijk en kan dus niets onderscheiden. Laat dat criterium weg.",
        )
