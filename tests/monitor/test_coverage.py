"""The interval of every method holds an effect that was put in 95 % of the time, over 500 seeds."""

from functools import lru_cache

import numpy as np
import pytest

from workbench.analysis.monitor.difference import difference_in_differences
from workbench.benchmarks import doen
from workbench.benchmarks.doen.worlds import EFFECTS, NOMINAL, SEEDS, WORLDS, Played, panel, played

SLACK = 1.96 * np.sqrt(NOMINAL * (1 - NOMINAL) / SEEDS)  # what 500 seeds can stray from the nominal share by chance


@lru_cache
def outcomes(name: str, effect: float) -> tuple[Played, ...]:
    return tuple(played(WORLDS[name], effect=effect))


@pytest.mark.parametrize("effect", EFFECTS)
@pytest.mark.parametrize("name", WORLDS)
def test_a_known_effect_is_within_the_interval_95_percent_of_the_time(name, effect):
    assert len(outcomes(name, effect)) == 500
    assert np.mean([each.held for each in outcomes(name, effect)]) >= NOMINAL - SLACK


@pytest.mark.parametrize("name", WORLDS)
def test_false_alarms_stay_within_5_percent(name):
    nothing = outcomes(name, 0.0)
    unchanged = {each.truth for each in nothing}
    assert unchanged <= {0.0, 1.0}
    assert np.mean([not each.held for each in nothing]) <= 1 - NOMINAL + SLACK


@pytest.mark.parametrize("effect", EFFECTS)
@pytest.mark.parametrize("name", [name for name in WORLDS if name != "gekozen om de piek"])
def test_the_estimate_is_not_biased(name, effect):
    # The area with the peak is left out: its own corrected level stays uncertain, and says so in its interval.
    errors = np.array([each.estimate - each.truth for each in outcomes(name, effect)])
    assert abs(errors.mean()) < 3 * errors.std() / np.sqrt(SEEDS)


@pytest.mark.parametrize("name", WORLDS)
def test_the_interval_is_not_wide_for_nothing(name):
    # Ninety-five percent and not all: an interval that holds everything says nothing.
    held = [each.held for effect in EFFECTS for each in outcomes(name, effect)]
    assert np.mean(held) <= NOMINAL + 0.02


@pytest.mark.parametrize(("areas", "treated"), [(6, 1), (8, 2), (30, 5), (30, 12)])
def test_whatever_the_number_of_areas_interval_and_placebo_hold(areas, treated):
    found = [
        difference_in_differences(panel(seed, effect=0.1, treated=treated, areas=areas), start=2017)
        for seed in range(SEEDS)
    ]
    assert np.mean([each.lower <= -5 <= each.upper for each in found]) >= NOMINAL - SLACK
    assert np.mean([each.before_differs for each in found]) <= 1 - NOMINAL + SLACK


def test_the_bench_shows_each_share_beside_its_bar(monkeypatch):
    # The shares themselves are those above; here only that what is printed is what was reached.
    held = {
        (name, effect): np.mean([each.held for each in outcomes(name, effect)]) for name in WORLDS for effect in EFFECTS
    }
    known = {id(world): name for name, world in WORLDS.items()}
    monkeypatch.setattr(doen, "coverage", lambda world, *, effect: held[known[id(world)], effect])
    printed = {figure.name: figure for figure in doen.figures()}
    for (name, effect), share in held.items():
        shown = printed[f"doen: {name}, {effect:.0%}"]
        assert (shown.value, shown.ok) == (pytest.approx(100 * share), True)
    assert all(printed[f"doen: {name}, vals alarm"].ok for name in WORLDS)
    assert printed["doen: verschil-in-verschillen, rekentijd"].stock  # pyfixest, in the same run
