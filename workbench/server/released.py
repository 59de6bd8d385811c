"""What two people let out, and whether that is still what lies here: asked anew with each page.

What is not released, or changed since, is refused with one sentence; nothing is shown that was not checked.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from workbench import areas
from workbench.disclosure import load
from workbench.errors import NotAllowed, UnknownName
from workbench.session.notebooks import path_of

NOT_RELEASED = "Deze keuze is niet gepubliceerd. Kies een gebied uit de lijst."


@dataclass(frozen=True)
class Released:
    """What two people let out: `reports`, areas by notebook ("" for the one without); `notebooks`, their checksums."""

    site: str
    theme: str
    title: str
    reports: Mapping[str, tuple[str, ...]]
    notebooks: Mapping[str, str]
    versions: Mapping[str, str]


Ask = Callable[[], Released | None]  # asked anew each time: what is withdrawn is gone at once


def chosen(now: Released, notebook: str, *, asked: str) -> str:
    """The released area that an address asks for. Raises: UnknownName or NotAllowed for what was not released."""
    if notebook not in now.reports:
        raise UnknownName(f"{notebook[:40]!r} is not released", page="Deze pagina is niet gepubliceerd.")
    there = now.reports[notebook]
    area = asked or (areas.REGION if areas.REGION in there else there[0])
    if area not in there:
        raise NotAllowed(f"{notebook} was not released for {area[:12]!r}", page=NOT_RELEASED)
    return area


def as_released(now: Released, notebook: str) -> None:
    """Raises: NotAllowed when the notebook or a figure is not the one that two people checked."""
    digest = hashlib.sha256(path_of(notebook).read_bytes()).hexdigest()
    found = load(now.theme).versions  # as notebooks see them: also of a partner's delivery the released version
    renewed = [name for name, kept in now.versions.items() if found.get(name) != kept]
    if digest != now.notebooks.get(notebook):
        page = "Dit notebook veranderde na de publicatie. Publiceer het eerst opnieuw."
        raise NotAllowed(f"{notebook} changed after its release", page=page)
    if renewed:
        page = "De cijfers zijn vernieuwd na de publicatie. Publiceer ze eerst opnieuw."
        raise NotAllowed(f"{len(renewed)} datasets were renewed after the release", page=page)
