"""All reports of a theme next to the stock `papermill` command, one after another on the same machine.

Stock is sampled: every notebook for one area, as its time does not depend on the area. Both use the same figures.
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
from workbench.publish import batch, jobs
from workbench.session.notebooks import path_of

THEME, SAMPLED = "mentale-gezondheid", "GM0114"
AREAS = os.environ.get("BENCH_AREAS", jobs.EVERY).split(",")


def figures() -> Iterator[Figure]:
    with _own_home():
        store.ensure_demo()
        stock, notebooks = stock_throughput()
        ours = throughput(notebooks)
        yield Figure(
            "publish.reports", ours * 60, "per min", stock=stock * 60, bar=stock * 60 * 8, higher_is_better=True
        )
        yield from _on_workers(notebooks)


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


def stock_throughput() -> tuple[float, list[str]]:
    """Reports a second of `papermill NOTEBOOK OUTPUT -p gebied ...`, which gives notebooks and no pages yet.

    Gives also the notebooks that came through: one that fails for everybody is measured for nobody.
    """
    todo = jobs.jobs(THEME, within=[SAMPLED])
    with TemporaryDirectory() as folder:
        seconds = {job.notebook: _stock_seconds(job, Path(folder)) for job in todo}
    through = {name: taken for name, taken in seconds.items() if taken is not None}
    return len(through) / sum(through.values()), list(through)


def _stock_seconds(job: jobs.Job, folder: Path) -> float | None:
    values = [word for name, value in job.parameters for word in ("-p", name, str(value))]
    files = [str(path_of(job.notebook)), str(folder / f"{job.name}.ipynb")]
    begun = time.perf_counter()
    done = subprocess.run([sys.executable, "-m", "papermill", *files, "-k", "python3", *values], capture_output=True)
    return time.perf_counter() - begun if done.returncode == 0 else None


def _on_workers(notebooks: list[str]) -> Iterator[Figure]:
    """The same on a Dask cluster of this machine: how much a second worker adds."""
    try:
        from distributed import LocalCluster
    except ModuleNotFoundError:
        return
    speeds = []
    for number in (1, 2):
        with LocalCluster(n_workers=number, threads_per_worker=1, dashboard_address=None) as cluster:
            speeds.append(throughput(notebooks, scheduler=cluster.scheduler_address))
    bar = 1.6 if len(os.sched_getaffinity(0)) > 1 else None
    yield Figure("publish.second_worker", speeds[1] / speeds[0], "times", bar=bar, higher_is_better=True)


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
