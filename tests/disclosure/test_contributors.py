"""Money and care use: what one organisation or person brought cannot be told, not even by another of them."""

import numpy as np
import pandas as pd
import pytest

from tests.disclosure.search import hidden_values_in
from tests.disclosure.small_tables import policy, statuses, table
from workbench import areas
from workbench.catalog import load_catalog
from workbench.disclosure import load, protect
from workbench.disclosure.attacker import intervals
from workbench.disclosure.cells import Cells
from workbench.disclosure.contributors import completed, insiders, widths
from workbench.disclosure.ledger import Ledger
from workbench.disclosure.suppress import NoSafeChoice, suppress
from workbench.store import deliveries
from workbench.table import as_table

DOMINANCE = policy(dominance={"n": 1, "k": 75}, minimum_width=10)
P_PERCENT = policy(p_percent=10, minimum_width=2)


def brought(**amounts: dict[str, float]) -> pd.DataFrame:
    """Per area the organisations and what each contributed."""
    rows = [(area, name, amount) for area, each in amounts.items() for name, amount in each.items()]
    return pd.DataFrame(rows, columns=["area_code", "contributor", "amount"])


COUNTS = table("""
    area_code | numerator | denominator
    GM0106    |       100 |        4000
    GM0109    |       120 |        5000
    GM0114    |       400 |        9000
    GM0118    |       300 |        7000
""")
EVEN = {"a": 40.0, "b": 40.0, "c": 20.0}


def four(first: dict[str, float]) -> pd.DataFrame:
    even = {
        name: {each: part * total for each, part in (("a", 0.4), ("b", 0.4), ("c", 0.2))}
        for name, total in (("GM0109", 120), ("GM0114", 400), ("GM0118", 300))
    }
    return brought(GM0106=first, **even)


def test_a_dominated_amount_takes_another_with_it():
    safe = protect(COUNTS, DOMINANCE, contributions=four({"a": 90.0, "b": 8.0, "c": 2.0}))
    assert statuses(safe) == ["suppressed", "suppressed", "published", "published"]


def test_without_a_dominating_contributor_everything_is_shown():
    safe = protect(COUNTS, DOMINANCE, contributions=four(EVEN))
    assert set(statuses(safe)) == {"published"}


def test_a_hidden_amount_keeps_p_percent_of_itself():
    rows = COUNTS.assign(status="published", indicator="x", period=2024, edition=2024, group="totaal")
    assert widths(rows, P_PERCENT, None).tolist() == [10, 12, 40, 30]


def test_what_undoes_a_dominance_is_wide_enough():
    # 90 is 75 % of 120: a hidden 100 has to leave room for 20 more. Hundepool et al. (2012), section 4.2.
    rows = COUNTS.iloc[:1].assign(status="published")
    given = completed(brought(GM0106={"a": 90.0, "b": 10.0}))
    assert widths(rows, DOMINANCE, given).tolist() == [20]


def test_a_contributor_who_is_alone_in_one_cell_cannot_work_out_another():
    # Two hidden cells of one sum: who brought all of the first subtracts it and has the second. So a third goes too.
    cells = Cells.of([(0, [1, 2, 3, 4])], [1000, 100, 120, 380, 400])
    sensitive = np.array([False, True, True, False, False])
    placed = pd.DataFrame({"cell": [1, 2, 2, 3, 3, 4, 4], "kind": "organisation", "contributors": 1})
    placed = placed.assign(contributor=list("abcbcbc"), amount=[100.0, 100, 20, 190, 190, 200, 200])
    outside = suppress(cells, sensitive, width=20)
    inside = suppress(cells, sensitive, width=20, insiders=tuple(insiders(cells, placed)))
    assert outside.hidden.tolist() == [False, True, True, False, False]
    assert inside.hidden.tolist() == [False, True, True, True, False]


def test_no_figure_is_under_what_one_of_its_contributors_brought():
    cells = Cells.of([(0, [1, 2])], [220, 100, 120])
    placed = pd.DataFrame({"cell": [1, 2, 2], "kind": "organisation", "contributors": 1, "contributor": list("abc")})
    anybody, alone = insiders(cells, placed.assign(amount=[100.0, 100.0, 20.0]))
    assert (anybody.lower.tolist(), anybody.known.tolist()) == ([0, 100, 100], [False, True, True])
    # Organisation a brought all of the first and knows it; of the second it knows no more than anybody.
    assert (alone.lower.tolist(), alone.upper.tolist()) == ([0, 100, 100], [np.inf, 100, np.inf])


@pytest.mark.parametrize("remembered", [False, True])
def test_the_door_hides_a_third_from_a_contributor_who_is_alone(home, remembered):
    # As above, through the whole door: organisation a brought all of GM0106 and would have GM0109 by subtraction.
    rows = COUNTS.assign(numerator=pd.array([100, 120, 380, 400], dtype="Int64"), indicator="x", period=2024)
    rows = as_table(rows.assign(edition=2024, group="totaal", status="published", estimation="register"))
    rows = rows.assign(dataset="levering", version="v1")
    b_and_c = {
        "GM0109": {"b": 100.0, "c": 20.0},
        "GM0114": {"b": 190.0, "c": 190.0},
        "GM0118": {"b": 200.0, "c": 200.0},
    }
    given = brought(GM0106={"a": 100.0}, **b_and_c)
    given = given.assign(indicator="x", period=2024, edition=2024, group="totaal")
    ledger = Ledger(recall=lambda *_: rows, contributed=lambda *_: given) if remembered else None
    rule = policy(dominance={"n": 1, "k": 75}, minimum_width=20)
    outside = protect(rows, policy(minimum_cell=121, minimum_width=20))
    assert statuses(outside) == ["suppressed", "suppressed", "published", "published"]
    inside = protect(rows, rule, contributions=given, ledger=ledger)
    assert statuses(inside) == ["suppressed", "suppressed", "suppressed", "published"]


def test_the_attacker_who_contributed_finds_nothing_closer_than_the_width():
    cells = Cells.of([(0, [1, 2, 3, 4])], [1000, 100, 120, 380, 400])
    sensitive = np.array([False, True, True, False, False])
    placed = pd.DataFrame({"cell": [1, 2, 2, 3, 3, 4, 4], "kind": "organisation", "contributors": 1})
    placed = placed.assign(contributor=list("abcbcbc"), amount=[100.0, 100, 20, 190, 190, 200, 200])
    known = tuple(insiders(cells, placed))
    hidden = suppress(cells, sensitive, width=20, insiders=known).hidden
    for each in known:
        figures = np.where(hidden, np.nan, cells.values)
        low, high = intervals(cells.equations, figures, lower=each.lower, upper=each.upper)
        theirs = each.known & (each.lower == each.upper)
        assert np.all((high - low)[sensitive & ~theirs] >= 20 - 1e-6)


def test_when_only_lone_contributors_are_left_no_choice_is_safe():
    cells = Cells.of([(0, [1, 2])], [220, 100, 120])
    placed = pd.DataFrame({"cell": [1, 2], "kind": "organisation", "contributors": 1, "contributor": ["a", "b"]})
    known = tuple(insiders(cells, placed.assign(amount=[100.0, 120.0])))
    keep = np.array([True, False, False])
    with pytest.raises(NoSafeChoice):
        suppress(cells, np.array([False, True, True]), width=20, keep=keep, insiders=known)


# From a partner's file to what a notebook gets.
CONTRACT, DATASET, INDICATOR = (
    "levering-aanmeldingen-jeugd-ggz",
    "aanmeldingen-jeugd-ggz-levering",
    "aanmeldingen-jeugd-ggz",
)
PER_ORGANISATION = """  - {name: instelling, label: Instelling, role: organisation, type: text}
"""
PER_PERSON = """  - {name: personen, label: Aantal personen, role: contributors, type: integer, minimum: 0}
  - {name: grootste, label: Grootste bijdrage, role: largest, type: integer, minimum: 0, required: false}
  - {name: tweede, label: Bijdrage daarna, role: second, type: integer, minimum: 0, required: false}
"""


@pytest.fixture
def catalogue(people):
    """The catalogue with a contract that says who contributed, under the rules for money and care use."""

    def with_columns(columns: str, *, key: str) -> None:
        contract = people.folder / "contracts" / f"{CONTRACT}.yaml"
        text = contract.read_text().replace("policy: drempel_10", "policy: zorgkosten")
        text = text.replace("  - {name: opmerking", f"{columns}  - {{name: opmerking")
        contract.write_text(text.replace("key: [wijk, jaar, leeftijd]", f"key: [wijk, jaar, leeftijd{key}]"))
        dataset = people.folder / "datasets" / f"{DATASET}.yaml"
        dataset.write_text(dataset.read_text().replace("policy: drempel_10", "policy: zorgkosten"))

    return with_columns


def accepted(folder, header: str, *lines: str):
    path = folder / "levering.csv"
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return deliveries.accept(path, contract=CONTRACT)


def shown(version, people) -> dict[str, str]:
    people.release(DATASET, version.id)
    rows = load("mentale-gezondheid", indicators=[INDICATOR]).rows(dataset=DATASET)
    return dict(zip(rows["area_code"], rows["status"], strict=True))


def wijken(number: int) -> list[str]:
    return [area.code for area in areas.areas("wijk", edition=2024, within="GM0106")][:number]


def test_lines_per_organisation_are_added_up_and_a_dominating_one_is_hidden(home, tmp_path, catalogue, people):
    catalogue(PER_ORGANISATION, key=", instelling")
    first, *others = wijken(4)
    lines = [f"{first};2024;0-23;{amount};2000;{name}" for name, amount in (("noord", 90), ("zuid", 6), ("west", 4))]
    lines += [
        f"{code};2024;0-23;{amount};2000;{name}"
        for code in others
        for name, amount in (("noord", 40), ("zuid", 35), ("west", 25))
    ]
    version = accepted(tmp_path, "wijk;jaar;leeftijd;aanmeldingen;inwoners;instelling", *lines)
    assert version.rows == 4
    found = shown(version, people)
    assert found[first] == "suppressed"
    assert sorted(found.values()).count("published") == 2
    safe = load("mentale-gezondheid", indicators=[INDICATOR]).rows(dataset=DATASET, status="published")
    assert safe["numerator"].tolist() == [100, 100]


def test_one_person_behind_most_of_an_amount_is_hidden(home, tmp_path, catalogue, people):
    catalogue(PER_PERSON, key="")
    first, *others = wijken(4)
    lines = [f"{first};2024;0-23;100;2000;12;80;4", *(f"{code};2024;0-23;100;2000;40;5;4" for code in others)]
    header = "wijk;jaar;leeftijd;aanmeldingen;inwoners;personen;grootste;tweede"
    found = shown(accepted(tmp_path, header, *lines), people)
    assert found[first] == "suppressed"
    assert sorted(found.values()).count("published") == 2


def test_too_few_persons_are_hidden_and_what_cannot_be_judged_too(home, tmp_path, catalogue, people):
    catalogue(PER_PERSON, key="")
    few, unsaid, *others = wijken(5)
    lines = [f"{few};2024;0-23;100;2000;2;50;50", f"{unsaid};2024;0-23;100;2000;30;;"]
    lines += [f"{code};2024;0-23;100;2000;40;5;4" for code in others]
    header = "wijk;jaar;leeftijd;aanmeldingen;inwoners;personen;grootste;tweede"
    found = shown(accepted(tmp_path, header, *lines), people)
    assert (found[few], found[unsaid]) == ("suppressed", "suppressed")
    assert "published" in found.values()


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("{0};2024;0-23;100;2000;12;4;80", "wrong_order"),
        ("{0};2024;0-23;100;2000;12;80;30", "more_than_all"),
        ("{0};2024;0-23;100;2000;1;80;10", "more_than_all"),
    ],
)
def test_contributions_that_contradict_the_amount_are_reported(home, tmp_path, catalogue, line, kind):
    catalogue(PER_PERSON, key="")
    path = tmp_path / "levering.csv"
    header = "wijk;jaar;leeftijd;aanmeldingen;inwoners;personen;grootste;tweede"
    path.write_text(f"{header}\n{line.format(wijken(1)[0])}\n")
    assert [finding.kind for finding in deliveries.check(path, contract=CONTRACT).findings] == [kind]


def test_organisations_that_disagree_on_the_number_of_inhabitants_are_reported(home, tmp_path, catalogue):
    catalogue(PER_ORGANISATION, key=", instelling")
    (code,) = wijken(1)
    path = tmp_path / "levering.csv"
    header = "wijk;jaar;leeftijd;aanmeldingen;inwoners;instelling"
    path.write_text(f"{header}\n{code};2024;0-23;10;2000;noord\n{code};2024;0-23;12;2001;zuid\n")
    (finding,) = deliveries.check(path, contract=CONTRACT).findings
    assert (finding.kind, finding.line, finding.column) == ("other_base", 3, "inwoners")


def test_contributions_stay_behind_the_door(home, tmp_path, catalogue, people):
    # 4.847 and 2.213 are in the store, and in nothing that the door gives or writes down.
    catalogue(PER_ORGANISATION, key=", instelling")
    lines = [
        f"{code};2024;0-23;{amount};90000;{name}"
        for code in wijken(4)
        for name, amount in (("noord", 4847), ("zuid", 2213), ("west", 2213))
    ]
    version = accepted(tmp_path, "wijk;jaar;leeftijd;aanmeldingen;inwoners;instelling", *lines)
    found = shown(version, people)
    assert set(found.values()) == {"published"}
    assert load_catalog().policies["zorgkosten"].dominance
    table = load("mentale-gezondheid", indicators=[INDICATOR])
    assert hidden_values_in(home / "disclosure", [4847, 2213]) == []
    assert hidden_values_in(table.rows().to_csv().encode(), [4847, 2213]) == []
    assert hidden_values_in(home / "store", [4847, 2213]) != []
