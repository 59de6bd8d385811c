"""A store of invented figures for the whole folder, and one of real figures from the replica."""

from pathlib import Path

import pytest

from workbench import store

REAL = ("50090NED", "50140NED", "50150NED", "85039NED", "85335NED", "85984NED")


@pytest.fixture(scope="session")
def demo_store(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture
def demo(demo_store: Path, monkeypatch) -> None:
    """The notebooks look at invented figures."""
    monkeypatch.setenv("WORKBENCH_HOME", str(demo_store))


@pytest.fixture(scope="session")
def real_store(tmp_path_factory, running_replica) -> Path:
    home = tmp_path_factory.mktemp("real")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WORKBENCH_HOME", str(home))
        patch.setenv("WORKBENCH_PUBLISHERS", running_replica.base)
        running_replica.reset()
        assert not store.refresh(REAL).failures
    return home


@pytest.fixture
def real(real_store: Path, monkeypatch) -> None:
    """The notebooks look at the real figures of the replica."""
    monkeypatch.setenv("WORKBENCH_HOME", str(real_store))
