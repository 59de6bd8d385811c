"""Numbers and dates as a Dutch reader writes them; the expected strings follow the Taaladvies of the Taalunie."""

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench import text
from workbench.table import ESTIMATIONS, LEVELS, STATUSES


@pytest.mark.parametrize(
    ("value", "decimals", "written"),
    [(5.5, 1, "5,5"), (107048, 0, "107.048"), (0, 1, "0,0"), (-2.25, 2, "-2,25"), (1234.5, 1, "1.234,5")],
)
def test_numbers_have_a_decimal_comma_and_points_for_thousands(value, decimals, written):
    assert text.number(value, decimals=decimals) == written


@pytest.mark.parametrize("gap", [None, float("nan"), pd.NA, pd.NaT])
def test_a_gap_is_a_dash_and_never_a_zero(gap):
    assert text.number(gap) == "–"
    assert text.with_unit(gap, "percent") == "–"
    assert text.interval(gap, 3.0) == ""


def test_a_unit_stays_on_the_line_of_its_number():
    assert text.with_unit(5.5, "percent") == "5,5\N{NO-BREAK SPACE}%"
    assert text.with_unit(12, "count", decimals=0) == "12"


def test_periods_are_years_or_months():
    assert text.period(2020) == "2020"
    assert text.period(202003) == "maart 2020"


def test_moments_are_in_dutch_time():
    noon = dt.datetime(2026, 7, 1, 12, tzinfo=dt.UTC)
    assert text.moment(noon) == "1 juli 2026 14:00"
    assert text.day(noon.date()) == "1 juli 2026"


def test_every_code_word_has_a_screen_word():
    assert [text.status_label(word) for word in STATUSES][1] == "verborgen om privacy"
    assert all(text.estimation_label(word) for word in ESTIMATIONS)
    assert text.level_label("regio", plural=True) == "regio's"
    assert all(text.level_label(level) for level in LEVELS)


@given(st.floats(-1e9, 1e9), st.integers(0, 4))
def test_a_written_number_reads_back_as_the_rounded_one(value, decimals):
    written = text.number(value, decimals=decimals)
    assert float(written.replace(".", "").replace(",", ".")) == pytest.approx(value, abs=0.5001 * 10**-decimals)


def test_years_are_named_each_and_months_from_the_first_to_the_last():
    months = [year * 100 + month for year in (2022, 2023) for month in range(1, 13)]
    assert text.periods([2012, 2016, 2020]) == "2012, 2016, 2020"
    assert text.periods(months) == "januari 2022 tot en met december 2023"
    assert text.periods([202201, 202203]) == "januari 2022, maart 2022"
