"""Invented worlds in which the effect of an approach is known, one for each method that follows it.

A world takes a seed and the effect as a share that the figure falls by. It gives the true value of what is estimated,
and what our own method makes of it: estimate, lower and upper bound.
"""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import numpy as np
import pandas as pd

from workbench.analysis.monitor.chosen import change_after_choice
from workbench.analysis.monitor.difference import difference_in_differences
from workbench.analysis.monitor.interrupted import interrupted_series
from workbench.analysis.monitor.synthetic import synthetic_difference

SEEDS, NOMINAL = 500, 0.95
EFFECTS = (0.0, 0.05, 0.10, 0.20)
LEVEL = 50.0  # of the figures in a panel


class Played(NamedTuple):
    truth: float
    estimate: float
    lower: float
    upper: float

    @property
    def held(self) -> bool:
        return self.lower <= self.truth <= self.upper


World = Callable[..., Played]


def played(world: World, *, effect: float) -> list[Played]:
    """The outcomes of all seeds; each effect has seeds of its own."""
    first = SEEDS * EFFECTS.index(effect)
    return [world(seed, effect=effect) for seed in range(first, first + SEEDS)]


def coverage(world: World, *, effect: float) -> float:
    """The share of seeds in which the interval holds the truth; with no effect the rest are false alarms."""
    return float(np.mean([outcome.held for outcome in played(world, effect=effect)]))


def monthly(seed: int, *, effect: float, level: float = 40.0, points: int = 60) -> np.ndarray:
    """Monthly counts with trend, season, overdispersion and a fall halfway."""
    generator = np.random.default_rng(seed)
    time = np.arange(points)
    mean = level * np.exp(0.003 * time + 0.1 * np.sin(2 * np.pi * time / 12)) * generator.gamma(50, 1 / 50, points)
    return generator.poisson(mean * np.where(time >= points // 2, 1 - effect, 1))


def panel(seed: int, *, effect: float, treated: int, areas: int = 30, drift: float = 0.0) -> pd.DataFrame:
    """Twelve years of areas around 50; the first `treated` of them fall from 2017, and drift apart from the start."""
    generator, years = np.random.default_rng(seed), np.arange(2010, 2022)
    values = generator.normal(LEVEL, 8, areas)[:, None] + 0.5 * (years - 2010) + generator.normal(0, 2, (areas, 12))
    values[:treated] += drift * (years - 2010) - effect * LEVEL * (years >= 2017)
    codes = [f"GM{area:04d}" for area in range(areas)]
    rows = {"area_code": np.repeat(codes, 12), "period": np.tile(years, areas), "value": values.ravel()}
    return pd.DataFrame(rows | {"treated": np.repeat(np.arange(areas) < treated, 12)})


def donors(seed: int, *, effect: float) -> tuple[np.ndarray, np.ndarray]:
    """One area around 100 that falls after 20 of 30 points, and 20 others that move along with the same currents."""
    generator = np.random.default_rng(seed)
    common = np.cumsum(generator.normal(0, 1, 30))
    loads = generator.uniform(0.5, 1.5, 21)[:, None]
    values = 100 + generator.normal(0, 5, 21)[:, None] + loads * common + generator.normal(0, 1, (21, 30))
    values[0, 20:] -= 100 * effect
    return values[0], values[1:]


def interrupted(seed: int, *, effect: float) -> Played:
    found = interrupted_series(monthly(seed, effect=effect), start=30, season=12)
    return Played(1 - effect, found.ratio, found.lower, found.upper)


def compared(seed: int, *, effect: float, treated: int) -> Played:
    found = difference_in_differences(panel(seed, effect=effect, treated=treated), start=2017)
    return Played(-effect * LEVEL, found.effect, found.lower, found.upper)


def mixed(seed: int, *, effect: float) -> Played:
    found = synthetic_difference(*donors(seed, effect=effect), start=20)
    return Played(-100 * effect, found.effect, found.lower, found.upper)


def chosen(seed: int, *, effect: float) -> Played:
    """Fifty areas; the approach goes to the one with the highest rate, as people do."""
    generator = np.random.default_rng(seed)
    exposure = generator.uniform(300, 900, 50)
    rates = generator.gamma(12, 0.05 / 12, 50)
    before = generator.poisson(rates * exposure)
    peak = int(np.argmax(before / exposure))
    after = generator.poisson(rates[peak] * exposure[peak] * (1 - effect))
    found = change_after_choice(before, exposure, chosen=peak, after=after, exposed_after=exposure[peak], seed=seed)
    return Played(1 - effect, found.ratio, found.lower, found.upper)


WORLDS: dict[str, World] = {
    "onderbroken reeks": interrupted,
    "verschil, 12 van 30 gebieden": partial(compared, treated=12),
    "verschil, 1 van 30 gebieden": partial(compared, treated=1),
    "mengsel van gebieden": mixed,
    "gekozen om de piek": chosen,
}
