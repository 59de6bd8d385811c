"""The pages of a session: the shared view, a branch of one's own, an earlier view opened again, two side by side."""

import asyncio
import datetime as dt

from workbench import text
from workbench.catalog import load_catalog
from workbench.errors import InvalidInput, NotAllowed, UnknownName
from workbench.server.access import SEATED, Door, let
from workbench.server.meeting import Meeting
from workbench.server.page import Page
from workbench.server.showing import show
from workbench.session import Entry, View


class AtTable(Door):
    """What the pages of a session have in common."""

    async def meeting(self, session: str) -> Meeting:
        self.of_session(session)
        return await self.settings["meetings"].get(session)

    async def show(self, meeting: Meeting, page: Page, **facts: object) -> None:
        desk = self.visitor.role in ("facilitator", "researcher")
        await show(self, page, session=meeting.state, show_trace=desk, **facts)

    def own(self, meeting: Meeting, page_id: str) -> Page:
        """A page of the session that this visitor may see."""
        page = meeting.find(page_id)
        if page is None:
            raise UnknownName(f"no page {page_id}", page="Deze aftakking is er niet meer. Ga terug naar de tafel.")
        if not self.settings["may_see"](self.visitor, page):
            raise NotAllowed(f"page {page_id} is another seat's", page="Deze aftakking is van iemand anders.")
        return page

    async def with_view(self, session: str, entry: str) -> Entry:
        """An entry that was said about a picture. Raises: InvalidInput when it was said about none."""
        found = await asyncio.to_thread(self.journal.entry, session, entry)
        if found.view is None:
            raise InvalidInput(f"entry {entry} has no view", page="Bij deze regel hoort geen beeld.")
        return found


class Table(AtTable):
    """The shared view of a notebook. What the address says of the choices is for people: the table is as it is."""

    rights = let(GET=SEATED)

    async def get(self, session: str, notebook: str) -> None:
        meeting = await self.meeting(session)
        await self.show(meeting, await meeting.table(notebook))


class Branch(AtTable):
    """A view of one's own."""

    rights = let(GET=SEATED)

    async def get(self, session: str, page: str) -> None:
        meeting = await self.meeting(session)
        await self.show(meeting, self.own(meeting, page))


class Again(AtTable):
    """The exact view an entry was said about, opened again as a view of one's own."""

    rights = let(GET=SEATED)

    async def get(self, session: str, entry: str) -> None:
        meeting = await self.meeting(session)
        found = await self.with_view(session, entry)
        page = await branch_of(self, meeting, found.view)
        self.redirect(f"{self.base}sessie/{session}/aftakking/{page.id}?regel={entry}")


class AsItWas(AtTable):
    """The picture an entry was said about, as it was then: a refresh may have changed the figures since."""

    rights = let(GET=SEATED)

    async def get(self, session: str, entry: str) -> None:
        meeting = await self.meeting(session)
        found = await self.with_view(session, entry)
        page = await meeting.kept(self.visitor.seat, found.view)
        await self.show(meeting, page, kept=kept_words(found))


def kept_words(entry: Entry) -> dict:
    """When the picture was on the table, and which versions of the figures are in it."""
    known = load_catalog().datasets
    versions = [
        f"{known[name].label if name in known else name}, versie {version[:8]}"
        for name, version in sorted(entry.view.versions.items())
    ]
    return {"moment": text.moment(dt.datetime.fromisoformat(entry.at)), "versions": versions, "entry": entry.id}


async def branch_of(door: Door, meeting: Meeting, view: View) -> Page:
    """The seat's own page that shows this view: one it has already, or a new one."""
    wanted = dict(view.parameters)
    for page in door.settings["pages"].known.values():
        mine = page.place.owner == door.visitor.key and page.place.session == meeting.id
        if mine and page.name == view.notebook and page.failure is None and page.state() == wanted:
            return page
    return meeting.branch(door.visitor.seat, view.notebook, wanted)


class Beside(AtTable):
    """What is on the table and a proposal, side by side."""

    rights = let(GET=SEATED)

    async def get(self, session: str, entry: str) -> None:
        meeting = await self.meeting(session)
        found = await asyncio.to_thread(self.journal.entry, session, entry)
        if found.kind != "proposal" or found.view is None:
            raise InvalidInput(f"entry {entry} is no proposal", page="Alleen een voorstel kan naast de tafel.")
        left = f"{self.base}sessie/{session}/tafel/{found.view.notebook}"
        right = f"{self.base}sessie/{session}/beeld/{entry}"
        facts = {"session": meeting.state, "left": left, "right": right, "entry": found}
        self.page("naast.html.j2", **facts)
