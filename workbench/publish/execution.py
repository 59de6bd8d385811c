"""One report: its notebook run by papermill on a kept kernel, within a time limit, and made into a page."""

import logging
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat
import papermill
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError

from workbench.publish.jobs import Job
from workbench.publish.kept_kernel import ENGINE, KeptKernel, known_kernel
from workbench.publish.report import page_of

logging.getLogger("papermill").setLevel(logging.ERROR)  # it warns of what our own parser of parameters checks better


@dataclass(frozen=True)
class Outcome:
    """What became of a job. `failure` is one Dutch sentence that names the cell; None when the report is there."""

    job: Job
    seconds: float
    failure: str | None
    page: str | None
    notebook: str  # as run; after a failure it shows where


class Watch:
    """Gives each cell the time that is left, and remembers which cell had it last.

    It runs from the first cell: that a kernel starts slowly on a busy machine is no fault of the notebook.
    """

    def __init__(self, limit: float):
        self._end, self.limit, self.cell, self.number = None, limit, None, 0

    def left_for(self, cell: NotebookNode) -> float:
        self.cell = cell
        self.number += "injected-parameters" not in cell.metadata.get("tags", [])
        self._end = self._end or time.monotonic() + self.limit
        return max(1.0, self._end - time.monotonic())

    def where(self) -> str:
        """`cel 4 (views.map(cijfers, keuze))`; the number counts code cells as their author does."""
        return f"cel {self.number} ({self.cell.source.strip().splitlines()[0][:60]})" if self.cell else "het begin"


def execute(job: Job, text: str, *, limit: float, kernel: KeptKernel) -> Outcome:
    """Runs a notebook given as text. Never raises for what goes wrong inside it: a batch goes on."""
    begun = time.monotonic()
    with TemporaryDirectory() as folder:
        output = Path(folder) / "notebook.ipynb"
        output.write_text(text, encoding="utf-8")
        failure = _run(output, job, watch=Watch(limit), kernel=kernel)
        executed = nbformat.read(output, as_version=4)
    page = None if failure else page_of(executed)
    if failure:
        kernel.stop()  # what broke it may still be there
    return Outcome(job, time.monotonic() - begun, failure, page, nbformat.writes(executed))


def _run(notebook: Path, job: Job, *, watch: Watch, kernel: KeptKernel) -> str | None:
    """Runs the notebook in place; what went wrong, in Dutch, or None."""
    try:
        kernel.ready_for(job.notebook)
        papermill.execute_notebook(
            notebook,
            notebook,
            parameters=dict(job.parameters),
            engine_name=ENGINE,
            kernel_name=known_kernel(),
            progress_bar=False,
            request_save_on_cell_execute=False,
            kernel=kernel,
            timeout_func=watch.left_for,
        )
    except PapermillExecutionError as error:
        return f"{watch.where()} gaf de fout {error.ename}."
    except CellTimeoutError:
        return f"{watch.where()} was na {watch.limit:g} seconden nog niet klaar."
    except DeadKernelError:
        return f"De rekenkern stopte bij {watch.where()}."
    except RuntimeError as error:
        return f"De rekenkern startte niet: {error}"
    return None
