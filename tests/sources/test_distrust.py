"""No figure is believed before it was checked, and topics, codes and periods mean what the publisher means."""

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench import store
from workbench.catalog import load_catalog
from workbench.errors import SourceChanged
from workbench.settings import SETTINGS
from workbench.sources.addresses import base_url
from workbench.sources.asking import _asked_wait
from workbench.sources.codes import our_codes, period_of
from workbench.sources.collecting import _connection
from workbench.sources.distrust import check_count, check_figures
from workbench.sources.reading import codes_of, pieces
from workbench.sources.statline_v3 import _Fetched
from workbench.sources.statline_v4 import _cell
from workbench.sources.topics import resolve

HOST = "dataderden.cbs.nl"


@pytest.fixture(scope="module")
def dataset():
    return load_catalog().dataset("50090NED")


def rows(**changed: list) -> pa.Table:
    """Two sound rows, with some cells changed."""
    columns = {
        "indicator": ["angst-depressie-risico"] * 2,
        "area_code": ["GM0106", "GM0114"],
        "edition": [2020, 2020],
        "period": [2020, 2020],
        "group": ["18plus", "18plus"],
        "value": [5.5, 6.4],
        "lower": [5.0, None],
        "upper": [6.0, None],
        "numerator": pa.array([None, None], pa.int64()),
        "denominator": pa.array([None, None], pa.int64()),
        "status": ["published", "published"],
    }
    return pa.table(columns | changed)


def test_sound_figures_pass(dataset):
    check_figures(rows(), indicator=load_catalog().indicator("angst-depressie-risico"), dataset=dataset, host=HOST)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"value": [100.1, 6.4], "upper": [101.0, None]}, "percentage boven 100"),
        ({"value": [-0.1, 6.4], "lower": [-1.0, None]}, "getal onder nul"),
        ({"value": [None, 6.4]}, "tekst waar een getal hoort"),
        ({"value": [float("nan"), 6.4]}, "tekst waar een getal hoort"),
        ({"value": [6.1, 6.4]}, "interval waar het cijfer buiten ligt"),
        ({"numerator": [-1, 2]}, "getal onder nul"),
        ({"area_code": ["GM0114", "GM0114"]}, "dubbele rijen"),
    ],
)
def test_a_figure_that_cannot_be_right_is_refused(dataset, changed, words):
    indicator = load_catalog().indicator("angst-depressie-risico")
    with pytest.raises(SourceChanged) as caught:
        check_figures(rows(**changed), indicator=indicator, dataset=dataset, host=HOST)
    assert words in caught.value.page
    assert indicator.label in caught.value.page


@pytest.mark.parametrize(("found", "promised"), [(0, 0), (0, None), (10, 11), (11, 10)])
def test_another_number_of_rows_than_promised_is_refused(dataset, found, promised):
    with pytest.raises(SourceChanged):
        check_count(found, promised=promised, dataset=dataset, host=HOST)


def test_a_topic_that_is_there_twice_is_not_guessed(dataset):
    # In CBS tables names such as 'Appartement' occur once per subject, with other numbers.
    with pytest.raises(SourceChanged, match="occurs 2 times"):
        resolve(["Appartement"], keys=["Appartement_48", "Appartement_56"], dataset=dataset, host=HOST)


@settings(deadline=None)
@given(st.permutations(["Eenzaam", "Roker", "Mantelzorger", "k_0Tot15Jaar"]), st.integers(1, 900))
def test_a_topic_is_found_whatever_its_number(names, start):
    known = load_catalog().dataset("50090NED")
    keys = [f"{name}_{start + place}" for place, name in enumerate(names)]
    found = resolve(["Roker"], keys=keys, dataset=known, host=HOST)
    assert found == {"Roker": keys[names.index("Roker")]}


@pytest.mark.parametrize(
    ("code", "period"), [("2020JJ00", 2020), ("2020MM03", 202003), ("2020KW01", None), ("20202021", None)]
)
def test_periods_are_years_or_months_and_nothing_else(code, period):
    assert period_of(code) == period


def test_area_codes_lose_their_padding_and_the_country_has_one_code():
    theirs = ["NL01", "GM0106", "GG0706", "PV22", "CG01", "LD01", "WK010600"]
    ours = our_codes(theirs, country="NL01")
    assert ours == {"NL01": "NL", "GM0106": "GM0106", "GG0706": "GG0706", "PV22": "GG0706", "WK010600": "WK010600"}


def test_a_service_has_its_own_address_before_the_mirror_before_the_publisher(monkeypatch):
    assert base_url(HOST) == "https://dataderden.cbs.nl"
    monkeypatch.setenv("WORKBENCH_PUBLISHERS", "http://mirror/")
    assert base_url(HOST) == "http://mirror/dataderden.cbs.nl"
    monkeypatch.setenv("WORKBENCH_DATADERDEN", "http://own/")
    assert base_url(HOST) == "http://own"
    assert base_url("api.pdok.nl") == "http://mirror/api.pdok.nl"
    assert {"WORKBENCH_DATADERDEN", "WORKBENCH_PDOK"} <= {setting.name for setting in SETTINGS}


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("7", 7.0), ("", None), ("straks", None), ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0)],  # the date is of RFC 9110
)
def test_retry_after_is_a_number_of_seconds_or_a_moment(header, seconds):
    assert _asked_wait(header) == seconds


def published(tmp_path, dataset, *, cells: dict[str, str]) -> pd.DataFrame:
    """What becomes of one topic of 50090NED for Assen; `cells` by the code of the margin."""
    page = pa.table(
        {
            "Leeftijd": ["20300"] * len(cells),
            "Marges": list(cells),
            "WijkenEnBuurten": ["GM0106"] * len(cells),
            "Perioden": ["2020JJ00"] * len(cells),
            "Eenzaam_28": list(cells.values()),
        }
    )
    path = tmp_path / "page.parquet"
    pq.write_table(page, path)
    gemeenten = [
        f"GM{number}"
        for number in ["0106", "0109", "0114", "0118", "0119", "1680", "1681", "1690", "1699", "1701", "1730", "1731"]
    ]
    dimensions = {
        "Leeftijd": ["20300", "53115", "80200"],
        "Marges": ["MW00000", "MOG0095", "MBG0095"],
        "WijkenEnBuurten": gemeenten,
        "Perioden": ["2012JJ00", "2016JJ00", "2020JJ00"],
    }
    codes = codes_of(dataset, dimensions=dimensions, host=HOST)
    fetched = _Fetched(HOST, {"Eenzaam": "Eenzaam_28"}, dimensions, [str(path)])
    indicator = load_catalog().indicator("eenzaamheid")
    connection = _connection(tmp_path)
    (table,) = pieces(fetched, [indicator], dataset=dataset, codes=codes, connection=connection)
    return table.to_pandas()


def test_the_interval_of_the_publisher_stands_beside_its_figure(tmp_path, dataset):
    found = published(tmp_path, dataset, cells={"MW00000": "46.4", "MOG0095": "44.1", "MBG0095": "48.7"})
    assert found[["value", "lower", "upper"]].to_numpy().tolist() == [[46.4, 44.1, 48.7]]


@pytest.mark.parametrize(("cell", "status"), [("", "missing"), (".", "unreliable"), ("0.0", "published")])
def test_zero_hidden_and_not_measured_are_three_things(tmp_path, dataset, cell, status):
    (found,) = published(tmp_path, dataset, cells={"MW00000": cell}).itertuples()
    assert found.status == status
    assert (found.value == 0) if status == "published" else pd.isna(found.value)


@pytest.mark.parametrize(
    ("value", "why", "cell"),
    [(372.0, "None", "372.0"), (0.0, "None", "0.0"), (None, "Missing", "."), (None, "Impossible", "")],
)
def test_the_newer_service_says_in_words_why_there_is_no_figure(value, why, cell):
    assert _cell(value, why=why) == cell


def test_a_table_that_is_divided_in_a_new_way_is_refused(dataset):
    dimensions = {"Leeftijd": ["20300", "53115", "80200"], "Marges": ["MW00000"], "Geslacht": ["3000", "4000"]}
    with pytest.raises(SourceChanged) as caught:
        codes_of(dataset, dimensions=dimensions, host=HOST)
    assert "verdeeld naar Geslacht" in caught.value.page


def test_an_age_group_that_is_gone_is_refused(dataset):
    with pytest.raises(SourceChanged) as caught:
        codes_of(dataset, dimensions={"Leeftijd": ["20300", "80200"], "Marges": ["MW00000"]}, host=HOST)
    assert "mist 53115 bij Leeftijd" in caught.value.page


def test_a_dataset_that_no_publisher_serves_is_refused_in_words(home):
    error = store.refresh(["aanmeldingen-jeugd-ggz-levering"]).failures[0].error
    assert "komt niet van een openbare bron" in error.page
