"""What a panel or page asks and sends about interventions and the agenda: JSON in, JSON out.

Who did it comes from the signed cookie; a browser sends words, and an id of its own so that a double click is one act.
A seat only gets to see the interventions and the agenda of its own session.
"""

import asyncio
import datetime as dt
from collections.abc import Callable, Mapping

from workbench.errors import InvalidInput, UnknownName
from workbench.server.access import DESK, SEATED, TABLE, let
from workbench.server.panel_api import PanelApi
from workbench.server.telling import told
from workbench.session import require
from workbench.session.agenda import agenda
from workbench.session.interventions import Intervention, Register, first_draft, prospect
from workbench.session.interventions.account import months_between
from workbench.text import day

MOST_AREAS = 500
WISHES = ("indicator", "area", "group")


class DoenApi(PanelApi):
    """What the routes below have in common."""

    @property
    def register(self) -> Register:
        return Register(self.journal)

    async def here(self, session: str, name: str) -> Intervention:
        """An intervention of this session. Raises: UnknownName for any other."""
        self.of_session(session)
        return await asyncio.to_thread(self.register.in_session, name, session)

    def mapping(self, given: Mapping, name: str) -> Mapping:
        found = given.get(name)
        if not isinstance(found, dict):
            raise InvalidInput(f"{name} must be an object", page="Dit bericht is niet te lezen.")
        return found

    def date(self, name: str) -> dt.date:
        try:
            return dt.date.fromisoformat(self.get_argument(name, ""))
        except ValueError as error:
            raise InvalidInput(f"{name} is no date", page="Vul een geldige datum in.") from error


class Interventions(DoenApi):
    """Those of this session in brief; a new one, made of a decision."""

    rights = let(GET=SEATED, POST=DESK)

    async def get(self, session: str) -> None:
        self.of_session(session)
        found = await asyncio.to_thread(self.register.interventions, session=session)
        today = self.register.today()
        self.finish({"interventions": [brief(one, today) for one in found]})

    async def post(self, session: str) -> None:
        meeting, given = await self.meeting(session), self.body()
        described, id = self.mapping(given, "description"), self.text(given, "id")
        decision = self.text(given, "decision")
        if not decision:
            raise InvalidInput("no decision given", page="Een interventie wordt gemaakt van een besluit.")
        made = await asyncio.to_thread(self.register.make, self.visitor.seat, described, id=id, decision=decision)
        await meeting.refresh()
        remarks = await asyncio.to_thread(self.register.remarks, made.id, at_table=True)
        self.set_status(201)
        self.finish({"intervention": brief(made, self.register.today()), "remarks": remarks})


class FirstDraft(DoenApi):
    """The form for a new intervention filled in from a decision and a view, or with an intervention as it is."""

    rights = let(GET=DESK)

    async def get(self, session: str) -> None:
        meeting = await self.meeting(session)
        require(self.visitor.role, "registered")
        known = self.get_argument("interventie", "")
        wish = {name: value for name in WISHES if (value := self.get_argument(name, ""))}
        if known:
            one = await self.here(session, known)
            decision, view = None, one.view
        else:
            decision = await asyncio.to_thread(self.journal.entry, session, self.get_argument("besluit", ""))
            page = meeting.find(self.get_argument("pagina", ""))
            seen = page if page and self.settings["may_see"](self.visitor, page) else None
            view = decision.view or await meeting.view_of(seen)
        found = await asyncio.to_thread(first_draft, decision, view, today=self.register.today(), wish=wish)
        if known and not wish:
            found["description"] = dict(one.description)
        self.finish(found)


class Ahead(DoenApi):
    """Can we see it? One sentence about what is in the form now."""

    rights = let(GET=DESK)

    async def get(self, session: str) -> None:
        self.of_session(session)
        start, until = self.date("since"), self.date("review")
        named = list(dict.fromkeys(self.get_argument("areas", "").split(",")))
        if len(named) > MOST_AREAS:
            page = f"Kies hooguit {MOST_AREAS} gebieden."
            raise InvalidInput(f"{len(named)} areas asked at once", page=page)
        asked = {"areas": named, "group": self.get_argument("group", ""), "edition": self._number("edition")}
        horizon = months_between(start, until)
        change = self._number("expected_change")
        indicator = self.get_argument("indicator", "")
        found = await asyncio.to_thread(prospect, indicator, **asked, start=start, change=change, months=horizon)
        self.finish(found.as_dict())

    def _number(self, name: str) -> float:
        try:
            return int(self.get_argument(name, ""))
        except ValueError as error:
            page = "Vul een heel getal in, zoals -10."
            raise InvalidInput(f"{name} is no whole number", page=page) from error


class OneIntervention(DoenApi):
    """What somebody does with an intervention: fix or change its plan, describe, discuss or stop it."""

    rights = let(GET=SEATED, POST=DESK)

    async def get(self, session: str, name: str) -> None:
        one = await self.here(session, name)
        remarks = await asyncio.to_thread(self.register.remarks, name, at_table=True)
        self.finish({"intervention": one.as_dict() | brief(one, self.register.today()), "remarks": remarks})

    async def post(self, session: str, name: str) -> None:
        meeting, given = await self.meeting(session), self.body()
        await self.here(session, name)
        act = ACTS.get(self.text(given, "act"))
        if act is None:
            raise UnknownName.among(ACTS, given=self.text(given, "act")[:40], kind="act", soort="Handeling")
        one = await asyncio.to_thread(act, self, name, given)
        meeting.tell("aanpak", {"intervention": name})
        self.finish({"intervention": brief(one, self.register.today())})

    def freeze(self, name: str, given: Mapping) -> Intervention:
        plan, id = self.mapping(given, "plan"), self.text(given, "id")
        return self.register.freeze(self.visitor.seat, name, plan, id=id)

    def change_plan(self, name: str, given: Mapping) -> Intervention:
        plan, reason, id = self.mapping(given, "plan"), self.text(given, "reason"), self.text(given, "id")
        return self.register.change_plan(self.visitor.seat, name, plan, reason=reason, id=id)

    def describe(self, name: str, given: Mapping) -> Intervention:
        description, id = self.mapping(given, "description"), self.text(given, "id")
        return self.register.describe(self.visitor.seat, name, description, id=id)

    def review(self, name: str, given: Mapping) -> Intervention:
        review, id = self.mapping(given, "review"), self.text(given, "id")
        return self.register.review(self.visitor.seat, name, review, id=id)

    def stop(self, name: str, given: Mapping) -> Intervention:
        text, id = self.text(given, "text"), self.text(given, "id")
        return self.register.stop(self.visitor.seat, name, text=text, id=id)


ACTS: dict[str, Callable[[OneIntervention, str, Mapping], Intervention]] = {
    "vastleggen": OneIntervention.freeze,
    "wijzigen": OneIntervention.change_plan,
    "beschrijven": OneIntervention.describe,
    "bespreken": OneIntervention.review,
    "stoppen": OneIntervention.stop,
}


class Agenda(DoenApi):
    """What is to be done in this session, the earliest first."""

    rights = let(GET=SEATED)

    async def get(self, session: str) -> None:
        self.of_session(session)
        today = self.register.today()
        items = await asyncio.to_thread(agenda, self.journal, today=today, session=session)
        self.finish(
            {"items": [item.as_dict() | {"overdue": item.overdue(today), "when": day(item.date)} for item in items]}
        )


class Done(DoenApi):
    """An action is done; anybody at the table may say so, and the journal keeps who did."""

    rights = let(POST=TABLE)

    async def post(self, session: str) -> None:
        meeting, given = await self.meeting(session), self.body()
        content, id = {"action": self.text(given, "action")}, self.text(given, "id")
        entry = await meeting.write(self.visitor.seat, "done", content, id=id)
        self.set_status(201)
        self.finish({"entry": told(entry, meeting.state)})


def brief(one: Intervention, today: dt.date) -> dict:
    """What a panel shows of an intervention in one line, and what it needs to find it under a figure."""
    described = one.description
    facts = {name: described[name] for name in ("title", "owner", "areas", "indicator", "group")}
    places = {"indicators": sorted({described["indicator"], *([one.plan["indicator"]] if one.plan else [])})}
    return {
        "id": one.id,
        "decision": (one.origin or "/").split("/", 1)[1],
        "status": one.status(today),
        **facts,
        **places,
    }
