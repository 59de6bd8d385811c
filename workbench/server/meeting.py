"""A session as it is going on at this server: who is here, what is on the table, and telling every panel what is new.

What counts is in the journal; this only follows it (also what another server wrote on the same journal) and holds
what is of the moment: open panels and the pages of the session.
"""

import asyncio
import logging
import uuid
from dataclasses import replace

from workbench.errors import InvalidInput, NotAllowed, WorkbenchError
from workbench.server import as_it_was, versions
from workbench.server.audience import Audience
from workbench.server.looking import Looking
from workbench.server.page import Page
from workbench.server.pages import Pages, table_id, taken_back
from workbench.server.telling import told
from workbench.session import Journal, Seat, Session, View, bind, changed_figures

log = logging.getLogger(__name__)
LOOK, DOZE = 0.5, 3.0  # seconds between two looks at what another server wrote; and when no panel is open
FIGURES = 30.0  # seconds between two looks at whether figures changed under the entries


class Meeting:
    """One per session and server. `audience` are those with an open panel."""

    def __init__(self, state: Session, *, journal: Journal, pages: Pages):
        self.state, self.journal, self.pages = state, journal, pages
        self.audience = Audience()
        self.changed: dict[str, list] = {}
        self._told = state.number
        self._news = asyncio.Event()
        self._looking = Looking(self._note)
        self._tasks = {asyncio.create_task(self._follow()), asyncio.create_task(self._follow_figures())}

    @property
    def id(self) -> str:
        return self.state.id

    # --- pages

    async def table(self, notebook: str) -> Page:
        """The page all seats share for this notebook, as it was last. Raises: UnknownName."""
        page = self.pages.get(table_id(self.id, notebook))
        if page is not None and page.failure is None:
            return page
        view = self.state.views.get(notebook)
        started = self.state.parameters if notebook == self.state.notebook else {}
        parameters = dict(view.parameters) if view else dict(started)
        path = versions.path(self.state, notebook)
        return self._attend(self.pages.table(self.id, notebook, path, parameters=parameters))

    def branch(self, seat: Seat, notebook: str, parameters: dict) -> Page:
        """A view of this seat's own."""
        path = versions.path(self.state, notebook)
        return self._attend(self.pages.branch(self.id, seat.id, notebook, path, parameters=parameters))

    def find(self, page_id: str) -> Page | None:
        """A page of this session."""
        page = self.pages.get(page_id)
        return page if page is not None and page.place.session == self.id else None

    def _attend(self, page: Page) -> Page:
        page.changed = self._page_changed
        if page.place.sort == "table":
            page.moved = self._looking.moved
        return page

    # --- writing

    async def write(self, seat: Seat, kind: str, content: dict, *, id: str, view: View | None = None, about=()):
        """Store an entry and tell all panels. Raises what the journal raises; then nothing was acknowledged."""
        write = self.journal.write
        entry = await asyncio.to_thread(write, seat, kind, content, id=id, view=view, about=about)
        await self.refresh()
        return entry

    async def refresh(self) -> None:
        """Look at the journal now, not at the next look."""
        self.state = await asyncio.to_thread(self.journal.session, self.id)
        self._news.set()

    async def view_of(self, page: Page | None) -> View | None:
        """What a page shows now, tied to its figures; None when it has no address."""
        shown = page.shown() if page else None
        if shown is None:
            return None
        if page.kept is not None:
            return page.kept
        drawn = as_it_was.written(page)
        return replace(await asyncio.to_thread(_bound, page.name, shown.parameters), drawn=drawn)

    async def kept(self, seat: Seat, view: View) -> Page:
        """A view as it was when something was said about it.

        Raises: InvalidInput when that was not kept; NotAllowed when its figures were withdrawn since.
        """
        if view.still is None:
            page = "Van deze regel is het beeld van toen niet bewaard. Open het beeld met de cijfers van nu."
            raise InvalidInput("the view has no still", page=page)
        content = await asyncio.to_thread(self.journal.still, view.still)
        path = versions.path(self.state, view.notebook)
        found = as_it_was.page_of(view, content, session=self.id, owner=seat.id, path=path)
        if withdrawn := await asyncio.to_thread(taken_back, found):
            page = "De cijfers in dit beeld zijn ingetrokken. Open het beeld met de cijfers van nu."
            raise NotAllowed(f"the still shows withdrawn figures of {withdrawn}", page=page)
        return self.pages.show_kept(found)

    def note(self, seat: Seat, kind: str, page: Page) -> None:
        """Write down what somebody does, without letting them wait for its figures to be looked up."""
        task = asyncio.create_task(self._note(seat, kind, page))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _note(self, seat: Seat, kind: str, page: Page) -> None:
        try:
            await self.write(seat, kind, {}, id=str(uuid.uuid4()), view=await self.view_of(page))
        except WorkbenchError as error:
            log.warning("%s of %s was not written: %s", kind, page.name, error)

    # --- telling

    def join(self, panel) -> None:
        self.audience.join(panel, standing=self.standing())

    def tell(self, name: str, facts: dict) -> None:
        self.audience.tell(name, facts)

    def standing(self) -> dict:
        """What every panel shows of the session as a whole."""
        return self.state.as_dict() | {"changed": self.changed}

    async def close(self) -> None:
        await self._looking.close()
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self.audience.close()

    async def _page_changed(self, page: Page, what: str) -> None:
        self.tell("pagina", {"page": page.id, "state": what})

    async def _follow(self) -> None:
        """Tell the panels each new line of the journal, whoever wrote it."""
        while True:
            self._news.clear()
            try:
                fresh = await asyncio.to_thread(self.journal.entries, self.id, after=self._told)
                if fresh:
                    await self._tell_entries(fresh)
            except WorkbenchError as error:
                log.warning("the journal of %s cannot be read: %s", self.id, error)
            try:
                await asyncio.wait_for(self._news.wait(), LOOK if self.audience.panels else DOZE)
            except TimeoutError:
                continue

    async def _tell_entries(self, fresh: list) -> None:
        self.state = await asyncio.to_thread(self.journal.session, self.id)
        self._told = fresh[-1].number
        open_to_all = await asyncio.to_thread(self.journal.panel, self.id, after=fresh[0].number - 1)
        for entry in open_to_all:
            self.tell("regel", told(entry, self.state))
        self.tell("stand", self.standing())
        if any(entry.kind == "revoked" for entry in fresh):
            self._turn_out()

    def _turn_out(self) -> None:
        """Whose invitation was revoked leaves the table at once."""
        gone = {seat.id for seat in self.state.seats.values() if self.state.invitations[seat.invitation].revoked}
        self.audience.turn_out(gone)
        for page in self.pages.known.values():
            for seat in [seat for seat in page.seats if seat.visitor.seat and seat.visitor.seat.id in gone]:
                seat.close(4403, "invitation revoked")

    async def _follow_figures(self) -> None:
        """Say under which entries the figure changed since."""
        while True:
            if self.audience.panels:
                try:
                    found = await asyncio.to_thread(changed_figures, self.journal, self.id)
                except WorkbenchError as error:
                    log.warning("cannot compare the figures of %s: %s", self.id, error)
                else:
                    now = {entry: [change.sentence for change in changes] for entry, changes in found.items()}
                    if now != self.changed:
                        self.changed = now
                        self.tell("stand", self.standing())
            await asyncio.sleep(FIGURES)


def _bound(notebook: str, parameters: dict) -> View:
    try:
        return bind(notebook, parameters)
    except WorkbenchError as error:  # a researcher's copy may have choices that the curated notebook does not
        log.info("a view of %s is kept without its figures: %s", notebook, error)
        return View(notebook, {name: value for name, value in parameters.items() if isinstance(value, str | int)})


class Meetings:
    """The sessions that somebody at this server looked at."""

    def __init__(self, *, journal: Journal, pages: Pages):
        self.journal, self.pages = journal, pages
        self.known: dict[str, Meeting] = {}

    async def get(self, session: str) -> Meeting:
        """Raises: UnknownName."""
        if session not in self.known:
            state = await asyncio.to_thread(self.journal.session, session)
            self.known.setdefault(session, Meeting(state, journal=self.journal, pages=self.pages))
        return self.known[session]

    async def revive(self, page_id: str, seat: Seat) -> Page | None:
        """The shared page that had this id before the server was restarted."""
        meeting = await self.get(seat.session)
        for notebook in versions.names():
            if table_id(seat.session, notebook) == page_id:
                return await meeting.table(notebook)
        return None

    async def close(self) -> None:
        await asyncio.gather(*(meeting.close() for meeting in self.known.values()))
