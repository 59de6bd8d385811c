"""The one table refuses what would make a figure wrong or a gap unexplained."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.table import COLUMNS, DTYPES, KEY, STATUSES, as_table


def row(**changes) -> dict:
    return {
        "indicator": "eenzaamheid",
        "area_code": "GM0106",
        "edition": 2020,
        "period": 2020,
        "group": "18plus",
        "value": 46.4,
        "status": "published",
        "estimation": "model",
        "dataset": "50090NED",
        "version": "abc",
    } | changes


def test_the_columns_and_types_are_the_same_whatever_comes_in():
    table = as_table(pd.DataFrame([row()]))
    assert tuple(table.columns) == COLUMNS
    assert {name: str(kind) for name, kind in table.dtypes.items()} == DTYPES


def test_an_empty_table_has_the_same_columns():
    assert tuple(as_table(pd.DataFrame()).columns) == COLUMNS


def test_two_rows_with_one_key_are_refused():
    with pytest.raises(ValueError, match=r"^1 rows share"):
        as_table(pd.DataFrame([row(), row(value=1.0)]))


def test_a_value_beside_a_hidden_status_is_refused():
    with pytest.raises(ValueError, match="status is not published"):
        as_table(pd.DataFrame([row(status="suppressed")]))


@pytest.mark.parametrize(("column", "word"), [("status", "secret"), ("estimation", "guess"), ("status", None)])
def test_an_unknown_or_absent_word_is_refused(column, word):
    with pytest.raises(ValueError, match=column):
        as_table(pd.DataFrame([row(**{column: word})]))


@given(st.lists(st.tuples(st.integers(2000, 2030), st.sampled_from(STATUSES)), unique_by=lambda pair: pair[0]))
def test_rows_are_kept_and_put_in_order_of_the_key(pairs):
    rows = [row(period=year, status=status, value=1.0 if status == "published" else None) for year, status in pairs]
    table = as_table(pd.DataFrame(rows))
    assert list(table["period"]) == sorted(year for year, _ in pairs)
    assert not table.duplicated(list(KEY)).any()
