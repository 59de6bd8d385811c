"""The websocket of one seat: everything it sends passes the gate, everything it gets was written once for all."""

import json
import logging

from tornado.websocket import WebSocketClosedError, WebSocketHandler

from workbench.errors import InvalidInput, NotAllowed, UnknownName
from workbench.server.access import INSIDE, Door, let
from workbench.server.gate import LARGEST, Allowance, Answer, decide, says_for_itself, stamped
from workbench.server.page import Page, idle
from workbench.server.wire import V1, Incoming, Outgoing, message, read

log = logging.getLogger(__name__)
BEHIND = 24 * 1024 * 1024  # bytes waiting for a browser that does not read; it comes back and starts afresh
TOLERATED = 200  # refused messages before the line is cut
KERNEL = {
    "status": "ok",
    "protocol_version": "5.3",
    "implementation": "datawerkplaats",
    "implementation_version": "1",
    "language_info": {"name": "python", "version": "3", "mimetype": "text/x-python", "file_extension": ".py"},
    "banner": "",
    "help_links": [],
}


class SeatLine(Door, WebSocketHandler):
    rights = let(GET=INSIDE)
    page: Page | None = None

    async def get(self, page: str) -> None:
        self.page = self.settings["pages"].get(page) or await self.settings["revive"](page, self.visitor)
        if self.page is None:
            raise UnknownName(f"no page {page}", page="Deze pagina is verlopen. Open haar opnieuw.")
        if not self.settings["may_see"](self.visitor, self.page):
            raise NotAllowed(f"{self.visitor.role} may not see page {page}", page="Deze pagina is van iemand anders.")
        await super().get(page)

    def select_subprotocol(self, subprotocols: list[str]) -> str | None:
        return V1 if V1 in subprotocols else None

    async def open(self, _page: str) -> None:
        self.key = self.get_argument("session_id", "")[:80]
        self.allowance, self.refused, self.waiting = Allowance(), 0, 0
        self.set_nodelay(True)
        await self.page.settled.wait()
        self.page.welcome(self, again=bool(self.get_argument("opnieuw", "")))

    def on_message(self, frame: bytes | str) -> None:
        try:
            if len(frame) > LARGEST:
                raise InvalidInput("message too large", page="Dit bericht is te groot.")
            told = read(frame, self.selected_subprotocol)
        except InvalidInput as error:
            self._refuse(str(error))
            return
        if self.page.run is None:
            return
        rights = {name: self.settings[name](self.visitor, self.page) for name in ("may_move", "may_vote")}
        decision = decide(told, self.page.run.mirror, **rights)
        answer = decision.answer
        if answer is Answer.FORWARD and not self.allowance.take():
            answer = Answer.PUT_BACK
        if decision.reason:
            self._refuse(decision.reason)
        if answer is not Answer.DROP:
            ANSWERS[answer](self, told)

    def on_close(self) -> None:
        if self.page is not None:
            self.page.farewell(self)

    def send(self, told: Outgoing) -> None:
        """Hand a message to the browser; one that stopped reading is let go."""
        frame = told.frame(self.selected_subprotocol)
        size = len(frame)
        if self.waiting + size > BEHIND:
            self.close(1013, "too far behind")
            return
        try:
            sent = self.write_message(frame, binary=isinstance(frame, bytes))
        except WebSocketClosedError:
            return
        self.waiting += size
        sent.add_done_callback(lambda done: self._sent(done, size))

    def _sent(self, done, size: int) -> None:
        self.waiting -= size
        done.cancelled() or done.exception()  # a line that broke is noticed by on_close

    def _refuse(self, reason: str) -> None:
        self.refused += 1
        if self.refused in (1, 10, TOLERATED):
            log.warning("dropped from %s %s: %s (%d)", self.visitor.role, self.visitor.key[:8], reason, self.refused)
        if self.refused >= TOLERATED:
            self.close(1008, "too many refused messages")

    def _forward(self, told: Incoming) -> None:
        if says_for_itself(told):
            told = stamped(told, seat=self.settings["number_of"](self.visitor))
        self.page.ask(self, told)

    def _put_back(self, told: Incoming) -> None:
        self.page.put_back(self, told)

    def _tell_kernel(self, told: Incoming) -> None:
        self._reply("kernel_info_reply", json.dumps(KERNEL).encode(), told, channel="shell")
        self.send(idle(told.header))

    def _tell_widgets(self, told: Incoming) -> None:
        comms = {name: {"target_name": "jupyter.widget"} for name in self.page.run.mirror.widgets}
        content = json.dumps({"status": "ok", "comms": comms}).encode()
        self._reply("comm_info_reply", content, told, channel="shell")
        self.send(idle(told.header))

    def _tell_states(self, told: Incoming) -> None:
        states, buffers = self.page.run.mirror.states()
        content = b'{"comm_id":%b,"data":%b}' % (json.dumps(told.content["comm_id"]).encode(), states)
        self._reply("comm_msg", content, told, buffers=buffers)
        self.send(idle(told.header))

    def _note(self, told: Incoming) -> None:
        self.send(idle(told.header))

    def _reply(self, kind: str, content: bytes, told: Incoming, **parts: object) -> None:
        self.send(message(kind, content, parent=json.dumps(told.header).encode(), **parts))


ANSWERS = {
    Answer.FORWARD: SeatLine._forward,
    Answer.PUT_BACK: SeatLine._put_back,
    Answer.INFO: SeatLine._tell_kernel,
    Answer.STATES: SeatLine._tell_states,
    Answer.WIDGETS: SeatLine._tell_widgets,
    Answer.NOTED: SeatLine._note,
}
