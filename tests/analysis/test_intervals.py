"""Intervals against the textbooks and in simulation."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.analysis.intervals import add_intervals, byar, exact_count, exact_proportion, normal_mean, wilson
from workbench.errors import InvalidInput
from workbench.table import as_table

# Newcombe (1998), Stat. Med. 17, 857-872, table I: method 3 (Wilson score) and method 5 (Clopper-Pearson).
# statsmodels.stats.proportion.proportion_confint gives the same to four digits.
NEWCOMBE = {
    (81, 263): ((0.2553, 0.3662), (0.2527, 0.3676)),
    (15, 148): ((0.0624, 0.1605), (0.0578, 0.1617)),
    (0, 20): ((0.0000, 0.1611), (0.0000, 0.1684)),
    (1, 29): ((0.0061, 0.1718), (0.0009, 0.1776)),
}


@pytest.mark.parametrize(("case", "bounds"), NEWCOMBE.items())
def test_wilson_and_clopper_pearson_are_those_of_newcombe(case, bounds):
    assert wilson(*case) == pytest.approx(bounds[0], abs=5e-5)
    assert exact_proportion(*case) == pytest.approx(bounds[1], abs=5e-5)


def test_the_exact_interval_is_that_of_the_nist_handbook():
    # NIST/SEMATECH e-Handbook 7.2.4.1: 4 defectives in a sample of 20, exact 90 % limits 0.071354 and 0.401029.
    assert exact_proportion(4, 20, level=0.90) == pytest.approx((0.071354, 0.401029), abs=1e-6)


def test_the_mean_of_zarr13_has_its_nist_interval():
    # NIST/SEMATECH e-Handbook 1.3.5.2, ZARR13.DAT: n 195, mean 9.261460, s 0.022789, interval 9.258242 to 9.264679.
    found = normal_mean(9.261460, deviation=0.02278881, size=195)
    assert found == pytest.approx((9.258242, 9.264679), abs=1e-6)


# Garwood's exact limits: Breslow & Day (1987), vol. II, table 2.11; Byar's approximation below it.
@pytest.mark.parametrize(("count", "low", "high"), [(1, 0.0253, 5.572), (10, 4.795, 18.39), (20, 12.22, 30.89)])
def test_exact_count_intervals_are_those_of_breslow_and_day(count, low, high):
    assert exact_count(count) == pytest.approx((low, high), rel=1e-3)
    assert count < 10 or byar(count) == pytest.approx((low, high), rel=0.02)


@given(st.integers(0, 500), st.integers(1, 500))
def test_a_proportion_lies_within_its_intervals_and_they_within_nought_and_one(counts, more):
    persons = counts + more
    for low, high in (wilson(counts, persons), exact_proportion(counts, persons)):
        assert 0 <= low <= counts / persons <= high <= 1


@pytest.mark.parametrize(("chance", "persons"), [(0.05, 150), (0.2, 60), (0.5, 40)])
def test_wilson_holds_the_truth_in_95_percent_of_samples(chance, persons):
    counts = np.random.default_rng(11).binomial(persons, chance, 20_000)
    low, high = wilson(counts, np.full(20_000, persons))
    assert 0.93 <= np.mean((low <= chance) & (chance <= high)) <= 0.97


@pytest.mark.parametrize("expected", [8, 30, 120])
def test_byar_holds_the_truth_in_95_percent_of_samples(expected):
    low, high = byar(np.random.default_rng(12).poisson(expected, 20_000))
    assert 0.93 <= np.mean((low <= expected) & (expected <= high)) <= 0.97


def test_an_impossible_count_is_refused():
    with pytest.raises(InvalidInput):
        wilson([5, 3], [4, 9])


def test_rows_with_counts_get_an_interval_and_hidden_rows_do_not():
    rows = as_table(
        pd.DataFrame(
            {
                "indicator": "x",
                "area_code": ["GM0106", "GM0109", "GM0114"],
                "edition": 2024,
                "period": 2021,
                "group": "totaal",
                "value": [5.0, None, 7.0],
                "numerator": [50, None, None],
                "denominator": [1000, None, None],
                "status": ["published", "suppressed", "published"],
                "estimation": "register",
            }
        )
    )
    found = add_intervals(rows, factor=100)
    assert list(found["method"]) == ["Wilson", "", ""]
    assert found["lower"].notna().tolist() == [True, False, False]
