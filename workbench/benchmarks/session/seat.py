"""A browser without a screen: the page, then its line, then the state of all widgets."""

import asyncio
import json
import re
import time
import uuid
from dataclasses import dataclass, field

from jupyter_server.services.kernels.connection.base import deserialize_msg_from_ws_v1, serialize_msg_to_ws_v1
from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.websocket import websocket_connect

PATIENCE, SILENCE = 300, 0.6  # seconds
LONG = {"request_timeout": PATIENCE, "connect_timeout": PATIENCE}
V1 = "v1.kernel.websocket.jupyter.org"  # the format that Voila's own front end asks for


@dataclass
class Seat:
    """Opens a page of this server and of stock Voila alike."""

    base: str
    path: str
    cookies: str = ""
    session: str = ""
    page: str = ""
    states: dict = field(default_factory=dict)
    line: object = None
    size: int = 0  # bytes of the message heard last

    async def open(self) -> float:
        """Seconds until the full state of all widgets is here."""
        start = time.perf_counter()
        answer = await fetch(self.base + self.path, self.cookies)
        page = re.search(r'data-page="([^"]+)"', answer) or re.search(r'"kernelId": "([^"]+)"', answer)
        self.page = page[1]
        url = self.base.replace("http", "ws", 1) + f"api/kernels/{self.page}/channels?session_id={uuid.uuid4().hex}"
        request = HTTPRequest(url, headers={"Cookie": self.cookies, "Origin": self.base.rstrip("/")})
        self.line = await websocket_connect(request, max_message_size=1 << 28, subprotocols=[V1])
        control = uuid.uuid4().hex
        opened = {"comm_id": control, "target_name": "jupyter.widget.control", "data": {}}
        await self.send("comm_open", opened, metadata={"version": "1.0.0"})
        await self.send("comm_msg", {"comm_id": control, "data": {"method": "request_states"}})
        while not self.states:
            told = await self.hear()
            self.states = told.get("data", {}).get("states", {})
        return time.perf_counter() - start

    async def send(self, kind: str, content: dict, *, metadata: dict | None = None) -> None:
        names = {"msg_id": uuid.uuid4().hex, "msg_type": kind, "username": "", "session": "", "date": ""}
        parts = [names | {"version": "5.3"}, {}, metadata or {}, content]
        written = serialize_msg_to_ws_v1([json.dumps(part).encode() for part in parts], "shell")
        await self.line.write_message(written, binary=True)

    async def hear(self) -> dict:
        """The content of the next message."""
        frame = await asyncio.wait_for(self.line.read_message(), PATIENCE)
        if frame is None:
            raise ConnectionError("the line was closed")
        self.size = len(frame)
        return json.loads(deserialize_msg_from_ws_v1(frame)[1][3])

    async def shows(self, **wanted: object) -> tuple[float, int]:
        """Waits until the page's address says this; gives the moment and the bytes that came until then."""
        size = 0
        while True:
            told = await self.hear()
            size += self.size
            view = told.get("data", {}).get("state", {}).get("view", {})
            if wanted.items() <= view.items():
                return time.perf_counter(), size

    async def rest(self) -> tuple[float, int]:
        """Hear what still comes until it is silent; gives the moment of the last message and the bytes of all."""
        last, size = 0.0, 0
        reading = asyncio.ensure_future(self.line.read_message())
        while (await asyncio.wait([reading], timeout=SILENCE))[0]:
            if reading.result() is None:
                raise ConnectionError("the line was closed")
            last, size = time.perf_counter(), size + len(reading.result())
            reading = asyncio.ensure_future(self.line.read_message())
        self._take_over(reading)
        return last, size

    def _take_over(self, reading: asyncio.Future) -> None:
        # A read that waits cannot be taken back: the next `hear` takes it over.
        read = self.line.read_message

        def once():
            self.line.read_message = read
            return reading

        self.line.read_message = once

    def widget(self, **having: object) -> str:
        return next(name for name, one in self.states.items() if having.items() <= one["state"].items())


async def fetch(url: str, cookies: str = "", **more: object) -> str:
    answer = await AsyncHTTPClient().fetch(url, headers={"Cookie": cookies, **more.pop("headers", {})}, **LONG, **more)
    return answer.body.decode()
