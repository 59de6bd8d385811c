"""What a curated notebook asks when nobody chooses: the values in its cell tagged `parameters`."""

import ast
import re
from collections.abc import Mapping
from pathlib import Path

import nbformat

from workbench import settings
from workbench.errors import UnknownName

NAME = re.compile(r"[A-Za-z0-9_-]{1,80}")


def path_of(notebook: str) -> Path:
    """The file of a notebook. Raises: UnknownName, also for a name that tries to leave the folder."""
    path = settings.notebook_folder() / f"{notebook}.ipynb"
    if not NAME.fullmatch(notebook) or not path.is_file():
        known = [found.stem for found in settings.notebook_folder().glob("*.ipynb")]
        raise UnknownName.among(known, given=notebook[:80], kind="notebook", soort="Notebook")
    return path


def with_defaults(notebook: str, given: Mapping[str, object]) -> dict:
    """All parameters of a notebook: those given and the defaults of the rest; an empty one is left out.

    Raises: UnknownName for a parameter the notebook does not declare.
    """
    declared = defaults(notebook)
    for name in given:
        if name not in declared:
            raise UnknownName.among(declared, given=str(name)[:80], kind="parameter", soort="Keuze")
    return {name: value for name, value in {**declared, **given}.items() if value not in (None, "")}


def defaults(notebook: str) -> dict:
    """The declared parameters of a notebook with their defaults."""
    cells = nbformat.read(path_of(notebook), as_version=4).cells
    tagged = [cell.source for cell in cells if "parameters" in cell.metadata.get("tags", [])]
    statements = [statement for source in tagged for statement in ast.parse(source).body]
    return {one.target.id: ast.literal_eval(one.value) for one in statements if isinstance(one, ast.AnnAssign)}
