"""An intervention as it is now: the fold of its entries, with every change of a frozen plan kept in sight."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from workbench import text
from workbench.errors import CannotAnswer, NotAllowed
from workbench.session.entry import Entry, View, digest
from workbench.session.interventions.description import EVIDENCE, METHODS, day

PLAN_WORDS = {
    "indicator": "indicator",
    "group": "groep",
    "method": "methode",
    "comparison": "vergelijkingsgebieden",
    "start": "start",
    "horizon": "aantal maanden",
}


@dataclass(frozen=True)
class PlanChange:
    """One thing that was changed in a frozen plan."""

    on: str
    field: str
    before: object
    after: object
    reason: str
    after_start: bool

    @property
    def sentence(self) -> str:
        when = "na de start" if self.after_start else "voor de start"
        return f"Het plan is op {day(self.on)}, {when}, gewijzigd ({PLAN_WORDS[self.field]}): {self.reason}"

    def as_dict(self) -> dict:
        return {**self.__dict__, "sentence": self.sentence}


@dataclass(frozen=True)
class Intervention:
    """`description` and `plan` as they are now; `frozen` is the plan as it was fixed, under `plan_hash`."""

    id: str
    number: int = 0
    origin: str | None = None  # session/entry of the decision
    description: Mapping = field(default_factory=dict)
    plan: Mapping | None = None
    frozen: Mapping | None = None
    frozen_on: str = ""
    changes: tuple[PlanChange, ...] = ()
    reviews: tuple[Mapping, ...] = ()
    stopped_on: str = ""
    organisation: str = ""  # of the seat that registered it
    view: View | None = None  # opens the page that follows it

    @property
    def plan_hash(self) -> str:
        """What the frozen plan can be recognised by, in a report or elsewhere."""
        return digest(dict(self.frozen)) if self.frozen else ""

    @property
    def start(self) -> dt.date:
        return dt.date.fromisoformat(self.plan["start"] if self.plan else self.description["since"])

    @property
    def review(self) -> dt.date:
        """When it is due: as the last review said, or as it was registered."""
        said = [one["next_review"] for one in self.reviews if one["next_review"]]
        return dt.date.fromisoformat(said[-1] if said else self.description["review"])

    def status(self, today: dt.date) -> str:
        """`gestopt`, `loopt`, or how far it is before its start."""
        if self.stopped_on:
            return "gestopt"
        if self.start <= today:
            return "loopt"
        return "plan vastgelegd, nog niet begonnen" if self.frozen else "nog niet begonnen"

    def require_begun(self, today: dt.date) -> None:
        """Raises: CannotAnswer while there is nothing to follow yet."""
        if self.start > today:
            page = f"Deze aanpak begint op {text.day(self.start)}. Daarna is er iets te volgen."
            raise CannotAnswer(f"{self.id} starts on {self.start}", page=page, start=self.start.isoformat())

    def after(self, entries: Iterable[Entry]) -> "Intervention":
        state = self
        for entry in entries:
            state = replace(state, number=entry.number, **FOLDS[entry.kind](state, entry))
        return state

    def judge(self, kind: str) -> None:
        """Raises: NotAllowed when this kind of entry may not follow the intervention as it is now."""
        if self.stopped_on:
            page = f"Deze aanpak is gestopt op {day(self.stopped_on)}. Hij blijft leesbaar."
            raise NotAllowed(f"{self.id} was stopped", page=page)
        if kind == "frozen" and self.frozen:
            page = f"Het plan is al vastgelegd op {day(self.frozen_on)}. Wijzigen kan, en blijft zichtbaar."
            raise NotAllowed(f"the plan of {self.id} is frozen", page=page)
        if kind == "plan_changed" and not self.frozen:
            raise NotAllowed(
                f"the plan of {self.id} is not frozen", page="Er is nog geen vastgelegd plan om te wijzigen."
            )

    def as_dict(self) -> dict:
        """For a panel: codes with their Dutch words beside them."""
        told = ("id", "origin", "description", "plan", "frozen", "frozen_on", "plan_hash", "reviews", "stopped_on")
        words = {
            "evidence": EVIDENCE[self.description["evidence"]],
            "method": METHODS[self.plan["method"]] if self.plan else "",
            "review": self.review.isoformat(),
        }
        changes = [change.as_dict() for change in self.changes]
        view = self.view.as_dict() if self.view else None
        return {**{name: getattr(self, name) for name in told}, "words": words, "changes": changes, "view": view}


def _made(_state: Intervention, entry: Entry) -> dict:
    origin = entry.about[0] if entry.about else None
    facts = {"description": entry.content, "organisation": entry.organisation}
    return {**facts, "origin": origin, "view": entry.view}


def _described(_state: Intervention, entry: Entry) -> dict:
    return {"description": entry.content, "view": entry.view}


def _frozen(_state: Intervention, entry: Entry) -> dict:
    plan = entry.content["plan"]
    return {"plan": plan, "frozen": plan, "frozen_on": entry.content["on"]}


def _plan_changed(state: Intervention, entry: Entry) -> dict:
    told, plan = entry.content, entry.content["plan"]
    late = told["on"] >= state.plan["start"]
    new = [
        PlanChange(told["on"], name, state.plan[name], plan[name], told["reason"], late)
        for name in PLAN_WORDS
        if plan[name] != state.plan[name]
    ]
    return {"plan": plan, "changes": (*state.changes, *new)}


def _reviewed(state: Intervention, entry: Entry) -> dict:
    return {"reviews": (*state.reviews, entry.content)}


def _stopped(_state: Intervention, entry: Entry) -> dict:
    return {"stopped_on": entry.content["on"]}


FOLDS = {
    "made": _made,
    "described": _described,
    "frozen": _frozen,
    "plan_changed": _plan_changed,
    "reviewed": _reviewed,
    "stopped": _stopped,
}
