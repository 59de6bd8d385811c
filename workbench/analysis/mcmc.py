"""The full MCMC check of a BYM2 model, in a process of its own so that the page stays alive (extra `mcmc`).

The same model and priors as the fast approximation, drawn by PyMC with nutpie, so that both can be shown together.
"""

import warnings
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from importlib.util import find_spec
from multiprocessing import get_context
from multiprocessing.sharedctypes import Synchronized

import numpy as np
from scipy import sparse

from workbench.analysis.graph import Graph
from workbench.analysis.laplace import Prior
from workbench.analysis.likelihood import Binomial, Likelihood, Normal, Poisson
from workbench.analysis.posterior import SEED, Posterior
from workbench.errors import CannotAnswer
from workbench.text import number

CHAINS, TUNE, DRAWS = 4, 1000, 1000
STAGES = ("building", "drawing")


@dataclass(frozen=True, eq=False)
class Sampled:
    """Means and standard deviations by MCMC: of each area's predictor, the coefficients, sigma and rho."""

    predictor: np.ndarray
    predictor_deviation: np.ndarray
    quantiles: np.ndarray  # of each area's predictor: 2.5, 50 and 97.5 %, a row each
    noise: (
        np.ndarray
    )  # how far the mean of each area's predictor is off by chance: half the gap of two halves of chains
    coefficients: tuple[np.ndarray, np.ndarray]
    sigma: tuple[float, float]
    rho: tuple[float, float]
    divergences: int


class UnderWay:
    """A check in another process: its result is in `future`, and `stage` says what it is doing."""

    def __init__(self, stage: Synchronized, future: "Future[Sampled]"):
        self._stage, self.future = stage, future

    @property
    def stage(self) -> str:
        return STAGES[self._stage.value]


def start(
    graph: Graph, likelihood: Likelihood, *, covariates: np.ndarray | None = None, prior: Prior | None = None
) -> UnderWay:
    """The check under way in another process. Raises: CannotAnswer when the extra is not installed."""
    require()
    context = get_context("spawn")
    stage = context.Value("i", 0)
    workers = ProcessPoolExecutor(1, mp_context=context, initializer=_tell_stage_to, initargs=(stage,))
    future = workers.submit(sample, graph, likelihood, covariates=covariates, prior=prior)
    workers.shutdown(wait=False)
    return UnderWay(stage, future)


def require() -> None:
    if any(find_spec(name) is None for name in ("pymc", "nutpie", "numba")):
        raise CannotAnswer(
            "the extra 'mcmc' (pymc, nutpie, numba) is not installed",
            page="De volledige controle met MCMC staat hier niet. De beheerder kan de extra 'mcmc' toevoegen.",
        )


def sample(
    graph: Graph,
    likelihood: Likelihood,
    *,
    covariates: np.ndarray | None = None,
    prior: Prior | None = None,
    draws: int = DRAWS,
) -> Sampled:
    """The check itself, in this process: half a minute to compile, then seconds to minutes to draw."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the libraries, about their own future
        import nutpie

        model = nutpie.compile_pymc_model(_model(graph, likelihood, covariates, prior or Prior()))
        _reached("drawing")
        trace = nutpie.sample(model, draws=draws, tune=TUNE, chains=CHAINS, seed=SEED % 2**31, progress_bar=False)
    kept = trace.posterior
    moments = {name: _moments(kept[name].values) for name in ("predictor", "coefficients", "sigma", "rho")}
    return Sampled(
        *moments["predictor"],
        np.quantile(kept["predictor"].values, (0.025, 0.5, 0.975), axis=(0, 1)),
        _noise(kept["predictor"].values),
        moments["coefficients"],
        *((float(moments[name][0]), float(moments[name][1])) for name in ("sigma", "rho")),
        int(trace.sample_stats["diverging"].values.sum()),
    )


def comparison_sentence(fast: Posterior, full: Sampled) -> str:
    """One Dutch sentence: how far the fast answer is from the full one, in units of the uncertainty itself."""
    worst = float(np.max(np.abs(fast.predictor - full.predictor) / full.predictor_deviation))
    verdict = "De snelle schatting klopt" if worst < 0.25 else "De snelle schatting wijkt af; gebruik de volledige"
    return (
        f"{verdict}: het grootste verschil met de volledige MCMC-berekening is {number(worst, decimals=2)} keer "
        "de onzekerheid van het gebied zelf."
    )


_told: list[Synchronized] = []  # in the process of a check: where to say how far it is


def _tell_stage_to(stage: Synchronized) -> None:
    _told.append(stage)


def _reached(stage: str) -> None:
    for each in _told:
        each.value = STAGES.index(stage)


def _moments(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return values.mean(axis=(0, 1)), values.std(axis=(0, 1))


def _noise(values: np.ndarray) -> np.ndarray:
    means = values.mean(axis=1)
    half = len(means) // 2
    return np.abs(means[:half].mean(axis=0) - means[half:].mean(axis=0)) / 2


def _model(graph: Graph, likelihood: Likelihood, covariates: np.ndarray | None, prior: Prior):
    import pymc as pm
    import pytensor.tensor as pt

    size = len(graph)
    design = np.column_stack([np.ones(size), np.empty((size, 0)) if covariates is None else covariates])
    edges = sparse.triu(graph.adjacency).tocoo()
    sums = graph.constraints / np.sqrt(graph.constraints.sum(axis=1, keepdims=True))
    with pm.Model() as model:
        spread = 1.0 / np.sqrt(np.diag(prior.precision(design.shape[1])))
        coefficients = pm.Normal("coefficients", 0.0, spread, shape=design.shape[1])
        sigma, rho = pm.HalfNormal("sigma", prior.sigma), pm.Beta("rho", 0.5, 0.5)
        own, raw = pm.Normal("own", shape=size), pm.Flat("raw", shape=size)
        # The component means are drawn as a standard normal of their own and taken out: sums of nought, exactly.
        means = pt.dot(sums, raw)
        steps = (raw[edges.row] - raw[edges.col]) * np.sqrt(graph.scaling_factors[edges.row])
        pm.Potential("icar", -0.5 * (pt.sum(steps**2) + pt.sum((raw * graph.islands) ** 2) + pt.sum(means**2)))
        spatial = raw - pt.dot(sums.T, means)
        effect = pt.sqrt(1.0 - rho) * own + pt.sqrt(rho) * spatial
        predictor = pm.Deterministic("predictor", pt.dot(design, coefficients) + sigma * effect)
        _observe(likelihood, predictor[likelihood.observed])
    return model


def _observe(likelihood: Likelihood, predictor) -> None:
    import pymc as pm

    seen = likelihood.observed
    match likelihood:
        case Poisson():
            pm.Poisson("y", likelihood.expected[seen] * pm.math.exp(predictor), observed=likelihood.counts[seen])
        case Binomial():
            pm.Binomial("y", likelihood.persons[seen], logit_p=predictor, observed=likelihood.counts[seen])
        case Normal():
            pm.Normal("y", predictor, np.sqrt(likelihood.variances[seen]), observed=likelihood.estimates[seen])
