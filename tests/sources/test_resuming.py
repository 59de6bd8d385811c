"""A refresh that was cut off goes on where it was, and two at once do not mix."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from workbench import store
from workbench.errors import StoreError

pytestmark = pytest.mark.shared
SCRIPT = "from workbench import store; store.refresh(['50140NED'])"


def staged(home) -> list[dict]:
    path = home / "store" / "50140NED" / ".staging" / "manifest.jsonl"
    return [json.loads(line) for line in path.read_text().splitlines()[1:]] if path.is_file() else []


def page_requests(replica) -> int:
    return sum(entry["path"].endswith("/UntypedDataSet") for entry in replica.log())


@pytest.fixture
def cut_off(home, replica):
    """A refresh of eight pages, killed with -9 after at least three of them."""
    replica.mode("small_pages", size=50)
    replica.mode("slow", seconds=0.3, service="UntypedDataSet")
    with subprocess.Popen([sys.executable, "-c", SCRIPT]) as process:
        limit = time.monotonic() + 60
        while len(staged(home)) < 3 and time.monotonic() < limit:
            time.sleep(0.02)
        os.kill(process.pid, signal.SIGKILL)
    assert store.current("50140NED") is None
    replica.reset()
    replica.mode("small_pages", size=50)
    return staged(home)


def test_a_killed_refresh_goes_on_where_it_was(home, replica, cut_off):
    done = store.refresh_one("50140NED")
    assert done.version.rows == 8008
    assert page_requests(replica) == 8 - len(cut_off)
    replica.reset()
    assert store.refresh_one("50140NED").outcome == "unchanged"


def test_a_damaged_page_is_fetched_again(home, replica, cut_off):
    path = home / "store" / "50140NED" / ".staging" / cut_off[1]["file"]
    path.write_bytes(path.read_bytes()[:-10])
    store.refresh_one("50140NED")
    assert page_requests(replica) == 8 - 1


def test_pages_of_an_older_edition_of_the_table_are_not_used(home, replica, cut_off):
    replica.mode("changed_values")
    store.refresh_one("50140NED")
    assert page_requests(replica) == 8


def test_pages_survive_a_service_that_stops_halfway(home, replica, monkeypatch):
    # $count ends in /UntypedDataSet/$count too, so the fourth request is the third page and the fifth its second try.
    replica.mode("small_pages", size=50)
    replica.mode("http500", service="50140NED/UntypedDataSet", every=4, times=1)
    monkeypatch.setenv("WORKBENCH_TRIES", "1")
    assert store.refresh(["50140NED"]).failures
    kept = len(staged(home))
    replica.reset()
    replica.mode("small_pages", size=50)
    store.refresh_one("50140NED")
    assert kept == 2
    assert page_requests(replica) == 8 - kept


def test_two_refreshes_at_once_do_not_mix(home, replica):
    replica.mode("slow", seconds=3, service="UntypedDataSet")
    with subprocess.Popen([sys.executable, "-c", SCRIPT]) as process:
        limit = time.monotonic() + 60
        while not (home / "store" / "50140NED" / ".staging").is_dir() and time.monotonic() < limit:
            time.sleep(0.05)
        error = store.refresh(["50140NED"]).failures[0].error
    assert isinstance(error, StoreError)
    assert "Er loopt al een verversing van 50140NED" in error.page
    assert process.returncode == 0
    assert store.current("50140NED").rows == 8008


def test_a_table_that_is_replaced_while_it_is_read_is_not_stored(home, replica, hasty):
    # The seventh request for the table's description is the second look, after all rows were read.
    replica.mode("changed_values", service="TableInfos", every=2)
    error = store.refresh(["50140NED"]).failures[0].error
    assert "tijdens het ophalen bijgewerkt" in error.page
    assert store.current("50140NED") is None


FULL = """
import resource
from workbench import store
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
print(store.refresh(["50140NED"]).failures[0].error.page)
"""


def test_a_disk_that_is_full_during_a_refresh_loses_nothing(good, replica):
    before = store.current("50140NED")
    replica.mode("changed_values")
    done = subprocess.run([sys.executable, "-c", FULL], capture_output=True, text=True, timeout=120, check=False)
    assert done.stdout.startswith("De schijf is vol."), done.stderr
    assert store.current("50140NED") == before
