"""Servers to measure: started as anybody starts them, asked for their memory, and ended."""

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PATIENCE = 300  # seconds in which a server must say where it is


@dataclass(frozen=True)
class Running:
    process: subprocess.Popen
    base: str

    def megabytes(self) -> float:
        """Own memory of the server and everything below it."""
        return sum(map(_megabytes, [self.process.pid, *below(self.process.pid)]))

    def kernels(self) -> list[int]:
        """The kernels that a warm parent below this server forked."""
        children = set(_children(self.process.pid))
        return [pid for pid in below(self.process.pid) if pid not in children]


@contextmanager
def server(home: str, command: list[str], *, says: str) -> Iterator[Running]:
    """Start a server and wait until it says where it is."""
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(
            [sys.executable, *command], env=environment(home), stdout=said, stderr=subprocess.STDOUT
        )
        try:
            yield Running(process, _address(process, said, says))
        finally:
            _end(process)


def environment(home: str) -> dict[str, str]:
    return {**os.environ, "WORKBENCH_HOME": home, "PYTHONUNBUFFERED": "1"}


def below(pid: int) -> list[int]:
    return [each for child in _children(pid) for each in (child, *below(child))]


def _children(pid: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):  # a child belongs to the thread that started it
        try:
            found += map(int, task.read_text().split())
        except OSError:
            continue
    return found


def _megabytes(pid: int) -> float:
    try:
        told = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    return sum(int(size) for size in re.findall(r"Private_\w+:\s+(\d+)", told)) / 1024


def _address(process: subprocess.Popen, said, says: str) -> str:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        said.seek(0)
        found = re.search(says, said.read())
        if found:
            return found[1]
        time.sleep(0.1)
    said.seek(0)
    raise RuntimeError(f"the server did not start: {said.read()[-2000:]}")


def _end(process: subprocess.Popen) -> None:
    process.terminate()
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
