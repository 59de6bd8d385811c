"""How sure a proportion or a rate is: the intervals of the profession, on arrays and on rows."""

import numpy as np
import pandas as pd
from scipy import stats

from workbench.errors import InvalidInput

LEVEL = 0.95
Bounds = tuple[np.ndarray, np.ndarray]


def wilson(counts: np.ndarray, persons: np.ndarray, *, level: float = LEVEL) -> Bounds:
    """The score interval of a proportion, as fractions.

    Missing: empty where a count is empty or there are no persons. Raises: InvalidInput for an impossible count.
    Source: Wilson (1927), J. Am. Stat. Assoc. 22, 209-212.
    """
    counts, persons = _counted(counts, persons, bounded=True)
    z = stats.norm.isf((1 - level) / 2)
    middle = counts + z**2 / 2
    half = z * np.sqrt(counts * (persons - counts) / persons + z**2 / 4)
    return np.maximum(0.0, (middle - half) / (persons + z**2)), np.minimum(1.0, (middle + half) / (persons + z**2))


def exact_proportion(counts: np.ndarray, persons: np.ndarray, *, level: float = LEVEL) -> Bounds:
    """The exact interval of a proportion. Source: Clopper & Pearson (1934), Biometrika 26, 404-413."""
    counts, persons = _counted(counts, persons, bounded=True)
    tail = (1 - level) / 2
    low = np.where(counts > 0, stats.beta.ppf(tail, np.maximum(counts, 1), persons - counts + 1), 0.0)
    high = np.where(counts < persons, stats.beta.isf(tail, counts + 1, np.maximum(persons - counts, 1)), 1.0)
    gap = np.isnan(counts) | np.isnan(persons)
    return np.where(gap, np.nan, low), np.where(gap, np.nan, high)


def byar(counts: np.ndarray, *, level: float = LEVEL) -> Bounds:
    """Byar's interval of a Poisson count. Source: Breslow & Day (1987), Stat. methods in cancer research II, 69."""
    counts, _ = _counted(counts, np.nan, bounded=False)
    z = stats.norm.isf((1 - level) / 2)
    more = counts + 1
    with np.errstate(divide="ignore", invalid="ignore"):
        low = counts * (1 - 1 / (9 * counts) - z / (3 * np.sqrt(counts))) ** 3
    high = more * (1 - 1 / (9 * more) + z / (3 * np.sqrt(more))) ** 3
    return np.where(counts == 0, 0.0, low), high


def exact_count(counts: np.ndarray, *, level: float = LEVEL) -> Bounds:
    """The exact interval of a Poisson count. Source: Garwood (1936), Biometrika 28, 437-442."""
    counts, _ = _counted(counts, np.nan, bounded=False)
    tail = (1 - level) / 2
    low = np.where(counts > 0, stats.chi2.ppf(tail, 2 * np.maximum(counts, 1)) / 2, 0.0)
    return np.where(np.isnan(counts), np.nan, low), stats.chi2.isf(tail, 2 * counts + 2) / 2


def normal_mean(mean: float, *, deviation: float, size: int, level: float = LEVEL) -> tuple[float, float]:
    """Student's interval of a mean of `size` measurements."""
    half = stats.t.isf((1 - level) / 2, size - 1) * deviation / np.sqrt(size)
    return mean - half, mean + half


def add_intervals(rows: pd.DataFrame, *, factor: float) -> pd.DataFrame:
    """The rows with an interval for each that has counts and none of its own.

    Takes: rows of the one table; `factor` is what numerator / denominator is multiplied by (100, 1000).
    Gives: the same rows with `lower`, `upper` filled in and a column `method` (bron, Wilson or nothing).
    Missing: a row without counts or that is not published keeps an empty interval; nothing is filled in.
    """
    counted = rows["numerator"].notna() & rows["denominator"].notna() & rows["value"].notna()
    own = rows["lower"].notna() & rows["upper"].notna()
    # A publisher rounds counts to fives, so a rounded numerator may pass its rounded denominator.
    fitting = counted & ~own & (rows["numerator"] <= rows["denominator"]) & (rows["denominator"] > 0)
    chosen = rows[fitting]
    low, high = wilson(chosen["numerator"].to_numpy(float), chosen["denominator"].to_numpy(float))
    filled = rows.copy()
    filled.loc[fitting, "lower"], filled.loc[fitting, "upper"] = low * factor, high * factor
    method = np.select([own.to_numpy(bool), fitting.to_numpy(bool)], ["bron", "Wilson"], default="")
    return filled.assign(method=method)


def _counted(counts: np.ndarray, persons: np.ndarray | float, *, bounded: bool) -> tuple[np.ndarray, np.ndarray]:
    counts, persons = np.broadcast_arrays(np.asarray(counts, dtype=float), np.asarray(persons, dtype=float))
    impossible = (counts < 0) | (bounded & ((counts > persons) | (persons < 0)))
    if impossible.any():
        raise InvalidInput(
            f"{int(impossible.sum())} counts are negative or exceed their denominator",
            page="Een aantal kan niet kleiner zijn dan nul of groter dan het totaal. Kijk de tellingen na.",
        )
    return counts, np.where(persons == 0, np.nan, persons) if bounded else persons
