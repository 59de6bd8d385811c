"""What only the facilitator does: a proposal on the table, who moves, call everybody along, invite and revoke."""

import asyncio
import uuid

from workbench.errors import InvalidInput
from workbench.server.access import LEAD, let
from workbench.server.panel_api import PanelApi
from workbench.server.telling import told
from workbench.session import Seat


class OnTable(PanelApi):
    """The facilitator puts a proposal on the table: all see it, without a reload."""

    rights = let(POST=LEAD)

    async def post(self, session: str) -> None:
        meeting, given = await self.meeting(session), self.body()
        proposal, id = self.text(given, "proposal"), self.text(given, "id")
        found = await asyncio.to_thread(self.journal.entry, session, proposal)
        if found.kind != "proposal" or found.view is None:
            raise InvalidInput(f"{proposal} is no proposal", page="Alleen een voorstel kan op tafel.")
        page = await meeting.table(found.view.notebook)
        await page.settled.wait()
        await page.move_to(dict(found.view.parameters))
        entry = await meeting.write(self.visitor.seat, "on_table", {"proposal": proposal}, id=id)
        if meeting.state.notebook != found.view.notebook:
            await call(meeting, self.visitor.seat, found.view.notebook)
        self.finish({"entry": told(entry, meeting.state)})


class Movers(PanelApi):
    """The facilitator decides who moves the controls."""

    rights = let(POST=LEAD)

    async def post(self, session: str) -> None:
        meeting, given = await self.meeting(session), self.body()
        content = {"movers": self.text(given, "movers")}
        await meeting.write(self.visitor.seat, "controls", content, id=str(uuid.uuid4()))
        self.finish({"standing": meeting.standing()})


class Call(PanelApi):
    """ "Volg mij": the facilitator calls everybody to a notebook."""

    rights = let(POST=LEAD)

    async def post(self, session: str) -> None:
        meeting, given = await self.meeting(session), self.body()
        notebook = self.text(given, "notebook")
        await meeting.table(notebook)
        await call(meeting, self.visitor.seat, notebook)
        self.finish({"standing": meeting.standing()})


async def call(meeting, seat: Seat, notebook: str) -> None:
    await meeting.write(seat, "called", {"notebook": notebook}, id=str(uuid.uuid4()))


class Invite(PanelApi):
    """A new invitation link, or an end to one."""

    rights = let(POST=LEAD, DELETE=LEAD)

    async def post(self, session: str) -> None:
        meeting, given = await self.meeting(session), self.body()
        role = self.text(given, "role")
        invite = self.journal.invite
        invitation, token = await asyncio.to_thread(invite, session, role=role, by=self.visitor.seat)
        await meeting.refresh()
        self.finish({"invitation": invitation.id, "path": f"{self.base}uitnodiging/{token}"})

    async def delete(self, session: str) -> None:
        meeting = await self.meeting(session)
        name = self.get_argument("uitnodiging", "")
        await asyncio.to_thread(self.journal.revoke, session, name, by=self.visitor.seat)
        await meeting.refresh()
        self.finish({"revoked": name})
