"""The distinct views of a session, each with what was said while looking at it."""

from collections.abc import Iterable
from dataclasses import dataclass

from workbench import text
from workbench.areas import EDITIONS
from workbench.catalog import load_catalog
from workbench.session.changes import area_words
from workbench.session.entry import Entry, View, digest

SHOWN_BY = ("looked", "on_table")
SAID = ("interpretation", "question", "comment", "proposal", "decision", "action")
WORDS = {
    "thema": "thema",
    "indicator": "indicator",
    "niveau": "niveau",
    "gebied": "gebied",
    "periode": "periode",
    "groep": "groep",
    "vergelijking": "vergelijking",
}


@dataclass(frozen=True)
class Look:
    """One view, the entries that showed it and those that were said about it."""

    view: View
    shown: tuple[Entry, ...]
    said: tuple[Entry, ...]

    @property
    def id(self) -> str:
        return digest([self.view.notebook, dict(self.view.parameters)])[:12]

    @property
    def parameters(self) -> list[tuple[str, str]]:
        """Each choice as a reader would say it: `gebied`, `Emmen (GM0114)`."""
        return [(WORDS.get(name, name), _said(name, value)) for name, value in self.view.parameters.items()]


def looks(entries: Iterable[Entry]) -> list[Look]:
    """The distinct views in order of first sight; a view is distinct by its notebook and parameters."""
    grouped: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.view is not None:
            name = digest([entry.view.notebook, dict(entry.view.parameters)])
            grouped.setdefault(name, []).append(entry)
    return [_look(together) for together in grouped.values()]


def _look(together: list[Entry]) -> Look:
    shown = tuple(entry for entry in together if entry.kind in SHOWN_BY)
    said = tuple(entry for entry in together if entry.kind in SAID)
    return Look(together[-1].view, shown, said)


def _said(name: str, value: object) -> str:
    catalog = load_catalog()
    known = {"indicator": catalog.indicators, "thema": catalog.themes}.get(name, {})
    if value in known:
        return known[value].label
    if name == "gebied":
        return _area(str(value))
    if name == "periode" and isinstance(value, int):
        return text.period(value)
    return text.group_label(str(value)) if name == "groep" else str(value)


def _area(code: str) -> str:
    named = next((words for edition in EDITIONS if (words := area_words(code, edition=edition)) != code), "")
    return f"{named} ({code})" if named else code
