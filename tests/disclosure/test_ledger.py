"""What was let out before counts for ever after."""

import sqlite3

import pandas as pd
import pytest

from tests.disclosure.small_tables import policy, table
from workbench import areas
from workbench.catalog.policy import Policy
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
