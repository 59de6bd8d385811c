"""What if: the change that was built in comes out, and what figures cannot carry is refused."""

import datetime as dt

import numpy as np
import pytest

from workbench.analysis.scenario import expected_change, expected_sentence
from workbench.analysis.validation import standing
from workbench.catalog import load_catalog
from workbench.errors import CannotAnswer


def world(seed: int = 1, *, slope: float = 0.5):
    generator = np.random.default_rng(seed)
    determinant = generator.uniform(10, 30, 80)
    return 5 + slope * determinant + generator.normal(0, 1, 80), determinant


def first(count: int) -> np.ndarray:
    return np.arange(80) < count


def middle(determinant: np.ndarray) -> np.ndarray:
    return np.abs(determinant - 20) < 5


def test_the_interval_holds_the_built_in_change_in_95_percent_of_worlds():
    held = []
    for seed in range(300):
        outcome, determinant = world(seed)
        found = expected_change(outcome, determinant, move=-2.0, chosen=middle(determinant))
        held.append(found.lower < -1.0 < found.upper)
    assert 0.93 <= np.mean(held) <= 0.97


def test_people_are_the_change_times_the_persons_of_the_chosen_areas():
    # By hand: a fall of one point among 20 areas of 500 persons is about 100 people.
    outcome, determinant = world()
    chosen = np.isin(np.arange(80), np.flatnonzero(middle(determinant))[:20])
    found = expected_change(outcome, determinant, move=-2.0, chosen=chosen, persons=np.full(80, 500.0))
    assert found.persons == pytest.approx(found.change * 100)
    assert "mensen minder" in expected_sentence(found, outcome="klachten", unit="%")


def test_assumptions_can_be_rewritten():
    outcome, determinant = world()
    found = expected_change(outcome, determinant, move=-1.0, chosen=middle(determinant), assumptions=("Eigen zin.",))
    assert found.assumptions == ("Eigen zin.",)


def test_a_change_that_no_area_knows_is_refused():
    outcome, determinant = world()
    with pytest.raises(CannotAnswer) as refusal:
        expected_change(outcome, determinant, move=-30.0, chosen=middle(determinant))
    assert "kleinere verandering" in refusal.value.page


def test_an_area_at_the_end_of_the_range_moves_no_further():
    outcome, determinant = world()
    found = expected_change(outcome, determinant, move=-6.0, chosen=determinant < 20)
    assert found.capped == int(((determinant < 20) & (determinant - 6 < determinant.min())).sum())
    assert -3.5 < found.change < -1.5
    assert "niet zo ver" in expected_sentence(found, outcome="klachten", unit="%")


def test_no_link_gives_no_expectation():
    outcome, determinant = world(slope=0.0)
    with pytest.raises(CannotAnswer, match="nought"):
        expected_change(outcome, determinant, move=-1.0, chosen=middle(determinant))


def test_nothing_chosen_is_refused():
    with pytest.raises(CannotAnswer):
        expected_change(*world(), move=-1.0, chosen=first(0))


def test_a_validation_that_expired_warns():
    catalog = load_catalog()
    [record] = catalog.validations_of("bym2")[:1]
    _, valid = standing("bym2", catalog=catalog, today=record.valid_until)
    words, expired = standing("bym2", catalog=catalog, today=record.valid_until + dt.timedelta(days=1))
    assert (valid, expired) == (record.outcome != "passed", True)
    assert "verlopen" in words


def test_a_model_that_nobody_validated_says_so():
    words, warned = standing("onbekend-model", catalog=load_catalog())
    assert warned
    assert "nog door niemand" in words
