"""The simple alternative to a spatial model: every rate is drawn to the mean of all, small areas the most."""

import numpy as np

from workbench.errors import CannotAnswer


def smoothed_rates(counts: np.ndarray, persons: np.ndarray) -> np.ndarray:
    """The empirical Bayes rate of each area, as a fraction.

    Missing: an area without a count or without persons keeps a gap. Raises: CannotAnswer when all are gaps.
    Source: Marshall (1991), Appl. Stat. 40, 283-294.
    """
    known = np.isfinite(counts) & np.isfinite(persons) & (persons > 0)
    if not known.any():
        raise CannotAnswer("no area has a count", page="Er zijn geen aantallen om mee te rekenen.")
    seen, base = counts[known], persons[known]
    mean = seen.sum() / base.sum()
    rates = seen / base
    spread = base @ (rates - mean) ** 2 / base.sum() - mean / base.mean()
    keep = np.zeros(len(seen)) if spread <= 0 else spread / (spread + mean / base)
    answer = np.full(len(counts), np.nan)
    answer[known] = mean + keep * (rates - mean)
    return answer
