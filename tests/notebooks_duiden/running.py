"""A notebook's own cells, run in this process: what a page would show, a hundred times as cheap as a kernel."""

import ast
from typing import NamedTuple

import nbformat

from workbench.settings import notebook_folder

NAMES = ("samenhang", "risicowijken", "prioriteren", "scenario")


class Shown(NamedTuple):
    """The last expression of a cell and the still it would show."""

    code: str
    html: str


def run(name: str, **parameters: object) -> list[Shown]:
    """The stills of all cells, with the given parameters in place of the notebook's own."""
    return [shown for shown, _ in _steps(name, parameters) if shown]


def page(name: str, **parameters: object) -> dict[str, object]:
    """The names that the notebook has made at its end, such as `keuze`, and its widgets under their code."""
    names: dict[str, object] = {}
    for _, names in _steps(name, parameters):  # noqa: B007 - the last is wanted
        pass
    return names


def _steps(name: str, parameters: dict[str, object]):
    notebook = nbformat.read(notebook_folder() / f"{name}.ipynb", as_version=4)
    names: dict[str, object] = {}
    for cell in (cell for cell in notebook.cells if cell.cell_type == "code"):
        tree = ast.parse(cell.source)
        shown = None
        if isinstance(tree.body[-1], ast.Expr):
            last = ast.Expression(tree.body.pop().value)
            exec(compile(tree, name, "exec"), names)  # noqa: S102 - our own notebook
            widget = eval(compile(last, name, "eval"), names)  # noqa: S307 - our own notebook
            code = ast.unparse(last)
            names[code] = widget
            shown = Shown(code, _still(widget))
        else:
            exec(compile(tree, name, "exec"), names)  # noqa: S102
        if "parameters" in cell.metadata.get("tags", []):
            names.update(parameters)
        yield shown, names


def _still(widget) -> str:
    bundle = widget._repr_mimebundle_()
    return str((bundle[0] if isinstance(bundle, tuple) else bundle)["text/html"])
