"""The versions of a notebook in a session: the curated one, a researcher's copy, and what was put on the table."""

import hashlib
import io
from pathlib import Path

import nbformat
from nbdime import diff_notebooks
from nbdime.prettyprint import PrettyPrintConfig, pretty_print_notebook_diff

from workbench import settings
from workbench.errors import InvalidInput, StoreError
from workbench.server import notebooks
from workbench.server.lab import desk
from workbench.session import Session
from workbench.session.notebooks import NAME, path_of

LONGEST_DIFF = 40_000


def names() -> list[str]:
    found = (path.stem for path in settings.notebook_folder().glob("*.ipynb"))
    return sorted(name for name in found if NAME.fullmatch(name))


def path(state: Session, notebook: str) -> Path:
    """The file that is on the table: the version put there last, else the curated notebook. Raises: UnknownName."""
    curated = path_of(notebook)
    version = state.versions.get(notebook)
    kept = _kept(state.id, notebook, version) if version else curated
    return kept if kept.is_file() else curated


def copy_of(session: str, notebook: str) -> Path:
    """The session's own copy, for researchers to change in JupyterLab. Raises: UnknownName, StoreError."""
    curated, copy = path_of(notebook), desk() / "sessies" / session / f"{notebook}.ipynb"
    if not copy.is_file():
        _write(copy, curated.read_bytes())
    return copy


def keep(session: str, notebook: str, source: Path) -> str:
    """Keep a version for good and give its name: the hash of its content. Raises: StoreError."""
    clean = notebooks.read(source)
    for cell in clean.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    content = nbformat.writes(clean).encode()
    version = hashlib.sha256(content).hexdigest()[:16]
    place = _kept(session, notebook, version)
    if not place.is_file():
        _write(place, content)
    return version


def kept(session: str, notebook: str, version: str) -> Path:
    """The file of a version that was kept. Raises: InvalidInput when it is not there."""
    place = _kept(session, notebook, version)
    if not place.is_file():
        page = "Deze eerdere versie is er niet meer."
        raise InvalidInput(f"version {version} of {notebook} is gone", page=page)
    return place


def difference(before: Path, after: Path) -> str:
    """What changed between two versions, as nbdime tells it; cut off when it is very long."""
    out = io.StringIO()
    config = PrettyPrintConfig(out=out, use_color=False, use_git=False, use_diff=False)
    old, new = notebooks.read(before), notebooks.read(after)
    pretty_print_notebook_diff("voor", "na", old, diff_notebooks(old, new), config)
    told = out.getvalue()
    return told if len(told) <= LONGEST_DIFF else told[:LONGEST_DIFF] + "\n(ingekort)"


def _kept(session: str, notebook: str, version: str) -> Path:
    return settings.home() / "sessions" / session / "notebooks" / notebook / f"{version}.ipynb"


def _write(place: Path, content: bytes) -> None:
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        draft = place.with_suffix(".tmp")
        draft.write_bytes(content)
        draft.replace(place)
    except OSError as error:
        page = "De map voor sessies kan niet worden geschreven. Maak ruimte of herstel de rechten."
        raise StoreError(f"cannot write {place.name}: {error}", page=page) from error
