"""Before the start: how large must a change be to be told from chance?

Source: the two-rate comparison of Brown (1984) and Przyborowski and Wilenski (1940) in its variance-stabilised
form: the square root of a Poisson count has variance 1/4 whatever its mean.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import optimize, stats

from workbench.errors import CannotAnswer

LARGEST = {False: 1.0, True: 10.0}  # a fall is at most everything; a rise is looked for up to tenfold
FEWEST_STEPS = 6
STEP = 1.128  # expected step between two normal draws, in standard deviations


@dataclass(frozen=True)
class Detectable:
    """The smallest change, as a share of the level before, found with probability `power`; None when none is."""

    share: float | None
    power: float
    expected_before: float
    expected_after: float
    rising: bool = False


def smallest_detectable(
    per_year: float,
    *,
    years_before: float,
    years_after: float,
    rising: bool = False,
    dispersion: float = 1.0,
    power: float = 0.8,
) -> Detectable:
    """The smallest detectable fall (or rise) for `per_year` expected events, two-sided at 5 %.

    Raises: CannotAnswer when nothing is expected or a period is empty.
    """
    if min(per_year, years_before, years_after) <= 0:
        raise CannotAnswer(
            f"{per_year} a year over {years_before} and {years_after} years",
            page="Er is te weinig geteld om vooraf te zeggen welke verandering zichtbaar zou zijn.",
        )
    before, after = per_year * years_before, per_year * years_after
    arguments, most = {"years": (years_before, years_after), "dispersion": dispersion}, LARGEST[rising]
    way = 1 if rising else -1
    if chance_to_see(per_year, way * most, **arguments) < power:
        return Detectable(None, power, before, after, rising)
    share = optimize.brentq(lambda size: chance_to_see(per_year, way * size, **arguments) - power, 0, most)
    return Detectable(float(share), power, before, after, rising)


def chance_to_see(per_year: float, change: float, *, years: tuple[float, float], dispersion: float = 1.0) -> float:
    """The probability that a change by this share (-1 for a fall to nothing, 0.5 for half as much again) is seen."""
    before, after = years
    gap = np.sqrt(per_year) - np.sqrt(per_year * (1 + change))
    error = 0.5 * np.sqrt(dispersion * (1 / before + 1 / after))
    edge = stats.norm.ppf(0.975)
    return float(stats.norm.sf(edge - gap / error) + stats.norm.cdf(-edge - gap / error))


def dispersion_of(counts: ArrayLike) -> float:
    """How much more counts vary from point to point than chance explains; one when no more, or when few are known.

    From the mean step between neighbours, so that a trend is not taken for chance.
    """
    known = np.asarray(counts, dtype=float)
    if len(known) <= FEWEST_STEPS or known.mean() == 0:
        return 1.0
    return max(1.0, float((np.abs(np.diff(known)).mean() / STEP) ** 2 / known.mean()))


def sentence(found: Detectable, *, expected: float, years: float, place: str) -> str:
    """What can be seen here of an `expected` change (a positive share), in one Dutch sentence."""
    span, way = f"{years:g} jaar".replace(".", ","), "stijging" if found.rising else "daling"
    if found.share is None:
        return f"In {place} is in {span} geen enkele {way} van toeval te onderscheiden: de aantallen zijn te klein."
    seen = round(100 * found.share)
    if expected < found.share:
        asked = round(100 * expected)
        return (
            f"In {place} is een {way} van {_percent(asked)} in {span} niet te onderscheiden van toeval; "
            f"pas vanaf ongeveer {_percent(max(seen, asked + 1))} wel."
        )
    return f"In {place} is een {way} vanaf ongeveer {_percent(seen)} in {span} te onderscheiden van toeval."


def _percent(share: int) -> str:
    return f"{share}\N{NO-BREAK SPACE}%"
