"""Funnel plots against the overdispersion that FunnelPlotR publishes, and against invented areas."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.analysis.monitor.funnel import funnel
from workbench.errors import CannotAnswer

# FunnelPlotR 0.5.0, tests/testthat/test-classes_methods.R: phi.funnelplot = 2.948033 for these six hospitals.
OBSERVED = [100, 150, 180, 80, 120, 225]
EXPECTED = [108, 112, 165, 95, 100, 220]


def test_the_published_dispersion_ratio_is_reached():
    assert funnel(OBSERVED, EXPECTED).phi == pytest.approx(2.948033, abs=1e-6)


def test_without_spread_between_areas_the_limits_are_those_of_chance():
    generator = np.random.default_rng(2)
    expected = generator.uniform(50, 500, 200)
    found = funnel(generator.poisson(expected), expected)
    assert found.tau2 < 0.002
    assert found.outside.mean() < 0.02


def test_spread_between_areas_is_recovered_and_does_not_raise_alarms():
    generator = np.random.default_rng(4)
    expected = generator.uniform(200, 2000, 400)
    observed = generator.poisson(expected * np.exp(generator.normal(0, 0.2, 400)))
    found = funnel(observed, expected, trim=0.0)
    assert found.tau2 == pytest.approx(0.04, rel=0.2)
    assert found.outside.mean() < 0.02


def test_one_exceptional_area_still_stands_out():
    generator = np.random.default_rng(8)
    expected = np.full(60, 300.0)
    observed = generator.poisson(expected)
    observed[17] = 480
    assert list(np.flatnonzero(funnel(observed, expected).outside)) == [17]


@given(st.lists(st.tuples(st.integers(0, 400), st.floats(1, 400)), min_size=5, max_size=40))
def test_limits_lie_around_one_and_are_wider_for_smaller_areas(pairs):
    observed, expected = map(np.array, zip(*pairs, strict=True))
    found = funnel(observed, expected)
    assert (found.lower < 1).all()
    assert (found.upper > 1).all()
    assert (np.diff(found.upper[np.argsort(expected)]) <= 1e-12).all()


@pytest.mark.parametrize(("observed", "expected"), [([1] * 4, [1] * 4), ([1] * 6, [0] * 6), ([np.nan] * 6, [1] * 6)])
def test_too_few_areas_gaps_and_empty_expectations_are_refused(observed, expected):
    with pytest.raises(CannotAnswer):
        funnel(observed, expected)


def test_the_spread_between_areas_is_that_of_the_formula_worked_out_by_hand():
    # Five areas of which 100 are expected, with z-scores 3, -3, 1, -1 and 0: phi is 20 / 5 and tau squared
    # (5 * 4 - 4) / (500 - 100), as in NHS Digital's specification of SHMI (DerSimonian and Laird).
    observed = 100 * np.exp([0.3, -0.3, 0.1, -0.1, 0.0])
    found = funnel(observed, np.full(5, 100.0), trim=0.0)
    assert (found.phi, found.tau2) == (pytest.approx(4.0), pytest.approx(0.04))


def test_limits_without_spread_between_areas_are_three_point_zero_nine_errors_wide():
    # 99.8 percent, one in a thousand on each side: 3.0902 in any table of the normal distribution.
    found = funnel(np.full(6, 100.0), np.full(6, 100.0), trim=0.0)
    assert found.tau2 == 0
    assert np.log(found.upper) == pytest.approx(0.30902, abs=1e-5)
    assert np.log(found.lower) == pytest.approx(-0.30902, abs=1e-5)
