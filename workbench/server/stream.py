"""Everything new in a session, as it happens: the line from the server to a panel or a lobby (server-sent events)."""

import asyncio

from tornado.iostream import StreamClosedError

from workbench.server.access import SEATED, let
from workbench.server.at_table import AtTable
from workbench.session import Seat

BEAT = 15.0  # seconds between two signs of life
BEHIND = 2 * 1024 * 1024  # bytes waiting for a browser that does not read; it comes back and asks for what it missed


class Stream(AtTable):
    """One open panel. What it missed while it was away it asks for itself."""

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
            self.meeting_here.audience.leave(self)
