"""Where to start: a hand-worked order, agreement of the table, and doubt that widens ranks."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.analysis.prioritise import agreement_sentence, prioritise
from workbench.errors import CannotAnswer, InvalidInput

VALUES = np.array([[9.0, 1.0], [5.0, 5.0], [2.0, 9.0], [1.0, 2.0]])
WORSE = np.array([1.0, 1.0])


def ask(values=VALUES, *, margins=0.0, weights=((1.0, 1.0),), worse=WORSE, top=1):
    margins = np.broadcast_to(margins, values.shape)
    return prioritise(values, margins, worse_when=worse, weights=np.array(weights), top=top)


def test_one_criterion_orders_by_that_criterion():
    found = ask(weights=[(1.0, 0.0)])
    assert list(np.argsort(-found.first)[:1]) == [0]
    assert found.score == pytest.approx([1.0, 0.5, 0.125, 0.0])


def test_a_criterion_that_is_better_high_is_turned_round():
    assert ask(weights=[(1.0, 0.0)], worse=np.array([-1.0, 1.0])).score == pytest.approx([0.0, 0.5, 0.875, 1.0])


def test_seats_that_agree_have_a_w_of_one_and_opposites_of_less():
    # Kendall's W: 1 for equal orders; two opposite orders of four areas give 0.
    assert ask(weights=[(1, 0), (1, 0), (1, 0)]).agreement == pytest.approx(1.0)
    opposite = np.column_stack([[4.0, 3, 2, 1], [1.0, 2, 3, 4]])
    assert ask(opposite, weights=[(1, 0), (0, 1)]).agreement == pytest.approx(0.0)


def test_the_areas_that_seats_dispute_are_named():
    found = ask(weights=[(1, 0), (0, 1)])
    assert list(np.flatnonzero(found.disputed)) == [0, 2]
    assert "2 gebieden" in agreement_sentence(found)


def test_wider_margins_make_wider_ranks():
    sure, unsure = ask(weights=[(1, 0)]), ask(weights=[(1, 0)], margins=4.0)
    assert (unsure.rank_high - unsure.rank_low).sum() > (sure.rank_high - sure.rank_low).sum()


@settings(max_examples=25, deadline=None)
@given(st.integers(3, 12), st.integers(1, 4), st.integers(1, 3), st.integers(0, 99))
def test_the_chances_of_the_first_add_up(areas, criteria, top, seed):
    generator = np.random.default_rng(seed)
    values = generator.standard_normal((areas, criteria))
    found = prioritise(
        values,
        np.full(values.shape, 0.2),
        worse_when=np.ones(criteria),
        weights=generator.uniform(0.1, 5, (2, criteria)),
        top=top,
    )
    assert found.first.sum() == pytest.approx(top)


@pytest.mark.parametrize("weights", [[(-1, 2)], [(0, 0)], [(1, 2, 3)]])
def test_impossible_weights_are_refused(weights):
    with pytest.raises(InvalidInput):
        ask(weights=weights)


@pytest.mark.parametrize("values", [VALUES[:2], np.ones((5, 2)), np.full((5, 2), np.nan)])
def test_hopeless_criteria_are_refused(values):
    with pytest.raises(CannotAnswer):
        ask(values)
