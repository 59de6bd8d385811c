"""What was let out before counts for ever after."""

import sqlite3

import numpy as np
import pandas as pd
import pytest

from tests.disclosure.small_tables import policy, table
from workbench import areas
from workbench.catalog.policy import Policy
from workbench.disclosure.attacker import intervals
from workbench.disclosure.cells import Cells
from workbench.disclosure.ledger import MADE_SAFE, SAFE, Ledger, Release
from workbench.disclosure.primary import sensitive
from workbench.errors import Withheld
from workbench.table import as_table

TEN = policy(minimum_cell=10)


def delivered(text: str, *, version: str = "v1", **facts) -> pd.DataFrame:
    standard = {"indicator": "meldingen", "edition": 2024, "period": 2024, "group": "totaal"}
    standard |= {"status": "published", "estimation": "register", "dataset": "levering", "version": version}
    rows = table(text)
    return as_table(rows.assign(**{name: fill for name, fill in (standard | facts).items() if name not in rows}))


def ledger_of(*deliveries: pd.DataFrame) -> Ledger:
    everything = pd.concat(deliveries).drop_duplicates()
    return Ledger(recall=lambda _dataset, version, _indicator, _period: everything[everything["version"] == version])


def release(ledger: Ledger, rows: pd.DataFrame, rule: Policy, *, label: str) -> Release:
    return ledger.release(rows, sensitive(rows, rule), rule, label=label)


def hidden(outcome, rows) -> set[tuple[str, str]]:
    return {tuple(pair) for pair in rows.loc[outcome.hidden, ["area_code", "group"]].to_numpy()}


# Two age schemes over the same young people of one municipality; nobody of 15 to 18 is shown by itself.
BY_18 = delivered("""
    area_code | group  | numerator | denominator
    GM0106    | totaal |       200 |        9000
    GM0106    | 0-18   |        80 |        4000
    GM0106    | 18plus |       120 |        5000
""")
BY_15 = delivered("""
    area_code | group  | numerator | denominator
    GM0106    | totaal |       200 |        9000
    GM0106    | 0-15   |        77 |        3000
    GM0106    | 15plus |       123 |        6000
""")


def test_the_first_release_is_safe_and_asking_again_gives_the_same(home):
    ledger = ledger_of(BY_18)
    first = release(ledger, BY_18, TEN, label="tot en vanaf 18")
    again = release(ledger, BY_18, TEN, label="nog eens")
    assert (first.outcome, again.number) == (SAFE, first.number)
    assert again.hidden.tolist() == first.hidden.tolist()


def test_a_second_age_scheme_is_safe_alone_and_made_safe_beside_the_first(home):
    # Both shown whole, 0-18 less 0-15 is the 3 persons of 15 to 18.
    ledger = ledger_of(BY_18, BY_15)
    assert not sensitive(BY_18, TEN).any()
    assert not sensitive(BY_15, TEN).any()
    first = release(ledger, BY_18, TEN, label="tot en vanaf 18")
    second = release(ledger, BY_15, TEN, label="tot en vanaf 15")
    assert (first.outcome, first.hidden.any(), second.outcome) == (SAFE, False, MADE_SAFE)
    assert hidden(second, BY_15) == {("GM0106", "0-15"), ("GM0106", "15plus")}


def test_areas_that_a_branch_combines_do_not_give_the_small_one_away(home):
    parts = delivered("""
        area_code | numerator | denominator
        GM0106    |        40 |        4000
        GM0109    |        50 |        5000
    """)
    together = delivered("""
        area_code | numerator | denominator
        GM0114    |         4 |        4000
        GM0106+GM0109+GM0114 |  94 |  13000
    """)
    ledger = ledger_of(parts, together)
    release(ledger, parts, policy(minimum_cell=3), label="twee gemeenten")
    outcome = release(ledger, together, TEN, label="drie gemeenten samen")
    assert hidden(outcome, together) == {("GM0114", "totaal"), ("GM0106+GM0109+GM0114", "totaal")}


def test_a_release_beside_which_no_choice_is_safe_is_refused_by_the_name_of_the_earlier_one(home):
    # The sum was let out under a milder rule; the rest followed from it, and a stricter rule comes too late.
    total = delivered("area_code | numerator | denominator\n GM0106 | 44 | 4000\n WK010600 | 40 | 3000")
    small = delivered("area_code | numerator | denominator\n WK010601 | 4 | 1000").assign(area_code="WK010601")
    pair = delivered("area_code | numerator | denominator\n WK010600+WK010601 | 44 | 4000")
    ledger = ledger_of(total, small, pair)
    release(ledger, pair, policy(minimum_cell=3), label="twee wijken samen")
    release(ledger, total.iloc[[1]], policy(minimum_cell=3), label="de eerste wijk")
    with pytest.raises(Withheld) as refused:
        release(ledger, small, TEN, label="de tweede wijk")
    assert "'de eerste wijk'" in refused.value.page
    assert refused.value.facts["causes"] == [2]
    assert len(ledger.releases()) == 2


def test_what_a_milder_rule_let_out_is_hidden_from_now_on_and_does_not_close_the_rest(home):
    rows = delivered("""
        area_code | numerator | denominator
        GM0106    |         7 |         400
        GM0114    |        21 |         600
        GM0118    |        58 |         500
    """)
    ledger = ledger_of(rows)
    assert hidden(release(ledger, rows, policy(minimum_cell=5), label="vroeger"), rows) == set()
    assert hidden(release(ledger, rows, TEN, label="nu"), rows) == {("GM0106", "totaal")}


def test_a_corrected_delivery_does_not_show_what_was_corrected(home):
    before = delivered("""
        area_code  | numerator | denominator
        WK010600   |       100 |        4000
        BU01060000 |         4 |        1000
        BU01060001 |        16 |        1000
        BU01060002 |        80 |        2000
    """)
    # A correction in the smallest buurt shows in the total of the wijk.
    after = delivered(
        """
        area_code  | numerator | denominator
        WK010600   |       103 |        4000
        BU01060000 |         7 |        1000
        BU01060001 |        16 |        1000
        BU01060002 |        80 |        2000
    """,
        version="v2",
    )
    ledger = ledger_of(before, after)
    release(ledger, before, TEN, label="eerste levering")
    outcome = release(ledger, after, TEN, label="correctie")
    assert ("BU01060001", "totaal") in hidden(outcome, after)
    assert len(ledger.releases()) == 2


def test_what_a_correction_left_as_it_was_counts_from_before_it(home):
    # The total was shown before the correction, the other parts after it: together they are the seven that are left.
    before = delivered("""
        area_code | group  | numerator | denominator
        GM0109    | totaal |       148 |        9000
        GM0109    | 0-18   |        61 |        4000
        GM0109    | 18-65  |        80 |        4000
        GM0109    | 65plus |         7 |        1000
    """)
    after = before.assign(version="v2")
    ledger = ledger_of(before, after)
    release(ledger, before[before["group"] == "totaal"], TEN, label="totaal")
    parts = after[after["group"] != "totaal"]
    outcome = release(ledger, parts, TEN, label="correctie")
    assert {group for _, group in hidden(outcome, parts)} == {"0-18", "65plus"}


def test_another_division_of_the_same_gemeente_is_solved_with_the_first(home):
    # Borger-Odoorn was re-divided: wijken of one edition only, and a new one that is two old ones together.
    old_codes, new_codes = _only_in(2020, 2024)[:3], _only_in(2024, 2020)[:2]
    counts = [(6, 1000), (30, 3000), (64, 5000)]
    rows = [f"{code} | {n} | {d}" for code, (n, d) in zip(old_codes, counts, strict=True)]
    old = delivered("\n".join(["area_code | numerator | denominator", "GM1681 | 100 | 9000", *rows]), edition=2020)
    lines = [f"{new_codes[0]} | 94 | 8000", f"{new_codes[1]} | 6 | 1000"]
    new = delivered("\n".join(["area_code | numerator | denominator", "GM1681 | 100 | 9000", *lines]))
    ledger = ledger_of(old, new)
    assert hidden(release(ledger, old, TEN, label="2020"), old) == {(old_codes[0], "totaal"), (old_codes[1], "totaal")}
    assert hidden(release(ledger, new, TEN, label="2024"), new) == {(code, "totaal") for code in new_codes}


def _only_in(edition: int, other: int) -> list[str]:
    same = areas.concordance(edition, other)
    return [
        area.code for area in areas.areas("wijk", edition=edition, within="GM1681") if not same.counterpart(area.code)
    ]


# Rounded figures tell that each count is less than one base away: that is an equation too.
ROUNDED = policy(id="afgerond", method="rounding", rounding_base=5)
WIJK = delivered("""
    area_code  | numerator | denominator
    WK010600   |        40 |        2000
    BU01060000 |         4 |         600
    BU01060001 |        15 |         700
    BU01060002 |        21 |         700
""")


def test_a_rounded_release_is_remembered_as_rounded(home):
    ledger = ledger_of(WIJK)
    first = release(ledger, WIJK, ROUNDED, label="afgerond")
    assert (first.outcome, first.hidden.any()) == (SAFE, False)
    assert first.figures.sub(WIJK["numerator"]).abs().lt(5).all()
    again = release(ledger, WIJK, ROUNDED, label="nog eens")
    assert (again.number, again.figures.tolist()) == (first.number, first.figures.tolist())


def test_what_was_rounded_once_is_never_rounded_otherwise(home):
    # Two roundings of one count, up and down, would tell it: a part asked for by itself gets the figure it had.
    rows = delivered(
        "area_code | numerator | denominator\n"
        + "\n".join(f"BU0106000{number} | {count} | 900" for number, count in enumerate((12, 12, 12, 13, 13, 13)))
    )
    ledger = ledger_of(rows)
    first = release(ledger, rows, ROUNDED, label="alle buurten")
    for place in range(len(rows)):
        alone = release(ledger, rows.iloc[[place]], ROUNDED, label=f"buurt {place}")
        assert alone.figures.tolist() == [first.figures.iloc[place]]


def test_an_exact_release_after_a_rounded_one_is_judged_with_it(home):
    # Exact, 40 and 21 leave 19 for the two others. Rounded to 5 before, the first is 1 to 9: beside 21 it would be 8.
    alone = release(ledger_of(WIJK), WIJK, TEN, label="exact")
    assert hidden(alone, WIJK) == {("BU01060000", "totaal"), ("BU01060001", "totaal")}
    beside = Ledger(recall=lambda *_: WIJK, folder=home / "ander")
    release(beside, WIJK, ROUNDED, label="afgerond")
    exact = release(beside, WIJK, TEN, label="exact")
    low, high = _known_of(beside, WIJK)
    small = WIJK.index[WIJK["area_code"] == "BU01060000"].item()
    assert exact.hidden[small]
    # That is eight wide, and nothing of it is lost.
    assert high[small] - low[small] == 8


def test_a_rounded_release_after_an_exact_one_leaves_out_what_would_narrow_a_hidden_cell(home):
    ledger = ledger_of(WIJK)
    exact = release(ledger, WIJK, TEN, label="exact")
    rounded = release(ledger, WIJK, ROUNDED, label="afgerond")
    low, high = _known_of(ledger, WIJK)
    assert rounded.outcome == MADE_SAFE
    assert np.all((high - low)[exact.hidden.to_numpy()] >= 10)


def _known_of(ledger: Ledger, rows: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """What everything in the ledger together leaves open of a wijk and its buurten, by the attacker."""
    low, high = np.zeros(len(rows)), np.full(len(rows), np.inf)
    exact = np.full(len(rows), np.nan)
    for entry in ledger.releases():
        figure = np.array([np.nan if cell[5] is None else cell[5] for cell in entry.body["cells"]])
        if entry.body["rounded"]:
            low, high = np.fmax(low, figure - 4), np.fmin(high, figure + 4)
        else:
            exact = figure
    total = rows.index[rows["area_code"].str.startswith("WK")].item()
    cells = Cells.of([(total, [place for place in range(len(rows)) if place != total])], rows["numerator"])
    return intervals(cells.equations, exact, lower=low, upper=high)


def test_what_the_source_published_itself_is_known_to_everybody(home):
    # Two buurten of a wijk are safe by themselves; but the source itself published the wijk, and the third has four.
    by_source = delivered("area_code | numerator | denominator\n WK010600 | 40 | 2000", dataset="bron")
    pair = WIJK[WIJK["area_code"].isin(["BU01060001", "BU01060002"])]
    deliveries = pd.concat([by_source, WIJK])

    def recall(dataset, *_asked):
        return deliveries[deliveries["dataset"] == dataset]

    plain, knowing = Ledger(recall=recall, folder=home / "a"), Ledger(recall=recall, folder=home / "b")
    knowing.pass_on(by_source)
    alone, beside = (release(ledger, pair, TEN, label="twee buurten") for ledger in (plain, knowing))
    assert (alone.outcome, alone.hidden.sum()) == (SAFE, 0)
    assert (beside.outcome, beside.hidden.sum()) == (MADE_SAFE, 1)


def test_figures_of_a_source_are_written_down_once(home):
    ledger = ledger_of(WIJK)
    for _ in range(2):
        ledger.pass_on(WIJK)
    assert [entry.subject for entry in ledger.chain.entries()] == ["passed_on"]
    assert ledger.releases() == []


def months(*counts: int) -> pd.DataFrame:
    lines = [f"GM0106 | {202401 + number} | {count} | 9000" for number, count in enumerate(counts)]
    return delivered("\n".join(["area_code | period | numerator | denominator", *lines]))


def test_the_months_of_a_year_are_solved_with_the_year(home):
    # Eleven months and the year give the twelfth away.
    monthly = months(20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 4)
    year = delivered("area_code | numerator | denominator\n GM0106 | 279 | 9000")
    ledger = ledger_of(monthly, year)
    first = release(ledger, monthly, TEN, label="per maand")
    assert first.hidden.sum() == 1
    second = release(ledger, year, TEN, label="het jaar")
    assert (second.hidden.tolist(), second.outcome) == ([True], MADE_SAFE)


def test_months_and_year_together_hide_the_least(home):
    monthly = months(20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 4)
    rows = pd.concat([monthly, delivered("area_code | numerator | denominator\n GM0106 | 279 | 9000")])
    rows = as_table(rows)
    outcome = release(ledger_of(rows), rows, TEN, label="alles")
    # The smallest other month costs least.
    assert sorted(rows.loc[outcome.hidden, "period"]) == [202401, 202412]


SUM = {"samen": ("mannen", "vrouwen")}


def test_indicators_that_are_sums_of_others_are_solved_together(home):
    def counted(name: str, *counts: int) -> pd.DataFrame:
        lines = [f"GM010{6 + 3 * place} | {count} | 9000" for place, count in enumerate(counts)]
        return delivered("\n".join(["area_code | numerator | denominator", *lines]), indicator=name)

    parts, total = counted("mannen", 40), counted("samen", 44)
    women = counted("vrouwen", 4)
    everything = pd.concat([parts, total, women])

    def recall(_dataset, _version, indicators, _year):
        return everything[everything["indicator"].isin(indicators)]

    ledger = Ledger(recall=recall, sum_of=SUM)
    release(ledger, parts, TEN, label="mannen")
    outcome = release(ledger, total, TEN, label="samen")
    # 44 less 40 would be the four women, of whom nothing was let out yet.
    assert (outcome.hidden.tolist(), outcome.outcome) == ([True], MADE_SAFE)
    apart = Ledger(recall=recall, sum_of={}, folder=home / "los")
    release(apart, parts, TEN, label="mannen")
    assert release(apart, total, TEN, label="samen").hidden.tolist() == [False]


def test_months_per_gemeente_are_solved_with_a_year_per_wijk(home):
    # The year is counted per wijk and the months per gemeente: the wijken add up to the gemeente, and so to the months.
    wijken = [area.code for area in areas.areas("wijk", edition=2024, within="GM0106")]
    counts = [25] * (len(wijken) - 1) + [4]
    year = delivered(
        "\n".join(
            [
                "area_code | numerator | denominator",
                *(f"{code} | {count} | 2000" for code, count in zip(wijken, counts, strict=True)),
            ]
        ),
        indicator="jaar",
    )
    total = sum(counts)
    monthly = months(*[total // 12] * 11, total - 11 * (total // 12)).assign(indicator="maand")
    everything = pd.concat([year, monthly])

    def recall(_dataset, _version, indicators, _year):
        return everything[everything["indicator"].isin(indicators)]

    ledger = Ledger(recall=recall, sum_of={"jaar": ("maand",)})
    release(ledger, monthly, TEN, label="per maand")
    outcome = release(ledger, year, TEN, label="per wijk")
    assert outcome.hidden.sum() == 2
    assert outcome.hidden[year.index[year["area_code"] == wijken[-1]]].all()


def test_the_ledger_is_append_only_and_notices_tampering(home):
    ledger = ledger_of(BY_18)
    release(ledger, BY_18, TEN, label="tot en vanaf 18")
    release(ledger, BY_15.assign(period=2023), TEN, label="tot en vanaf 15")
    assert ledger.chain.broken_at() is None
    with sqlite3.connect(ledger.chain.path) as base:
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            base.execute("UPDATE entry SET body = '{}' WHERE number = 1")
        base.execute("DROP TRIGGER no_change")
        base.execute("UPDATE entry SET at = '2020-01-01' WHERE number = 1")
    base.close()
    assert ledger.chain.broken_at() == 1
