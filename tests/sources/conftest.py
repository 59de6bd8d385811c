"""A store that already holds good figures, and little patience, so that faults show within seconds."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from workbench import store
from workbench.errors import WorkbenchError

STOCKED = ["50140NED", "85335NED", "85984NED"]


@pytest.fixture(scope="session")
def stocked(running_replica, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with good figures, fetched once; tests take a copy."""
    folder = tmp_path_factory.mktemp("stocked")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WORKBENCH_HOME", str(folder))
        patch.setenv("WORKBENCH_PUBLISHERS", running_replica.base)
        running_replica.reset()
        assert not store.refresh(STOCKED).failures
    return folder


@pytest.fixture
def good(home: Path, stocked: Path, replica) -> Path:
    """A home of the test's own that holds good figures."""
    shutil.copytree(stocked, home)
    return home


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two tries instead of five."""
    monkeypatch.setenv("WORKBENCH_TRIES", "2")


@pytest.fixture
def refused(good, replica, hasty, monkeypatch) -> Callable[..., WorkbenchError]:
    """Refresh a dataset while the publisher misbehaves; gives the error.

    Whatever the error, the good version is still in use and reads as before.
    """

    def attempt(dataset: str, mode: str, **settings: object) -> WorkbenchError:
        version, before = store.current(dataset), store.figures.read(datasets=[dataset])
        if mode in ("hang", "slow"):
            monkeypatch.setenv("WORKBENCH_PATIENCE", "1")
        replica.mode(mode, **settings)
        report = store.refresh([dataset])
        assert store.current(dataset) == version
        assert store.figures.read(datasets=[dataset]).equals(before)
        assert len(store.history(dataset)) == 1
        assert len(report.failures) == 1, f"{mode} was not noticed"
        return report.failures[0].error

    return attempt
