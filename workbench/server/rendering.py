"""From a notebook to what stands on the page: run it on a kernel, cell by cell, and make the HTML."""

from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape

from jinja2 import Environment, PackageLoader, select_autoescape
from jupyter_client import AsyncKernelClient, AsyncKernelManager
from jupyter_client.session import Session
from markdown_it import MarkdownIt
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from voila.execute import VoilaExecutor

from workbench.server.line import heard_by
from workbench.server.notebooks import HEADING

TIMEOUT, ANSWER = 120, 30  # seconds a cell may take, and a kernel that has just failed
WIDGET = "application/vnd.jupyter.widget-view+json"
STATUS = {"UnknownName": 404, "InvalidInput": 400, "EditionMismatch": 400, "Withheld": 403, "CannotAnswer": 400}
GENERAL = "Deze pagina kon niet worden gemaakt. De begeleider of een onderzoeker kan zien waarom."
ASK = "getattr(__import__('sys'), 'last_value', None)"
QUESTIONS = {"page": f"str(getattr({ASK}, 'page', ''))", "kind": f"type({ASK}).__name__"}
MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Failure(Exception):
    """A cell failed: what a visitor reads, what a researcher reads, and the HTTP status that fits."""

    page: str
    status: int
    trace: str = field(repr=False)
    cell: int = 0


@dataclass(frozen=True)
class Piece:
    """One cell as it stands on the page: text, or outputs for Voila's front end to draw."""

    html: str = ""
    outputs: tuple[dict, ...] = ()


async def run(notebook: NotebookNode, kernel: AsyncKernelManager, *, progress: Progress) -> list[Piece]:
    """Run all cells and give the pieces of the page. Raises: Failure at the first cell that fails."""
    executor = VoilaExecutor(notebook, km=kernel, timeout=TIMEOUT, show_tracebacks=True, store_widget_state=False)
    executor.kc = own_client(kernel)
    try:
        await heard_by(executor.kc)
        for index, cell in enumerate(notebook.cells):
            progress(index, len(notebook.cells))
            await _run_cell(executor, cell, index)
    finally:
        executor.kc.stop_channels()
    progress(len(notebook.cells), len(notebook.cells))
    return pieces(notebook)


def own_client(kernel: AsyncKernelManager) -> AsyncKernelClient:
    """A client with an identity of its own: a second one under the same identity would cut off the first."""
    known = kernel.session
    client = kernel.client(session=Session(key=known.key, signature_scheme=known.signature_scheme))
    client.start_channels(stdin=False, hb=False)
    return client


async def _run_cell(executor: VoilaExecutor, cell: NotebookNode, index: int) -> None:
    try:
        await executor.execute_cell(cell, None, index, store_history=False)
    except CellExecutionError as error:
        raise await _failure(executor, error.traceback, index) from error
    except (CellTimeoutError, TimeoutError) as error:
        page = f"Deze pagina duurt te lang om te maken (meer dan {TIMEOUT} seconden)."
        raise Failure(page, 503, str(error), index) from error
    except DeadKernelError as error:
        page = "Het rekenen is onverwacht gestopt. Probeer het opnieuw."
        raise Failure(page, 503, str(error), index) from error


async def _failure(executor: VoilaExecutor, trace: str, index: int) -> Failure:
    """Ask the kernel for the Dutch sentence of our own errors; anything else gets a general one."""
    reply = await executor.kc.execute(
        "", silent=True, store_history=False, user_expressions=QUESTIONS, reply=True, timeout=ANSWER
    )
    told = {name: _literal(found) for name, found in reply["content"].get("user_expressions", {}).items()}
    return Failure(told.get("page") or GENERAL, STATUS.get(told.get("kind", ""), 500), trace, index)


def _literal(found: dict) -> str:
    text = found.get("data", {}).get("text/plain", "''")
    return text[1:-1].encode("latin-1", "backslashreplace").decode("unicode_escape") if text[:1] in "'\"" else ""


def pieces(notebook: NotebookNode) -> list[Piece]:
    """The cells of an executed notebook that show something; the first heading is left to the page itself."""
    found, titled = [], False
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            text, titled = (cell.source, True) if titled else _without_title(cell.source)
            found.append(Piece(html=MARKDOWN.render(text)))
        elif cell.cell_type == "code":
            found.append(Piece(outputs=tuple(filter(None, map(_shown, cell.outputs)))))
    return [piece for piece in found if piece.html.strip() or piece.outputs]


def _without_title(source: str) -> tuple[str, bool]:
    lines = source.splitlines()
    for number, line in enumerate(lines):
        if HEADING.match(line):
            return "\n".join(lines[:number] + lines[number + 1 :]), True
    return source, False


def _shown(output: NotebookNode) -> dict | None:
    """What Voila's front end needs of an output: the live widget when there is one, else its richest still."""
    data = output.get("data")
    if data is None:
        return None
    kept = {WIDGET: data[WIDGET]} if WIDGET in data else dict(data)
    return {"output_type": "display_data", "data": kept, "metadata": {}, "trusted": True}


def environment() -> Environment:
    """The templates of the pages; everything that is put in them is escaped."""
    loader = PackageLoader("workbench.server", "templates")
    return Environment(loader=loader, autoescape=select_autoescape(default=True), trim_blocks=True, lstrip_blocks=True)


def sentence(text: str) -> str:
    return escape(text, quote=False)
