"""Regression over organisations equals regression on all rows at once (statsmodels), from opened sums alone."""

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import CannotAnswer
from workbench.joint import regression
from workbench.joint.field import PRIME
from workbench.joint.shares import join, split


def opened(vectors: list[np.ndarray]) -> np.ndarray:
    """Adds up real shares of every organisation's vector and opens only the sum."""
    shares = [split(regression.encode(vector) % PRIME, parties=3) for vector in vectors]
    together = {place: sum(each[place] for each in shares) % PRIME for place in range(3)}
    return regression.decode(join({place: together[place] for place in (0, 2)}))


@pytest.fixture
def rows():
    generator = np.random.default_rng(3)
    columns = sm.add_constant(generator.normal(size=(300, 2)))
    return columns, columns @ [1.0, -0.5, 2.0] + generator.normal(size=300), generator


def parts(columns, outcome) -> list[tuple[np.ndarray, np.ndarray]]:
    return [(columns[at], outcome[at]) for at in np.array_split(np.arange(len(outcome)), 3)]


def test_linear_regression_equals_the_pooled_one(rows):
    columns, outcome, _ = rows
    pooled = sm.OLS(outcome, columns).fit()
    found = regression.linear(parts(columns, outcome), opened=opened)
    assert found.coefficients == pytest.approx(pooled.params, abs=1e-5)
    assert found.errors == pytest.approx(pooled.bse, abs=1e-5)


def test_logistic_regression_equals_the_pooled_one(rows):
    columns, outcome, generator = rows
    happened = (outcome + generator.logistic(size=300) > 1).astype(float)
    pooled = sm.Logit(happened, columns).fit(disp=0)
    found = regression.logistic(parts(columns, happened), opened=opened)
    assert found.coefficients == pytest.approx(pooled.params, abs=1e-4)
    assert found.errors == pytest.approx(pooled.bse, abs=1e-4)


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=8))
def test_numbers_travel_exactly_to_a_millionth(values):
    assert regression.decode(regression.encode(np.array(values)) % PRIME) == pytest.approx(values, abs=1e-6)


def test_columns_that_say_the_same_are_refused(rows):
    columns, outcome, _ = rows
    doubled = np.column_stack([columns, columns[:, 1]])
    with pytest.raises(CannotAnswer):
        regression.linear(parts(doubled, outcome), opened=opened)


def test_perfect_separation_is_refused():
    columns = sm.add_constant(np.arange(-20, 20, dtype=float))
    with pytest.raises(CannotAnswer):
        regression.logistic(parts(columns, (columns[:, 1] > 0).astype(float)), opened=opened)


def test_a_standardised_rate_uses_public_weights_and_populations():
    # Two age groups of 1,000: 10 and 40 cases, weighted 3 to 1: (3 x 0.010 + 1 x 0.040) / 4.
    assert regression.weighted_rate(np.array([10, 40]), np.array([1000, 1000]), np.array([3, 1])) == pytest.approx(
        0.0175
    )


def test_what_is_too_large_for_the_field_is_refused():
    with pytest.raises(CannotAnswer):
        regression.encode(np.array([1e15]))
