"""Is this area different from that one: differences and ratios with intervals, and how many are expected by chance."""

import numpy as np
import pandas as pd
from scipy import stats

from workbench.analysis.intervals import LEVEL, wilson
from workbench.errors import CannotAnswer
from workbench.text import count


def difference(
    counts: tuple[float, float], persons: tuple[float, float], *, level: float = LEVEL
) -> tuple[float, float, float]:
    """The first proportion minus the second, with Newcombe's interval, as fractions.

    Raises: CannotAnswer without counts or persons. Source: Newcombe (1998), Stat. Med. 17, 873-890, method 10.
    """
    _refuse_absent(counts, persons)
    p, q = counts[0] / persons[0], counts[1] / persons[1]
    (low_p, high_p), (low_q, high_q) = (wilson(c, n, level=level) for c, n in zip(counts, persons, strict=True))
    gap = p - q
    low = gap - np.hypot(p - low_p, high_q - q)
    return gap, float(low), float(gap + np.hypot(high_p - p, q - low_q))


def ratio(
    counts: tuple[float, float], persons: tuple[float, float], *, level: float = LEVEL
) -> tuple[float, float, float]:
    """The first proportion over the second, with the log interval.

    Raises: CannotAnswer when one of them has no cases. Source: Katz et al. (1978), Biometrics 34, 469-474.
    """
    _refuse_absent(counts, persons)
    if not all(counts):
        raise CannotAnswer(
            "a ratio of counts of which one is nought",
            page="Een van beide gebieden heeft geen gevallen. Een verhouding is dan niet te geven.",
        )
    value = (counts[0] / persons[0]) / (counts[1] / persons[1])
    error = np.sqrt(sum(1 / c - 1 / n for c, n in zip(counts, persons, strict=True)))
    stretch = float(np.exp(stats.norm.isf((1 - level) / 2) * error))
    return value, value / stretch, value * stretch


def _refuse_absent(counts: tuple[float, float], persons: tuple[float, float]) -> None:
    if not (np.isfinite([*counts, *persons]).all() and min(persons) > 0):
        raise CannotAnswer(
            "a comparison without counts or persons",
            page="Van een van beide gebieden is geen aantal bekend. Vergelijken kan dan niet.",
        )


def against_reference(rows: pd.DataFrame, *, reference: float) -> pd.DataFrame:
    """Each area's place beside one reference value: `hoger`, `lager`, `niet te onderscheiden` or nothing.

    Takes: rows with `value`, `lower`, `upper`. Gives: the rows with `difference`, `ratio` and `verdict`.
    Missing: without a value or an interval there is no verdict.
    """
    value, low, high = (rows[name].to_numpy(float, na_value=np.nan) for name in ("value", "lower", "upper"))
    verdict = np.select(
        [np.isnan(low) | np.isnan(high), low > reference, high < reference],
        ["", "hoger", "lager"],
        default="niet te onderscheiden",
    )
    relative = value / reference if reference else np.full(len(rows), np.nan)
    return rows.assign(difference=value - reference, ratio=relative, verdict=verdict)


def by_chance(number: int, *, level: float = LEVEL) -> str:
    """The note that belongs under any set of comparisons."""
    if number < 2:
        return ""
    expected = number * (1 - level)
    said = "ongeveer één" if round(expected) == 1 else f"ongeveer {count(round(expected))}"
    return (
        f"Hier worden {count(number)} gebieden vergeleken. Ook als nergens iets aan de hand is, valt "
        f"{said if expected >= 0.75 else 'soms één'} daarvan door toeval buiten de marge."
    )


def mistakes_expected(chances: np.ndarray, *, sure: float = LEVEL) -> str:
    """The note under areas that a model calls higher or lower when it is that sure: how many are called so wrongly.

    Takes: the chance of each area to lie above the reference. A model that draws small areas to the rest has no use for
    `by_chance`: where all areas are alike it calls hardly any.
    Source: Newton et al. (2004), Biostatistics 5, 155-176.
    """
    wrong = 1 - np.maximum(chances, 1 - chances)
    called = wrong <= 1 - sure + 1e-9
    if not called.any():
        return ""
    expected = float(wrong[called].sum())
    said = "minder dan één" if expected < 0.75 else "één" if expected < 1.5 else f"ongeveer {count(round(expected))}"
    whom = "het ene gebied" if called.sum() == 1 else f"de {count(int(called.sum()))} gebieden"
    return f"Bij {whom} waarvan dit vrijwel zeker heet, is het naar verwachting bij {said} toch andersom."


def false_discoveries(chances: np.ndarray, *, rate: float = 0.05) -> np.ndarray:
    """Which findings stay when at most this share of them may be false.

    Missing: an empty chance is no finding. Source: Benjamini & Hochberg (1995), J. R. Stat. Soc. B 57, 289-300.
    """
    found = np.zeros(len(chances), dtype=bool)
    known = np.flatnonzero(np.isfinite(chances))
    if len(known):
        found[known] = stats.false_discovery_control(np.asarray(chances)[known]) <= rate
    return found
