"""Regression over organisations: only sums over all of them are opened, never a row and never an organisation's part.

Linear regression needs X'X and X'y once; logistic regression needs the gradient and the curvature once per step.
Numbers travel as whole numbers of 2**-BITS: sums of them are exact, so no fixed-point division is ever asked of mpyc.
Source: Karr, Lin, Sanil and Reiter (2005), J. Computational and Graphical Statistics 14, 263-279.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.errors import CannotAnswer
from workbench.joint.field import PRIME

BITS = 20
CLOSE_ENOUGH, LARGEST_COEFFICIENT = 1e-3, 30  # the last step squares what is left of the distance
Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Fit:
    """Coefficients with standard errors; `rows` is the number of rows over all organisations."""

    coefficients: Matrix
    errors: Matrix
    rows: int

    def as_dict(self) -> dict[str, object]:
        return {"coefficients": self.coefficients.tolist(), "errors": self.errors.tolist(), "rows": self.rows}


def encode(values: Matrix) -> NDArray[np.int64]:
    """Whole numbers of 2**-BITS. Raises: CannotAnswer when a sum over organisations could run out of the field."""
    scaled = np.rint(np.asarray(values, dtype=float) * 2**BITS)
    if not np.isfinite(scaled).all() or np.abs(scaled).max(initial=0) > PRIME // 2**8:
        raise CannotAnswer(
            "values too large to add up", page="De waarden zijn te groot om samen op te tellen; schaal ze eerst."
        )
    return scaled.astype(np.int64)


def decode(values: NDArray) -> Matrix:
    """From elements of the field, where the upper half stands for negative numbers."""
    signed = [int(value) - PRIME if int(value) > PRIME // 2 else int(value) for value in np.ravel(values)]
    return (np.array(signed, dtype=float) / 2**BITS).reshape(np.shape(values))


def linear(total: Matrix, *, width: int) -> Fit:
    """Least squares over the rows of all organisations. Takes: the sum of their `products`. Raises: CannotAnswer."""
    cross, with_outcome = total[: width**2].reshape(width, width), total[width**2 : width**2 + width]
    squares, count = float(total[-2]), round(float(total[-1]))
    if count <= width or np.linalg.matrix_rank(cross) < width:
        raise CannotAnswer(
            "too few rows or columns that say the same", page="Deze gegevens zijn te weinig om een verband te schatten."
        )
    coefficients = np.linalg.solve(cross, with_outcome)
    variance = max(squares - coefficients @ with_outcome, 0.0) / (count - width)
    return Fit(coefficients, np.sqrt(variance * np.diag(np.linalg.inv(cross))), count)


def newton_step(total: Matrix, *, at: Matrix) -> Fit | Matrix:
    """Logistic regression, one Newton step: the fit when it has settled, else the coefficients of the next step.

    Takes: the sum of every organisation's `gradient` at the coefficients `at`.
    Raises: CannotAnswer when groups can be told apart completely, or columns say the same.
    """
    width = len(at)
    curve, slope, count = total[: width**2].reshape(width, width), total[width**2 : -1], round(float(total[-1]))
    if np.linalg.matrix_rank(curve) < width or np.abs(at).max() > LARGEST_COEFFICIENT:
        raise CannotAnswer(
            "the steps do not settle",
            page="Dit verband is niet te schatten: de groepen zijn volledig te scheiden of bijna leeg.",
        )
    step = np.linalg.solve(curve, slope)
    settled = np.abs(step).max() < CLOSE_ENOUGH
    return Fit(at + step, np.sqrt(np.diag(np.linalg.inv(curve))), count) if settled else at + step


def products(rows: Matrix, outcome: Matrix) -> Matrix:
    """Of one organisation: X'X, X'y, y'y and the number of rows."""
    return np.concatenate([(rows.T @ rows).ravel(), rows.T @ outcome, [outcome @ outcome, len(outcome)]])


def gradient(rows: Matrix, outcome: Matrix, at: Matrix) -> Matrix:
    """Of one organisation, at these coefficients: the curvature, the slope and the number of rows."""
    chance = 1 / (1 + np.exp(-rows @ at))
    curve = (rows * (chance * (1 - chance))[:, None]).T @ rows
    return np.concatenate([curve.ravel(), rows.T @ (outcome - chance), [len(outcome)]])


def weighted_rate(sums: Matrix, populations: Matrix, weights: Matrix) -> float:
    """A directly standardised rate from opened sums, public populations and public weights."""
    return float((weights * sums / populations).sum() / weights.sum())
