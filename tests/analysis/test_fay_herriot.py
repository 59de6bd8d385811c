"""Fay-Herriot and empirical Bayes against published tables and in simulation."""

import numpy as np
import pandas as pd
import pytest

from tests.analysis.worlds import PUBLISHED
from workbench.analysis.empirical_bayes import smoothed_rates
from workbench.analysis.fay_herriot import fay_herriot
from workbench.errors import CannotAnswer


@pytest.fixture(scope="module")
def milk():
    table = pd.read_csv(PUBLISHED / "milk_expenditure.csv")
    groups = (table["major_area"].to_numpy()[:, None] == [2, 3, 4]).astype(float)
    design = np.column_stack([np.ones(len(table)), groups])
    found = fay_herriot(table["estimate"].to_numpy(), table["standard_error"].to_numpy() ** 2, design=design)
    return table, found


def test_the_regression_of_the_milk_data_is_the_published_one(milk):
    # R package sae, eblupFH(yi ~ as.factor(MajorArea), SD^2): see published/SOURCES.md.
    _, found = milk
    assert found.coefficients == pytest.approx([0.9681890, 0.1327801, 0.2269462, -0.2413011], abs=1e-6)
    assert found.coefficient_errors == pytest.approx([0.06936208, 0.10300072, 0.09232981, 0.08161707], abs=1e-6)


def test_all_43_published_estimates_and_errors_are_reproduced(milk):
    table, found = milk
    assert found.estimate == pytest.approx(table["eblup"].to_numpy(), abs=1e-6)
    assert found.mse == pytest.approx(table["mse"].to_numpy(), abs=1e-6)


def test_intervals_hold_the_truth_in_95_percent_of_the_areas():
    generator, held = np.random.default_rng(9), []
    design = np.column_stack([np.ones(60), generator.standard_normal(60)])
    for _ in range(60):
        truth = design @ [10, 2] + generator.normal(0, 1.5, 60)
        variances = generator.uniform(0.5, 4, 60)
        found = fay_herriot(truth + generator.normal(0, np.sqrt(variances)), variances, design=design)
        held.extend(np.abs(found.estimate - truth) < 1.96 * np.sqrt(found.mse))
    assert 0.93 <= np.mean(held) <= 0.97


def test_estimates_without_a_margin_are_refused():
    with pytest.raises(CannotAnswer) as refusal:
        fay_herriot(np.arange(5.0), np.full(5, np.nan), design=np.ones((5, 1)))
    assert "marge" in refusal.value.page


def test_the_smoothed_rate_lies_between_its_own_and_the_mean():
    counts, persons = np.array([0.0, 8.0, 50.0, np.nan]), np.array([10.0, 40.0, 1000.0, 90.0])
    found = smoothed_rates(counts, persons)
    mean = 58 / 1050
    assert np.isnan(found[3])
    assert 0 < found[0] <= mean <= found[1] < 0.2


def test_equal_rates_are_drawn_to_one_rate():
    # Marshall (1991): when the spread is no more than Poisson, every area gets the mean.
    assert smoothed_rates(np.array([5.0, 6.0, 4.0]), np.full(3, 100.0)) == pytest.approx([0.05] * 3)
