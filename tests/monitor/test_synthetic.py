"""Synthetic difference-in-differences against the published Proposition 99 estimate, and against known effects."""

from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from workbench.analysis.monitor.synthetic import synthetic_difference
from workbench.benchmarks.doen.worlds import donors
from workbench.errors import CannotAnswer


@pytest.fixture(scope="module")
def smoking() -> pd.DataFrame:
    return pd.read_csv(Path(__file__).parent / "california_prop99.csv", comment="#", index_col="Year")


@pytest.fixture(scope="module")
def california(smoking):
    others = smoking.drop(columns="California").to_numpy().T
    return synthetic_difference(smoking["California"], others, start=list(smoking.index).index(1989))


def frank_wolfe(columns: np.ndarray, target: np.ndarray, *, ridge: float, noise: float) -> tuple[np.ndarray, float]:
    """Weights as the authors' R package finds them, and what it minimises.

    Source: synthdid 0.0.9, sc.weight.fw and sparsify_function: a hundred steps, small weights set to zero, and steps
    again until one of them gains less than 1e-5 times the noise, squared.
    """
    centred, aim = columns - columns.mean(axis=0), target - target.mean()
    weights, penalty = np.full(centred.shape[1], 1 / centred.shape[1]), len(aim) * ridge**2
    for most in (100, 10_000):
        before = np.inf
        for _ in range(most):
            gap = centred @ weights - aim
            way = -weights
            way[np.argmin(gap @ centred + penalty * weights)] += 1
            slope, bend = (gap @ centred + penalty * weights) @ way, (centred @ way) @ (centred @ way)
            weights = weights + np.clip(-slope / (bend + penalty * (way @ way)), 0, 1) * way
            now = objective(columns, target, ridge=ridge, weights=weights)
            if before - now <= (1e-5 * noise) ** 2:
                break
            before = now
        if most == 100:
            weights = np.where(weights <= weights.max() / 4, 0, weights)
            weights = weights / weights.sum()
    return weights, now


def objective(columns: np.ndarray, target: np.ndarray, *, ridge: float, weights: np.ndarray) -> float:
    gap = (columns - columns.mean(axis=0)) @ weights - (target - target.mean())
    return ridge**2 * (weights @ weights) + gap @ gap / len(gap)


@pytest.fixture(scope="module")
def published(smoking) -> dict:
    """The authors' own estimate: its effect, and how well its mix of states follows California."""
    own, others = smoking["California"].to_numpy(float), smoking.drop(columns="California").to_numpy(float).T
    noise = np.diff(others[:, :19], axis=1).std(ddof=1)
    times, _ = frank_wolfe(others[:, :19], others[:, 19:].mean(axis=1), ridge=1e-6 * noise, noise=noise)
    mixed = {"ridge": 12**0.25 * noise}
    units, reached = frank_wolfe(others[:, :19].T, own[:19], **mixed, noise=noise)
    gap = own - units @ others
    ours = partial(objective, others[:, :19].T, own[:19], **mixed)
    return {"effect": gap[19:].mean() - times @ gap[:19], "reached": reached, "objective": ours}


def test_the_authors_own_steps_give_the_published_effect(published):
    # Arkhangelsky et al. (2021), table 1, and the R package synthdid: -15.604 packs a head (-15.60383).
    assert published["effect"] == pytest.approx(-15.60383, abs=5e-6)


def test_proposition_99_has_its_published_effect(california):
    assert california.effect == pytest.approx(-15.604, abs=0.002)


def test_the_mix_follows_california_at_least_as_well_as_the_published_one(california, published):
    # The authors' steps stop a little before the optimum: that is the whole difference of 0.0016 packs.
    assert published["objective"](weights=california.unit_weights) < published["reached"]


def test_its_interval_is_of_the_published_width(california):
    # Same table: placebo standard error 8.4 (R draws placebos at random; here each area is one).
    reach = stats.t.ppf(0.975, 37)  # 38 states without the measure
    assert (california.upper - california.lower) / (2 * reach) == pytest.approx(8.4, abs=1.5)


def test_weights_are_shares(california):
    for weights in (california.unit_weights, california.time_weights):
        assert weights.sum() == pytest.approx(1)
        assert weights.min() >= 0


def test_the_comparison_follows_the_area_before_the_start(california, smoking):
    before = smoking["California"].to_numpy()[:19]
    assert california.prefit < before.std() / 3


@pytest.mark.parametrize("effect", [0.05, 0.10, 0.20])
def test_a_known_effect_moves_the_estimate_and_its_interval_by_just_that(effect):
    for seed in range(3):
        without, found = (synthetic_difference(*donors(seed, effect=size), start=20) for size in (0.0, effect))
        moved = [found.effect - without.effect, found.lower - without.lower, found.upper - without.upper]
        assert moved == pytest.approx([-100 * effect] * 3, abs=1e-6)


def test_moving_the_area_to_another_level_changes_nothing(smoking, california):
    others = smoking.drop(columns="California").to_numpy().T
    moved = synthetic_difference(smoking["California"] + 50, others, start=19)
    assert moved.effect == pytest.approx(california.effect, abs=1e-6)


@pytest.mark.parametrize(("number", "start"), [(2, 10), (5, 3), (5, 30)])
def test_too_little_to_compare_with_is_refused(number, start):
    own, others = donors(1, effect=0)
    with pytest.raises(CannotAnswer) as refused:
        synthetic_difference(own, others[:number], start=start)
    assert "minstens 3 vergelijkingsgebieden" in refused.value.page


def test_a_gap_is_refused_and_never_filled():
    own, others = donors(1, effect=0)
    others[3, 4] = np.nan
    with pytest.raises(CannotAnswer, match="gaps"):
        synthetic_difference(own, others, start=20)
