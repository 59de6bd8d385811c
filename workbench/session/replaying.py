"""Runs every recorded look again and names each figure that is not what it was."""

from collections.abc import Callable
from dataclasses import dataclass

from workbench.errors import WorkbenchError
from workbench.session.changes import Change, compare
from workbench.session.entry import View
from workbench.session.journal import Journal
from workbench.session.looks import Look, looks

Runner = Callable[[View], object]  # opens the view again; raises WorkbenchError when it cannot


@dataclass(frozen=True)
class Replayed:
    """One look, seen again: the figures that changed and, when it does not open any more, why."""

    look: Look
    changes: tuple[Change, ...]
    problem: str | None

    def as_dict(self) -> dict:
        view = self.look.view
        told = {"notebook": view.notebook, "parameters": dict(view.parameters), "versions": dict(view.versions)}
        numbers = [entry.number for entry in (*self.look.shown, *self.look.said)]
        changes = [change.as_dict() for change in self.changes]
        return {**told, "entries": sorted(numbers), "changes": changes, "problem": self.problem}


def replay(journal: Journal, session_id: str, *, run: Runner) -> list[Replayed]:
    """Each distinct look of the session once more, in order; `run` opens one."""
    return [_again(journal, look, run=run) for look in looks(journal.panel(session_id))]


def _again(journal: Journal, look: Look, *, run: Runner) -> Replayed:
    problem = None
    try:
        run(look.view)
    except WorkbenchError as error:
        problem = error.page
    # The picture holds every figure in the view; the named figures are among them.
    seen = {figure for entry in (*look.shown, *look.said) for figure in _figures(journal, entry.view)}
    return Replayed(look, tuple(compare(sorted(seen, key=lambda one: one.key)).values()), problem)


def _figures(journal: Journal, view: View) -> tuple:
    return tuple(journal.picture(view.picture)) if view.picture else view.figures
