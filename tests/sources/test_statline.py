"""Figures from StatLine through the replica, against what the publishers published."""

import pandas as pd
import pytest

from workbench import store
from workbench.catalog import load_catalog
from workbench.sources.collecting import collect

pytestmark = pytest.mark.shared


def cell(indicator: str, area: str, *, period: int, group: str, dataset: str) -> pd.Series:
    rows = store.figures.read([indicator], areas=[area], periods=[period], groups=[group], datasets=[dataset])
    assert len(rows) == 1
    return rows.iloc[0]


def test_the_national_health_table_comes_in_whole_with_its_published_figures(home, replica):
    # Source of the numbers: RIVM StatLine 50090NED, high risk of anxiety or depression, 2020, 18 and over.
    done = store.refresh_one("50090NED")
    risk = store.figures.read(
        ["angst-depressie-risico"], areas=["GM0106", "GM0114", "GM1690", "NL"], periods=[2020], groups=["18plus"]
    )
    assert risk.set_index("area_code")["value"].to_dict() == {"GM0106": 5.5, "GM0114": 6.4, "GM1690": 3.4, "NL": 6.7}
    assert done.version.origin["rows"] == 138_728
    assert len(store.figures.read(["angst-depressie-risico"])) == 138_728
    # Filled in Drenthe in 2020 for 18 and over (SOURCES.md of the real figures): 634 of 663 buurten, all 181 wijken.
    drenthe = store.figures.read(["angst-depressie-risico"], periods=[2020], groups=["18plus"])
    numbers = {code[2:] for code in drenthe["area_code"] if code.startswith("GM")} & REGION
    inside = drenthe[drenthe["area_code"].str[2:6].isin(numbers)]
    filled = inside[inside["status"] == "published"]["area_code"].str[:2].value_counts().to_dict()
    assert filled == {"GM": 12, "WK": 181, "BU": 634}


REGION = {"0106", "0109", "0114", "0118", "0119", "1680", "1681", "1690", "1699", "1701", "1730", "1731"}


def test_young_adults_come_with_their_region_and_both_kinds_of_missing(good):
    # Source of the numbers: RIVM StatLine 50140NED (2024), anxiety or depressive feelings in the past four weeks.
    where = {"period": 2024, "group": "16-25", "dataset": "50140NED"}
    found = {area: cell("jv-angst-depressie", area, **where)["value"] for area in ("NL", "GG0706", "GM0106", "GM0114")}
    assert found == {"NL": 80.7, "GG0706": 78.1, "GM0106": 78.9, "GM0114": 81.8}
    rows = store.figures.read(["jv-suicidepoging"])
    region = rows[rows["area_code"].isin([f"GM{number}" for number in REGION])]
    assert region["status"].value_counts().to_dict() == {"published": 5, "unreliable": 7}


def test_what_was_not_asked_and_what_is_too_uncertain_stay_apart(home, replica):
    # The replica's untyped text has '' for wijken without this topic and '.' for what is not shown.
    store.refresh_one("85039NED")
    rows = store.figures.read(["inkomen-per-inwoner"], datasets=["85039NED"])
    wijken = rows[rows["area_code"].str.startswith("WK") & rows["area_code"].str[2:6].isin(REGION)]
    assert len(wijken) == 189
    assert (wijken["status"] == "published").sum() == 63  # mean income is hidden for small wijken (SOURCES.md)
    assert wijken[wijken["status"] != "published"]["value"].isna().all()


def test_population_is_what_cbs_published(good):
    # Source: CBS StatLine 85984NED, inhabitants of Emmen and Assen on 1 January 2024.
    where = {"period": 2024, "group": "totaal", "dataset": "85984NED"}
    assert cell("inwoners", "GM0114", **where)["value"] == 109_346
    assert cell("inwoners", "GM0106", **where)["numerator"] == 69_701
    names = store.figures.areas("85984NED").set_index("area_code")["name"]
    assert (names["GM0114"], names["NL"]) == ("Emmen", "Nederland")


def test_a_share_is_made_of_the_counts_that_stand_beside_it(good):
    rows = store.figures.read(["jeugdzorg-via-huisarts"]).dropna(subset=["value"])
    assert len(rows) > 1000
    assert (rows["value"] - 100 * rows["numerator"] / rows["denominator"]).abs().max() < 1e-9


def pieces(dataset, *, tmp_path, service, host):
    catalog = load_catalog()
    chosen = catalog.dataset(dataset).model_copy(update={"service": service, "host": host})
    found = collect(chosen, catalog.indicators_in(dataset), staging=tmp_path / host, progress=lambda *_: None)
    table = pd.concat([piece.to_pandas() for piece in found.pieces])
    return table[table["status"] != "missing"].sort_values(list(table.columns[:5]), ignore_index=True)


def test_both_services_of_statistics_netherlands_give_the_same_figures(home, replica, tmp_path):
    old = pieces("85984NED", tmp_path=tmp_path, service="statline-v3", host="opendata.cbs.nl")
    new = pieces("85984NED", tmp_path=tmp_path, service="statline-v4", host="datasets.cbs.nl")
    assert len(old) > 100_000
    pd.testing.assert_frame_equal(old, new)


def test_pages_may_be_small_and_skip_may_be_gone(good, replica):
    replica.mode("small_pages", size=50)
    replica.mode("skip_unsupported")
    assert store.refresh_one("50140NED").outcome == "unchanged"
    pages = [entry for entry in replica.log() if entry["path"].endswith("UntypedDataSet")]
    assert len(pages) == 8  # 365 rows, 50 at a time


def test_the_report_names_exactly_the_figures_that_the_publisher_revised(good, replica):
    replica.mode("changed_values")
    done = store.refresh_one("50140NED")
    revised = {
        (change["area"], float(change["new"])) for change in replica.changes("50140NED") if change["new"].strip(" .")
    }
    found = done.differences
    assert done.outcome == "changed"
    assert {(row.area_code, row.new) for row in found.itertuples()} == revised
    assert set(found["indicator"]) == {"jv-angst-depressie"}


def test_a_withdrawn_figure_is_in_the_report(good, replica):
    # The replica withdraws the figure of WK011401 and revises four others.
    replica.mode("changed_values")
    found = store.refresh_one("85335NED").differences.query("indicator == 'jongeren-met-jeugdzorg'")
    withdrawn = found[found["area_code"] == "WK011401"]
    assert withdrawn[["kind", "new_status"]].to_numpy().tolist() == [["changed", "suppressed"]]


def test_equal_figures_are_no_new_version(good, replica):
    assert store.refresh_one("50140NED").outcome == "unchanged"
    assert len(store.history("50140NED")) == 1


def test_real_figures_take_the_place_of_invented_ones_dataset_by_dataset(home, replica):
    store.ensure_demo()
    done = store.refresh_one("50140NED")
    assert done.outcome == "first"
    assert store.current("50140NED").demo is False
    assert store.current("50090NED").demo is True
    assert store.is_demo()
    store.ensure_demo()
    assert store.current("50140NED") == done.version
