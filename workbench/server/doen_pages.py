"""Pages about what was agreed: an intervention with its chain both ways, and the agenda as a page and as files."""

import asyncio
import datetime as dt

from workbench import text
from workbench.server.access import SEATED, let
from workbench.server.at_table import AtTable, branch_of
from workbench.server.telling import who
from workbench.session.agenda import agenda, as_calendar, as_csv, per_organisation
from workbench.session.interventions import METHODS, Register, account
from workbench.session.interventions.description import day
from workbench.session.interventions.first_draft import choices, rows_about
from workbench.session.interventions.register import page_now
from workbench.session.kinds import LABELS

FILES = {"ics": (as_calendar, "text/calendar; charset=utf-8"), "csv": (as_csv, "text/csv; charset=utf-8")}
OUTCOMES = {"doorgaan": "Doorgaan", "bijstellen": "Bijstellen", "stoppen": "Stoppen"}


class InterventionPage(AtTable):
    """One intervention: what, from where, the plan with its mark and changes, the outcome, and what can be done."""

    rights = let(GET=SEATED)

    async def get(self, session: str, name: str) -> None:
        meeting, register = await self.meeting(session), Register(self.journal)
        await asyncio.to_thread(register.in_session, name, session)
        told = await asyncio.to_thread(account, register, name)
        offered = await asyncio.to_thread(_offered, told.intervention) if self.may_write else {}
        self.xsrf_token  # noqa: B018  sets the cookie that the page's own requests need
        facts = {"session": meeting.state, "told": told, "one": told.intervention, "choices": offered}
        words = {"day": day, "kinds": LABELS, "who": lambda entry: who(entry, meeting.state), "moment": _moment}
        lists = {"methods": METHODS, "outcomes": OUTCOMES, "may_write": self.may_write}
        self.page("interventie.html.j2", **facts, **words, **lists, today=register.today())

    @property
    def may_write(self) -> bool:
        return self.visitor.role in ("facilitator", "researcher")


class InterventionView(AtTable):
    """The figures an intervention is followed by, opened as a view of one's own."""

    rights = let(GET=SEATED)

    async def get(self, session: str, name: str) -> None:
        meeting = await self.meeting(session)
        one = await asyncio.to_thread(Register(self.journal).in_session, name, session)
        page = await branch_of(self, meeting, await asyncio.to_thread(page_now, one))
        self.redirect(f"{self.base}sessie/{session}/aftakking/{page.id}")


class AgendaPage(AtTable):
    """What is to be done, per organisation, and the interventions of the session."""

    rights = let(GET=SEATED)

    async def get(self, session: str) -> None:
        meeting, register = await self.meeting(session), Register(self.journal)
        today = register.today()
        items = await asyncio.to_thread(agenda, self.journal, today=today, session=session)
        found = await asyncio.to_thread(register.interventions, session=session)
        self.xsrf_token  # noqa: B018  sets the cookie that the page's own requests need
        facts = {"session": meeting.state, "organisations": per_organisation(items), "interventions": found}
        may_finish = self.visitor.role != "partner"
        self.page("agenda.html.j2", **facts, today=today, words=text.day, may_finish=may_finish)


class AgendaFile(AtTable):
    """The same for a calendar or a spreadsheet."""

    rights = let(GET=SEATED)

    async def get(self, session: str, kind: str) -> None:
        self.of_session(session)
        written, sort = FILES[kind]
        items = await asyncio.to_thread(agenda, self.journal, session=session)
        self.set_header("Content-Type", sort)
        self.set_header("Content-Disposition", f'attachment; filename="agenda-{session}.{kind}"')
        self.finish(written(items))


def _offered(one) -> dict:
    return choices(rows_about(one.description["indicator"]), one.description)


def _moment(at: str) -> str:
    return text.moment(dt.datetime.fromisoformat(at))
