"""What is known about each area after a model: level, interval, chance above a reference, rank, chance of the top.

A mixture of normals over the grid of hyperparameters. Ranks need the areas jointly, so they come from draws.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import special

from workbench.analysis.graph import Graph
from workbench.analysis.laplace import Conditional, Prior
from workbench.analysis.likelihood import Likelihood
from workbench.analysis.threads import on_one_thread

SEED = 20260101
DRAWS = 1000
TAILS = (0.025, 0.975)
LIGHTEST = 0.002  # a grid point that weighs less is left out


@dataclass(frozen=True, eq=False)
class Posterior:
    """Grid points with their weights; all methods give one value per area, in the order of the graph."""

    graph: Graph
    likelihood: Likelihood
    points: tuple[Conditional, ...]
    weights: np.ndarray

    @classmethod
    def mixed(cls, points: Sequence[Conditional], *, graph: Graph, likelihood: Likelihood) -> "Posterior":
        evidence = np.array([point.evidence for point in points])
        weights = np.exp(evidence - evidence.max())
        heavy = weights / weights.sum() >= LIGHTEST
        kept = tuple(point for point, keep in zip(points, heavy, strict=True) if keep)
        return cls(graph, likelihood, kept, weights[heavy] / weights[heavy].sum())

    @cached_property
    def _normals(self) -> tuple[np.ndarray, np.ndarray]:
        means = np.array([point.predictor for point in self.points])
        return means, np.sqrt([point.variance for point in self.points])

    @property
    def predictor(self) -> np.ndarray:
        """The mean on the scale of the model (log, logit or the unit itself)."""
        return self.weights @ self._normals[0]

    @property
    def predictor_deviation(self) -> np.ndarray:
        means, spreads = self._normals
        return np.sqrt(self.weights @ (spreads**2 + means**2) - self.predictor**2)

    @property
    def prior(self) -> Prior:
        return self.points[0].curvature.model.prior

    def quantile(self, chance: float) -> np.ndarray:
        """The level that lies above the figure with this chance, in figures."""
        means, spreads = self._normals
        low, high = (means - 8 * spreads).min(axis=0), (means + 8 * spreads).max(axis=0)
        for _ in range(32):  # halving: the mixture has no closed form
            middle = (low + high) / 2
            below = self._below(middle) < chance
            low, high = np.where(below, middle, low), np.where(below, high, middle)
        return self.likelihood.figure((low + high) / 2)

    @cached_property
    def interval(self) -> tuple[np.ndarray, np.ndarray]:
        return self.quantile(TAILS[0]), self.quantile(TAILS[1])

    @cached_property
    def median(self) -> np.ndarray:
        return self.quantile(0.5)

    def chance_above(self, reference: float | np.ndarray) -> np.ndarray:
        """The chance that the figure of an area lies above `reference`, in figures."""
        level = self.likelihood.predictor(np.asarray(reference))
        return np.maximum(1.0 - self._below(np.broadcast_to(level, len(self.graph))), 0.0)

    @on_one_thread
    def draws(self, number: int = DRAWS, *, seed: int = SEED) -> np.ndarray:
        """Joint draws of the figures: a row per area, a column per draw."""
        generator = np.random.default_rng(seed)
        shares = np.diff(np.floor(np.concatenate([[0.0], np.cumsum(self.weights)]) * number + 0.5)).astype(int)
        parts = [
            point.predictor[:, None] + point.curvature.sample(generator, draws=share)
            for point, share in zip(self.points, shares, strict=True)
            if share
        ]
        return self.likelihood.figure(np.hstack(parts))

    @property
    def coefficients(self) -> tuple[np.ndarray, np.ndarray]:
        """Mean and standard deviation of the intercept and of each covariate."""
        means = np.array([point.coefficients for point in self.points])
        spreads = np.array([np.diag(point.curvature.covariance) for point in self.points])
        mean = self.weights @ means
        return mean, np.sqrt(self.weights @ (spreads + means**2) - mean**2)

    @property
    def sigma(self) -> tuple[float, float]:
        return self._moments(np.array([point.sigma for point in self.points]))

    @property
    def rho(self) -> tuple[float, float]:
        return self._moments(np.array([point.rho for point in self.points]))

    def _moments(self, values: np.ndarray) -> tuple[float, float]:
        mean = float(self.weights @ values)
        return mean, float(np.sqrt(max(self.weights @ values**2 - mean**2, 0.0)))

    def _below(self, predictor: np.ndarray) -> np.ndarray:
        means, spreads = self._normals
        return self.weights @ special.ndtr((predictor - means) / spreads)
