"""A page: what its seats look at together. Its id stays; the run of the notebook behind it can be replaced.

A shared page has the same id for the same session and notebook, also after the server was restarted, and a browser
that comes back only needs the state that changed meanwhile.
"""

import asyncio
import contextlib
import json
import logging
import time
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from workbench.server import notebooks, viewing
from workbench.server.rendering import Failure
from workbench.server.running import Run
from workbench.server.wire import Incoming, Outgoing, message
from workbench.session import View

log = logging.getLogger(__name__)
COMM = {"comm_open", "comm_msg", "comm_close"}


@dataclass(frozen=True)
class Place:
    """Whose page it is: of one visitor (`owner`), or of a session; a branch has both."""

    session: str = ""
    owner: str = ""
    sort: str = "alone"  # alone, table or branch


class Page:
    """A run, those who look at it, and what happens when the kernel dies."""

    def __init__(self, name: str, path: Path, *, parameters: dict, place: Place, id: str | None = None):
        self.id = id or str(uuid.uuid4())
        self.name, self.path, self.parameters, self.place = name, path, parameters, place
        self.title = notebooks.describe(notebooks.read(path), name=name).title
        self.seats: set = set()
        self.run: Run | None = None
        self.failure: Failure | None = None
        self.progress = (0, 1)
        self.settled = asyncio.Event()
        self.used = time.monotonic()
        self.moved: Callable[[Page, object], None] = lambda _page, _who: None
        self.changed: Callable[[Page, str], Awaitable[None]] | None = None
        self._asked: dict[str, tuple[object, dict]] = {}
        self._left: dict[str, tuple[str, int]] = {}
        self._last: viewing.Shown | None = None
        self._reviving = False
        self.kept: View | None = None  # the view of a page that shows what once was

    async def make(self) -> "Page":
        """Run the notebook; afterwards `run` or `failure` is there."""
        try:
            self.run = await self._fresh_run().make(self.path, self.parameters, name=self.name)
            self._last = self.shown()
        except Failure as failure:
            self.failure = failure
            log.warning("page %s (%s) failed in cell %s: %s", self.name, self.id, failure.cell, failure.page)
        except Exception as error:
            log.exception("page %s could not be made", self.name)
            page = "Deze pagina kon niet worden gestart. Probeer het opnieuw."
            self.failure = Failure(page, 503, str(error))
        finally:
            self.settled.set()
        return self

    async def move_to(self, parameters: dict) -> None:
        """Show the same notebook with other choices, to every seat at once. Raises: Failure, and all stays."""
        if self.run is None:
            self.parameters = parameters
            await self.make()
            return
        before, fresh = self.run, await self._fresh_run().make(self.path, parameters, name=self.name)
        self._take_over(before, fresh)
        self._last = self.shown()
        await before.stop()

    async def replace(self, path: Path, parameters: dict) -> None:
        """Show another version of the notebook, once it ran well. Raises: Failure, and all stays as it was."""
        run = await self._fresh_run().make(path, parameters, name=self.name)
        before, self.run, self.path, self.failure = self.run, run, path, None
        self._last = self.shown()
        if before is not None:
            await before.stop()

    async def end(self) -> None:
        """Stop the kernel and close the line to every seat."""
        for seat in list(self.seats):
            seat.close(4404, "page ended")
        if self.run is not None:
            await self.run.stop()

    def shown(self) -> viewing.Shown | None:
        """The exact view the page shows now."""
        return viewing.shown(self.run.mirror) if self.run else None

    def state(self) -> dict[str, object]:
        """The parameters with which the same view can be made again."""
        now = self.shown() or self._last
        return dict(now.parameters) if now else dict(self.parameters)

    # --- seats

    def welcome(self, seat, *, again: bool) -> None:
        """A seat is on the line; one that comes back gets what it missed."""
        self.used = time.monotonic()
        self.seats.add(seat)
        if again and self.run is not None:
            epoch, turn = self._left.pop(seat.key, ("", 0))
            missed = self.run.mirror.since(turn if epoch == self.run.epoch else 0)
            for name, widget in missed:
                kind = "comm_open" if epoch == self.run.epoch and widget.opened > turn else "comm_msg"
                seat.send(_whole(kind, name, widget))

    def farewell(self, seat) -> None:
        self.used = time.monotonic()
        self.seats.discard(seat)
        if self.run is not None:
            self._left[seat.key] = (self.run.epoch, self.run.mirror.turn)
        while len(self._left) > 1000:
            self._left.pop(next(iter(self._left)))

    def ask(self, seat, told: Incoming) -> None:
        """Hand an allowed update of a seat to the kernel."""
        self.used = time.monotonic()
        if self._reviving or self.run.line is None:
            self.put_back(seat, told)
            return
        asked = self.run.line.send(told.content, buffers=told.buffers)
        self._asked[asked] = (seat, told.header)
        while len(self._asked) > 2000:
            self._asked.pop(next(iter(self._asked)))

    def put_back(self, seat, told: Incoming) -> None:
        """Give a browser that changed what it may not change the current state again, and its "done"."""
        name, data = told.content.get("comm_id"), told.content.get("data")
        widget = self.run.mirror.widgets.get(name) if self.run and isinstance(name, str) else None
        changed = data.get("state") if isinstance(data, dict) else None
        if widget is not None and isinstance(changed, dict):
            seat.send(_whole("comm_msg", name, widget, keys=set(changed)))
        seat.send(idle(told.header))

    # --- the kernel

    def _news(self, run: Run, kind: str, parent: dict, changed: str | None, raw: Outgoing) -> None:
        """Pass on what the kernel says: widgets to all, "done" to the one who asked, the rest to nobody."""
        if run is not self.run:
            return
        asker, header = self._asked.get(parent.get("msg_id", ""), (None, None))
        if kind in COMM:
            for seat in list(self.seats):
                seat.send(raw.answering(header) if seat is asker else raw)
            if changed:
                self._look(asker)
        elif kind == "status" and asker is not None:
            asker.send(raw.answering(header))
            if b'"idle"' in raw.content:
                self._asked.pop(parent["msg_id"], None)

    def _look(self, asker) -> None:
        now = self.shown()
        if now is not None and now != self._last:
            self._last = now
            self.moved(self, asker)

    async def _died(self, run: Run) -> None:
        """The kernel is gone: run the notebook again in the last state and give every seat that state."""
        if run is not self.run or self._reviving:
            return
        log.warning("the kernel of page %s (%s) died; starting again", self.name, self.id)
        self._reviving = True
        self._asked.clear()
        await self._tell("reviving")
        try:
            fresh = await self._fresh_run().make(self.path, self.state(), name=self.name)
        except Exception as error:
            log.exception("page %s could not be started again", self.name)
            sentence = "Deze pagina kon niet worden hersteld. Probeer het opnieuw."
            self.failure = error if isinstance(error, Failure) else Failure(sentence, 503, str(error))
            await self._tell("lost")
        else:
            self._take_over(run, fresh)
            await self._tell("revived")
        finally:
            self._reviving = False
        with contextlib.suppress(Exception):
            await run.stop()

    def _take_over(self, before: Run, fresh: Run) -> None:
        self.run = fresh
        for name, widget in fresh.mirror.widgets.items():
            kind = "comm_msg" if name in before.mirror.widgets else "comm_open"
            self._to_all(_whole(kind, name, widget))
        for name in before.mirror.widgets.keys() - fresh.mirror.widgets.keys():
            self._to_all(message("comm_close", {"comm_id": name, "data": {}}))

    def _to_all(self, told: Outgoing) -> None:
        for seat in list(self.seats):
            seat.send(told)

    async def _tell(self, what: str) -> None:
        if self.changed is not None:
            await self.changed(self, what)

    def _fresh_run(self) -> Run:
        return Run(page=self.id, news=self._news, died=self._died, progress=self._step)

    def _step(self, done: int, total: int) -> None:
        self.progress = (done, max(total, 1))


def idle(parent: dict) -> Outgoing:
    """The "done" that a front end waits for after each message."""
    return message("status", {"execution_state": "idle"}, parent=json.dumps(parent).encode())


def _whole(kind: str, name: str, widget, *, keys: set[str] | None = None) -> Outgoing:
    """The state of a widget as a message: its opening, or an update of everything (or of some keys)."""
    state, paths, buffers = widget.part(keys)
    data = {"state": state, "buffer_paths": paths}
    content = {"comm_id": name, "data": data if kind == "comm_open" else {"method": "update", **data}}
    if kind == "comm_open":
        content["target_name"] = "jupyter.widget"
    return message(kind, content, buffers=buffers, metadata=json.dumps(widget.metadata).encode())
