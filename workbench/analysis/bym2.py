"""BYM2: what is known about each small area when it may borrow from its neighbours and from its covariates.

A nested Laplace approximation: the two hyperparameters are integrated over a grid laid around their mode, at each
point the areas have a normal approximation with a corrected mean. A preview takes the mode only.

Source: Rue, Martino & Chopin (2009), J. R. Stat. Soc. B 71, 319-392; see `laplace` for the model itself.
"""

import numpy as np

from workbench.analysis.degenerate import refuse_degenerate
from workbench.analysis.graph import Graph
from workbench.analysis.hyperparameters import explore, grid
from workbench.analysis.laplace import PATIENCE, Model, Prior, with_corrected_mean
from workbench.analysis.likelihood import Likelihood
from workbench.analysis.posterior import Posterior
from workbench.analysis.threads import on_one_thread
from workbench.errors import CannotAnswer

FEWEST_AREAS = 5


@on_one_thread
def fit(
    graph: Graph, likelihood: Likelihood, *, covariates: np.ndarray | None = None, prior: Prior | None = None
) -> Posterior:
    """The full posterior of every area of the graph, also of those without an observation.

    Takes: observations in the order of the graph's areas; covariates without gaps, a row per area.
    Missing: an area without an observation follows its neighbours and covariates.
    Raises: CannotAnswer for too few areas, counts that are all nought or all full, or covariates that explain all.
    """
    model = _model(graph, likelihood, covariates, prior)
    surface = explore(model, rounds=3, steps=PATIENCE)
    points = [with_corrected_mean(point) for point in grid(model, surface)]
    return Posterior.mixed(points, graph=graph, likelihood=likelihood)


@on_one_thread
def preview(
    graph: Graph, likelihood: Likelihood, *, covariates: np.ndarray | None = None, prior: Prior | None = None
) -> Posterior:
    """The posterior at the most likely hyperparameters only: ten times as fast, intervals a little too narrow."""
    model = _model(graph, likelihood, covariates, prior)
    mode = explore(model, rounds=2, steps=3).mode
    return Posterior.mixed([with_corrected_mean(mode)], graph=graph, likelihood=likelihood)


def _model(graph: Graph, likelihood: Likelihood, covariates: np.ndarray | None, prior: Prior | None) -> Model:
    if likelihood.observed.sum() < FEWEST_AREAS:
        raise CannotAnswer(
            f"{int(likelihood.observed.sum())} areas with a figure; a BYM2 model needs {FEWEST_AREAS}",
            page=f"Er zijn te weinig gebieden met een cijfer. Voor dit model zijn er minstens {FEWEST_AREAS} nodig.",
        )
    columns = np.empty((len(graph), 0)) if covariates is None else np.asarray(covariates, dtype=float)
    design = np.column_stack([np.ones(len(graph)), columns])
    refuse_degenerate(likelihood, design)
    return Model(graph, likelihood, design, prior or Prior())
