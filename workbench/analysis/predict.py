"""A figure for areas that have none, only when it can be shown to be worth something.

Scored by leaving out whole gemeenten: neighbours inside a gemeente give each other away. Never for a hidden area,
never for an area below the population floor. `predict` is the penalised regression; `predict_spatial` the other way.
"""

from dataclasses import dataclass

import numpy as np

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
    model: str

    @property
    def sentence(self) -> str:
        return (
            f"Getoetst door telkens een hele gemeente weg te laten: het model ({self.model}) verklaart "
            f"{number(100 * self.skill, decimals=0)} % van de verschillen. De gemiddelde fout is {number(self.error)}."
        )


def predict(
    outcome: np.ndarray, covariates: np.ndarray, *, groups: np.ndarray, wanted: np.ndarray, persons: np.ndarray
) -> Prediction:
    """Penalised regression, with its penalty and its score by leaving out whole gemeenten.

    Takes: figures with gaps, complete covariates, the gemeente of each area, which areas to predict, their persons.
    Missing: an area that is wanted but has fewer people than the floor gets no prediction.
    Raises: CannotAnswer when covariates have gaps, too few gemeenten have figures, or the score is below the floor.
    Source: Hoerl & Kennard (1970), Technometrics 12, 55-67; Roberts et al. (2017), Ecography 40, 913-929; the width
    of the intervals as in Lei et al. (2018), J. Am. Stat. Assoc. 113, 1094-1111.
    """
    known = np.isfinite(outcome)
    refuse_unscorable(covariates, groups[known])
    inputs = standardised(covariates, known)
    scores = {penalty: _left_out(outcome[known], inputs[known], groups[known], penalty) for penalty in PENALTIES}
    penalty = min(scores, key=lambda each: float(np.mean(scores[each] ** 2)))
    errors = scores[penalty]
    skill = skill_of(errors, outcome[known])
    asked = asked_for(wanted, known=known, persons=persons)
    value = np.where(asked, _ridge(outcome[known], inputs[known], penalty)(inputs), np.nan)
    typical = float(np.sqrt(np.mean(errors**2)))
    # As wide as what was off in gemeenten not seen: no assumption about the shape of errors.
    half = float(np.quantile(np.abs(errors), min(1.0, 0.95 * (1 + 1 / len(errors)))))
    return Prediction(value, value - half, value + half, skill, typical, "regressie met straf")


def skill_of(errors: np.ndarray, outcome: np.ndarray) -> float:
    """The share of the differences that was predicted for gemeenten not seen. Raises: CannotAnswer below the floor."""
    spread = float(np.var(outcome))
    if spread == 0:
        raise CannotAnswer(
            "the outcome is the same everywhere",
            page="Dit cijfer is in alle gebieden gelijk. Er valt niets te voorspellen.",
        )
    skill = 1.0 - float(np.mean(errors**2)) / spread
    if not skill >= LEAST_SKILL:
        raise CannotAnswer(
            f"skill {skill:.2f} in gemeenten left out, below {LEAST_SKILL}",
            page="Deze kenmerken voorspellen het cijfer niet goed genoeg. Voor gebieden zonder cijfer wordt daarom "
            "niets ingevuld.",
        )
    return skill


def asked_for(wanted: np.ndarray, *, known: np.ndarray, persons: np.ndarray) -> np.ndarray:
    """The areas that get a prediction: wanted, without a figure and with enough people."""
    return wanted & ~known & (persons >= POPULATION_FLOOR)


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


def standardised(covariates: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Covariates on one scale, measured over the areas with a figure."""
    spread = covariates[known].std(axis=0)
    return (covariates - covariates[known].mean(axis=0)) / np.where(spread > 0, spread, 1.0)


def refuse_unscorable(covariates: np.ndarray, groups: np.ndarray) -> None:
    """Raises: CannotAnswer when there is nothing to try a model out on."""
    if not covariates.size or not np.isfinite(covariates).all():
        raise CannotAnswer("no covariates, or with gaps", page="Niet elk gebied heeft alle gekozen kenmerken.")
    if len(np.unique(groups)) < FEWEST_GROUPS:
        raise CannotAnswer(
            f"figures in {len(np.unique(groups))} gemeenten",
            page=f"Er zijn cijfers in te weinig gemeenten om het model te toetsen; {FEWEST_GROUPS} is het minste.",
        )
