"""The normal approximation of a BYM2 model at one value of its two hyperparameters.

The predictor of an area is `X beta + sigma (sqrt(1 - rho) theta + sqrt(rho) phi)`: covariates, an effect of the
area's own and a spatial effect phi with the scaled ICAR precision that sums to zero in each connected part. Theta is
integrated out by hand, so that what remains is as sparse as the graph. The mean is corrected by one variational
step, because the mode is too low where counts are small.

Source: Riebler et al. (2016), Stat. Methods Med. Res. 25, 1145-1165; van Niekerk & Rue (2024), JMLR 25(62), 1-30.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from workbench.analysis.blocks import BlockFactor
from workbench.analysis.graph import Graph, constrained_variances
from workbench.analysis.likelihood import Likelihood
from workbench.errors import CannotAnswer

LONGEST_STEP = 3.0  # on the log or logit scale: a longer Newton step has overshot
CLOSE = 1e-3  # Newton squares its error: what remains is a millionth
PATIENCE = 25


@dataclass(frozen=True)
class Prior:
    """Standard deviations of the normal priors and the scale of sigma's half-normal; rho has Beta(1/2, 1/2)."""

    intercept: float = 10.0
    slope: float = 2.5
    sigma: float = 1.0

    def precision(self, width: int) -> np.ndarray:
        spread = np.full(width, self.slope)
        spread[0] = self.intercept
        return np.diag(spread**-2.0)


@dataclass(frozen=True, eq=False)
class Model:
    graph: Graph
    likelihood: Likelihood
    design: np.ndarray  # a column of ones, then the covariates
    prior: Prior


@dataclass(frozen=True, eq=False)
class Curvature:
    """Everything that follows from the weights: the factorised precision and its parts under the constraint."""

    model: Model
    tau: float  # standard deviation of an area's own effect
    spatial: float  # standard deviation of its spatial effect
    weights: np.ndarray
    target: np.ndarray  # what the observations ask of the spatial effects

    @cached_property
    def own(self) -> np.ndarray:
        """The part of an area's predictor that is not drawn to its own observation."""
        return 1.0 / (1.0 + self.tau**2 * self.weights)

    @cached_property
    def factor(self) -> BlockFactor:
        return self.model.graph.blocks.factor(self.spatial**2 * self.weights * self.own)

    @cached_property
    def _solved(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        constraints, design = self.model.graph.constraints, self.model.design
        pulled = (self.spatial * self.weights * self.own)[:, None] * design
        answer = self.factor.solve(np.column_stack([constraints.T, pulled, self.own * self.target]))
        return answer[:, : len(constraints)], answer[:, len(constraints) : -1], answer[:, -1]

    @cached_property
    def spread(self) -> np.ndarray:
        return self._solved[0]

    @cached_property
    def pull(self) -> np.ndarray:
        """How the spatial effects give way to each covariate."""
        return self.constrain(self._solved[1])

    @property
    def unpulled(self) -> np.ndarray:
        """The spatial effects if the coefficients were nought."""
        return self.constrain(self._solved[2])

    @cached_property
    def between(self) -> np.ndarray:
        """The covariance of the sums that are constrained to zero."""
        return self.model.graph.constraints @ self.spread

    @cached_property
    def precision(self) -> np.ndarray:
        """Of the coefficients."""
        weighted = (self.weights * self.own)[:, None] * self.model.design
        prior = self.model.prior.precision(self.model.design.shape[1])
        return weighted.T @ (self.model.design - self.spatial * self.pull) + prior

    @cached_property
    def covariance(self) -> np.ndarray:
        return np.linalg.inv(self.precision)

    def constrain(self, effects: np.ndarray) -> np.ndarray:
        constraints = self.model.graph.constraints
        if not len(constraints):
            return effects
        return effects - self.spread @ np.linalg.solve(self.between, constraints @ effects)

    def variances(self) -> np.ndarray:
        """Of the predictor of each area."""
        spatial = constrained_variances(self.factor.inverse_diagonal(), self.spread, self.model.graph.constraints)
        lean = self.model.design - self.spatial * self.pull
        structured = self.spatial**2 * spatial + np.einsum("ij,jk,ik->i", lean, self.covariance, lean)
        return self.own**2 * structured + self.tau**2 * self.own

    def log_determinant(self) -> float:
        parts = [np.linalg.slogdet(matrix)[1] for matrix in (self.precision, self.between) if matrix.size]
        return float(np.log1p(self.tau**2 * self.weights).sum() + self.factor.log_determinant() + sum(parts))

    def sample(self, generator: np.random.Generator, *, draws: int) -> np.ndarray:
        """Deviations of the predictor from its mean, a row per area."""
        size, width = self.model.design.shape
        steps = np.linalg.cholesky(self.covariance) @ generator.standard_normal((width, draws))
        effects = self.constrain(self.factor.sample(generator.standard_normal((draws, size)).T))
        structured = self.model.design @ steps + self.spatial * (effects - self.pull @ steps)
        noise = generator.standard_normal((draws, size)).T
        return self.own[:, None] * structured + (self.tau * np.sqrt(self.own))[:, None] * noise


@dataclass(frozen=True, eq=False)
class Conditional:
    """The approximate posterior at one sigma and rho."""

    sigma: float
    rho: float
    predictor: np.ndarray
    coefficients: np.ndarray
    evidence: float  # log density of the hyperparameters, up to a constant
    curvature: Curvature
    variance: np.ndarray | None = None


def at_mode(model: Model, *, sigma: float, angle: float, start: np.ndarray, steps: int = PATIENCE) -> Conditional:
    """The Laplace approximation; rho is the squared sine of `angle`, in which its prior is flat.

    With fewer `steps` than the patience of this module the answer is a rough one.
    Raises: CannotAnswer when the steps do not settle.
    """
    tau, spatial = sigma * np.cos(angle), sigma * np.sin(angle)
    predictor = start
    for _ in range(steps):
        moved = _newton(model, tau=tau, spatial=spatial, predictor=predictor, variance=0.0)
        change = float(np.abs(moved.predictor - predictor).max())
        predictor = moved.predictor
        if change < CLOSE:
            break
    else:
        if steps == PATIENCE:
            raise _unsettled(change)
    evidence = model.likelihood.log_density(predictor) + moved.log_prior - 0.5 * moved.curvature.log_determinant()
    scale = np.log(sigma) - 0.5 * (sigma / model.prior.sigma) ** 2
    return Conditional(
        sigma, np.sin(angle) ** 2, predictor, moved.coefficients, float(evidence + scale), moved.curvature
    )


def with_corrected_mean(mode: Conditional) -> Conditional:
    """The same, with the variance of each area and the mean moved from the mode to where the average fits."""
    curvature, variance = mode.curvature, mode.curvature.variances()
    parts = {"tau": curvature.tau, "spatial": curvature.spatial, "variance": variance}
    predictor = mode.predictor
    for _ in range(2):
        moved = _newton(curvature.model, predictor=predictor, **parts)
        predictor = moved.predictor
    return Conditional(mode.sigma, mode.rho, predictor, moved.coefficients, mode.evidence, curvature, variance)


@dataclass(frozen=True, eq=False)
class _Step:
    predictor: np.ndarray
    coefficients: np.ndarray
    log_prior: float
    curvature: Curvature


def _newton(model: Model, *, tau: float, spatial: float, predictor: np.ndarray, variance: np.ndarray | float) -> _Step:
    slope, weights = model.likelihood.derivatives(predictor, variance=variance)
    wanted = weights * predictor + slope
    curvature = Curvature(model, tau, spatial, weights, spatial * wanted)
    raw = curvature.unpulled
    lean = curvature.own * (wanted - spatial * weights * raw)
    coefficients = np.linalg.solve(curvature.precision, model.design.T @ lean)
    effects = raw - curvature.pull @ coefficients
    structured = model.design @ coefficients + spatial * effects
    own = (1.0 - curvature.own) * (predictor - structured) + tau**2 * curvature.own * slope
    moved = predictor + np.clip(structured + own - predictor, -LONGEST_STEP, LONGEST_STEP)
    scaled = own / tau if tau > 0 else own
    prior = model.prior.precision(len(coefficients))
    quadratic = scaled @ scaled + effects @ (model.graph.precision @ effects) + coefficients @ prior @ coefficients
    return _Step(moved, coefficients, -0.5 * float(quadratic), curvature)


def _unsettled(change: float) -> CannotAnswer:
    return CannotAnswer(
        f"the Laplace approximation did not settle; the last step was {change:.3g}",
        page="Het model komt voor deze cijfers niet tot rust. Kies een andere indicator of een grover niveau.",
    )
