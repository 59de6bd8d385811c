"""The agenda, gathered from all sessions and the register. Nothing is kept: it is worked out each time."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from workbench.session.changes import compare
from workbench.session.entry import Entry
from workbench.session.interventions import Intervention, Register
from workbench.session.journal import Journal

SORTS = {
    "review": "bespreken",
    "plan": "plan vastleggen",
    "changed": "cijfer gewijzigd",
    "action": "actie",
}


@dataclass(frozen=True)
class Item:
    """One thing to do. `ref` is an intervention, or session/entry of an action."""

    sort: str
    ref: str
    date: dt.date
    organisation: str
    title: str
    text: str

    @property
    def label(self) -> str:
        return SORTS[self.sort]

    def overdue(self, today: dt.date) -> bool:
        return self.date < today

    def as_dict(self) -> dict:
        return {**self.__dict__, "date": self.date.isoformat(), "label": self.label}


def agenda(
    journal: Journal, *, until: dt.date | None = None, today: dt.date | None = None, session: str | None = None
) -> list[Item]:
    """Everything that is due by `until` (all when None), earliest first; of one session, or of all.

    A changed figure is due at once. An action is left out once it is done, a stopped intervention altogether.
    """
    now = today or dt.date.today()
    running = [one for one in Register(journal).interventions(session=session) if not one.stopped_on]
    found = [item for one in running for item in _of_intervention(one, now)]
    sessions = [journal.session(session)] if session else journal.sessions()
    found += [item for one in sessions for item in _actions(journal.panel(one.id))]
    return sorted((item for item in found if until is None or item.date <= until), key=_order)


def per_organisation(items: Iterable[Item]) -> dict[str, list[Item]]:
    """The items by who is to do them, in alphabetical order; spelling in capitals or not is one organisation."""
    found: dict[str, list[Item]] = {}
    names: dict[str, str] = {}
    for item in items:
        name = names.setdefault(item.organisation.casefold(), item.organisation)
        found.setdefault(name, []).append(item)
    return dict(sorted(found.items(), key=lambda pair: pair[0].casefold()))


def _of_intervention(one: Intervention, today: dt.date) -> Iterator[Item]:
    owner, title = one.description["owner"], one.description["title"]
    yield Item("review", one.id, one.review, owner, title, one.description["goal"])
    if not one.frozen and one.start > today:
        yield Item(
            "plan", one.id, one.start, owner, title, "Leg het plan vast voor de start. Daarna kan het niet meer."
        )
    if one.start <= today:
        for change in compare(one.view.figures).values():
            yield Item("changed", one.id, today, owner, title, change.sentence)


def _actions(entries: list[Entry]) -> Iterator[Item]:
    done = {entry.content["action"] for entry in entries if entry.kind == "done"}
    for entry in entries:
        if entry.kind == "action" and entry.id not in done:
            due, told = dt.date.fromisoformat(entry.content["when"]), entry.content["text"]
            yield Item("action", f"{entry.session}/{entry.id}", due, entry.content["who"], told.split("\n")[0], told)


def _order(item: Item) -> tuple:
    return item.date, list(SORTS).index(item.sort), item.organisation.casefold(), item.ref
