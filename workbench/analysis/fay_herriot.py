"""Fay-Herriot: survey estimates of small areas drawn to a regression, each by as much as it is uncertain."""

from dataclasses import dataclass

import numpy as np

from workbench.errors import CannotAnswer

ITERATIONS, CLOSE = 100, 1e-10


@dataclass(frozen=True, eq=False)
class Drawn:
    """The EBLUP of each area with its mean squared error, and the regression it was drawn to."""

    estimate: np.ndarray
    mse: np.ndarray
    coefficients: np.ndarray
    coefficient_errors: np.ndarray
    between: float  # variance between areas that the covariates do not explain


def fay_herriot(estimates: np.ndarray, variances: np.ndarray, *, design: np.ndarray) -> Drawn:
    """The empirical best linear unbiased predictions, with the variance between areas by REML.

    Takes: direct estimates and their sampling variances, and a design with a column of ones.
    Raises: CannotAnswer with gaps, no variance, or no more areas than columns.
    Source: Fay & Herriot (1979), J. Am. Stat. Assoc. 74, 269-277; MSE of Prasad & Rao (1990), ibid. 85, 163-171,
    as for REML in Datta & Lahiri (2000), Statistica Sinica 10, 613-627.
    """
    _refuse(estimates, variances, design)
    between = _reml(estimates, variances, design)
    weights = 1.0 / (between + variances)
    covariance = np.linalg.inv(design.T @ (weights[:, None] * design))
    coefficients = covariance @ (design.T @ (weights * estimates))
    fitted = design @ coefficients
    shrink = variances * weights
    lean = np.einsum("ij,jk,ik->i", design, covariance, design)
    third = variances**2 * weights**3 * 2.0 / (weights**2).sum()
    mse = between * shrink + shrink**2 * lean + 2.0 * third
    errors = np.sqrt(np.diag(covariance))
    return Drawn(fitted + (1.0 - shrink) * (estimates - fitted), mse, coefficients, errors, between)


def _reml(estimates: np.ndarray, variances: np.ndarray, design: np.ndarray) -> float:
    """Fisher scoring from the median variance; never below nought."""
    between = float(np.median(variances))
    for _ in range(ITERATIONS):
        weights = 1.0 / (between + variances)
        weighted = weights[:, None] * design
        projection = np.diag(weights) - weighted @ np.linalg.solve(design.T @ weighted, weighted.T)
        residual = projection @ estimates
        step = (residual @ residual - np.trace(projection)) / np.sum(projection * projection)
        moved = max(0.0, between + float(step))
        if abs(moved - between) < CLOSE * (1.0 + between):
            return moved
        between = moved
    raise CannotAnswer(
        "REML of the Fay-Herriot model did not settle",
        page="Het model komt voor deze cijfers niet tot rust. Kies een andere indicator of andere kenmerken.",
    )


def _refuse(estimates: np.ndarray, variances: np.ndarray, design: np.ndarray) -> None:
    complete = all(np.isfinite(values).all() for values in (estimates, variances, design))
    if not complete or not (variances > 0).all():
        raise CannotAnswer(
            "estimates, variances or covariates with gaps, or a variance that is not positive",
            page="Dit model heeft voor elk gebied een cijfer met een marge nodig. Die ontbreken hier.",
        )
    if len(estimates) <= design.shape[1] or np.linalg.matrix_rank(design) < design.shape[1]:
        raise CannotAnswer(
            f"{len(estimates)} areas for {design.shape[1]} coefficients",
            page="Er zijn te weinig gebieden voor deze kenmerken. Kies minder kenmerken of een fijner niveau.",
        )
