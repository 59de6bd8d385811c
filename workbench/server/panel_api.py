"""What the panel beside a page asks and sends: the journal, and the acts of participants and the facilitator.

It does not need the kernel. Who did it comes from the signed cookie, what it was about from the server's own mirror
of the page; a browser only sends the words.
"""

import asyncio
import json
import uuid

from tornado.iostream import StreamClosedError

from workbench.errors import InvalidInput, UnknownName
from workbench.server import notebooks
from workbench.server.access import LEAD, SEATED, TABLE, let
from workbench.server.at_table import AtTable
from workbench.server.parameters import parse
from workbench.server.telling import told
from workbench.session import Seat, chain, require

SAID = frozenset(
    ("interpretation", "question", "comment", "decision", "action", "vote_opened", "vote_cast", "vote_closed")
)
BEAT = 15.0  # seconds between two signs of life
BEHIND = 2 * 1024 * 1024


class PanelApi(AtTable):
    """JSON in, JSON out."""

    def body(self) -> dict:
        """Raises: InvalidInput."""
        try:
            found = json.loads(self.request.body or b"{}")
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise InvalidInput("the body is not a JSON object", page="Dit bericht is niet te lezen.")
        return found

    def text(self, told_by_browser: dict, name: str) -> str:
        value = told_by_browser.get(name, "")
        if not isinstance(value, str):
            raise InvalidInput(f"{name} must be text", page=f"Controleer '{name}'.")
        return value


class Stream(PanelApi):
    """Everything new, as it happens (server-sent events)."""

    rights = let(GET=SEATED)
    seat: Seat
    where: str
    meeting_here = None
    waiting = 0

    async def get(self, session: str) -> None:
        self.seat = self.of_session(session)
        meeting = await self.meeting(session)
        page = meeting.find(self.get_argument("pagina", ""))
        self.where = (page.name if page.place.sort == "table" else "eigen beeld") if page else "lobby"
        self.set_header("Content-Type", "text/event-stream")
        self.set_header("X-Accel-Buffering", "no")
        self.over = asyncio.Event()
        self.meeting_here = meeting
        self.write("retry: 1000\n\n")
        meeting.join(self)
        await self._beat()

    def send(self, written: bytes) -> None:
        if self.waiting > BEHIND:
            self.over.set()  # it comes back by itself and asks for what it missed
            return
        self.waiting += len(written)
        try:
            self.write(written)
            self.flush().add_done_callback(lambda done: self._sent(done, len(written)))
        except (StreamClosedError, RuntimeError):
            self.over.set()

    def finish(self, *given: object):
        if self.meeting_here is not None and not self.over.is_set():
            self.over.set()
            return None
        return super().finish(*given)

    def on_connection_close(self) -> None:
        if self.meeting_here is not None:
            self.over.set()

    def _sent(self, done: asyncio.Future, size: int) -> None:
        self.waiting -= size
        if not done.cancelled() and done.exception() is not None:
            self.over.set()

    async def _beat(self) -> None:
        try:
            while not self.over.is_set():
                self.send(b": \n\n")
                try:
                    await asyncio.wait_for(self.over.wait(), BEAT)
                except TimeoutError:
                    continue
        finally:
            self.over.set()
            self.meeting_here.leave(self)


class Entries(PanelApi):
    """The journal as this seat may see it, and a new line in it."""

    rights = let(GET=SEATED, POST=TABLE)

    async def get(self, session: str) -> None:
        meeting = await self.meeting(session)
        require(self.visitor.role, "read_journal")
        after = self.get_argument("na", "0")
        if not after.isdigit() or len(after) > 9:
            raise InvalidInput("na must be a number", page="Controleer 'na'.")
        entries = await asyncio.to_thread(self.journal.panel, session, after=int(after))
        await meeting.refresh()
        seat = {"seat": self.visitor.seat.id, "role": self.visitor.role}
        lines = [told(entry, meeting.state) for entry in entries]
        self.finish({"entries": lines, "you": seat, "standing": meeting.standing(), "present": self._present(meeting)})

    def _present(self, meeting) -> list[dict]:
        return meeting.present() if self.visitor.role != "partner" else []

    async def post(self, session: str) -> None:
        meeting, given = await self.meeting(session), self.body()
        kind, content = self.text(given, "kind"), given.get("content")
        if kind not in SAID:
            raise UnknownName.among(SAID, given=kind[:40], kind="kind of entry", soort="Soort regel")
        if not isinstance(content, dict):
            raise InvalidInput("content must be an object", page="Dit bericht is niet te lezen.")
        about = given.get("about", [])
        if not (isinstance(about, list) and all(isinstance(link, str) for link in about)):
            raise InvalidInput("about must be a list of ids", page="Dit bericht is niet te lezen.")
        page = meeting.find(self.text(given, "page"))
        view = await meeting.view_of(page if page and self.settings["may_see"](self.visitor, page) else None)
        seat, id = self.visitor.seat, self.text(given, "id")
        entry = await meeting.write(seat, kind, content, id=id, view=view, about=tuple(about))
        self.set_status(201)
        self.finish({"entry": told(entry, meeting.state)})


class Tally(PanelApi):
    """The outcome of a closed vote."""

    rights = let(GET=SEATED)

    async def get(self, session: str, vote: str) -> None:
        await self.meeting(session)
        found = await asyncio.to_thread(self.journal.tally, session, vote)
        self.finish({"tally": found.as_dict()})


class ChainOf(PanelApi):
    """What led to an entry and what came of it."""

    rights = let(GET=SEATED)

    async def get(self, session: str, entry: str) -> None:
        meeting = await self.meeting(session)
        found = await asyncio.to_thread(chain, self.journal, session, entry)
        parts = {"before": found.before, "entry": (found.entry,), "after": found.after}
        self.finish({name: [told(one, meeting.state) for one in entries] for name, entries in parts.items()})


class Offshoot(PanelApi):
    """Branch off: my own copy of what this page shows now."""

    rights = let(POST=TABLE)

    async def post(self, session: str) -> None:
        meeting, given = await self.meeting(session), self.body()
        page = self.own(meeting, self.text(given, "page"))
        require(self.visitor.role, "branch")
        choices = given.get("choices")
        wanted = parse(notebooks.read(page.path), choices) if isinstance(choices, dict) else {}
        branch = meeting.branch(self.visitor.seat, page.name, page.state() | wanted)
        meeting.note(self.visitor.seat, "branched", page)
        await branch.settled.wait()
        self.finish({"page": branch.id, "url": f"{self.base}sessie/{session}/aftakking/{branch.id}"})


class Proposal(PanelApi):
    """Offer the state of my branch to the table, with a sentence."""

    rights = let(POST=TABLE)

    async def post(self, session: str) -> None:
        meeting, given = await self.meeting(session), self.body()
        page = self.own(meeting, self.text(given, "page"))
        view = await meeting.view_of(page)
        if view is None or page.place.sort != "branch":
            raise InvalidInput("only a branch can be proposed", page="Alleen een eigen aftakking is voor te stellen.")
        content, id = {"text": self.text(given, "text")}, self.text(given, "id")
        entry = await meeting.write(self.visitor.seat, "proposal", content, id=id, view=view)
        self.set_status(201)
        self.finish({"entry": told(entry, meeting.state)})


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
