"""A prediction is only given when it stands up in a gemeente it never saw."""

import numpy as np
import pytest

from workbench.analysis.predict import predict
from workbench.errors import CannotAnswer

GROUPS = np.repeat([f"GM{number:04}" for number in range(12)], 15)


def world(seed: int, *, link: float):
    generator = np.random.default_rng(seed)
    covariates = generator.standard_normal((180, 2))
    truth = 20 + link * covariates[:, 0] + generator.normal(0, 1, 180)
    seen = np.where(generator.random(180) < 0.2, np.nan, truth)
    return covariates, truth, seen


def ask(covariates, seen, *, wanted=None, persons=None):
    wanted = np.isnan(seen) if wanted is None else wanted
    persons = np.full(180, 500) if persons is None else persons
    return predict(seen, covariates, groups=GROUPS, wanted=wanted, persons=persons)


def test_its_intervals_hold_the_truth_in_95_percent_of_the_areas():
    held = []
    for seed in range(30):
        covariates, truth, seen = world(seed, link=3.0)
        found = ask(covariates, seen)
        asked = np.isnan(seen)
        held.extend((found.lower[asked] < truth[asked]) & (truth[asked] < found.upper[asked]))
    assert 0.93 <= np.mean(held) <= 0.97


def test_its_score_is_about_the_share_that_can_be_explained():
    # Variance 9 of which 1 is noise: nine tenths can be explained.
    covariates, _, seen = world(1, link=3.0)
    found = ask(covariates, seen)
    assert found.skill == pytest.approx(0.9, abs=0.05)
    assert "een hele gemeente weg te laten" in found.sentence


def test_covariates_that_say_nothing_are_refused():
    covariates, _, seen = world(2, link=0.0)
    with pytest.raises(CannotAnswer) as refusal:
        ask(covariates, seen)
    assert "niet goed genoeg" in refusal.value.page


def test_an_area_that_is_not_wanted_or_too_small_gets_nothing():
    # Hidden areas are not wanted: the caller passes only what was never measured.
    covariates, _, seen = world(3, link=3.0)
    gaps = np.flatnonzero(np.isnan(seen))
    wanted, persons = np.isnan(seen), np.full(180, 500)
    wanted[gaps[0]], persons[gaps[1]] = False, 30
    found = ask(covariates, seen, wanted=wanted, persons=persons)
    assert np.isnan(found.value[gaps[:2]]).all()
    assert np.isfinite(found.value[gaps[2:]]).all()


def test_a_published_area_is_not_predicted_over():
    covariates, _, seen = world(4, link=3.0)
    assert np.isnan(ask(covariates, seen).value[np.isfinite(seen)]).all()


@pytest.mark.parametrize("spoiled", ["gaps", "one gemeente"])
def test_what_cannot_be_tried_out_is_refused(spoiled):
    covariates, _, seen = world(5, link=3.0)
    if spoiled == "gaps":
        covariates[:, 1] = np.nan
    else:
        seen[15:] = np.nan
    with pytest.raises(CannotAnswer):
        ask(covariates, seen)
