"""What the panel beside a page asks and sends: the journal, and the acts of who is at the table.

It does not need the kernel. Who did it comes from the signed cookie, what it was about from the server's own mirror
of the page; a browser only sends the words.
"""

import asyncio
import json

from workbench.errors import InvalidInput, UnknownName
from workbench.server import notebooks
from workbench.server.access import SEATED, TABLE, let
from workbench.server.at_table import AtTable
from workbench.server.parameters import parse
from workbench.server.telling import told
from workbench.session import chain, require

SAID = frozenset(
    ("interpretation", "question", "comment", "decision", "action", "vote_opened", "vote_cast", "vote_closed")
)


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
        return meeting.audience.present() if self.visitor.role != "partner" else []

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
