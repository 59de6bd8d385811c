"""Difference-in-differences against Card and Krueger and against pyfixest."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from workbench.analysis.monitor.difference import difference_in_differences
from workbench.benchmarks.doen import stock
from workbench.benchmarks.doen.worlds import panel
from workbench.errors import CannotAnswer


def stored(rows: list[tuple[str, int, float, bool]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["area_code", "period", "value", "treated"])


@pytest.fixture(scope="module")
def stores() -> pd.DataFrame:
    return pd.read_csv(Path(__file__).parent / "card_krueger.csv", comment="#")


def test_the_stores_are_those_of_card_and_krueger(stores):
    # Table 3, rows 1 and 2: the mean of all stores that answered, in New Jersey and in Pennsylvania.
    means = stores.groupby("state")[["before", "after"]].mean().round(2)
    assert means.loc["NJ"].tolist() == [20.44, 21.03]
    assert means.loc["PA"].tolist() == [23.33, 21.17]


def test_card_and_krueger_have_their_published_difference(stores):
    # The means of all stores, each state three times so that there are areas; table 3 rounds 2.7536 to 2.76.
    means, jitter = stores.groupby("state")[["before", "after"]].mean(), (-0.5, 0.0, 0.5)
    rows = [
        (f"{state}{copy}", period, means.loc[state, name] + jitter[copy] * (period == 1992), state == "NJ")
        for state in ("NJ", "PA")
        for period, name in ((1991, "before"), (1992, "after"))
        for copy in range(3)
    ]
    assert round(difference_in_differences(stored(rows), start=1992).effect, 4) == 2.7536


def test_the_stores_that_answered_twice_have_the_published_difference_and_error(stores):
    # Table 3, row 4, "balanced sample of stores": 2.75 with standard error 1.34.
    rows = [
        (f"store{number}", period, value, store.state == "NJ")
        for number, store in enumerate(stores.dropna().itertuples())
        for period, value in ((1991, store.before), (1992, store.after))
    ]
    found = difference_in_differences(stored(rows), start=1992)
    assert found.effect == pytest.approx(2.75)
    assert (found.upper - found.lower) / 2 / 1.34 == pytest.approx(1.97, abs=0.03)  # Student's t of about 75 stores


@pytest.mark.parametrize(("seed", "treated"), [(1, 12), (2, 5), (3, 25), (4, 8)])
def test_coefficients_and_errors_are_those_of_pyfixest(seed, treated):
    # pyfixest 0.60, feols with effects of area and period and vcov CRV1 by area.
    invented = panel(seed, effect=0.1, treated=treated)
    since, per_period = stock.event_study(invented)
    found = difference_in_differences(invented, start=2017)
    assert found.effect == pytest.approx(since["effect"].item())
    reach = stats.t.ppf(0.975, min(treated, 30 - treated) - 1)
    assert (found.upper - found.lower) / 2 == pytest.approx(reach * since["error"].item())
    course = found.by_period.set_index("period").drop(2016)
    for name in ("effect", "error"):
        assert course[name].to_numpy() == pytest.approx(per_period[name].to_numpy())


def test_one_area_is_held_against_a_prediction_interval_of_the_others():
    # One change against the mean of n others: the prediction interval of a new observation, s * sqrt(1 + 1/n) with
    # Student's t of n - 1 (NIST/SEMATECH e-Handbook, 7.2.6.3 for a sample; 2.76 = t(0.975; 28 degrees) * 1.347...).
    rows = panel(1, effect=0.0, treated=1)
    since = rows["period"] >= 2017
    mean = rows.groupby(["area_code", since])["value"].mean().unstack()
    change = (mean[True] - mean[False]).drop("GM0000")
    found = difference_in_differences(rows, start=2017)
    wide = stats.t.ppf(0.975, 28) * change.std() * np.sqrt(1 + 1 / 29)
    assert (found.upper - found.lower) / 2 == pytest.approx(wide)


def test_two_areas_are_held_against_the_spread_between_means_of_others():
    # A pooled two-sample comparison in which only the others tell the spread: s * sqrt(1/2 + 1/28).
    rows = panel(1, effect=0.0, treated=2)
    since = rows["period"] >= 2017
    mean = rows.groupby(["area_code", since])["value"].mean().unstack()
    change = (mean[True] - mean[False]).drop(["GM0000", "GM0001"])
    found = difference_in_differences(rows, start=2017)
    wide = stats.t.ppf(0.975, 27) * change.std() * np.sqrt(1 / 2 + 1 / 28)
    assert (found.upper - found.lower) / 2 == pytest.approx(wide)


def test_the_course_per_period_starts_from_the_last_one_before():
    course = difference_in_differences(panel(1, effect=0.06, treated=12), start=2017).by_period
    assert list(course["period"]) == list(range(2010, 2022))
    assert course.set_index("period").loc[2016, "effect"] == 0
    assert course[course["period"] >= 2017]["effect"].mean() < -1.5


def test_areas_that_already_went_their_own_way_are_noticed():
    assert difference_in_differences(panel(1, effect=0.0, treated=12, drift=-1.5), start=2017).before_differs


@pytest.mark.parametrize(
    "spoil",
    [
        lambda rows: rows.assign(treated=True),
        lambda rows: rows[rows["period"] >= 2017],
        lambda rows: rows.drop(index=5),
        lambda rows: rows.assign(value=rows["value"].where(rows.index != 5)),
        lambda rows: rows.assign(value=4.0),
    ],
)
def test_what_cannot_be_compared_is_refused(spoil):
    with pytest.raises(CannotAnswer):
        difference_in_differences(spoil(panel(1, effect=0.0, treated=12)), start=2017)
