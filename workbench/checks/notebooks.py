"""Notebooks are committed clean: no outputs, one tagged parameters cell with typed and explained names, a title."""

import ast
import json
from collections.abc import Iterator
from pathlib import Path

from workbench.settings import notebook_folder
from workbench.text.labels import STEP

PARAMETERS = {"thema", "indicator", "niveau", "gebied", "periode", "groep", "vergelijking"}
# A second indicator, its change, what is assumed of it, and criteria with weights.
PARAMETERS |= {"kenmerk", "verandering", "aannames", "gewichten"}
FORBIDDEN = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.For, ast.While, ast.If, ast.Try)


def problems_in_notebooks() -> Iterator[str]:
    for path in sorted(notebook_folder().glob("*.ipynb")):
        for problem in _problems_of(json.loads(path.read_text(encoding="utf-8"))):
            yield f"{path.name}: {problem}"


def _problems_of(notebook: dict) -> Iterator[str]:
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    if any(cell.get("outputs") or cell.get("execution_count") for cell in code):
        yield "is kept with outputs; clear them"
    titles = [line for cell in notebook["cells"] if cell["cell_type"] == "markdown" for line in _headings(cell)]
    if len(titles) != 1 or not titles[0].endswith("?"):
        yield "needs exactly one title, and it is a question"
    tagged = [cell for cell in code if "parameters" in cell["metadata"].get("tags", [])]
    if len(tagged) != 1:
        yield "needs one cell tagged parameters"
    if notebook["metadata"].get("werkplaats", {}).get("step") not in STEP:
        yield f"needs metadata `werkplaats` with its step of the cycle: {', '.join(STEP)}"
    for cell in tagged:
        yield from _unexplained(_source(cell))
    for cell in code:
        if any(isinstance(node, FORBIDDEN) for node in ast.walk(ast.parse(_source(cell)))):
            yield "holds a def, class, loop or branch; that belongs in the package"


def _headings(cell: dict) -> list[str]:
    return [line.strip() for line in _source(cell).splitlines() if line.startswith("# ")]


def _unexplained(source: str) -> Iterator[str]:
    for line in filter(str.strip, source.splitlines()):
        name = line.partition(":")[0].strip()
        if not isinstance(ast.parse(line).body[0], ast.AnnAssign) or "#" not in line:
            yield f"parameter line {line!r} is not `name: type = default  # explanation`"
        elif name not in PARAMETERS:
            yield f"parameter {name!r} is not one of {', '.join(sorted(PARAMETERS))}"


def _source(cell: dict) -> str:
    return "".join(cell["source"])


def notebook_names(folder: Path | None = None) -> list[str]:
    return sorted(path.stem for path in (folder or notebook_folder()).glob("*.ipynb"))
