"""Seats without a screen: they come in by an invitation, talk to the API, and keep a line to a page like a browser."""

import asyncio
import json
import re
import struct
import urllib.parse
import uuid

import websockets

from tests.server.conftest import PATIENCE, Answer, Server, Visitor
from workbench.server.wire import V1


class Seated(Visitor):
    """A visitor that took a seat."""

    def __init__(self, server: Server, token: str, organisation: str = "GGD Drenthe", word: str = "onderzoek"):
        super().__init__(server.base)
        form = self.get(f"uitnodiging/{token}").text
        xsrf = re.search(r'name="_xsrf" value="([^"]+)"', form)[1]
        told = urllib.parse.urlencode({"_xsrf": xsrf, "organisatie": organisation, "woord": word}).encode()
        self.lobby = self.ask("POST", f"uitnodiging/{token}", told, {})
        self.session = re.search(r'data-session="([^"]+)"', self.lobby.text)[1]

    @property
    def cookies(self) -> str:
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.jar)

    def cookie(self, name: str) -> str:
        return next((cookie.value for cookie in self.jar if cookie.name == name), "")

    def api(self, method: str, path: str, **content: object) -> Answer:
        headers = {"Accept": "application/json", "X-Xsrftoken": self.cookie("_xsrf")}
        body = json.dumps(content).encode() if method != "GET" else None
        return self.ask(method, f"api/sessie/{self.session}/{path}", body, headers)

    def entries(self) -> list[dict]:
        return json.loads(self.api("GET", "regels").text)["entries"]

    def say(self, text: str, *, kind: str = "question", id: str | None = None, page: str = "", **more) -> Answer:
        content = {"text": text, **more}
        return self.api("POST", "regels", id=id or str(uuid.uuid4()), kind=kind, content=content, page=page)

    def open(self, notebook: str = "klein") -> str:
        """The id of the shared page."""
        return page_id(self.get(f"sessie/{self.session}/tafel/{notebook}"))

    def line(self, page: str, **options: object) -> "Line":
        return Line(self, page, **options)


def page_id(answer: Answer) -> str:
    return re.search(r'data-page="([^"]+)"', answer.text)[1]


class Line:
    """The websocket of a browser, in the older of the two formats, which a test can read."""

    def __init__(self, seat: Visitor, page: str, *, key: str | None = None, again: bool = False, protocol=None):
        self.key = key or uuid.uuid4().hex
        url = seat.base.replace("http", "ws", 1) + f"api/kernels/{page}/channels?session_id={self.key}"
        self.url = url + ("&opnieuw=1" if again else "")
        # Only the server decides whether the line still lives: a busy test that answers late is no lost connection.
        patient = {"open_timeout": PATIENCE, "close_timeout": PATIENCE, "ping_interval": None}
        self.options = {"additional_headers": {"Cookie": seat.cookies}, "max_size": None, **patient}
        if protocol:
            self.options["subprotocols"] = [protocol]
        self.states: dict[str, dict] = {}
        self.closed: list[str] = []
        self.years: list[int] = []  # every year that was told, in order
        self.idle: set[str] = set()  # what was sent and dealt with
        self.loaded = False

    async def __aenter__(self) -> "Line":
        self.socket = await websockets.connect(self.url, **self.options)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.socket.close()

    async def send(self, kind: str, content: dict, *, channel: str = "shell") -> str:
        name = uuid.uuid4().hex
        header = {"msg_id": name, "msg_type": kind, "username": "", "session": self.key, "date": "", "version": "5.3"}
        told = {"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": channel}
        await self.socket.send(json.dumps(told | {"buffers": []}))
        return name

    async def ready(self) -> "Line":
        """Ask for all states, as a page does when it opens."""
        await self.send("comm_msg", {"comm_id": uuid.uuid4().hex, "data": {"method": "request_states"}})
        await self.until(lambda: self.loaded)
        return self

    async def move(self, model: str, **state: object) -> str:
        return await self.send("comm_msg", {"comm_id": self.find(model), "data": update(**state)})

    async def done(self, name: str) -> None:
        """Until the server, and the kernel when it came that far, have dealt with this message and told what it did."""
        await self.until(lambda: name in self.idle)

    async def settle(self) -> None:
        """Until all is heard that the server told before now."""
        await self.done(await self.send("kernel_info_request", {}))

    async def until(self, true) -> None:
        async with asyncio.timeout(PATIENCE):
            while not true():
                self.hear(json.loads(words_in(await self.socket.recv())))

    def hear(self, told: dict) -> None:
        content = told["content"]
        data = content.get("data", {})
        if data.get("method") == "update_states":
            self.states, self.loaded = {name: dict(one["state"]) for name, one in data["states"].items()}, True
        elif told["header"]["msg_type"] in ("comm_msg", "comm_open") and "state" in data:
            self.states.setdefault(content["comm_id"], {}).update(data["state"])
        elif told["header"]["msg_type"] == "comm_close":
            self.closed.append(content["comm_id"])
        elif content.get("execution_state") == "idle":
            self.idle.add(told["parent_header"]["msg_id"])
        if self.year not in (None, *self.years[-1:]):
            self.years.append(self.year)

    @property
    def kernel(self) -> int | None:
        """The process behind the page, as the notebook says."""
        return next((state["proces"] for state in self.states.values() if "proces" in state), None)

    def find(self, model: str) -> str:
        return next(name for name, state in self.states.items() if state.get("_model_name") == model)

    @property
    def year(self) -> int | None:
        sliders = [state for state in self.states.values() if state.get("_model_name") == "IntSliderModel"]
        return sliders[0]["value"] if sliders else None


def words_in(frame: str | bytes) -> str:
    """What can be read of a message; one that carries bytes, as a map does, begins with where its parts begin."""
    if isinstance(frame, str):
        return frame
    number, *_ = struct.unpack_from(">I", frame)
    starts = [*struct.unpack_from(f">{number}I", frame, 4), len(frame)]
    return bytes(frame[starts[0] : starts[1]]).decode()


def update(**state: object) -> dict:
    return {"method": "update", "state": state, "buffer_paths": []}


__all__ = ["V1", "Line", "Seated", "page_id", "update"]
