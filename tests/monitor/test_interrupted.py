"""Interrupted series against a model fitted elsewhere and against invented series with a known effect."""

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats

from workbench.analysis.monitor.interrupted import interrupted_series
from workbench.benchmarks.doen.worlds import monthly
from workbench.errors import CannotAnswer


def test_without_season_the_estimate_is_that_of_an_ordinary_poisson_model():
    counts = monthly(3, effect=0.2, points=24)
    time = np.arange(24)
    design = np.column_stack([np.ones(24), time, time >= 12])
    plain = sm.GLM(counts, design, family=sm.families.Poisson()).fit()
    assert interrupted_series(counts, start=12).ratio == pytest.approx(np.exp(plain.params[2]))


@pytest.mark.parametrize("seed", [0, 1, 2, 7, 8])
def test_the_interval_is_that_of_the_larger_of_two_published_errors_with_students_t(seed):
    # statsmodels 0.14: quasi-Poisson (scale X2, at least one) and HAC with n / (n - k); 16 points for 3 columns.
    counts, time = monthly(seed, effect=0.0, level=60, points=16), np.arange(16)
    design = np.column_stack([np.ones(16), (time - time.mean()) / 16, time >= 8])
    model = sm.GLM(counts, design, family=sm.families.Poisson())
    quasi, lags = model.fit(scale="X2"), int(np.floor(4 * (16 / 100) ** (2 / 9)))
    robust = model.fit(cov_type="HAC", cov_kwds={"maxlags": lags, "use_correction": True})
    error = max(quasi.bse[2] * max(1, quasi.scale**-0.5), robust.bse[2])
    reach = stats.t.ppf(0.975, 13) * error
    found = interrupted_series(counts, start=8)
    assert np.log([found.lower, found.upper]) == pytest.approx([quasi.params[2] - reach, quasi.params[2] + reach])


def test_a_growing_population_is_not_mistaken_for_an_effect():
    generator = np.random.default_rng(5)
    population = np.r_[np.full(20, 1000.0), np.full(20, 2000.0)]
    found = interrupted_series(generator.poisson(population * 0.05), start=20, population=population)
    assert not found.distinguishable


def test_the_course_without_the_change_is_given_for_the_drawing():
    found = interrupted_series(monthly(9, effect=0.5), start=30, season=12)
    assert found.expected[30:].mean() > 1.5 * monthly(9, effect=0.5)[30:].mean()


def test_fewer_than_twelve_points_cannot_be_judged_yet():
    with pytest.raises(CannotAnswer) as refused:
        interrupted_series([5] * 11, start=6)
    assert refused.value.page.startswith("Nog niet te beoordelen: er zijn 11 punten")


@pytest.mark.parametrize("start", [0, 2, 10, 12])
def test_a_start_without_points_on_both_sides_cannot_be_judged_yet(start):
    with pytest.raises(CannotAnswer, match="start at point"):
        interrupted_series([5] * 12, start=start)


@pytest.mark.parametrize(
    ("counts", "log"),
    [
        ([5.0] * 6 + [np.nan] + [5.0] * 6, "gap"),
        ([0.0] * 6 + [4.0] * 6, "nothing counted"),
        ([3.0] * 6 + [0.0] * 6, "nothing"),
    ],
)
def test_gaps_and_empty_sides_are_refused(counts, log):
    with pytest.raises(CannotAnswer, match=log):
        interrupted_series(counts, start=6)
