"""`workbench data`: what a data officer sees and gets back."""

import json

import pytest

from tests.store.conftest import table
from workbench import store

FIRST = """
    area_code | value
    GM0106    |  46.4
    GM0114    |  45.6
"""


def test_status_lists_every_dataset_of_the_catalogue_with_its_version(workbench, home):
    version = store.put("50090NED", table(FIRST), origin={"modified": "2022-03-29"})
    done = workbench("data", "status", "--json")
    found = {each["dataset"]: each for each in json.loads(done.stdout)}
    assert found["50090NED"]["version"]["version"] == version.id
    assert found["50090NED"]["version"]["modified"] == "2022-03-29"
    assert found["85984NED"]["version"] is None
    assert "nog niet" in workbench("data", "status").stdout


def test_history_and_restore_are_the_way_back(workbench, home):
    first = store.put("50090NED", table(FIRST), origin={})
    store.put("50090NED", table(FIRST.replace("46.4", "46.9")), origin={})
    assert workbench("data", "restore", "50090NED", first.id).returncode == 0
    rows = json.loads(workbench("data", "history", "50090NED", "--json").stdout)
    assert [row["version"] for row in rows if row["current"]] == [first.id]
    assert len(rows) == 2


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["restore", "50090NED", "onzin"], 1, "Versie 'onzin' bestaat hier niet."),
        (["refresh", "50090NDE"], 1, "Bedoelt u '50090NED'?"),
        (["history", "50090NDE"], 1, "Bedoelt u '50090NED'?"),
        (["restore"], 2, "Missing argument"),
    ],
)
def test_a_mistake_is_one_dutch_sentence_and_an_exit_code(workbench, home, words, code, said):
    store.put("50090NED", table(FIRST), origin={})
    done = workbench("data", *words)
    assert done.returncode == code
    assert said in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.shared
def test_refresh_reports_each_figure_that_changed(workbench, home, replica):
    assert workbench("data", "refresh", "50140NED").returncode == 0
    replica.mode("changed_values")
    (done,) = json.loads(workbench("data", "refresh", "50140NED", "--json").stdout)
    assert done["outcome"] == "changed"
    assert done["changes"] == [{"indicator": "jv-angst-depressie", "kind": "changed", "cells": 3, "areas": 3}]
    assert {cell["area_code"] for cell in done["cells"]} == {"GM0106", "GM0114", "GM1681"}


@pytest.mark.shared
def test_a_refresh_that_fails_names_the_service_and_ends_with_1(workbench, home, replica, monkeypatch):
    monkeypatch.setenv("WORKBENCH_TRIES", "1")
    replica.mode("badjson")
    done = workbench("data", "refresh", "50140NED")
    assert done.returncode == 1
    assert "StatLine van het RIVM (dataderden.cbs.nl) geeft nu geen goed antwoord" in done.stderr
    assert "Traceback" not in done.stderr
