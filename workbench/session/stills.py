"""Opens a view once more by running its notebook, and keeps what a report can show of it."""

import subprocess
from collections.abc import Iterator, Mapping

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from workbench.errors import CannotAnswer
from workbench.session.entry import View
from workbench.session.notebooks import path_of, with_defaults

PATIENCE = 180  # seconds a cell may take


def still(view: View, *, kernel: str = "python3") -> str:
    """The pictures of a view as markup, drawn by the notebook itself on a kernel of that name.

    Raises: UnknownName when the notebook or a parameter is gone, CannotAnswer when a cell fails.
    """
    notebook = nbformat.read(path_of(view.notebook), as_version=4)
    _choose(notebook, with_defaults(view.notebook, view.parameters))
    _run(notebook, name=view.notebook, kernel=kernel)
    return "\n".join(_drawn(notebook))


def _choose(notebook: nbformat.NotebookNode, chosen: Mapping[str, object]) -> None:
    # Names are declared by the notebook itself and values are texts and numbers: repr() is all of their spelling.
    source = "\n".join(f"{name} = {value!r}" for name, value in chosen.items())
    tagged = (index for index, cell in enumerate(notebook.cells) if "parameters" in cell.metadata.get("tags", []))
    place = next(tagged, None)
    if place is not None:
        notebook.cells.insert(place + 1, nbformat.v4.new_code_cell(source))


def _run(notebook: nbformat.NotebookNode, *, name: str, kernel: str) -> None:
    resources = {"metadata": {"path": str(path_of(name).parent)}}
    client = NotebookClient(notebook, timeout=PATIENCE, kernel_name=kernel, resources=resources)
    try:
        client.execute(stderr=subprocess.DEVNULL)  # what a kernel mutters about itself is no news for a facilitator
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
        sort = getattr(error, "ename", type(error).__name__)
        page = f"Het notebook '{name}' gaf een fout. Een onderzoeker kan zien waarom."
        # Only the sort of error goes in the log: a traceback may quote what is behind the door.
        raise CannotAnswer(f"notebook {name} failed: {sort}", page=page) from None


def _drawn(notebook: nbformat.NotebookNode) -> Iterator[str]:
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if "text/html" in output.get("data", {}):
                yield output["data"]["text/html"]
