"""From figures to pixels: a linear scale with round ticks."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from workbench.views.drawings.svg import Percent

STEPS = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True)
class Linear:
    """Maps `low`..`high` to `start`..`stop`: pixels or Percent; start may be the larger, as for a vertical axis."""

    low: float
    high: float
    start: float
    stop: float

    def __call__(self, value: float) -> float:
        place = self.start + (value - self.low) / (self.high - self.low) * (self.stop - self.start)
        return type(self.start)(place)

    def ticks(self, count: int = 5) -> list[float]:
        """About `count` round values within the scale."""
        step = _step((self.high - self.low) / max(count, 1))
        first = math.ceil(self.low / step - 1e-9)
        last = math.floor(self.high / step + 1e-9)
        return [round(index * step, 10) for index in range(first, last + 1)]


def spanning(values: Iterable[float | None], *, start: float, stop: float, zero: bool = True) -> Linear:
    """A scale that holds every value, ends on round numbers, and starts at zero unless told otherwise.

    Missing: gaps are passed over; without any value the scale is 0 to 1.
    """
    there = [float(value) for value in values if value is not None and not math.isnan(value)]
    low, high = (min(there), max(there)) if there else (0.0, 1.0)
    low, high = (min(low, 0.0), max(high, 0.0)) if zero else (low, high)
    start, stop = (start, stop) if isinstance(start, Percent) else (float(start), float(stop))
    if high - low < 1e-9:
        high = low + (abs(low) or 1.0)
    step = _step((high - low) / 5)
    return Linear(math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step, start, stop)


def decimals_of(ticks: list[float]) -> int:
    """The fewest decimals that tell the ticks apart."""
    return next((places for places in range(6) if all(abs(round(tick, places) - tick) < 1e-9 for tick in ticks)), 6)


def _step(rough: float) -> float:
    power = 10 ** math.floor(math.log10(rough))
    return next(step * power for step in STEPS if step * power >= rough * (1 - 1e-9))
