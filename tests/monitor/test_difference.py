"""Difference-in-differences against Card and Krueger, and against invented panels with a known effect."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from workbench.analysis.monitor.difference import difference_in_differences
from workbench.errors import CannotAnswer


def panel(rows: list[tuple[str, int, float, bool]]) -> pd.DataFrame:
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
    assert round(difference_in_differences(panel(rows), start=1992).effect, 4) == 2.7536


def test_the_stores_that_answered_twice_have_the_published_difference_and_error(stores):
    # Table 3, row 4, "balanced sample of stores": 2.75 with standard error 1.34.
    rows = [
        (f"store{number}", period, value, store.state == "NJ")
        for number, store in enumerate(stores.dropna().itertuples())
        for period, value in ((1991, store.before), (1992, store.after))
    ]
    found = difference_in_differences(panel(rows), start=1992)
    assert found.effect == pytest.approx(2.75)
    assert (found.upper - found.lower) / 2 / 1.34 == pytest.approx(1.97, abs=0.03)  # Student's t of about 75 stores


def invented(seed: int, *, effect: float, drift: float = 0.0) -> pd.DataFrame:
    generator = np.random.default_rng(seed)
    rows = []
    for area in range(30):
        level, treated = generator.normal(50, 8), area < 12
        for period in range(2010, 2022):
            value = level + 0.5 * (period - 2010) + generator.normal(0, 2)
            value += treated * (effect * (period >= 2017) + drift * (period - 2010))
            rows.append((f"GM{area:04d}", period, value, treated))
    return panel(rows)


@pytest.mark.parametrize("effect", [0.0, -3.0])
def test_a_known_effect_is_within_the_interval(effect):
    found = [difference_in_differences(invented(seed, effect=effect), start=2017) for seed in range(12)]
    assert np.mean([result.lower <= effect <= result.upper for result in found]) > 0.8
    assert np.mean([result.effect for result in found]) == pytest.approx(effect, abs=0.3)


def test_the_course_per_period_starts_from_the_last_one_before():
    course = difference_in_differences(invented(1, effect=-3.0), start=2017).by_period
    assert list(course["period"]) == list(range(2010, 2022))
    assert course.set_index("period").loc[2016, "effect"] == 0
    assert course[course["period"] >= 2017]["effect"].mean() < -1.5


def test_areas_that_already_went_their_own_way_are_noticed():
    assert difference_in_differences(invented(1, effect=0.0, drift=-1.5), start=2017).before_differs


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
        difference_in_differences(spoil(invented(1, effect=0.0)), start=2017)


@pytest.mark.parametrize("effect", [0.0, -6.0])
def test_one_area_with_the_approach_is_judged_by_how_much_the_others_stray(effect):
    def one(seed: int):
        rows = invented(seed, effect=0.0).assign(treated=lambda table: table["area_code"] == "GM0000")
        rows.loc[rows["treated"] & (rows["period"] >= 2017), "value"] += effect
        return difference_in_differences(rows, start=2017)

    found = [one(seed) for seed in range(100, 116)]
    assert np.mean([result.lower <= effect <= result.upper for result in found]) > 0.8
    assert np.mean([result.before_differs for result in found]) <= 0.15
