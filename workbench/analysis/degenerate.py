"""Questions that no model can answer, refused before one is fitted, each with its sentence."""

import numpy as np
from scipy.optimize import linprog

from workbench.analysis.likelihood import Binomial, Likelihood, Normal, Poisson
from workbench.errors import CannotAnswer


def refuse_degenerate(likelihood: Likelihood, design: np.ndarray) -> None:
    """Nothing, when the observations and covariates can carry a model. Raises: CannotAnswer."""
    seen = likelihood.observed
    if not np.isfinite(design).all():
        raise CannotAnswer(
            "covariates with gaps",
            page="Een van de kenmerken heeft in een deel van de gebieden geen cijfer. Kies een ander kenmerk.",
        )
    if np.linalg.matrix_rank(design[seen]) < design.shape[1]:
        raise CannotAnswer(
            "covariates are constant or copies of each other",
            page="De kenmerken zijn overal gelijk of zeggen precies hetzelfde. Kies andere kenmerken.",
        )
    low, high = _ends(likelihood)
    if (low | high)[seen].all() or _constant(likelihood):
        raise CannotAnswer(
            "the outcome does not vary",
            page="Dit cijfer is in alle gebieden gelijk. Er valt niets te vergelijken.",
        )
    if design.shape[1] > 1 and separated(design[seen], low=low[seen], high=high[seen]):
        raise CannotAnswer(
            "a combination of covariates separates areas with and without cases",
            page="Een van de kenmerken scheidt de gebieden met en zonder gevallen precies. Het verband is dan niet "
            "te schatten. Kies een ander kenmerk.",
        )


def separated(design: np.ndarray, *, low: np.ndarray, high: np.ndarray) -> bool:
    """Whether some combination of columns is never positive where the outcome is at its lowest possible value,
    never negative where at its highest and nought elsewhere, so that its coefficient runs to infinity.

    Source: Konis (2007), Linear programming algorithms for detecting separated data, Oxford.
    """
    if not (low | high).any():
        return False
    signs = np.where(low, -1.0, 1.0)[:, None]
    between, ends = design[~(low | high)], signs * design
    ends = ends[low | high]
    found = linprog(
        -ends.sum(axis=0),
        A_ub=-ends,
        b_ub=np.zeros(len(ends)),
        A_eq=between if len(between) else None,
        b_eq=np.zeros(len(between)) if len(between) else None,
        bounds=(-1, 1),
    )
    return bool(found.status == 0 and -found.fun > 1e-7)


def _ends(likelihood: Likelihood) -> tuple[np.ndarray, np.ndarray]:
    nowhere = np.zeros(len(likelihood.observed), dtype=bool)
    match likelihood:
        case Poisson():
            return likelihood.counts == 0, nowhere
        case Binomial():
            return likelihood.counts == 0, likelihood.counts == likelihood.persons
    return nowhere, nowhere


def _constant(likelihood: Likelihood) -> bool:
    if not isinstance(likelihood, Normal):
        return False
    seen = likelihood.estimates[likelihood.observed]
    return bool(np.ptp(seen) == 0)
