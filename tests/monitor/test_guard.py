"""The guard: what may carry a claim about an effect, and which stretch of a series may be looked at in one go."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.analysis.monitor import guard
from workbench.catalog import load_catalog
from workbench.errors import CannotAnswer


@pytest.fixture(scope="module")
def catalog():
    return load_catalog()


def youth_care(catalog) -> str:
    return next(name for name, one in catalog.indicators.items() if "85075NED" in one.datasets)


def test_a_model_estimate_is_refused_with_the_reason_and_an_alternative(catalog):
    with pytest.raises(CannotAnswer) as refused:
        guard.refuse_unsuited(catalog, "angst-depressie-risico")
    assert "modelschatting" in refused.value.page
    assert "Wel geschikt" in refused.value.page
    assert set(refused.value.facts["instead"]) <= set(guard.registers(catalog))


def test_a_survey_that_returns_every_four_years_is_refused(catalog):
    once = next(name for name, one in catalog.indicators.items() if one.datasets == ["50140NED"])
    with pytest.raises(CannotAnswer) as refused:
        guard.refuse_unsuited(catalog, once)
    assert "één jaar" in refused.value.page


def test_youth_care_is_a_register_and_accepted(catalog):
    guard.refuse_unsuited(catalog, youth_care(catalog))
    assert youth_care(catalog) in guard.registers(catalog)


def test_two_years_are_accepted_but_too_few_to_judge():
    stretch = guard.longest_stretch([(2021, 2024), (2022, 2024)])
    assert stretch.periods == (2021, 2022)
    assert not stretch.judgeable


def test_a_change_of_edition_is_never_crossed():
    points = [(year, 2020 if year < 2016 else 2024) for year in range(2000, 2020)]
    stretch = guard.longest_stretch(points)
    assert (stretch.periods[0], stretch.periods[-1], stretch.edition) == (2000, 2015, 2020)
    assert stretch.left_out == (2016, 2017, 2018, 2019)


def test_a_break_in_the_series_is_never_crossed():
    stretch = guard.longest_stretch([(year, 2024) for year in range(2000, 2030)], breaks=[2010])
    assert stretch.periods == tuple(range(2010, 2030))
    assert stretch.judgeable


def test_months_follow_each_other_over_new_year():
    months = [202311, 202312, 202401, 202402]
    assert guard.longest_stretch([(month, 2024) for month in months]).periods == tuple(months)


def test_a_missing_year_splits_the_series():
    assert guard.longest_stretch([(2001, 2024), (2003, 2024), (2004, 2024)]).periods == (2003, 2004)


def test_no_points_at_all_is_said():
    with pytest.raises(CannotAnswer):
        guard.longest_stretch([])


@given(st.sets(st.integers(1990, 2030), min_size=1), st.sets(st.integers(1990, 2030)))
def test_a_stretch_has_no_holes_and_no_breaks_inside(years, breaks):
    stretch = guard.longest_stretch([(year, 2024) for year in years], breaks=breaks)
    first, last = stretch.periods[0], stretch.periods[-1]
    assert list(stretch.periods) == list(range(first, last + 1))
    assert not [edge for edge in breaks if first < edge <= last]
    assert sorted(stretch.periods + stretch.left_out) == sorted(years)
