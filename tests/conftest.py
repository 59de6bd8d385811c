"""What tests lean on: a private home, the replica of the publishers with the real figures, and a real browser."""

import json
import os
import shutil
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# A busy machine is slow, not wrong.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")

CHECKOUT = Path(__file__).resolve().parent.parent
SHARED = CHECKOUT.parent / "shared"
# Who starts the tests in the background of a shell lets them ignore Ctrl-C; what they start has to hear it.
signal.signal(signal.SIGINT, signal.default_int_handler)

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def absent(what: str) -> None:
    """Skips on a developer's machine; in CI what is missing is a failure, never a skip."""
    if os.environ.get("CI") == "true":
        pytest.fail(what)
    pytest.skip(what)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A WORKBENCH_HOME of the test's own."""
    folder = tmp_path / "home"
    monkeypatch.setenv("WORKBENCH_HOME", str(folder))
    return folder


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The real published figures."""
    if not SHARED.is_dir():
        absent("the real figures are not there: ../shared is missing")
    return SHARED / "data" / "raw"


class Replica:
    """A running replica: `base` is its address, `mode()` makes it misbehave."""

    def __init__(self, base: str):
        self.base = base

    def mode(self, mode: str, **settings: object) -> None:
        self._ask("/_mode", {"mode": mode, **settings})

    def log(self) -> list[dict]:
        return self._ask("/_log")

    def reset(self) -> None:
        self._ask("/_reset")

    def changes(self, table: str) -> object:
        return self._ask(f"/_changes?table={table}")

    def _ask(self, path: str, settings: dict | None = None):
        body = None if settings is None else json.dumps(settings).encode()
        with urllib.request.urlopen(urllib.request.Request(self.base + path, body), timeout=60) as answer:
            return json.load(answer)


@pytest.fixture(scope="session")
def running_replica(shared_data: Path) -> Iterator[Replica]:
    script = SHARED / "replica" / "replica.py"
    command = [sys.executable, "-B", str(script), "--port", "0", "--data", str(shared_data)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        yield Replica(process.stdout.readline().split()[1])
        process.send_signal(signal.SIGTERM)


@pytest.fixture
def replica(running_replica: Replica, monkeypatch: pytest.MonkeyPatch) -> Iterator[Replica]:
    """The publishers, on this machine and well-behaved until a test says otherwise."""
    monkeypatch.setenv("WORKBENCH_PUBLISHERS", running_replica.base)
    running_replica.reset()
    yield running_replica
    running_replica.reset()


def find_chromium() -> str | None:
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))), None)


@pytest.fixture(scope="module")
def chromium() -> Iterator:
    """A real browser, for one module: while it is there its event loop runs, and asynchronous tests need their own."""
    from playwright.sync_api import sync_playwright

    found = find_chromium()
    if found is None:
        absent("no Chromium or Chrome: install Debian's package chromium, or Google Chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()
