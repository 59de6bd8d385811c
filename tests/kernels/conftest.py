"""Real kernels, started by name as every Jupyter program starts them."""

import os
import time
from collections.abc import Callable, Iterator

import pytest
from jupyter_client.manager import KernelManager

from workbench import kernels

PATIENCE = 120  # seconds: a busy machine is slow, not wrong


class Running:
    """A started kernel and a client that is ready."""

    def __init__(self, **options: object):
        self.manager = KernelManager(kernel_name=kernels.KERNEL)
        self.manager.start_kernel(**options)
        self.client = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=PATIENCE)

    @property
    def pid(self) -> int:
        return self.manager.provisioner.pid

    def value(self, expression: str, *, first: str = "") -> object:
        """What an expression is worth inside the kernel, after running some code."""
        asked = {"it": expression}
        reply = self.client.execute_interactive(first, user_expressions=asked, timeout=PATIENCE, silent=False)
        return eval(reply["content"]["user_expressions"]["it"]["data"]["text/plain"])  # noqa: S307 - our own kernel

    def end(self) -> None:
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


@pytest.fixture
def kernel(tmp_path) -> Iterator[Callable[..., Running]]:
    """Starts kernels that end with the test."""
    started: list[Running] = []

    def start(**options: object) -> Running:
        started.append(Running(**{"cwd": str(tmp_path)} | options))
        return started[-1]

    yield start
    for running in started:
        running.end()


@pytest.fixture(scope="session", autouse=True)
def _own_parents(tmp_path_factory) -> Iterator[None]:
    """Parents without figures to read, which start four times as soon; and none that stays."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WORKBENCH_HOME", str(tmp_path_factory.mktemp("home")))
        yield
        kernels.stop()


def exists(pid: int) -> bool:
    """Also true for a zombie."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def until(true: Callable[[], bool]) -> bool:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.05)
    return true()


def parent_of(pid: int) -> int:
    from pathlib import Path

    return int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])
