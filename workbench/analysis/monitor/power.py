"""Before the start: how large must a change be to be told from chance?

Source: the two-rate comparison of Brown (1984) and Przyborowski and Wilenski (1940) in its variance-stabilised
form: the square root of a Poisson count has variance 1/4 whatever its mean.
"""

from dataclasses import dataclass

import numpy as np
from scipy import optimize, stats

from workbench.errors import CannotAnswer


@dataclass(frozen=True)
class Detectable:
    """The smallest fall, as a share of the level before, found with probability `power`; None when none is."""

    share: float | None
    power: float
    expected_before: float
    expected_after: float


def smallest_detectable_fall(
    per_year: float, *, years_before: float, years_after: float, dispersion: float = 1.0, power: float = 0.8
) -> Detectable:
    """The smallest detectable fall for `per_year` expected events, two-sided at 5 %.

    Raises: CannotAnswer when nothing is expected or a period is empty.
    """
    if min(per_year, years_before, years_after) <= 0:
        raise CannotAnswer(
            f"{per_year} a year over {years_before} and {years_after} years",
            page="Er is te weinig geteld om vooraf te zeggen welke daling zichtbaar zou zijn.",
        )
    before, after = per_year * years_before, per_year * years_after
    arguments = {"years": (years_before, years_after), "dispersion": dispersion}
    full = chance_to_see(per_year, 1.0, **arguments)
    if full < power:
        return Detectable(None, power, before, after)
    share = optimize.brentq(lambda fall: chance_to_see(per_year, fall, **arguments) - power, 0, 1)
    return Detectable(float(share), power, before, after)


def chance_to_see(per_year: float, fall: float, *, years: tuple[float, float], dispersion: float = 1.0) -> float:
    """The probability that a fall by this share (0..1) is told from chance."""
    before, after = years
    gap = np.sqrt(per_year) - np.sqrt(per_year * (1 - fall))
    error = 0.5 * np.sqrt(dispersion * (1 / before + 1 / after))
    edge = stats.norm.ppf(0.975)
    return float(stats.norm.sf(edge - gap / error) + stats.norm.cdf(-edge - gap / error))


def sentence(found: Detectable, *, expected_fall: float, years: float, place: str) -> str:
    """What can be seen here, in one Dutch sentence."""
    span = f"{years:g} jaar".replace(".", ",")
    if found.share is None:
        return f"In {place} is in {span} geen enkele daling van toeval te onderscheiden: de aantallen zijn te klein."
    seen = round(100 * found.share)
    if expected_fall < found.share:
        asked = round(100 * expected_fall)
        return (
            f"In {place} is een daling van {asked} % in {span} niet te onderscheiden van toeval; "
            f"pas vanaf ongeveer {seen} % wel."
        )
    return f"In {place} is een daling vanaf ongeveer {seen} % in {span} te onderscheiden van toeval."
