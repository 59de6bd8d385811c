"""Where the two hyperparameters of a BYM2 model lie: the mode of their density and a grid around it.

They are log sigma and an angle whose squared sine is rho: the prior of rho is flat in the angle, so that its ends,
all spatial or not spatial at all, are ordinary places on the grid.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from workbench.analysis.laplace import Conditional, Model, at_mode

RIGHT_ANGLE = np.pi / 2
CELLS = 7  # at least this many in the angle
CELL_IN_SPREADS = 1.1  # the rectangle rule on a bell needs no finer step
NEGLIGIBLE = 5.0  # a drop in log density that makes a point weigh less than one percent
LONGEST_WALK = 8
MOST_ROUNDS, ARRIVED = 20, 1.0  # a move of less than the reach of the points is within what they know
DESIGN = np.array([[0, 0], [1, 0], [-1, 0], [0, 1], [0, -1], [1, 1]], dtype=float)


@dataclass(frozen=True, eq=False)
class Surface:
    """The mode, and the curvature of the log density there."""

    mode: Conditional
    place: np.ndarray  # log sigma, angle
    curvature: np.ndarray  # minus the second derivatives, positive definite

    @property
    def spread(self) -> np.ndarray:
        """One standard deviation: of log sigma given the angle, and of the angle."""
        across = np.linalg.inv(self.curvature)[1, 1]
        return np.array([self.curvature[0, 0] ** -0.5, across**0.5])

    @property
    def lean(self) -> float:
        """How much the best log sigma moves with the angle."""
        return -self.curvature[0, 1] / self.curvature[0, 0]


def explore(model: Model, *, rounds: int, steps: int) -> Surface:
    """The mode, by fitting a quadratic through six points and moving to its top, `rounds` times and until it stays."""
    place, reach = np.array([np.log(_first_sigma(model)), 0.9]), np.array([0.4, 0.3])
    start = model.likelihood.start()
    for turn in range(MOST_ROUNDS):
        place[1] = np.clip(place[1], reach[1], RIGHT_ANGLE - reach[1])
        points = [_at(model, place + reach * offset, start=start, steps=steps) for offset in DESIGN]
        start = points[0].predictor
        gradient, curvature = _quadratic(np.array([point.evidence for point in points]))
        move = _uphill(gradient, curvature)
        place = place + reach * move
        place[1] = np.clip(place[1], 0.05, RIGHT_ANGLE - 0.05)
        scaled = _positive(curvature) / np.outer(reach, reach)
        if turn + 1 >= rounds and np.abs(move).max() < ARRIVED:
            break
        # A long way still to go is not walked in small steps.
        least = 0.04 if np.abs(move).max() < ARRIVED else 0.12
        reach = np.clip(np.diag(np.linalg.inv(scaled)) ** 0.5, least, (0.5, 0.3))
    return Surface(_at(model, place, start=start, steps=max(steps, 6)), place, scaled)


def grid(model: Model, surface: Surface) -> Iterator[Conditional]:
    """Points of equal weight in the plane whose density is not negligible."""
    cells = max(CELLS, int(np.ceil(RIGHT_ANGLE / (CELL_IN_SPREADS * surface.spread[1]))))
    angles = (np.arange(cells) + 0.5) * RIGHT_ANGLE / cells
    home = int(np.argmin(np.abs(angles - surface.place[1])))
    best = surface.mode.evidence
    for side in (angles[home:], angles[:home][::-1]):
        start = surface.mode
        for angle in side:
            row = list(_row(model, surface, angle=angle, start=start, best=best))
            yield from row
            if not row:
                break
            start = max(row, key=lambda point: point.evidence)
            best = max(best, start.evidence)


def _row(model: Model, surface: Surface, *, angle: float, start: Conditional, best: float) -> Iterator[Conditional]:
    step = float(np.clip(CELL_IN_SPREADS * surface.spread[0], 0.03, 0.6))
    centre = surface.place[0] + surface.lean * (angle - surface.place[1])
    for direction, first in ((1, 0), (-1, 1)):
        previous = start
        for far in range(first, LONGEST_WALK):
            here = np.array([centre + direction * far * step, angle])
            point = _at(model, here, start=previous.predictor)
            best, falling = max(best, point.evidence), point.evidence < previous.evidence
            if best - point.evidence < NEGLIGIBLE:
                yield point
            elif falling or far > 1:
                break
            previous = point


def _at(model: Model, place: np.ndarray, *, start: np.ndarray, **patience: int) -> Conditional:
    return at_mode(model, sigma=float(np.exp(place[0])), angle=float(place[1]), start=start, **patience)


def _first_sigma(model: Model) -> float:
    """The spread of the raw levels beyond what chance explains."""
    level = model.likelihood.start()
    seen = model.likelihood.observed
    _, weights = model.likelihood.derivatives(level, variance=0.0)
    typical, chance = np.median(level[seen]), float(np.mean(1.0 / np.maximum(weights[seen], 1e-9)))
    raw = float(np.mean((level[seen] - typical) ** 2))
    return float(np.sqrt(max(raw - chance, 0.04 * raw, 1e-4)))


def _quadratic(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Gradient and minus the second derivatives, from the values at the six points of the design."""
    middle, right, left, up, down, corner = values
    gradient = np.array([right - left, up - down]) / 2
    mixed = corner - right - up + middle
    return gradient, -np.array([[right + left - 2 * middle, mixed], [mixed, up + down - 2 * middle]])


def _positive(curvature: np.ndarray) -> np.ndarray:
    """The same with curvatures of at least a tenth of a unit: a flat direction is explored as a wide one."""
    values, directions = np.linalg.eigh(curvature)
    return directions @ np.diag(np.maximum(values, 0.1)) @ directions.T


def _uphill(gradient: np.ndarray, curvature: np.ndarray) -> np.ndarray:
    return np.clip(np.linalg.solve(_positive(curvature), gradient), -3.0, 3.0)
