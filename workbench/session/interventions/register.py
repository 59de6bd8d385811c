"""The register: interventions in the journal's ledger, made of decisions, with plans that are fixed beforehand."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, Literal

from pydantic import Field

from workbench import areas, text
from workbench.catalog import load_catalog
from workbench.errors import EditionMismatch, InvalidInput, NotAllowed, UnknownName, Withheld
from workbench.session.binding import bind, figures_in, protected, theme_of
from workbench.session.changes import compare
from workbench.session.entry import Entry, View, digest
from workbench.session.interventions.description import Plan, checked_description, checked_plan, day
from workbench.session.interventions.intervention import Intervention
from workbench.session.interventions.overlap import Overlap, overlaps
from workbench.session.interventions.prospect import period_of
from workbench.session.journal import Journal, draft_of, slug
from workbench.session.kinds import Content, Line, Text, checked_id, validated
from workbench.session.links import Chain, chain
from workbench.session.roles import require
from workbench.session.state import Seat
from workbench.table import SUPPRESSED

PAGE = "interventies"  # the notebook that follows an intervention
SORT = "intervention"


class PlanFrozen(Content):
    plan: Plan
    on: str


class PlanChanged(PlanFrozen):
    reason: Line


class Review(Content):
    """What was concluded when it was due, and when it is due again."""

    text: Text
    outcome: Literal["doorgaan", "bijstellen", "stoppen"]
    next_review: Annotated[dt.date, Field(strict=False)] | None = None


class Stopped(Content):
    text: Text
    on: str


class Register:
    """Every intervention of the journal. `today` is asked for each time, so that a test can choose the day."""

    def __init__(self, journal: Journal, *, today: Callable[[], dt.date] = dt.date.today):
        self.journal, self.ledger, self.today = journal, journal.ledger, today

    def make(self, seat: Seat, description: Mapping, *, id: str, decision: str | None = None) -> Intervention:
        """A new intervention, made of a decision of the seat's session and linked both ways; or of none.

        The same `id` again is the same intervention. Raises: NotAllowed, UnknownName, InvalidInput, EditionMismatch
        for areas of another edition, Withheld when its baseline may not be shown.
        """
        known = self._writer(seat)
        told, entry_id = checked_description(description), checked_id(id)
        origin = self._decision(known.session, decision) if decision else None
        name = f"{slug(told['title'])}-{digest([known.session, entry_id])[:8]}"
        about = (f"{known.session}/{origin.id}",) if origin else ()
        self.ledger.open(name, draft_of(known, "made", told, id="~made", view=view_of(told), about=about), sort=SORT)
        if origin:
            named = {"intervention": name, "title": told["title"]}
            self.journal.write(known, "registered", named, id=entry_id, about=[origin.id])
        return self.intervention(name)

    def describe(self, seat: Seat, name: str, description: Mapping, *, id: str) -> Intervention:
        """Another description; the earlier ones stay in the register."""
        told = checked_description(description)
        return self._append(seat, name, "described", told, id=id, view=view_of(told))

    def freeze(self, seat: Seat, name: str, plan: Mapping, *, id: str) -> Intervention:
        """Fixes the plan. Raises: InvalidInput when the start has been, CannotAnswer when it cannot show an effect."""
        told, today = checked_plan(plan, description=self.intervention(name).description), self.today()
        if told["start"] <= today.isoformat():
            page = f"De start ({day(told['start'])}) is al geweest. Een plan telt als het vóór de start vastligt."
            raise InvalidInput(f"a plan that starts on {told['start']} cannot be frozen now", page=page)
        content = validated(PlanFrozen, {"plan": told, "on": today.isoformat()}, kind="plan")
        return self._append(seat, name, "frozen", content, id=id)

    def change_plan(self, seat: Seat, name: str, plan: Mapping, *, reason: str, id: str) -> Intervention:
        """Changes a frozen plan; what was frozen stays, and the change is named with its reason from then on."""
        told = checked_plan(plan, description=self.intervention(name).description)
        content = {"plan": told, "on": self.today().isoformat(), "reason": reason}
        return self._append(seat, name, "plan_changed", validated(PlanChanged, content, kind="plan"), id=id)

    def review(self, seat: Seat, name: str, review: Mapping, *, id: str) -> Intervention:
        """What was concluded: {text, outcome, next_review}."""
        return self._append(seat, name, "reviewed", validated(Review, review, kind="review"), id=id)

    def stop(self, seat: Seat, name: str, *, text: str, id: str) -> Intervention:
        content = validated(Stopped, {"text": text, "on": self.today().isoformat()}, kind="stop")
        return self._append(seat, name, "stopped", content, id=id)

    def intervention(self, name: str) -> Intervention:
        """The intervention as it is now. Raises: UnknownName."""
        if name not in self.ledger.streams(SORT):
            known = self.ledger.streams(SORT)
            raise UnknownName.among(known, given=name, kind="intervention", soort="Interventie")
        return Intervention(name).after(self.ledger.read(name))

    def in_session(self, name: str, session: str) -> Intervention:
        """The same, for who may only know of one session: another session's is as unknown as one that never was."""
        for one in self.interventions(session=session):
            if one.id == name:
                return one
        raise UnknownName(
            f"no intervention {name!r} in {session!r}", page="Deze interventie is er niet in deze sessie."
        )

    def interventions(self, *, session: str | None = None) -> list[Intervention]:
        """All of them in order of start, or those that were decided in one session."""
        found = sorted(map(self.intervention, self.ledger.streams(SORT)), key=lambda one: (one.start, one.id))
        return [one for one in found if session is None or _session_of(one) == session]

    def of_decision(self, session: str, entry_id: str) -> list[Intervention]:
        return [one for one in self.interventions() if one.origin == f"{session}/{entry_id}"]

    def about_figure(self, figure: tuple) -> list[Intervention]:
        """The interventions that stand on this figure (its key: indicator, area_code, period, group, edition)."""
        return [one for one in self.interventions() if any(seen.key == tuple(figure) for seen in one.view.figures)]

    def origin(self, name: str) -> Chain | None:
        """The decision it was made of, with what led there; None when it was not made of a decision."""
        found = self.intervention(name).origin
        return chain(self.journal, *found.split("/", 1)) if found else None

    def overlaps(self, name: str) -> list[Overlap]:
        return overlaps(self.intervention(name), self.interventions())

    def remarks(self, name: str, *, at_table: bool = False) -> list[str]:
        """What makes the outcome less certain, a Dutch sentence each; `at_table` names nothing of other sessions."""
        one = self.intervention(name)
        late = not one.frozen and one.start <= self.today()
        unplanned = ["Het plan is niet voor de start vastgelegd. De uitkomst is daarom verkennend."] if late else []
        changed = [change.sentence for change in compare(one.view.figures).values()]
        overlapping = [
            overlap.discreet if at_table and _session_of(overlap.other) != _session_of(one) else overlap.sentence
            for overlap in self.overlaps(name)
        ]
        return [*unplanned, *(change.sentence for change in one.changes), *dict.fromkeys(overlapping), *changed]

    def _writer(self, seat: Seat) -> Seat:
        known = self.journal.known_seat(seat)
        require(known.role, "registered")
        return known

    def _decision(self, session: str, entry_id: str) -> Entry:
        found = self.journal.entry(session, entry_id)
        if found.kind != "decision":
            page = "Een interventie wordt gemaakt van een besluit."
            raise InvalidInput(f"entry {entry_id!r} is a {found.kind}, not a decision", page=page)
        return found

    def _append(
        self, seat: Seat, name: str, kind: str, content: dict, *, id: str, view: View | None = None
    ) -> Intervention:
        known, now = self._writer(seat), self.intervention(name)
        if known.session and known.session != _session_of(now):
            page = "Deze interventie hoort bij een andere sessie."
            raise NotAllowed(f"{name} is not of session {known.session}", page=page)
        draft = draft_of(known, kind, content, id=checked_id(id), view=view)
        # Judged on the whole stream, under the lock: two desks cannot both freeze a plan.
        self.ledger.append(name, draft, judge=lambda entries: Intervention(name).after(entries).judge(kind))
        return self.intervention(name)


def view_of(description: Mapping) -> View:
    """The page that follows the intervention, tied to the figures of its baseline.

    Raises: InvalidInput without a baseline, EditionMismatch when it is of another edition, Withheld when all hidden.
    """
    indicator, codes = description["indicator"], description["areas"]
    table = protected([indicator])[indicator]
    rows = table.rows(indicator=indicator, area_code=codes, period=description["baseline"], group=description["group"])
    here = rows[rows["edition"] == description["edition"]]
    _require_baseline(description, rows=rows, here=here)
    versions = {str(row.dataset): str(row.version) for row in here[["dataset", "version"]].itertuples()}
    parameters = page_parameters(description, table.rows(indicator=indicator, group=description["group"])["period"])
    return View(PAGE, parameters, versions, tuple(figures_in(here)))


def page_now(one: Intervention) -> View:
    """The page that follows it, by the plan as it is now and the figures there are now."""
    told = {**one.description, **(one.plan or {}), "since": one.start.isoformat()}
    rows = protected([told["indicator"]])[told["indicator"]].rows(indicator=told["indicator"], group=told["group"])
    return bind(PAGE, page_parameters(told, rows["period"]))


def page_parameters(told: Mapping, known: Iterable[int]) -> dict:
    """The choices that open the page `interventies`: from the start on, or from the last figure before it."""
    indicator, since, first = told["indicator"], dt.date.fromisoformat(told["since"]), told["areas"][0]
    periods = sorted(map(int, set(known)))
    start = period_of(since, monthly=periods[-1] > 10_000)
    when = next((period for period in periods if period >= start), periods[-1])
    place = {"niveau": areas.level_of(first), "gebied": first}
    return {"thema": theme_of(indicator), "indicator": indicator, **place, "periode": when, "groep": told["group"]}


def _require_baseline(description: Mapping, *, rows, here) -> None:
    label = load_catalog().indicator(description["indicator"]).label
    when, edition = text.period(description["baseline"]), description["edition"]
    what = f"'{label}' in {when}"
    if rows.empty:
        page = f"Er is geen cijfer over {what} voor deze gebieden en groep. Kies een andere nulmeting."
        raise InvalidInput(f"no baseline for {description['indicator']} in {description['baseline']}", page=page)
    if here.empty:
        other = int(rows["edition"].iloc[0])
        page = (
            f"Het cijfer over {what} hoort bij indeling {other}; de gebieden zijn van {edition}. Kies indeling {other}."
        )
        raise EditionMismatch(f"baseline is of edition {other}, areas of {edition}", page=page, edition=other)
    if (here["status"] == SUPPRESSED).all():
        page = f"Het cijfer over {what} is verborgen om privacy. Kies een groter gebied voor de nulmeting."
        raise Withheld(f"the baseline of {description['indicator']} is suppressed", page=page)


def _session_of(one: Intervention) -> str:
    return one.origin.split("/", 1)[0] if one.origin else ""
