"""What the start page and a page's title say about a notebook: its question."""

import re
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from workbench import settings
from workbench.errors import StoreError
from workbench.session.notebooks import NAME, path_of
from workbench.text.labels import STEP

HEADING = re.compile(r"\s*#\s+(.+)")


@dataclass(frozen=True)
class Listed:
    """A notebook as the start page shows it."""

    name: str
    title: str
    question: str
    step: str | None = None  # of the cycle; a notebook of a researcher's own may have none
    order: int = 0


def read(path: Path) -> NotebookNode:
    """The notebook in a file, as version 4. Raises: StoreError when it cannot be read."""
    try:
        return nbformat.read(path, as_version=4)
    except (OSError, ValueError, nbformat.ValidationError) as error:
        page = f"Notebook '{path.stem}' kan niet worden gelezen."
        raise StoreError(f"cannot read notebook {path.name}: {error}", page=page) from error


def listed() -> list[Listed]:
    """All curated notebooks with their title and the sentence under it, in the order of the cycle."""
    names = sorted(path.stem for path in settings.notebook_folder().glob("*.ipynb"))
    found = [describe(read(path_of(name)), name=name) for name in names if NAME.fullmatch(name)]
    return sorted(found, key=lambda each: ([*STEP, None].index(each.step), each.order, each.name))


def by_step(notebooks: list[Listed]) -> dict[str, list[Listed]]:
    """The notebooks under the heading of their step; a step without any is left out."""
    headings = {**STEP, None: "Verder"}
    steps = {heading: [each for each in notebooks if each.step == step] for step, heading in headings.items()}
    return {heading: inside for heading, inside in steps.items() if inside}


def describe(notebook: NotebookNode, *, name: str) -> Listed:
    """The title (the first heading) and the first sentence of text under it."""
    text = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    heading = next((found[1].strip() for found in map(HEADING.match, text.splitlines()) if found), name.capitalize())
    place = notebook.metadata.get("werkplaats", {})
    step = place.get("step") if place.get("step") in STEP else None
    return Listed(name, heading, _first_sentence(text), step, int(place.get("order", 0)))


def _first_sentence(text: str) -> str:
    lines = [line.strip() for line in text.splitlines()]
    prose = next((line for line in lines if line and not line.startswith("#")), "")
    plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", re.sub(r"[*_`]", "", prose))
    return re.split(r"(?<=[.?!])\s", plain)[0]
