"""Every report of a theme in one run: in parallel, resumable, and only what changed."""

import hashlib
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from workbench import kernels, settings
from workbench.errors import StoreError
from workbench.publish.execution import Outcome, execute
from workbench.publish.jobs import Job, digest_of, surroundings, text_of
from workbench.publish.kept_kernel import KeptKernel
from workbench.publish.printing import PAGE
from workbench.publish.rota import Maker, shared_out

LIMIT = 120.0
NOTEBOOK, RECORD = "notebook.ipynb", "report.json"


@dataclass(frozen=True)
class Made:
    """One report of a batch: made now, or kept because nothing under it changed."""

    job: Job
    folder: Path
    seconds: float
    kept: bool
    failure: str | None


def folder_of(job: Job, *, theme: str) -> Path:
    return settings.home() / "reports" / theme / job.name


def run(todo: list[Job], *, theme: str, limit: float = LIMIT, scheduler: str | None = None) -> Iterator[Made]:
    """Makes what is not there yet, on all cores or on a Dask cluster, and gives each report as it comes ready.

    Killed half-way and started again it goes on with the rest: a report counts when its record is there, and that
    is written last. Raises: StoreError when there is no room.
    """
    around = surroundings(theme)
    digests = {job.name: digest_of(job, around=around) for job in todo}
    fresh = [job for job in todo if not is_made(folder_of(job, theme=theme), digests[job.name])]
    for job in todo:
        if job not in fresh:
            yield Made(job, folder_of(job, theme=theme), 0.0, kept=True, failure=None)
    spread = _on_cluster(scheduler, theme, around) if scheduler else _on_cores
    for outcome in spread(fresh, limit) if fresh else ():
        yield _kept(outcome, folder_of(outcome.job, theme=theme), digest=digests[outcome.job.name])


def is_made(folder: Path, digest: str) -> bool:
    """Whether a report is there, whole, and made from exactly this."""
    try:
        record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        page = (folder / PAGE).read_bytes()
    except (OSError, ValueError):
        return False
    return record["digest"] == digest and record["page"] == hashlib.sha256(page).hexdigest()


def _on_cores(todo: list[Job], limit: float) -> Iterator[Outcome]:
    """In threads: the work is done in kernels, which are processes; a thread waits for one of them."""
    with kernels.steady_parent():
        yield from shared_out(todo, [lambda: _core(limit)] * workers())


@contextmanager
def _core(limit: float) -> Iterator[Maker]:
    kernel = KeptKernel()
    try:
        yield lambda job: execute(job, text_of(job), limit=limit, kernel=kernel)
    finally:
        kernel.close()


def _on_cluster(scheduler: str, theme: str, around: str) -> Callable[[list[Job], float], Iterator[Outcome]]:
    from workbench.publish.cluster import on_cluster

    return lambda todo, limit: on_cluster(todo, scheduler, limit=limit, theme=theme, around=around)


def workers() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _kept(outcome: Outcome, folder: Path, *, digest: str) -> Made:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / RECORD).unlink(missing_ok=True)
        _write(folder / NOTEBOOK, outcome.notebook)
        if outcome.page is not None:
            _write(folder / PAGE, outcome.page)
            _write(folder / RECORD, json.dumps(_record(outcome, digest), indent=1, sort_keys=True))
    except OSError as error:
        page = "Er is te weinig ruimte om de rapporten te bewaren. Er is niets gepubliceerd."
        raise StoreError(f"cannot keep report {outcome.job.name}: {error}", page=page) from error
    return Made(outcome.job, folder, outcome.seconds, kept=False, failure=outcome.failure)


def _record(outcome: Outcome, digest: str) -> dict[str, object]:
    page = hashlib.sha256(outcome.page.encode()).hexdigest()
    return {
        "digest": digest,
        "page": page,
        "notebook": outcome.job.notebook,
        "parameters": dict(outcome.job.parameters),
    }


def _write(path: Path, text: str) -> None:
    partial = path.with_name(path.name + ".part")
    partial.write_text(text, encoding="utf-8")
    partial.replace(path)
