"""The same regression with neighbours taken into account, to see whether the conclusion stands (spreg)."""

import warnings
from contextlib import redirect_stdout
from dataclasses import dataclass
from io import StringIO
from typing import TYPE_CHECKING

import numpy as np
from scipy import stats

from workbench.analysis.association import Regression, refuse_unfit
from workbench.analysis.graph import Graph
from workbench.analysis.threads import on_one_thread
from workbench.errors import CannotAnswer
from workbench.text import number

if TYPE_CHECKING:
    from libpysal.weights import W

Z = stats.norm.isf(0.025)


@dataclass(frozen=True, eq=False)
class Spatial:
    """Coefficients of an error or a lag model by maximum likelihood; `strength` is lambda or rho."""

    kind: str
    coefficients: np.ndarray
    errors: np.ndarray
    strength: float
    chance: float  # two-sided, of so strong a link between neighbours if there were none


def error_model(outcome: np.ndarray, covariates: np.ndarray, *, graph: Graph) -> Spatial:
    """What is left unexplained looks like that of the neighbours. Raises: CannotAnswer.

    Source: Anselin (1988), Spatial Econometrics.
    """
    from spreg import ML_Error

    return _fitted("error", ML_Error, outcome, covariates, graph)


def lag_model(outcome: np.ndarray, covariates: np.ndarray, *, graph: Graph) -> Spatial:
    """The outcome itself follows that of the neighbours. Raises: CannotAnswer."""
    from spreg import ML_Lag

    return _fitted("lag", ML_Lag, outcome, covariates, graph)


def weights(graph: Graph) -> "W":
    """Row-standardised neighbour weights."""
    from libpysal.weights import W

    spans = zip(graph.adjacency.indptr[:-1], graph.adjacency.indptr[1:], strict=True)
    neighbours = {place: graph.adjacency.indices[a:b].tolist() for place, (a, b) in enumerate(spans)}
    made = W(neighbours, silence_warnings=True)
    made.transform = "r"
    return made


def sensitivity_sentence(plain: Regression, spatial: Spatial) -> str:
    """Whether the first covariate keeps its sign, or its absence of one, when neighbours count."""
    half = Z * spatial.errors[1]
    before = _sign(plain.lower[1], plain.upper[1])
    after = _sign(spatial.coefficients[1] - half, spatial.coefficients[1] + half)
    verdict = "blijft de conclusie overeind" if before == after else "wordt de conclusie anders: wees voorzichtig"
    where = "Wat het model niet verklaart lijkt" if spatial.kind == "error" else "Het cijfer zelf lijkt"
    return (
        f"{where} {'wel' if spatial.chance < 0.05 else 'niet aantoonbaar'} op dat van de buren "
        f"(sterkte {number(spatial.strength, decimals=2)}). Als dat meetelt, {verdict}."
    )


def _sign(low: float, high: float) -> int:
    """Which side of nought an interval lies on; nought when it holds it."""
    return 1 if low > 0 else -1 if high < 0 else 0


@on_one_thread
def _fitted(kind: str, model: type, outcome: np.ndarray, covariates: np.ndarray, graph: Graph) -> Spatial:
    refuse_unfit(outcome, covariates)
    mainland = ~graph.islands
    if mainland.sum() < len(outcome) or len(np.unique(graph.components)) > len(outcome) // 5:
        raise CannotAnswer(
            f"{int(graph.islands.sum())} areas without neighbours",
            page="Te veel gebieden hebben geen buurgebied met een cijfer. Deze controle kan dan niet.",
        )
    with warnings.catch_warnings(), redirect_stdout(StringIO()):  # spreg prints the name of its model
        warnings.simplefilter("ignore")  # of spreg about its own bounds; a bad answer is refused below
        found = model(outcome[:, None], covariates, w=weights(graph), method="full")
    values = np.asarray(found.betas, dtype=float).ravel()
    errors = np.sqrt(np.clip(np.diag(np.asarray(found.vm, dtype=float)), 0, None))[: len(values)]
    strength = float(values[-1])
    if not np.isfinite(values).all() or not errors[-1] > 0:
        raise CannotAnswer("the spatial model did not settle", page="De controle met buurgebieden lukt hier niet.")
    return Spatial(kind, values[:-1], errors[:-1], strength, float(2 * stats.norm.sf(abs(strength / errors[-1]))))
