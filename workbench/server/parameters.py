"""What a page may be asked: the parameters its notebook declares, with values that exist.

A value becomes a Python value of the declared type before it goes near the notebook, and only a declared name is
taken: nothing that somebody typed is ever pasted into code as it is.
"""

import ast
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from nbformat import NotebookNode
from papermill.parameterize import parameterize_notebook

from workbench import areas
from workbench.catalog import load_catalog
from workbench.errors import EditionMismatch, InvalidInput, UnknownName
from workbench.text.labels import LEVEL

LONGEST = 2000  # the weights of a full table, or the assumptions of a scenario
TRUTH = {"ja": True, "true": True, "nee": False, "false": False}


@dataclass(frozen=True)
class Parameter:
    """One declared parameter: `periode: int = 2020  # Jaar`."""

    name: str
    type: str
    default: object


def declared(notebook: NotebookNode) -> dict[str, Parameter]:
    """The parameters of the cell tagged `parameters`; none when there is no such cell."""
    tagged = [cell.source for cell in notebook.cells if "parameters" in cell.metadata.get("tags", [])]
    statements = [statement for source in tagged for statement in ast.parse(source).body]
    found = [_parameter(one) for one in statements if isinstance(one, ast.AnnAssign) and one.value is not None]
    return {parameter.name: parameter for parameter in found}


def parse(notebook: NotebookNode, given: Mapping[str, object]) -> dict[str, object]:
    """The given texts as values of the declared types, for the parameters that were given.

    Raises: UnknownName for a parameter that is not declared, or a name that no catalogue knows; InvalidInput for a
    value that is not of the declared type.
    """
    known = declared(notebook)
    for name in given:
        if name not in known:
            raise UnknownName.among(known, given=_short(name), kind="parameter", soort="Keuze")
    values = {name: _value(known[name], str(text)) for name, text in given.items()}
    for name, value in values.items():
        if name in EXISTS and value not in (None, ""):
            EXISTS[name](str(value))
    return values


def inject(notebook: NotebookNode, values: Mapping[str, object]) -> NotebookNode:
    """The notebook with those values set after its parameters cell."""
    if not values:
        return notebook
    notebook.metadata.setdefault("papermill", {})
    for cell in notebook.cells:
        cell.metadata.setdefault("tags", [])
    return parameterize_notebook(notebook, dict(values))


def _parameter(statement: ast.AnnAssign) -> Parameter:
    kind = ast.unparse(statement.annotation).split("|")[0].strip()
    return Parameter(statement.target.id, kind, ast.literal_eval(statement.value))


def _value(parameter: Parameter, text: str) -> object:
    try:
        if len(text) > LONGEST or not text.isprintable():
            raise ValueError(text)
        return READERS[parameter.type](text)
    except (ValueError, KeyError) as error:
        page = f"De waarde '{_short(text)}' past niet bij '{parameter.name}'."
        log = f"{parameter.name} must be {parameter.type}, not {_short(text)!r}"
        raise InvalidInput(log, page=page, parameter=parameter.name) from error


def _whole(text: str) -> int:
    if not (text.isascii() and text.removeprefix("-").isdigit() and len(text) < 10):
        raise ValueError(text)
    return int(text)


def _number(text: str) -> float:
    value = float(text.replace(",", "."))
    if not math.isfinite(value):
        raise ValueError(text)
    return value


def _texts(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


READERS: dict[str, Callable[[str], object]] = {
    "str": str,
    "int": _whole,
    "float": _number,
    "bool": lambda text: TRUTH[text.lower()],
    "list": _texts,
    "list[str]": _texts,
}


def _area(code: str) -> None:
    for edition in areas.EDITIONS:
        try:
            areas.area(code, edition=edition)
        except EditionMismatch:
            return  # it exists in another edition; the page itself offers the one that fits
        except UnknownName as error:
            unknown = error
        else:
            return
    raise unknown


def _level(given: str) -> None:
    if given not in LEVEL:
        raise UnknownName.among(LEVEL, given=_short(given), kind="level", soort="Niveau")


EXISTS: dict[str, Callable[[str], object]] = {
    "thema": lambda given: load_catalog().theme(given),
    "indicator": lambda given: load_catalog().indicator(given),
    "gebied": _area,
    "niveau": _level,
}


def _short(text: str) -> str:
    return text[:40] if text.isprintable() else text[:40].encode("ascii", "backslashreplace").decode()
