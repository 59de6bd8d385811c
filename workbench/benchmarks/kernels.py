"""A kernel from the warm parent next to an ordinary one: ready with the same imports done, and the memory it owns."""

import contextlib
import queue
import time
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from pathlib import Path
from statistics import median

from jupyter_client.blocking import BlockingKernelClient
from jupyter_client.manager import KernelManager

from workbench import kernels
from workbench.benchmarks.figure import Figure

STOCK = "python3"
# What a curated notebook has imported when its first picture is drawn.
IMPORTS = """
import pandas, numpy, ipywidgets, anywidget
import workbench.catalog, workbench.areas, workbench.disclosure, workbench.views
from workbench import load, select, views
"""
TIMES, START_SECONDS = 5, 60
LEARNING_SECONDS = 15  # the parent goes on importing after its first kernel; a server has that time


def figures() -> Iterator[Figure]:
    stock = Measured.median([measure(STOCK) for _ in range(TIMES)])
    with kernels.warm_parent():
        measure(kernels.KERNEL)
        time.sleep(LEARNING_SECONDS)
        warm = Measured.median([measure(kernels.KERNEL) for _ in range(TIMES)])
    yield Figure("kernels.ready", warm.seconds, "s", stock=stock.seconds, bar=stock.seconds / 5)
    yield Figure("kernels.own_memory", warm.own, "MB", stock=stock.own)
    yield Figure("kernels.proportional_memory", warm.proportional, "MB", stock=stock.proportional)


@dataclass(frozen=True)
class Measured:
    seconds: float
    own: float  # megabytes that would come free at the kernel's end
    proportional: float  # the same, with its part of the shared pages

    @classmethod
    def median(cls, measured: list["Measured"]) -> "Measured":
        return cls(*(median(column) for column in zip(*map(astuple, measured), strict=True)))


def measure(name: str) -> Measured:
    """From the wish for a kernel to the end of its imports."""
    begun = time.perf_counter()
    manager = KernelManager(kernel_name=name)
    manager.start_kernel()
    client = manager.client()
    client.start_channels(hb=False, stdin=False)
    try:
        _until_heard(client)
        reply = client.execute_interactive(IMPORTS, allow_stdin=False, timeout=120)
        seconds = time.perf_counter() - begun
        if reply["content"]["status"] != "ok":
            raise RuntimeError(f"kernel {name} could not import: {reply['content']['evalue']}")
        return Measured(seconds, *_memory(manager.provisioner.pid))
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def _until_heard(client: BlockingKernelClient) -> None:
    """A word that a kernel says before the client hears it is lost, also that it is done; a warm one is that quick."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        client.kernel_info()
        with contextlib.suppress(queue.Empty):
            client.get_iopub_msg(timeout=0.05)
            return
    raise RuntimeError(f"no word from the kernel in {START_SECONDS} seconds")


def _memory(pid: int) -> tuple[float, float]:
    sizes = dict(line.split(":") for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:])
    kilobytes = {name: int(size.split()[0]) for name, size in sizes.items()}
    return (kilobytes["Private_Clean"] + kilobytes["Private_Dirty"]) / 1024, kilobytes["Pss"] / 1024
