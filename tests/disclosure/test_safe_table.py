"""Only the door makes a SafeTable, and what it holds is what may be seen."""

import copy
import pickle
import re
from pathlib import Path

import pandas as pd
import pytest

import workbench
from tests.disclosure.search import hidden_values_in
from tests.disclosure.small_tables import policy, statuses, table
from workbench.disclosure import SafeTable, protect
from workbench.errors import InvalidInput, NotAllowed, UnknownName

SECRET, SECRET_BASE, SECRET_VALUE = 48271, 7193447, 48271 / 7193447 * 100
COUNTS = table(f"""
    area_code | numerator | denominator
    GM0106    | 300000    | 9000000
    GM0114    | {SECRET}  | {SECRET_BASE}
    GM0118    | 580000    | 9500000
    GM0119    | 61        | 10000001
""")
HIDING = policy(minimum_base=8_000_000)


def test_nobody_but_the_door_makes_a_safe_table():
    with pytest.raises(TypeError, match="protect"):
        SafeTable(COUNTS, key=object(), theme="", demo=False, policies={})
    with pytest.raises(AttributeError):
        object.__new__(SafeTable).rows()


def test_a_safe_table_has_no_subclasses_and_does_not_change():
    with pytest.raises(TypeError):
        type("Leaky", (SafeTable,), {})
    safe = protect(COUNTS, HIDING)
    with pytest.raises(AttributeError):
        safe._released = COUNTS
    with pytest.raises(AttributeError):
        safe.raw = COUNTS


def test_the_doors_key_is_taken_by_the_door_alone():
    rooms = Path(workbench.__file__).parent.rglob("*.py")
    holders = {path.name for path in rooms if re.search("THE_DOORS_KEY", path.read_text(encoding="utf-8"))}
    assert holders == {"safe_table.py", "protecting.py"}


def test_rows_are_a_copy():
    safe = protect(COUNTS, HIDING)
    taken = safe.rows()
    taken["value"] = 0.0
    assert safe.rows(area_code="GM0106")["value"].item() == pytest.approx(300000 / 9000000 * 100)


def test_rows_follow_the_filters():
    safe = protect(COUNTS.assign(area_code=["GM0106", "WK010600", "BU01060000", "NL"]), HIDING)
    assert safe.rows(level="wijk")["area_code"].tolist() == ["WK010600"]
    assert len(safe.rows(area_code=["GM0106", "NL"], period=2024)) == 2
    assert safe.rows(indicator="other").empty


def test_an_unknown_filter_is_refused():
    safe = protect(COUNTS, HIDING)
    with pytest.raises(UnknownName):
        safe.rows(gebied="GM0106")
    with pytest.raises(InvalidInput):
        safe.rows(period="soon")


def test_a_copy_is_itself_and_a_pickle_comes_back_the_same(home):
    safe = protect(COUNTS, HIDING, theme="thema")
    assert copy.deepcopy(safe) is safe
    back = pickle.loads(pickle.dumps(safe))  # noqa: S301 our own pickle
    pd.testing.assert_frame_equal(back.rows(), safe.rows())
    assert (back.theme, back.policies) == ("thema", safe.policies)


def test_a_pickle_with_other_rows_is_refused(home):
    made_up = pickle.dumps(protect(COUNTS, HIDING)).replace(b"GM0106", b"GM0109")
    with pytest.raises(NotAllowed):
        pickle.loads(made_up)  # noqa: S301 the seal is what is tested


def test_hidden_values_are_nowhere_in_what_comes_out(home, tmp_path, caplog):
    safe = protect(COUNTS, HIDING)
    safe.rows().to_parquet(tmp_path / "rows.parquet")
    (tmp_path / "rows.csv").write_text(safe.rows().to_csv() + repr(safe) + str(safe.rows()) + caplog.text)
    (tmp_path / "rows.pickle").write_bytes(pickle.dumps(safe))
    (tmp_path / "rows.json").write_text(safe.rows().to_json())
    assert hidden_values_in(tmp_path, [SECRET, SECRET_BASE, round(SECRET_VALUE, 5)]) == []


def test_the_search_finds_what_was_not_hidden(tmp_path):
    COUNTS.to_parquet(tmp_path / "rows.parquet")
    assert any("48271" in found for found in hidden_values_in(tmp_path, [SECRET]))
    assert hidden_values_in(b"in de zin 48.271 mensen", [SECRET])


def test_what_the_source_hid_loses_its_counts_too():
    rows = COUNTS.assign(status=["published", "suppressed", "published", "missing"])
    rows["value"] = rows["value"].mask(rows["status"] != "published")
    safe = protect(rows, policy(minimum_base=1))
    assert safe.rows(status="suppressed")["numerator"].isna().all()
    assert statuses(safe) == ["published", "suppressed", "published", "missing"]
