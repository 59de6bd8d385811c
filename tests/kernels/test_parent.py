"""The parent's own life: it dies, grows old or never lives, and nothing is left behind."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from jupyter_client.manager import AsyncKernelManager

from workbench.kernels import KERNEL, parent, warm_parent
from workbench.kernels.process import ForkedKernel

from .conftest import exists, parent_of, until

OWNER = f"""
from jupyter_client.manager import start_new_kernel
manager, client = start_new_kernel(kernel_name={KERNEL!r})
from workbench.kernels import parent
client.execute_interactive("import subprocess; print(subprocess.Popen(['sleep', '300']).pid)")
print(parent.current().pid, manager.provisioner.pid, flush=True)
input()
"""


@contextlib.contextmanager
def owner() -> Iterator[subprocess.Popen]:
    """A process with a warm parent, a kernel and something the kernel started."""
    command = [sys.executable, "-c", OWNER]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        yield process
        process.kill()


def told(process: subprocess.Popen) -> list[int]:
    """The pids of what the kernel started, of the parent and of the kernel."""
    return [int(pid) for _ in range(2) for pid in process.stdout.readline().split()]


ENDS = {"KILL": signal.SIGKILL, "TERM": signal.SIGTERM, "INT": signal.SIGINT}


def test_everything_ends_with_its_owner_also_when_the_parent_went_first():
    with contextlib.ExitStack() as stack:
        owners = {name: stack.enter_context(owner()) for name in [*ENDS, "parent first"]}  # they start side by side
        pids = {name: told(process) for name, process in owners.items()}
        assert all(exists(pid) for _, three in pids.items() for pid in three)
        for name, end in ENDS.items():
            owners[name].send_signal(end)
        os.kill(pids["parent first"][1], signal.SIGKILL)
        owners["parent first"].kill()
        assert until(lambda: not [name for name, three in pids.items() if any(map(exists, three))])


def test_a_killed_parent_leaves_its_kernels_running_and_is_replaced(kernel):
    first = kernel()
    os.kill(parent.current().pid, signal.SIGKILL)
    assert until(lambda: not parent._current.alive)
    second = kernel()
    assert (first.value("1"), second.value("2"), parent_of(second.pid)) == (1, 2, parent._current.pid)


def test_the_end_of_a_kernel_without_parent_is_still_seen(kernel):
    running = kernel()
    os.kill(parent.current().pid, signal.SIGKILL)
    running.manager.shutdown_kernel()
    assert until(lambda: not exists(running.pid))


@pytest.fixture
def catalogue(tmp_path, monkeypatch) -> Path:
    """An empty catalogue, to change: to a parent it is code."""
    folder = tmp_path / "catalogus"
    folder.mkdir()
    monkeypatch.setenv("WORKBENCH_CATALOG", str(folder))
    return folder


def test_changed_code_gets_a_new_parent_and_the_old_one_leaves_with_its_last_kernel(kernel, catalogue):
    first = kernel()
    old = parent.current()
    (catalogue / "nieuw.yaml").write_text("id: nieuw")
    assert parent_of(kernel().pid) != old.pid
    assert first.value("1") == 1
    first.manager.shutdown_kernel()
    assert until(lambda: not old.alive)


@pytest.fixture
def slow_start(tmp_path, monkeypatch) -> Iterator[Path]:
    """Parents that are started from now on wait until this file is there."""
    go = tmp_path / "ga"
    waiting = f"    while not pathlib.Path({str(go)!r}).exists():\n        time.sleep(0.05)\n"
    source = f"import pathlib, sys, time\nif 'workbench.kernels.forking' in sys.orig_argv:\n{waiting}"
    (tmp_path / "sitecustomize.py").write_text(source)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    return go


def test_nobody_waits_while_a_changed_code_warms_up(kernel, catalogue, slow_start, monkeypatch):
    monkeypatch.setattr(parent, "WATCH_SECONDS", 0.1)
    monkeypatch.delenv("PYTHONPATH")
    with warm_parent():
        kernel()
        old = parent.current()
        monkeypatch.setenv("PYTHONPATH", str(slow_start.parent))
        (catalogue / "nieuw.yaml").write_text("id: nieuw")
        assert until(lambda: parent._starting)
        assert parent.current() is old
        slow_start.touch()
        assert until(lambda: parent._current is not old)
        assert parent_of(kernel().pid) == parent._current.pid


def test_stopping_does_not_wait_for_a_parent_that_is_still_warming_up(slow_start, monkeypatch):
    parent.stop()
    with warm_parent():
        assert until(lambda: parent._starting)
        begun = time.monotonic()
    assert time.monotonic() - begun < parent.START_SECONDS / 2  # it would have waited for all of them
    assert not slow_start.exists()


def test_a_watched_parent_is_replaced_without_being_asked(monkeypatch):
    monkeypatch.setattr(parent, "WATCH_SECONDS", 0.1)
    with warm_parent():
        old = parent.current()
        os.kill(old.pid, signal.SIGKILL)
        assert until(lambda: parent._current not in (None, old))
        last = parent.current()
    assert not last.alive


def test_without_a_parent_an_ordinary_kernel_starts(kernel, tmp_path, monkeypatch):
    parent.stop()
    (tmp_path / "sitecustomize.py").write_text(
        "import sys\nif 'workbench.kernels.forking' in sys.orig_argv: sys.exit(3)"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    running = kernel()
    assert not isinstance(running.manager.provisioner.process, ForkedKernel)
    assert running.value("40 + 2") == 42
    parent.stop()


async def test_kernels_may_be_asked_for_all_at_once():
    managers = [AsyncKernelManager(kernel_name=KERNEL) for _ in range(8)]
    await asyncio.gather(*[manager.start_kernel() for manager in managers])
    pids = {manager.provisioner.pid for manager in managers}
    assert {parent_of(pid) for pid in pids} == {parent._current.pid}
    await asyncio.gather(*[manager.shutdown_kernel(now=True) for manager in managers])
    assert (len(pids), until(lambda: not any(map(exists, pids)))) == (8, True)


def test_the_parent_listens_nowhere_that_another_could_reach(kernel):
    kernel()
    links = [str(path.readlink()) for path in Path(f"/proc/{parent.current().pid}/fd").iterdir()]
    ours = {link[8:-1] for link in links if link.startswith("socket:")}
    named = {line.split()[6] for line in Path("/proc/net/unix").read_text().splitlines() if "/" in line or "@" in line}
    ports = {line.split()[9] for line in Path("/proc/net/tcp").read_text().splitlines()}
    assert ours
    assert ours & (named | ports) == set()
