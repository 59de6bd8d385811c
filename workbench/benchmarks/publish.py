"""All reports of a theme next to the stock `papermill` command, one after another on the same machine in the same run.

Stock is sampled and reckoned per report: every notebook for one area, since its time does not depend on the area. All
use the same figures. Ours are whole: every notebook for every area, as pages, from a cold start.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from workbench import store
from workbench.benchmarks.figure import Figure
from workbench.kernels import parent
from workbench.publish import batch, jobs
from workbench.session.notebooks import path_of

THEME, SAMPLED = "mentale-gezondheid", "GM0114"
AREAS = os.environ.get("BENCH_AREAS", jobs.EVERY).split(",")


def figures() -> Iterator[Figure]:
    with _own_home():
        store.ensure_demo()
        sample = stock_seconds()
        stock = len(sample) / sum(sample.values())
        yield Figure("publish.stock_sample", len(sample), "reports")
        ours = throughput(list(sample))
        yield Figure(
            "publish.reports", ours * 60, "per min", stock=stock * 60, bar=stock * 60 * 8, higher_is_better=True
        )
        yield from _on_workers(list(sample))


def throughput(notebooks: list[str], *, scheduler: str | None = None) -> float:
    """Reports a second, as pages, from nothing: also the start of the warm parent is counted."""
    todo = jobs.jobs(THEME, within=AREAS, notebooks=notebooks)
    with _own_home(store_of=Path(os.environ["WORKBENCH_HOME"])):
        begun = time.perf_counter()
        failed = [one.failure for one in batch.run(todo, theme=THEME, scheduler=scheduler) if one.failure]
        seconds = time.perf_counter() - begun
    if failed:
        raise RuntimeError(f"{len(failed)} reports failed, the first: {failed[0]}")
    return len(todo) / seconds


def stock_seconds() -> dict[str, float]:
    """Seconds of `papermill NOTEBOOK OUTPUT -p gebied ...` by notebook; it gives notebooks and no pages yet.

    A notebook that fails in it is left out, of both sides.
    """
    with TemporaryDirectory() as folder:
        taken = {job.notebook: _stock_seconds(job, Path(folder)) for job in jobs.jobs(THEME, within=[SAMPLED])}
    return {name: seconds for name, seconds in taken.items() if seconds is not None}


def _stock_seconds(job: jobs.Job, folder: Path) -> float | None:
    values = [word for name, value in job.parameters for word in ("-p", name, str(value))]
    files = [str(path_of(job.notebook)), str(folder / f"{job.name}.ipynb")]
    begun = time.perf_counter()
    done = subprocess.run([sys.executable, "-m", "papermill", *files, "-k", "python3", *values], capture_output=True)
    return time.perf_counter() - begun if done.returncode == 0 else None


def _on_workers(notebooks: list[str]) -> Iterator[Figure]:
    """The same on a Dask cluster of this machine, whose workers are warm: how much a second worker adds.

    On a cluster each worker has a machine. Here each has a core, with its kernels: left free, one worker alone has work
    for two cores more than half of the time, as kernels calculate and start while it makes pages of what they gave.
    """
    from distributed import Client, LocalCluster

    cores, speeds = _cores(), []
    for number in (1, 2):
        with LocalCluster(n_workers=number, threads_per_worker=1, dashboard_address=None) as cluster:
            with Client(cluster) as client:
                for core, worker in zip(cores * number, client.scheduler_info(n_workers=-1)["workers"], strict=False):
                    client.run(_warm, core if len(cores) > 1 else None, workers=[worker])
            speeds.append(throughput(notebooks, scheduler=cluster.scheduler_address))
    unit = "a core each" if len(cores) > 1 else "on one core"
    yield Figure("publish.one_worker", speeds[0] * 60, f"per min, {unit}")
    bar = 1.7 if len(cores) > 1 else None  # two workers on one core cannot be faster
    yield Figure("publish.second_worker", speeds[1] / speeds[0], f"times, {unit}", bar=bar, higher_is_better=True)


def _cores() -> list[int]:
    """The cores that this process may use; one where a system cannot say or cannot keep a process to a core."""
    return sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_setaffinity") else [0]


def _warm(core: int | None) -> None:
    """On a worker: all its threads to one core, and then its warm parent, whose kernels stay there too."""
    for thread in Path("/proc/self/task").iterdir() if core is not None else ():
        os.sched_setaffinity(int(thread.name), {core})
    parent.current()


@contextmanager
def _own_home(store_of: Path | None = None) -> Iterator[None]:
    """A WORKBENCH_HOME that is thrown away, with the figures of another one beside it."""
    before = os.environ.get("WORKBENCH_HOME")
    with TemporaryDirectory() as folder:
        if store_of:
            (Path(folder) / "store").symlink_to(store_of / "store")
        os.environ["WORKBENCH_HOME"] = folder
        try:
            yield
        finally:
            os.environ.pop("WORKBENCH_HOME")
            os.environ.update({"WORKBENCH_HOME": before} if before else {})
