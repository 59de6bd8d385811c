"""What could be seen, checked by playing it out."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from workbench.analysis.monitor import power
from workbench.errors import CannotAnswer


def test_the_promised_power_is_what_a_test_reaches_when_played_out():
    found = power.smallest_detectable(60, years_before=3, years_after=2)
    generator = np.random.default_rng(1)
    before, after = generator.poisson(180, 2000), generator.poisson(120 * (1 - found.share), 2000)
    # Conditional binomial comparison of two Poisson counts: another test than the one the formula was made from.
    values = [stats.binomtest(int(a), int(a + b), 2 / 5).pvalue for b, a in zip(before, after, strict=True)]
    assert np.mean(np.array(values) < 0.05) == pytest.approx(0.8, abs=0.04)


def test_a_promised_rise_is_seen_as_often_as_promised_with_counts_that_vary_more_than_chance():
    found = power.smallest_detectable(90, years_before=3, years_after=2, rising=True, dispersion=2.0)
    generator = np.random.default_rng(1)
    draw = lambda mean: generator.negative_binomial(mean, 0.5, 2000)  # noqa: E731  variance twice the mean
    before, after = draw(270), draw(180 * (1 + found.share))
    error = np.sqrt(2.0 * (before / 9 + after / 4))
    assert np.mean(np.abs(after / 2 - before / 3) > 1.96 * error) == pytest.approx(0.8, abs=0.04)


def test_spread_beyond_chance_is_recovered_and_a_trend_is_not_taken_for_it():
    generator = np.random.default_rng(2)
    assert power.dispersion_of(generator.negative_binomial(60, 0.25, 2000)) == pytest.approx(4.0, rel=0.1)
    assert power.dispersion_of(generator.poisson(np.linspace(50, 150, 2000))) == pytest.approx(1.0, abs=0.1)
    assert power.dispersion_of([10, 90]) == 1.0


def test_the_two_sided_level_is_5_percent_when_nothing_happens():
    assert power.chance_to_see(60, 0.0, years=(3, 2)) == pytest.approx(0.05)


@given(st.floats(5, 5000), st.floats(1.01, 10))
def test_more_events_make_smaller_falls_visible(per_year, factor):
    few = power.smallest_detectable(per_year, years_before=2, years_after=2).share
    many = power.smallest_detectable(per_year * factor, years_before=2, years_after=2).share
    assert many is not None
    assert few is None or many <= few + 1e-9


def test_a_fall_that_chance_hides_is_said_in_one_sentence():
    found = power.smallest_detectable(30, years_before=4, years_after=2)
    said = power.sentence(found, expected=0.10, years=2, place="deze wijk")
    told = "In deze wijk is een daling van 10\N{NO-BREAK SPACE}% in 2 jaar niet te onderscheiden van toeval"
    assert said.startswith(told)


def test_numbers_too_small_for_any_fall_say_so():
    found = power.smallest_detectable(0.5, years_before=2, years_after=2)
    assert found.share is None
    assert "geen enkele daling" in power.sentence(found, expected=0.5, years=2, place="deze buurt")


@pytest.mark.parametrize("per_year", [0, -1])
def test_nothing_counted_cannot_be_planned_on(per_year):
    with pytest.raises(CannotAnswer):
        power.smallest_detectable(per_year, years_before=1, years_after=1)
