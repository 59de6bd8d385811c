"""A figure for areas that have none, only when it can be shown to be worth something.

Scored by leaving out whole gemeenten: neighbours inside a gemeente give each other away. Never for a hidden area,
never for an area below the population floor.
"""

from dataclasses import dataclass

import numpy as np
from scipy import stats

from workbench.analysis.rows import POPULATION_FLOOR
from workbench.errors import CannotAnswer
from workbench.text import number

PENALTIES = np.logspace(-2, 4, 13)
LEAST_SKILL = 0.2  # share of the variance between areas that must be predicted in a gemeente not seen before
FEWEST_GROUPS = 4


@dataclass(frozen=True, eq=False)
class Prediction:
    """Predicted figures with an interval for the areas asked about; `skill` is the score shown beside them."""

    value: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    skill: float
    error: float  # typical error in a gemeente not seen before, in the indicator's unit
    penalty: float

    @property
    def sentence(self) -> str:
        return (
            "Getoetst door telkens een hele gemeente weg te laten: het model verklaart "
            f"{number(100 * self.skill, decimals=0)} % van de verschillen. De gemiddelde fout is {number(self.error)}."
        )


def predict(
    outcome: np.ndarray, covariates: np.ndarray, *, groups: np.ndarray, wanted: np.ndarray, persons: np.ndarray
) -> Prediction:
    """Penalised regression, with its penalty and its score by leaving out whole gemeenten.

    Takes: figures with gaps, complete covariates, the gemeente of each area, which areas to predict, their persons.
    Missing: an area that is wanted but has fewer people than the floor gets no prediction.
    Raises: CannotAnswer when covariates have gaps, too few gemeenten have figures, or the score is below the floor.
    Source: Hoerl & Kennard (1970), Technometrics 12, 55-67; Roberts et al. (2017), Ecography 40, 913-929.
    """
    known = np.isfinite(outcome)
    _refuse(covariates, groups[known])
    inputs = _standardised(covariates, known)
    scores = {penalty: _left_out(outcome[known], inputs[known], groups[known], penalty) for penalty in PENALTIES}
    penalty = min(scores, key=lambda each: float(np.mean(scores[each] ** 2)))
    errors = scores[penalty]
    skill = 1.0 - float(np.mean(errors**2) / np.var(outcome[known]))
    if skill < LEAST_SKILL:
        raise CannotAnswer(
            f"skill {skill:.2f} in gemeenten left out, below {LEAST_SKILL}",
            page="Deze kenmerken voorspellen het cijfer niet goed genoeg. Voor gebieden zonder cijfer wordt daarom "
            "niets ingevuld.",
        )
    asked = wanted & ~known & (persons >= POPULATION_FLOOR)
    value = np.where(asked, _ridge(outcome[known], inputs[known], penalty)(inputs), np.nan)
    typical = float(np.sqrt(np.mean(errors**2)))
    half = stats.t.isf(0.025, max(len(np.unique(groups[known])) - 1, 1)) * typical
    return Prediction(value, value - half, value + half, skill, typical, float(penalty))


def _left_out(outcome: np.ndarray, inputs: np.ndarray, groups: np.ndarray, penalty: float) -> np.ndarray:
    errors = np.empty(len(outcome))
    for group in np.unique(groups):
        out = groups == group
        errors[out] = _ridge(outcome[~out], inputs[~out], penalty)(inputs[out]) - outcome[out]
    return errors


def _ridge(outcome: np.ndarray, inputs: np.ndarray, penalty: float):
    middle, centre = outcome.mean(), inputs.mean(axis=0)
    centred = inputs - centre
    slopes = np.linalg.solve(centred.T @ centred + penalty * np.eye(inputs.shape[1]), centred.T @ (outcome - middle))
    return lambda given: middle + (given - centre) @ slopes


def _standardised(covariates: np.ndarray, known: np.ndarray) -> np.ndarray:
    spread = covariates[known].std(axis=0)
    return (covariates - covariates[known].mean(axis=0)) / np.where(spread > 0, spread, 1.0)


def _refuse(covariates: np.ndarray, groups: np.ndarray) -> None:
    if not np.isfinite(covariates).all():
        raise CannotAnswer("covariates with gaps", page="Niet elk gebied heeft alle gekozen kenmerken.")
    if len(np.unique(groups)) < FEWEST_GROUPS:
        raise CannotAnswer(
            f"figures in {len(np.unique(groups))} gemeenten",
            page=f"Er zijn cijfers in te weinig gemeenten om het model te toetsen; {FEWEST_GROUPS} is het minste.",
        )
