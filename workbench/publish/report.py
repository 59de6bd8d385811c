"""A report: a notebook run with given choices, as one HTML file that needs nothing else.

papermill runs it in a kernel of its own; nbconvert makes the page with our template: language, landmarks, styles
inside, no scripts and no other host. The file is there whole or not at all.
"""

import os
import re
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat
import papermill
from nbconvert import HTMLExporter
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError

from workbench import errors, kernels
from workbench.errors import CannotAnswer, StoreError, WorkbenchError
from workbench.publish.kept_kernel import ENGINE, KeptKernel, known_kernel
from workbench.publish.made import made_at
from workbench.server.notebooks import read
from workbench.server.parameters import inject, parse
from workbench.session.notebooks import path_of
from workbench.text import moment
from workbench.views.address import STYLES

TEMPLATES = Path(__file__).parent / "templates"
HEADING = re.compile(r"^# +(.+)$", re.MULTILINE)
OURS = {name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, WorkbenchError)}


def make(notebook: str, given: Mapping[str, str], *, output: Path) -> Path:
    """Runs the notebook and writes the report; gives its path.

    Takes: `given`, texts by declared parameter. Raises: UnknownName or InvalidInput for a notebook, parameter or value
    that does not exist; CannotAnswer naming the cell that failed; StoreError when the file cannot be written.
    """
    source = read(path_of(notebook))
    values = parse(source, given)
    executed = run(source, values, name=notebook)
    write(page_of(executed), output)
    return output


def run(source: NotebookNode, values: Mapping[str, object], *, name: str) -> NotebookNode:
    """The executed notebook. Raises: CannotAnswer, with the number of the cell as its author counts them."""
    prepared = inject(source, values)
    # In a thread of its own: who calls may have an event loop that runs.
    with TemporaryDirectory() as folder, kernels.steady_parent(), ThreadPoolExecutor(1) as thread:
        path = Path(folder) / f"{name}.ipynb"
        nbformat.write(prepared, path)
        try:
            thread.submit(_run, path, name).result()
        except PapermillExecutionError as error:
            raise _failed(error, prepared, name=name) from error
        return nbformat.read(path, as_version=4)


def _run(path: Path, name: str) -> None:
    kernel = KeptKernel()
    try:
        kernel.ready_for(name)
        papermill.execute_notebook(
            path,
            path,
            engine_name=ENGINE,
            kernel_name=known_kernel(),
            progress_bar={"desc": "Rapport", "unit": "cel", "disable": not sys.stderr.isatty()},
            request_save_on_cell_execute=False,
            kernel=kernel,
        )
    finally:
        kernel.close()


def page_of(notebook: NotebookNode) -> str:
    """One accessible page of an executed notebook."""
    exporter = HTMLExporter(
        template_name="report",
        extra_template_basedirs=[str(TEMPLATES)],
        exclude_anchor_links=True,
        exclude_input=True,
    )
    styles = "\n".join(path.read_text(encoding="utf-8") for path in STYLES)
    facts = {"title": title_of(notebook), "styles": styles, "made": moment(made_at())}
    page, _ = exporter.from_notebook_node(notebook, resources={"report": facts})
    return page


def title_of(notebook: NotebookNode) -> str:
    """The first heading: the question of the notebook."""
    texts = (cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    return next((found[1].strip() for text in texts if (found := HEADING.search(text))), "Rapport")


def write(page: str, output: Path) -> None:
    """In one step, so that a full disk or a stop half-way leaves what was there. Raises: StoreError."""
    part = output.with_name(f".{output.name}.{os.getpid()}.part")
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(page, encoding="utf-8")
        part.replace(output)
    except OSError as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        sentence = f"Het rapport kan niet worden geschreven: {output}. Is er ruimte, en mag u daar schrijven?"
        raise StoreError(f"cannot write {output}: {error}", page=sentence) from error


def _failed(error: PapermillExecutionError, notebook: NotebookNode, *, name: str) -> CannotAnswer:
    number = sum(cell.cell_type == "code" and _written(cell) for cell in notebook.cells[: error.cell_index + 1])
    first = next(iter(error.source.strip().splitlines()), "")[:60]
    # Our own errors carry a Dutch sentence as their text; of any other only the kind is said, for it may hold anything.
    why = error.evalue if error.ename in OURS else f"Dat is een fout in het programma ({error.ename})."
    return CannotAnswer(
        f"cell {number} of {name} failed with {error.ename}",
        page=f"Het rapport is niet gemaakt: cel {number} ({first}) van notebook '{name}' liep vast. {why}",
        notebook=name,
        cell=number,
    )


def _written(cell: NotebookNode) -> bool:
    """Whether somebody wrote this cell: papermill adds one with the given parameters."""
    return "injected-parameters" not in cell.metadata.get("tags", [])
