"""Rows come through the door such that totals do not give the hidden ones away."""

import pickle

import pandas as pd
import pytest

from tests.disclosure.small_tables import policy, statuses, table
from workbench import areas
from workbench.disclosure import protect

TEN = policy(minimum_cell=10)

# Groups that do not add up: no form of this is safe.
CONTRADICTING = table("""
    area_code | group  | numerator | denominator
    GM0106    | totaal |       200 |        9000
    GM0106    | 0-18   |         4 |        4000
    GM0106    | 15plus |        20 |        5000
    GM0106    | 0-15   |         9 |        5000
""")


def test_a_single_hidden_area_takes_a_second_one_with_it():
    # With one area hidden, the total minus the rest would give it away.
    counts = table("""
        area_code | numerator | denominator
        GM0106    |         3 |         400
        GM0114    |        21 |         600
        GM0118    |        58 |         500
    """)
    assert statuses(protect(counts, TEN)) == ["suppressed", "suppressed", "published"]


def test_primary_and_secondary_carry_the_same_mark_and_no_figures():
    counts = table("""
        area_code | numerator | denominator
        GM0106    |         3 |         400
        GM0114    |        21 |         600
        GM0118    |        58 |         500
    """)
    hidden = protect(counts, TEN).rows(status="suppressed")
    assert len(hidden) == 2
    assert hidden[["value", "lower", "upper", "numerator", "denominator"]].isna().all(axis=None)
    assert hidden.drop(columns="area_code").drop_duplicates().shape[0] == 1


def test_a_small_buurt_hides_another_in_its_own_wijk():
    counts = table("""
        area_code  | numerator | denominator
        WK010600   |        40 |        2000
        BU01060000 |         4 |         600
        BU01060001 |        15 |         700
        BU01060002 |        21 |         700
        WK010601   |        60 |        2000
        BU01060100 |        30 |        1000
        BU01060101 |        30 |        1000
    """)
    safe = protect(counts, TEN)
    assert safe.rows(status="suppressed")["area_code"].tolist() == ["BU01060000", "BU01060001"]


@pytest.mark.parametrize("off", [4, 0, -1, -4])
def test_a_total_that_is_a_little_off_gives_no_more_away_than_one_that_is_right(off):
    # Nine wijken of 40 and one of 3, and a gemeente with a few more or fewer than they have together.
    wijken = [area.code for area in areas.children("GM0106", edition=2024)]
    counts = pd.DataFrame({"area_code": ["GM0106", *wijken], "numerator": 40, "denominator": 900, "edition": 2024})
    counts.loc[1, "numerator"] = 3
    counts.loc[0, ["numerator", "denominator"]] = [40 * (len(wijken) - 1) + 3 + off, 90_000]
    found = statuses(protect(counts.astype({"numerator": "Int64", "denominator": "Int64"}), TEN))
    assert found[:2] == ["published", "suppressed"]
    assert found.count("suppressed") == 2


def test_the_groups_of_an_area_are_protected_together():
    # 65plus = 18plus - 18-65: the small one cannot be hidden by itself.
    counts = table("""
        area_code | group  | numerator | denominator
        GM0106    | 18plus |       220 |        9000
        GM0106    | 18-65  |       214 |        7000
        GM0106    | 65plus |         6 |        2000
    """)
    assert statuses(protect(counts, TEN)).count("suppressed") == 2


def test_when_nothing_can_be_kept_all_is_hidden():
    counts = table("area_code | numerator | denominator\n GM0106 | 3 | 400\n GM0114 | 4 | 600")
    assert statuses(protect(counts, TEN)) == ["suppressed", "suppressed"]


def test_rounded_counts_add_up_and_hide_the_exact_ones():
    counts = table("""
        area_code  | numerator | denominator
        WK010600   |        40 |        2000
        BU01060000 |         4 |         600
        BU01060001 |        15 |         700
        BU01060002 |        21 |         700
    """)
    safe = protect(counts, policy(method="rounding", rounding_base=5)).rows().set_index("area_code")
    assert safe.loc["WK010600", "numerator"] == safe.drop("WK010600")["numerator"].sum()
    assert (safe["numerator"] % 5 == 0).all()
    assert ((safe["numerator"] - counts.set_index("area_code")["numerator"]).abs() < 5).all()
    assert safe.loc["BU01060002", "value"] == pytest.approx(20 / 700 * 100)


def test_indicators_and_periods_are_protected_apart():
    counts = table("""
        area_code | numerator | denominator
        GM0106    |         3 |         400
        GM0114    |        21 |         600
        GM0118    |        58 |         500
    """)
    other = counts.assign(period=2023, numerator=pd.array([30, 21, 58], dtype="Int64"))
    safe = protect(pd.concat([counts.assign(period=2024), other]), TEN)
    assert safe.rows(period=2023)["status"].eq("published").all()
    assert safe.rows(period=2024)["status"].eq("suppressed").sum() == 2


def test_groups_that_do_not_add_up_stay_behind_the_door(caplog):
    # 0-18 and 15plus cross; with these counts no slice of 15 to 18 can make all four true.
    counts = CONTRADICTING
    assert set(statuses(protect(counts, TEN))) == {"suppressed"}
    assert "do not add up" in caplog.text


def test_groups_of_which_nobody_knows_how_they_add_up_stay_behind_the_door():
    # Everybody minus those who rent is the four who own.
    counts = table("""
        area_code | group    | numerator | denominator
        GM0106    | totaal   |        60 |         900
        GM0106    | huurders |        56 |         500
        GM0106    | kopers   |         4 |         400
    """)
    safe = protect(counts, TEN)
    assert set(statuses(safe)) == {"suppressed"}
    assert "hoe de groep 'huurders' met andere groepen optelt" in safe.refused[0].page
    alone = protect(counts[counts["group"] == "huurders"], TEN)
    assert statuses(alone) == ["published"]


def test_a_table_without_a_safe_form_says_why_in_a_sentence():
    counts = CONTRADICTING
    safe = protect(counts.assign(period=2024), TEN)
    (refusal,) = safe.refused
    assert (refusal.indicator, refusal.period) == ("indicator", 2024)
    assert refusal.page.startswith("Deze cijfers blijven achter de deur")
    assert pickle.loads(pickle.dumps(safe)).refused == safe.refused  # noqa: S301 - our own


def test_what_has_no_safe_form_together_is_let_out_apart():
    # The months contradict nothing, but 2023 cannot be linked: 2024 does not suffer.
    broken = CONTRADICTING.assign(period=202401)
    whole = table("area_code | group | numerator | denominator\n GM0106 | totaal | 40 | 900").assign(period=202402)
    safe = protect(pd.concat([broken, whole]), TEN)
    assert safe.rows(period=202402)["status"].tolist() == ["published"]
    assert [each.period for each in safe.refused] == [202401]
