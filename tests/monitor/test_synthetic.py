"""Synthetic difference-in-differences against the published Proposition 99 estimate, and against known effects."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from workbench.analysis.monitor.synthetic import synthetic_difference
from workbench.errors import CannotAnswer


@pytest.fixture(scope="module")
def smoking() -> pd.DataFrame:
    return pd.read_csv(Path(__file__).parent / "california_prop99.csv", comment="#", index_col="Year")


@pytest.fixture(scope="module")
def california(smoking):
    others = smoking.drop(columns="California").to_numpy().T
    return synthetic_difference(smoking["California"], others, start=list(smoking.index).index(1989))


def test_proposition_99_has_its_published_effect(california):
    # Arkhangelsky et al. (2021), table 1, and the R package synthdid: -15.604 packs a head.
    assert california.effect == pytest.approx(-15.604, abs=0.005)


def test_its_interval_is_of_the_published_width(california):
    # Same table: placebo standard error 8.4 (R draws placebos at random; here each area is one).
    assert (california.upper - california.lower) / 3.92 == pytest.approx(8.4, abs=1.5)


def test_weights_are_shares(california):
    for weights in (california.unit_weights, california.time_weights):
        assert weights.sum() == pytest.approx(1)
        assert weights.min() >= 0


def test_the_comparison_follows_the_area_before_the_start(california, smoking):
    before = smoking["California"].to_numpy()[:19]
    assert california.prefit < before.std() / 3


def invented(seed: int, *, effect: float) -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(seed)
    common = np.cumsum(generator.normal(0, 1, 30))
    loads = generator.uniform(0.5, 1.5, 21)[:, None]
    panel = 100 + generator.normal(0, 5, 21)[:, None] + loads * common + generator.normal(0, 1, (21, 30))
    panel[0, 20:] += effect
    return panel[0], panel[1:]


@pytest.mark.parametrize("effect", [0.0, -5.0, -10.0])
def test_a_known_effect_is_found_within_its_interval(effect):
    results = [synthetic_difference(*invented(seed, effect=effect), start=20) for seed in range(60)]
    covered = np.mean([result.lower <= effect <= result.upper for result in results])
    assert np.mean([result.effect for result in results]) == pytest.approx(effect, abs=0.4)
    assert covered >= 0.85


def test_moving_the_area_to_another_level_changes_nothing(smoking, california):
    others = smoking.drop(columns="California").to_numpy().T
    moved = synthetic_difference(smoking["California"] + 50, others, start=19)
    assert moved.effect == pytest.approx(california.effect, abs=1e-6)


@pytest.mark.parametrize(("donors", "start"), [(2, 10), (5, 3), (5, 30)])
def test_too_little_to_compare_with_is_refused(donors, start):
    own, others = invented(1, effect=0)
    with pytest.raises(CannotAnswer) as refused:
        synthetic_difference(own, others[:donors], start=start)
    assert "minstens 3 vergelijkingsgebieden" in refused.value.page


def test_a_gap_is_refused_and_never_filled():
    own, others = invented(1, effect=0)
    others[3, 4] = np.nan
    with pytest.raises(CannotAnswer, match="gaps"):
        synthetic_difference(own, others, start=20)
