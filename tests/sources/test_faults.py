"""Each way a publisher misbehaves gives a clear Dutch error, and the last good figures stay."""

import time

import pytest

from workbench import store
from workbench.errors import SourceChanged, SourceUnavailable

pytestmark = pytest.mark.shared

BROKEN = [
    ("http500", {}, "foutcode 500"),
    ("http429", {"seconds": 0}, "te veel vragen"),
    ("hang", {"seconds": 3}, "geen antwoord binnen de tijd"),
    ("slow", {"seconds": 3}, "geen antwoord binnen de tijd"),
    ("truncate", {}, "brak af"),
    ("truncate", {"quiet": True}, "onvolledig of onleesbaar"),
    ("badjson", {}, "onvolledig of onleesbaar"),
]


@pytest.mark.parametrize(("mode", "settings", "reason"), BROKEN)
def test_a_service_that_does_not_answer_well_is_named_with_what_to_do(refused, mode, settings, reason):
    error = refused("50140NED", mode, **settings)
    assert isinstance(error, SourceUnavailable)
    assert "StatLine van het RIVM (dataderden.cbs.nl)" in error.page
    assert reason in error.page
    assert "Probeer het later opnieuw" in error.page
    assert "vorige cijfers blijven staan" in error.page


@pytest.mark.parametrize(("mode", "settings", "reason"), BROKEN)
def test_the_newer_service_is_treated_the_same(refused, mode, settings, reason):
    # Both services of the publisher misbehave, so that there is no honest replacement.
    error = refused("85984NED", mode, service="cbs.nl", **settings)
    assert isinstance(error, SourceUnavailable)
    assert "StatLine van het CBS (datasets.cbs.nl)" in error.page


@pytest.mark.parametrize(
    ("mode", "settings"),
    [("http500", {}), ("http429", {"seconds": 1}), ("truncate", {}), ("truncate", {"quiet": True}), ("badjson", {})],
)
def test_a_hiccup_is_sat_out(home, replica, mode, settings):
    replica.mode(mode, times=1, **settings)
    assert store.refresh_one("50140NED").version.rows == 8008


def test_retry_after_is_honoured(home, replica):
    replica.mode("http429", times=1, seconds=2)
    started = time.perf_counter()
    store.refresh_one("50140NED")
    assert time.perf_counter() - started >= 2


def test_a_service_that_asks_for_an_hour_is_left_for_later(refused):
    started = time.perf_counter()
    error = refused("50140NED", "http429", seconds=3600)
    assert "3600 seconden" in error.page
    assert time.perf_counter() - started < 30


def test_a_table_that_is_gone_is_reported_as_gone(refused):
    error = refused("50140NED", "v3_gone")
    assert isinstance(error, SourceChanged)
    assert "heeft tabel 50140NED niet meer op dit adres" in error.page


def test_the_other_service_of_the_same_publisher_takes_over_and_the_report_says_so(good, replica, hasty):
    replica.mode("http500", service="datasets.cbs.nl")
    done = store.refresh_one("85984NED")
    assert "gaf geen antwoord; dezelfde tabel is gelezen bij StatLine van het CBS (opendata.cbs.nl)" in done.notes[0]
    assert done.outcome == "unchanged"


def test_a_publisher_without_another_service_has_no_replacement(refused):
    # The tables of youth care have no measure codes in the catalogue, so OData v4 cannot stand in.
    assert isinstance(refused("85335NED", "v3_gone"), SourceChanged)


def test_a_renamed_topic_is_reported_by_name(refused):
    error = refused("50140NED", "suffix_drift")
    assert isinstance(error, SourceChanged)
    assert "AngstDepressiegevoelensAfg4Weken" in error.page
    assert "AngstDepressiegevoelensAfg4WekenHerzien" in error.page


def test_shifted_numbers_do_not_move_figures_to_another_topic(good, replica):
    version = store.current("50140NED")
    replica.mode("suffix_drift", shift=1, topic="MoeiteMetRondkomenHelemaalNietInCatalogus")
    done = store.refresh_one("50140NED")
    assert done.version.id == version.id


@pytest.mark.parametrize("dataset", ["50140NED", "85984NED", "85335NED"])
def test_a_topic_that_is_gone_stops_the_refresh(refused, dataset):
    error = refused(dataset, "missing_column")
    assert isinstance(error, SourceChanged)
    assert "heeft geen onderwerp" in error.page


@pytest.mark.parametrize("dataset", ["50140NED", "85984NED", "85335NED"])
def test_rows_that_are_there_twice_stop_the_refresh(refused, dataset):
    error = refused(dataset, "duplicate_rows")
    assert isinstance(error, SourceChanged)
    assert "dubbele rijen" in error.page


@pytest.mark.parametrize("dataset", ["50140NED", "85984NED", "85335NED"])
def test_an_empty_table_stops_the_refresh(refused, dataset):
    error = refused(dataset, "empty")
    assert isinstance(error, SourceChanged)
    assert "is leeg" in error.page


def test_figures_that_were_not_asked_for_stop_the_refresh(refused):
    error = refused("85984NED", "filter_ignored")
    assert isinstance(error, SourceChanged)
    assert "waar niet om gevraagd is" in error.page


def test_a_table_that_is_read_whole_has_no_filter_to_ignore(good, replica):
    replica.mode("filter_ignored")
    assert store.refresh_one("50140NED").outcome == "unchanged"


@pytest.mark.parametrize(("dataset", "edition"), [("85984NED", 2024), ("85335NED", 2024)])
def test_codes_of_another_division_stop_the_refresh(refused, dataset, edition):
    error = refused(dataset, "new_areas")
    assert isinstance(error, SourceChanged)
    assert f"niet bij de indeling van {edition} horen" in error.page


def test_the_health_table_in_another_division_is_refused_before_a_row_is_fetched(home, replica, hasty):
    replica.mode("new_areas")
    error = store.refresh(["50090NED"]).failures[0].error
    assert "niet bij de indeling van 2020 horen" in error.page
    assert not [entry for entry in replica.log() if entry["path"].endswith("/UntypedDataSet")]
    assert store.current("50090NED") is None


def test_a_dataset_that_fails_leaves_the_others_alone(home, replica, hasty):
    replica.mode("http500", service="50140NED")
    report = store.refresh(["50140NED", "85335NED"])
    assert [each.outcome for each in report.datasets] == ["failed", "first"]


def test_nobody_there_is_a_clear_error(home, monkeypatch, hasty):
    monkeypatch.setenv("WORKBENCH_PUBLISHERS", "http://127.0.0.1:9")
    error = store.refresh(["50140NED"]).failures[0].error
    assert "geen verbinding" in error.page
