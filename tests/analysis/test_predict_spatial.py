"""BYM2 with covariates for areas without a figure: scored by leaving out gemeenten, and honest about it."""

import numpy as np
import pytest

from tests.analysis.worlds import lattice
from workbench.analysis import bym2
from workbench.analysis.likelihood import Binomial, Normal, Poisson
from workbench.analysis.predict import LEAST_SKILL, standardised
from workbench.analysis.predict_spatial import direct_figures, predict_spatial
from workbench.errors import CannotAnswer

GRAPH = lattice(12, 12)
GROUPS = np.array([f"{int(row) // 3}{int(column) // 4}" for row, column in (code.split(",") for code in GRAPH.codes)])
MANY = np.full(144, 500)


def world(seed: int, *, link: float):
    """A covariate, the true share of each area, and counts of most of them."""
    generator = np.random.default_rng(seed)
    spatial = GRAPH.blocks.factor(np.zeros(144)).sample(generator.standard_normal((144, 1)))[:, 0]
    covariate = generator.standard_normal(144)
    effect = link * covariate + 0.25 * (spatial - spatial.mean()) + generator.normal(0, 0.2, 144)
    truth, persons = 1 / (1 + np.exp(2 - effect)), generator.integers(200, 2000, 144).astype(float)
    counts = np.where(generator.random(144) < 0.25, np.nan, generator.binomial(persons.astype(int), truth))
    return covariate[:, None], truth, Binomial(counts, persons)


def ask(covariates, counts, **given):
    question = {"factor": 100.0, "groups": GROUPS, "wanted": ~counts.observed, "persons": MANY} | given
    return predict_spatial(GRAPH, counts, covariates, **question)


def test_its_intervals_hold_the_truth_in_95_percent_of_the_areas():
    held = []
    for seed in range(8):
        covariates, truth, counts = world(seed, link=0.6)
        found, asked = ask(covariates, counts), ~counts.observed
        held.extend((found.lower[asked] < 100 * truth[asked]) & (100 * truth[asked] < found.upper[asked]))
    assert 0.93 <= np.mean(held) <= 0.97


def test_its_score_is_that_of_gemeenten_it_never_saw():
    # Worked by hand: fitted without each gemeente in turn, and compared with what was counted there.
    covariates, _, counts = world(2, link=0.6)
    direct = 100 * direct_figures(counts)
    inputs, errors = standardised(covariates, counts.observed), []
    for group in np.unique(GROUPS):
        out = (group == GROUPS) & counts.observed
        blind = Binomial(np.where(group == GROUPS, np.nan, counts.counts), counts.persons)
        errors.extend(100 * bym2.preview(GRAPH, blind, covariates=inputs).median[out] - direct[out])
    expected = 1 - np.mean(np.square(errors)) / np.var(direct[counts.observed])
    found = ask(covariates, counts)
    assert found.skill == pytest.approx(expected)
    assert "BYM2 met kenmerken" in found.sentence


def test_covariates_that_say_nothing_are_refused_with_a_sentence():
    generator = np.random.default_rng(1)
    counts = Binomial(generator.binomial(50, 0.2, 144).astype(float), np.full(144, 50.0))
    counts.counts[:20] = np.nan
    with pytest.raises(CannotAnswer) as refusal:
        ask(generator.standard_normal((144, 1)), counts)
    assert str(LEAST_SKILL) in str(refusal.value)
    assert "niets ingevuld" in refusal.value.page


def test_a_small_an_unwanted_and_a_published_area_get_nothing():
    covariates, _, counts = world(3, link=0.8)
    gaps = np.flatnonzero(~counts.observed)
    wanted, persons = ~counts.observed, MANY.copy()
    wanted[gaps[0]], persons[gaps[1]] = False, 30
    found = ask(covariates, counts, wanted=wanted, persons=persons)
    assert set(np.flatnonzero(np.isfinite(found.value))) == set(gaps[2:])


@pytest.mark.parametrize(
    "observed",
    [
        Poisson(np.array([4.0, np.nan]), np.array([2.0, 3.0])),
        Binomial(np.array([2.0, np.nan]), np.array([1.0, 3.0])),
        Normal(np.array([2.0, np.nan]), np.ones(2)),
    ],
)
def test_observations_that_are_left_out_say_nothing(observed):
    assert direct_figures(observed)[0] == pytest.approx(2.0)
    assert list(observed.without(np.array([True, False])).observed) == [False, False]
