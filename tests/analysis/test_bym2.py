"""BYM2 against the published Stan case study, against truths it was drawn from, and against hopeless questions."""

import numpy as np
import pytest
from scipy import stats

from tests.analysis.worlds import drawn_region, lattice, scotland
from workbench.analysis import bym2
from workbench.analysis.graph import Graph
from workbench.analysis.laplace import Prior
from workbench.analysis.likelihood import Binomial, Normal, Poisson
from workbench.errors import CannotAnswer

# Morris, "Spatial models in Stan: intrinsic auto-regressive models for areal data", BYM2 of Scotland:
# posterior means with N(0, 1) on the coefficients, half-normal(1) on sigma and Beta(1/2, 1/2) on rho.
STAN = {"intercept": -0.217, "slope": 0.365, "sigma": 0.514, "rho": 0.878}
STAN_PRIOR = Prior(intercept=1.0, slope=1.0, sigma=1.0)


@pytest.fixture(scope="module")
def scottish():
    graph, counts, outdoor = scotland()
    return bym2.fit(graph, counts, covariates=outdoor, prior=STAN_PRIOR)


def test_scotland_has_the_published_scaling_factor():
    assert scotland()[0].scaling_factors == pytest.approx(0.4853, abs=5e-5)


@pytest.mark.parametrize(("place", "name"), [(0, "intercept"), (1, "slope")])
def test_the_coefficients_of_scotland_are_those_of_stan(scottish, place, name):
    mean, deviation = scottish.coefficients
    assert abs(mean[place] - STAN[name]) < 0.25 * deviation[place]


@pytest.mark.parametrize("name", ["sigma", "rho"])
def test_the_hyperparameters_of_scotland_are_those_of_stan(scottish, name):
    mean, deviation = getattr(scottish, name)
    assert abs(mean - STAN[name]) < 0.25 * deviation


# D. Simpson (2017), "Stan and INLA for BYM2", stan-dev/example-models, knitr/car-iar-poisson/stan_INLA_bym2.html: the
# same table with N(0, 5) on the coefficients, half-normal(5) on sigma and Beta(1/2, 1/2) on rho, by Stan and by INLA.
# Mean and standard deviation; of `log_precision` sigma is exp(-x / 2).
WIDE_PRIOR = Prior(intercept=5.0, slope=5.0, sigma=5.0)
BOTH = {"log_precision": (1.34, 1.36), "intercept": (-0.22, -0.22), "slope": (0.37, 0.37), "mu[5]": (13.80, 14.01)}
SPREAD = {"log_precision": (0.34, 0.33), "intercept": (0.13, 0.13), "slope": (0.13, 0.13), "mu[5]": (3.05, 3.09)}


@pytest.fixture(scope="module")
def with_wide_priors():
    graph, counts, outdoor = scotland()
    return bym2.fit(graph, counts, covariates=outdoor, prior=WIDE_PRIOR)


def test_scotland_with_wide_priors_is_that_of_stan_and_of_inla(with_wide_priors):
    mean, deviation = with_wide_priors.coefficients
    for place, name in enumerate(("intercept", "slope")):
        for published, spread in zip(BOTH[name], SPREAD[name], strict=True):
            assert abs(mean[place] - published) < 0.25 * spread
            assert deviation[place] == pytest.approx(spread, abs=0.02)


def test_the_typical_deviation_of_scotland_is_that_of_stan_and_of_inla(with_wide_priors):
    # The mean of exp(-x / 2) for a normal x.
    for published, spread in zip(BOTH["log_precision"], SPREAD["log_precision"], strict=True):
        sigma = np.exp(-published / 2 + spread**2 / 8)
        assert abs(with_wide_priors.sigma[0] - sigma) < 0.25 * with_wide_priors.sigma[1]


def test_the_fifth_district_of_scotland_has_the_published_quantiles(with_wide_priors):
    expected = scotland()[1].expected[4]
    low, high = (expected * bound[4] for bound in with_wide_priors.interval)
    assert expected * with_wide_priors.median[4] == pytest.approx(13.53, rel=0.03)  # Stan; INLA 13.74
    assert (low, high) == pytest.approx((8.60, 20.49), rel=0.03)  # Stan; INLA 8.72 and 20.80


def test_the_draws_agree_with_the_intervals(scottish):
    low, high = np.quantile(scottish.draws(4000), [0.025, 0.975], axis=1)
    assert np.log(low) == pytest.approx(np.log(scottish.interval[0]), abs=0.12)
    assert np.log(high) == pytest.approx(np.log(scottish.interval[1]), abs=0.12)


def test_the_mean_correction_matters_at_low_counts():
    # At one case per area the mode is known to be too low: the average fitted count must be the count.
    graph, generator = lattice(10, 10), np.random.default_rng(4)
    levels = np.exp(generator.normal(0, 0.9, 100))
    counts = Poisson(generator.poisson(levels).astype(float), np.ones(100))
    posterior = bym2.fit(graph, counts)
    fitted = np.exp(posterior.predictor + posterior.predictor_deviation**2 / 2)
    assert fitted.sum() == pytest.approx(counts.counts.sum(), rel=0.02)


def test_a_preview_is_close_to_the_full_answer():
    graph = lattice(12, 12)
    counts, _ = drawn_region(graph, seed=8)
    full, quick = bym2.fit(graph, counts), bym2.preview(graph, counts)
    assert np.abs(full.predictor - quick.predictor).max() < 0.3 * full.predictor_deviation.min()


def test_intervals_hold_the_truth_in_95_percent_of_the_areas():
    graph, held = lattice(10, 10), []
    for seed in range(12):
        counts, truth = drawn_region(graph, seed=seed, persons=(20, 400), sigma=0.5)
        low, high = bym2.fit(graph, counts).interval
        held.extend((low < truth) & (truth < high))
    assert 0.93 <= np.mean(held) <= 0.97


@pytest.fixture(scope="module")
def said_and_right():
    """The chance of being above 8 percent as told, and whether that was so, for 1,200 areas."""
    graph, said, right = lattice(10, 10), [], []
    for seed in range(12):
        counts, truth = drawn_region(graph, seed=seed, persons=(20, 400), sigma=0.5)
        said.extend(bym2.fit(graph, counts).chance_above(0.08))
        right.extend(truth > 0.08)
    return np.array(said), np.array(right)


def test_chances_above_a_reference_are_calibrated(said_and_right):
    # Where the model says "70 to 90 percent sure", it is right in about that share of the areas.
    said, right = said_and_right
    sure = (said > 0.7) & (said < 0.9)
    assert np.mean(right[sure]) == pytest.approx(np.mean(said[sure]), abs=0.06)


def test_areas_that_are_called_almost_certain_are_wrong_as_often_as_expected(said_and_right):
    said, right = said_and_right
    for called, wrong in ((said >= 0.95, ~right), (said <= 0.05, right)):
        expected = np.minimum(said, 1 - said)[called].sum()
        assert called.sum() > 20
        assert abs(wrong[called].sum() - expected) < 2 * np.sqrt(expected) + 1


@pytest.mark.parametrize("seed", [0, 6])
def test_where_all_areas_are_alike_none_is_called_higher_or_lower_than_the_region(seed):
    # An interval for each area by itself would call five of a hundred.
    graph, generator = lattice(10, 10), np.random.default_rng(seed)
    persons = generator.integers(50, 800, 100)
    counts = generator.binomial(persons, 0.08)
    found = bym2.fit(graph, Binomial(counts.astype(float), persons.astype(float)))
    chances = found.chance_above(counts.sum() / persons.sum())
    assert not ((chances >= 0.95) | (chances <= 0.05)).any()


def test_an_area_without_a_figure_gets_a_wider_interval_than_its_neighbours():
    graph = lattice(8, 8)
    counts, _ = drawn_region(graph, seed=3)
    gap = counts.counts.copy()
    gap[27] = np.nan
    low, high = bym2.fit(graph, Binomial(gap, counts.persons)).interval
    assert (high - low)[27] > np.delete(high - low, 27).max() * 0.8
    assert np.isfinite(low).all()


def test_islands_and_a_second_mainland_are_handled():
    codes = [f"{part}{code}" for part, side in (("w", 4), ("e", 5)) for code in lattice(side, side).codes]
    touching = {"w": lattice(4, 4), "e": lattice(5, 5)}
    near = {
        code: [code[0] + touching[code[0]].codes[other] for other in _row(touching[code[0]], code[1:])]
        for code in codes
    }
    graph = Graph.among([*codes, "island", "rock"], neighbours=near)
    counts, truth = drawn_region(graph, seed=2)
    posterior = bym2.fit(graph, counts)
    assert list(graph.islands).count(True) == 2
    assert stats.spearmanr(posterior.median, truth).statistic > 0.5


def _row(graph: Graph, code: str) -> np.ndarray:
    return graph.adjacency[[graph.codes.index(code)]].indices


def test_survey_estimates_with_margins_are_smoothed_towards_each_other():
    graph = lattice(7, 7)
    truth = np.linspace(20, 30, 49)
    noise = np.random.default_rng(5).normal(0, 4, 49)
    posterior = bym2.fit(graph, Normal(truth + noise, np.full(49, 16.0)), prior=Prior(100.0, 2.5, 5.0))
    assert np.mean((posterior.median - truth) ** 2) < 0.6 * np.mean(noise**2)


HOPELESS = {
    "one area": (1, 1, [3.0], [10.0]),
    "nobody anywhere": (3, 3, [0.0] * 9, [50.0] * 9),
    "everybody everywhere": (3, 3, [50.0] * 9, [50.0] * 9),
    "all hidden": (3, 3, [np.nan] * 9, [50.0] * 9),
}


@pytest.mark.parametrize(("rows", "columns", "counts", "persons"), HOPELESS.values(), ids=HOPELESS.keys())
def test_a_hopeless_question_is_refused_in_one_dutch_sentence(rows, columns, counts, persons):
    with pytest.raises(CannotAnswer) as refusal:
        bym2.fit(lattice(rows, columns), Binomial(np.array(counts), np.array(persons)))
    assert refusal.value.page.endswith(".")


COVARIATES = {
    "all missing": (np.full(25, np.nan), "geen cijfer"),
    "constant": (np.ones(25), "overal gelijk"),
    "separating": (np.arange(25) >= 12.0, "scheidt"),
}


@pytest.mark.parametrize(("covariate", "words"), COVARIATES.values(), ids=COVARIATES.keys())
def test_a_covariate_that_cannot_be_used_is_refused(covariate, words):
    counts = Poisson(np.where(np.arange(25) < 12, 0.0, 5.0), np.ones(25))
    with pytest.raises(CannotAnswer) as refusal:
        bym2.fit(lattice(5, 5), counts, covariates=np.asarray(covariate, dtype=float)[:, None])
    assert words in refusal.value.page


def test_the_mode_of_a_whole_country_is_found():
    # With 3,393 areas the start is a long way from the mode; drawn with sigma 0.35 and rho 0.6.
    graph = lattice(39, 87)
    counts, _ = drawn_region(graph, seed=3)
    found = bym2.fit(graph, counts)
    assert len(found.points) > 4
    assert abs(found.sigma[0] - 0.35) < 3 * found.sigma[1]
    assert abs(found.rho[0] - 0.6) < 3 * found.rho[1]
