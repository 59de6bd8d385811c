"""The chain of entries, walkable both ways: figure, interpretation, decision, action, and what became of it."""

from collections.abc import Iterable
from dataclasses import dataclass

from workbench.session.entry import Entry
from workbench.session.journal import Journal


@dataclass(frozen=True)
class Chain:
    """An entry with all that led to it (oldest first) and all that came of it, directly or by way of others."""

    entry: Entry
    before: tuple[Entry, ...]
    after: tuple[Entry, ...]

    @property
    def figures(self) -> list[tuple]:
        """The keys of the figures the chain is about, each once."""
        whole = (*self.before, self.entry, *self.after)
        return list(dict.fromkeys(figure.key for one in whole if one.view for figure in one.view.figures))

    def as_dict(self) -> dict:
        told = {"before": [one.as_dict() for one in self.before], "after": [one.as_dict() for one in self.after]}
        return {"entry": self.entry.as_dict(), **told, "figures": [list(key) for key in self.figures]}


def chain(journal: Journal, session_id: str, entry_id: str) -> Chain:
    """The chain an entry is part of, within its session. Ballots are not part of any chain."""
    entries = journal.panel(session_id)
    start = journal.entry(session_id, entry_id)
    earlier = {entry.id: tuple(entry.about) for entry in entries}
    later: dict[str, list[str]] = {}
    for entry in entries:
        for link in entry.about:
            later.setdefault(link, []).append(entry.id)
    before, after = _reach(start.id, earlier), _reach(start.id, later)
    return Chain(
        start,
        tuple(entry for entry in entries if entry.id in before),
        tuple(entry for entry in entries if entry.id in after),
    )


def about_figure(journal: Journal, session_id: str, figure: tuple) -> list[Entry]:
    """The entries said while looking at this figure (its key: indicator, area_code, period, group, edition)."""
    return [entry for entry in journal.panel(session_id) if entry.view and _shows(entry, figure)]


def _shows(entry: Entry, figure: tuple) -> bool:
    return any(seen.key == tuple(figure) for seen in entry.view.figures)


def _reach(start: str, steps: dict[str, Iterable[str]]) -> set[str]:
    reached, waiting = set(), list(steps.get(start, ()))
    while waiting:
        step = waiting.pop()
        if step not in reached:
            reached.add(step)
            waiting.extend(steps.get(step, ()))
    return reached - {start}
