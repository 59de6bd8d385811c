"""A line is drawn only through points that may be joined."""

import pandas as pd
import pytest

from workbench.analysis.trend import change, change_chance, trend
from workbench.errors import CannotAnswer


def points(**columns) -> pd.DataFrame:
    size = len(columns["period"])
    standard = {"edition": [2020] * size, "dataset": ["a"] * size, "lower": [None] * size, "upper": [None] * size}
    return pd.DataFrame(standard | columns).astype({"value": "Float64", "lower": "Float64", "upper": "Float64"})


def test_a_break_in_the_series_ends_the_line_and_says_so():
    found = trend(points(period=[2012, 2016, 2020], value=[5.0, 6.0, 7.0]), breaks=[2016])
    assert [list(part["period"]) for part in found.stretches] == [[2012], [2016, 2020]]
    assert found.reasons == ("In 2016 is anders gemeten. De lijn loopt daar niet door.",)


def test_another_division_ends_the_line():
    found = trend(points(period=[2016, 2020, 2022], value=[5.0, 6.0, 7.0], edition=[2020, 2020, 2024]))
    assert len(found.stretches) == 2
    assert "anders ingedeeld" in found.reasons[0]


def test_a_hidden_point_is_not_drawn_through():
    assert len(trend(points(period=[2012, 2016, 2020], value=[5.0, None, 7.0])).stretches) == 2


def test_a_change_without_margins_is_not_called_more_than_chance():
    [stretch] = trend(points(period=[2012, 2020], value=[5.0, 9.0])).stretches
    assert "niet te zeggen" in change(stretch)


def test_a_change_beyond_its_margins_is_called_more_than_chance():
    [stretch] = trend(points(period=[2012, 2020], value=[5.0, 9.0], lower=[4.0, 8.0], upper=[6.0, 10.0])).stretches
    assert "meer dan toeval" in change(stretch)


def test_nothing_to_draw_is_refused():
    with pytest.raises(CannotAnswer):
        trend(points(period=[2012], value=[None]))


def test_a_change_within_its_margins_may_be_chance():
    [stretch] = trend(points(period=[2012, 2020], value=[5.0, 5.5], lower=[4.0, 4.5], upper=[6.0, 6.5])).stretches
    assert "kan toeval zijn" in change(stretch)


def test_the_chance_of_a_change_is_that_of_two_estimates_with_their_published_margins():
    # By hand: 95% margins of 1.96 are errors of one, and a gap of 2.771808 is 1.96 times the root of two of those.
    ends = pd.DataFrame({"value": [10.0, 12.771808], "lower": [8.040036, 10.811844], "upper": [11.959964, 14.731772]})
    assert change_chance(ends) == pytest.approx(0.05, abs=1e-5)
