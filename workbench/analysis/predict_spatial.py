"""The other way to a figure for an area without one: BYM2 with covariates, scored like the penalised regression.

A gemeente that is left out loses all its observations at once, so that what is predicted for it comes from the
covariates and from across its border only.
"""

import numpy as np

from workbench.analysis import bym2
from workbench.analysis.graph import Graph
from workbench.analysis.laplace import Prior
from workbench.analysis.likelihood import Binomial, Likelihood, Poisson
from workbench.analysis.predict import Prediction, asked_for, refuse_unscorable, skill_of, standardised


def predict_spatial(
    graph: Graph,
    likelihood: Likelihood,
    covariates: np.ndarray,
    *,
    factor: float,
    groups: np.ndarray,
    wanted: np.ndarray,
    persons: np.ndarray,
    prior: Prior | None = None,
) -> Prediction:
    """BYM2 with covariates, its score by leaving out whole gemeenten.

    Takes: observations in the order of the graph; complete covariates; `factor` from the model's figure to the
    indicator's unit; the gemeente of each area, which areas to predict and their persons.
    Gives: intervals of the posterior of each area, not of the score.
    Missing: an area that is wanted but has fewer people than the floor gets no prediction.
    Raises: CannotAnswer when covariates have gaps, too few gemeenten have figures, or the score is below the floor.
    Source: Riebler et al. (2016), Stat. Methods Med. Res. 25, 1145-1165; Roberts et al. (2017), Ecography 40, 913-929.
    """
    known = likelihood.observed
    refuse_unscorable(covariates, groups[known])
    inputs = standardised(covariates, known)
    direct = direct_figures(likelihood) * factor
    errors = np.full(len(known), np.nan)
    for group in np.unique(groups[known]):
        out = groups == group
        tried = bym2.preview(graph, likelihood.without(out), covariates=inputs, prior=prior)
        errors[out] = tried.median[out] * factor - direct[out]
    skill = skill_of(errors[known], direct[known])
    posterior = bym2.fit(graph, likelihood, covariates=inputs, prior=prior)
    asked = asked_for(wanted, known=known, persons=persons)
    figures = (posterior.median, *posterior.interval)
    value, low, high = (np.where(asked, each * factor, np.nan) for each in figures)
    return Prediction(value, low, high, skill, float(np.sqrt(np.mean(errors[known] ** 2))), "BYM2 met kenmerken")


def direct_figures(likelihood: Likelihood) -> np.ndarray:
    """What the observations by themselves say of each area. Missing: a gap stays a gap."""
    match likelihood:
        case Binomial():
            over, under = likelihood.counts, likelihood.persons
        case Poisson():
            over, under = likelihood.counts, likelihood.expected
        case _:
            return np.where(likelihood.observed, likelihood.estimates, np.nan)
    return np.divide(over, under, out=np.full(len(over), np.nan), where=likelihood.observed)
