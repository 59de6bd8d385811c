"""The same notebook, the same clients, and Voila as it comes: a kernel of its own for each visitor."""

import asyncio
import logging
import os
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import nbformat

from workbench import settings
from workbench.benchmarks.session.processes import environment, server
from workbench.benchmarks.session.seat import Seat

log = logging.getLogger(__name__)
# About 150 MB and four seconds of processor for each visitor: on a small machine, ask for fewer.
VISITORS = int(os.environ.get("WORKBENCH_BENCH_STOCK", "40"))
LIMIT = 180  # seconds after which whoever still waits is sent home


@dataclass(frozen=True)
class Stock:
    """`slowest` is a lower bound when not all of the visitors came in; empty figures when there were no visitors."""

    alone: float | None = None
    slowest: float | None = None
    per_seat: float | None = None
    came_in: int = 0

    @property
    def words(self) -> str:
        """How many came in, for the name of a figure."""
        if self.came_in == VISITORS:
            return f"gangbaar: {VISITORS} tegelijk"
        return f"gangbaar: {self.came_in} van {VISITORS} kwamen binnen, dus langer"


async def stock(home: str, *, notebook: str) -> Stock:
    """One visitor, and then all of them at once."""
    if not VISITORS:
        return Stock()
    copy = _with_an_ordinary_kernel(home, notebook)
    _demo(home)
    options = ["--no-browser", f"--port={_free_port()}", "--Voila.ip=127.0.0.1", "--template=lab"]
    with server(home, ["-m", "voila", copy, *options], says=r"(http://127\.0\.0\.1:\d+/)") as voila:
        alone = await _within(Seat(voila.base, "").open())
        before = voila.megabytes()
        seconds = await asyncio.gather(*(_within(Seat(voila.base, "").open()) for _ in range(VISITORS)))
        came_in = [each for each in seconds if each is not None]
        per_seat = (voila.megabytes() - before) / max(len(came_in), 1)
    return Stock(alone, max(came_in, default=LIMIT), per_seat, len(came_in))


async def _within(opening) -> float | None:
    """The seconds it took; None when the server gave an error or the visitor was sent home."""
    try:
        return await asyncio.wait_for(opening, LIMIT)
    except Exception as failure:
        log.warning("a visitor of stock Voila did not come in: %r", failure)
        return None


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def _with_an_ordinary_kernel(home: str, name: str) -> str:
    copy = Path(home) / "gangbaar" / f"{name}.ipynb"
    notebook = nbformat.read(settings.notebook_folder() / copy.name, as_version=4)
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    copy.parent.mkdir()
    nbformat.write(notebook, copy)
    return str(copy)


def _demo(home: str) -> None:
    command = [sys.executable, "-c", "from workbench.store import ensure_demo; ensure_demo()"]
    subprocess.run(command, env=environment(home), check=True)
