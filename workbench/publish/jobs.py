"""What a batch has to make: one report per notebook and area, and what would make it differ from the last one."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

from workbench import areas, settings, store
from workbench.catalog import load_catalog
from workbench.disclosure import gate
from workbench.errors import UnknownName
from workbench.kernels.freshness import PACKAGE, ROOMS
from workbench.server.notebooks import read
from workbench.server.parameters import declared
from workbench.session.notebooks import path_of

EVERY = "all"
LIBRARIES = ("pandas", "numpy", "scipy", "statsmodels", "libpysal", "ipykernel", "nbconvert")


@dataclass(frozen=True)
class Job:
    """One report: a notebook with its parameters."""

    notebook: str
    parameters: tuple[tuple[str, object], ...]

    @property
    def area(self) -> str | None:
        return dict(self.parameters).get("gebied")

    @property
    def name(self) -> str:
        """Its folder and its permanent address: `gebiedsprofiel-GM0114`."""
        return f"{self.notebook}-{self.area}" if self.area else self.notebook


def jobs(theme: str, *, within: Iterable[str] = (EVERY,), notebooks: Iterable[str] | None = None) -> list[Job]:
    """Every curated notebook for every area; a notebook that asks for no area once.

    Raises: UnknownName for a theme, area or notebook; EditionMismatch for an area of another edition.
    """
    if theme not in load_catalog().themes:
        raise UnknownName.among(load_catalog().themes, given=theme, kind="theme", soort="Thema")
    codes = chosen_areas(within)
    known = sorted(path.stem for path in settings.notebook_folder().glob("*.ipynb"))
    wanted = known if notebooks is None else list(notebooks)
    for name in set(wanted) - set(known):
        raise UnknownName.among(known, given=name, kind="notebook", soort="Notebook")
    return [job for name in wanted for job in _jobs_of(name, theme=theme, codes=codes)]


def chosen_areas(within: Iterable[str]) -> list[str]:
    """The codes named, or for `all` the region and each of its gemeenten."""
    edition = max(areas.EDITIONS)
    named = list(within)
    if named == [EVERY]:
        return [areas.REGION, *(area.code for area in areas.areas("gemeente", edition=edition))]
    return [areas.area(code, edition=edition).code for code in named]


def surroundings(theme: str) -> str:
    """One hash of all that a report is made from besides its notebook and parameters: code, catalogue, figures.

    Which version of a partner's figures is shown follows from what was approved and withdrawn.
    """
    figures = [_versions(theme), gate.count()]
    made_from = [_code(), _sum_of([settings.catalog_folder()]), figures, [version(name) for name in LIBRARIES]]
    return hashlib.sha256(json.dumps(made_from, sort_keys=True).encode()).hexdigest()


def digest_of(job: Job, *, around: str) -> str:
    """Equal digests mean equal reports."""
    notebook = hashlib.sha256(path_of(job.notebook).read_bytes()).hexdigest()
    return hashlib.sha256(json.dumps([around, notebook, job.parameters], sort_keys=True).encode()).hexdigest()


def _jobs_of(name: str, *, theme: str, codes: list[str]) -> list[Job]:
    known = declared(read(path_of(name)))
    fixed = {"thema": theme} if "thema" in known else {}
    if "gebied" not in known:
        return [Job(name, tuple(fixed.items()))]
    return [Job(name, tuple((fixed | {"gebied": code}).items())) for code in codes]


def _versions(theme: str) -> dict[str, str]:
    store.ensure_demo()
    names = {name for indicator in load_catalog().indicators_of(theme) for name in indicator.datasets}
    found = {name: store.current(name) for name in sorted(names)}
    return {name: version.id for name, version in found.items() if version is not None}


@lru_cache(maxsize=1)
def _code() -> str:
    """Of the code as it was when this process began: a worker that runs on keeps to what it has loaded."""
    return _sum_of([PACKAGE / room for room in (*ROOMS, "publish")])


def _sum_of(folders: Iterable[Path]) -> str:
    found = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    digest = hashlib.sha256()
    for path in sorted(path for path in found if "__pycache__" not in path.parts):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def text_of(job: Job) -> str:
    """The notebook that a report is made from."""
    return path_of(job.notebook).read_text(encoding="utf-8")
