"""What a count or a survey estimate says about the level of an area: Poisson, binomial and normal likelihoods.

Each knows its observations (a gap is allowed and says nothing), its derivatives at a linear predictor that is
normally distributed with some variance, and how to get back from the predictor to a figure.
"""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Protocol

import numpy as np
from scipy import special

NODES, WEIGHTS = np.polynomial.hermite_e.hermegauss(9)
WEIGHTS = WEIGHTS / WEIGHTS.sum()


class Likelihood(Protocol):
    """The observations of one indicator, in the order of the areas of a graph."""

    observed: np.ndarray

    def start(self) -> np.ndarray: ...
    def log_density(self, predictor: np.ndarray) -> float: ...
    def derivatives(self, predictor: np.ndarray, *, variance: np.ndarray | float) -> tuple[np.ndarray, np.ndarray]: ...
    def figure(self, predictor: np.ndarray) -> np.ndarray: ...
    def predictor(self, figure: np.ndarray) -> np.ndarray: ...
    def without(self, out: np.ndarray) -> "Likelihood": ...


@dataclass(frozen=True, eq=False)
class Poisson:
    """Counts with the count expected at the reference level; a figure is a ratio to that level."""

    counts: np.ndarray
    expected: np.ndarray

    @cached_property
    def observed(self) -> np.ndarray:
        return np.isfinite(self.counts) & np.isfinite(self.expected) & (self.expected > 0)

    @cached_property
    def _parts(self) -> tuple[np.ndarray, np.ndarray]:
        return np.where(self.observed, self.counts, 0.0), np.where(self.observed, self.expected, 0.0)

    def start(self) -> np.ndarray:
        counts, expected = self._parts
        level = counts.sum() / expected.sum()
        return np.log((counts + level) / (expected + 1.0))

    def log_density(self, predictor: np.ndarray) -> float:
        counts, expected = self._parts
        return float(counts @ predictor - expected @ np.exp(predictor))

    def derivatives(self, predictor: np.ndarray, *, variance: np.ndarray | float) -> tuple[np.ndarray, np.ndarray]:
        """The slope and minus the curvature of the expected log density, per area."""
        counts, expected = self._parts
        mean = expected * np.exp(predictor + 0.5 * variance)
        return counts - mean, mean

    def figure(self, predictor: np.ndarray) -> np.ndarray:
        return np.exp(predictor)

    def predictor(self, figure: np.ndarray) -> np.ndarray:
        return np.log(figure)

    def without(self, out: np.ndarray) -> "Poisson":
        """The same without the observations of these areas."""
        return replace(self, counts=np.where(out, np.nan, self.counts))


@dataclass(frozen=True, eq=False)
class Binomial:
    """Counts out of a number of persons; a figure is a fraction."""

    counts: np.ndarray
    persons: np.ndarray

    @cached_property
    def observed(self) -> np.ndarray:
        return np.isfinite(self.counts) & np.isfinite(self.persons) & (self.persons > 0)

    @cached_property
    def _parts(self) -> tuple[np.ndarray, np.ndarray]:
        return np.where(self.observed, self.counts, 0.0), np.where(self.observed, self.persons, 0.0)

    def start(self) -> np.ndarray:
        counts, persons = self._parts
        level = counts.sum() / persons.sum()
        return special.logit((counts + level) / (persons + 1.0))

    def log_density(self, predictor: np.ndarray) -> float:
        counts, persons = self._parts
        return float(counts @ predictor - persons @ np.logaddexp(0.0, predictor))

    def derivatives(self, predictor: np.ndarray, *, variance: np.ndarray | float) -> tuple[np.ndarray, np.ndarray]:
        """The slope and minus the curvature of the expected log density, per area."""
        counts, persons = self._parts
        if np.isscalar(variance) and variance == 0.0:
            chance = special.expit(predictor)
            return counts - persons * chance, persons * chance * (1.0 - chance)
        spread = special.expit(predictor[:, None] + np.sqrt(variance)[:, None] * NODES)
        return counts - persons * (spread @ WEIGHTS), persons * ((spread * (1.0 - spread)) @ WEIGHTS)

    def figure(self, predictor: np.ndarray) -> np.ndarray:
        return special.expit(predictor)

    def predictor(self, figure: np.ndarray) -> np.ndarray:
        return special.logit(figure)

    def without(self, out: np.ndarray) -> "Binomial":
        """The same without the observations of these areas."""
        return replace(self, counts=np.where(out, np.nan, self.counts))


@dataclass(frozen=True, eq=False)
class Normal:
    """Survey estimates with their sampling variance; a figure is in the indicator's own unit."""

    estimates: np.ndarray
    variances: np.ndarray

    @cached_property
    def observed(self) -> np.ndarray:
        return np.isfinite(self.estimates) & np.isfinite(self.variances) & (self.variances > 0)

    @cached_property
    def _parts(self) -> tuple[np.ndarray, np.ndarray]:
        precision = np.zeros(len(self.estimates))
        precision[self.observed] = 1.0 / self.variances[self.observed]
        return np.where(self.observed, self.estimates, 0.0), precision

    def start(self) -> np.ndarray:
        estimates, precision = self._parts
        return np.where(self.observed, estimates, precision @ estimates / precision.sum())

    def log_density(self, predictor: np.ndarray) -> float:
        estimates, precision = self._parts
        return float(-0.5 * precision @ (estimates - predictor) ** 2)

    def derivatives(self, predictor: np.ndarray, **_: object) -> tuple[np.ndarray, np.ndarray]:
        """The slope and minus the curvature of the expected log density, per area; `variance` changes neither."""
        estimates, precision = self._parts
        return precision * (estimates - predictor), precision

    def figure(self, predictor: np.ndarray) -> np.ndarray:
        return predictor

    def predictor(self, figure: np.ndarray) -> np.ndarray:
        return figure

    def without(self, out: np.ndarray) -> "Normal":
        """The same without the observations of these areas."""
        return replace(self, estimates=np.where(out, np.nan, self.estimates))
