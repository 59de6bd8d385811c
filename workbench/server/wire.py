"""Kernel messages on a websocket: Jupyter's two wire formats, written once and handed to every seat."""

import datetime as dt
import json
import uuid
from dataclasses import dataclass, field
from itertools import pairwise

from jupyter_server.services.kernels.connection.base import serialize_msg_to_ws_v1

from workbench.errors import InvalidInput

V1 = "v1.kernel.websocket.jupyter.org"
MOST_PARTS = 64
Frame = bytes | str


@dataclass(frozen=True)
class Incoming:
    """What a browser sent. Nothing in it is trusted."""

    channel: str
    kind: str
    id: str
    header: dict
    content: dict
    buffers: tuple[bytes, ...] = ()


@dataclass(frozen=True)
class Outgoing:
    """A message as JSON texts, so that it is written once however many seats receive it."""

    channel: str
    header: bytes
    content: bytes
    parent: bytes = b"{}"
    metadata: bytes = b"{}"
    buffers: tuple[bytes, ...] = ()
    _frames: dict = field(default_factory=dict, compare=False, repr=False)

    def frame(self, protocol: str | None) -> Frame:
        """The websocket frame in the protocol that a browser chose."""
        if protocol not in self._frames:
            self._frames[protocol] = self._v1() if protocol == V1 else self._legacy()
        return self._frames[protocol]

    def answering(self, parent: dict) -> "Outgoing":
        """The same message, as the answer to the message with that header."""
        told = json.dumps(parent).encode()
        return Outgoing(self.channel, self.header, self.content, told, self.metadata, self.buffers)

    def _v1(self) -> bytes:
        return serialize_msg_to_ws_v1(
            [self.header, self.parent, self.metadata, self.content, *self.buffers], self.channel
        )

    def _legacy(self) -> Frame:
        text = b'{"header":%b,"parent_header":%b,"metadata":%b,"content":%b,"buffers":[],"channel":"%b"}' % (
            self.header,
            self.parent,
            self.metadata,
            self.content,
            self.channel.encode(),
        )
        return _with_buffers(text, self.buffers) if self.buffers else text.decode()


def message(kind: str, content: dict | bytes, *, channel: str = "iopub", **parts: object) -> Outgoing:
    """A message from the server itself."""
    header = {
        "msg_id": uuid.uuid4().hex,
        "msg_type": kind,
        "username": "",
        "session": "tafel",
        "date": dt.datetime.now(dt.UTC).isoformat(),
        "version": "5.3",
    }
    told = content if isinstance(content, bytes) else json.dumps(content).encode()
    return Outgoing(channel, json.dumps(header).encode(), told, **parts)


def read(frame: Frame, protocol: str | None) -> Incoming:
    """The message in a frame from a browser. Raises: InvalidInput when it is not a kernel message."""
    try:
        found = _read_v1(frame) if protocol == V1 else _read_legacy(frame)
        told = (found.channel, found.kind, found.id)
        if not all(isinstance(word, str) for word in told) or not isinstance(found.content, dict):
            raise TypeError("not a message")
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError) as error:
        raise InvalidInput("not a kernel message", page="Dit bericht is niet te lezen.") from error
    return found


def _read_v1(frame: Frame) -> Incoming:
    # Jupyter's own reader believes the number of parts that a frame claims, and would count to 2**64 for a hostile one.
    if isinstance(frame, str):
        raise TypeError("this format is binary")
    count = int.from_bytes(frame[:8], "little")
    if not 6 <= count <= MOST_PARTS or len(frame) < 8 * (count + 1):
        raise ValueError("number of parts")
    offsets = [int.from_bytes(frame[8 * (part + 1) : 8 * (part + 2)], "little") for part in range(count)]
    channel, *parts = (frame[start:end] for start, end in pairwise(offsets))
    header, content = json.loads(parts[0]), json.loads(parts[3])
    return Incoming(channel.decode(), header["msg_type"], header["msg_id"], header, content, tuple(parts[4:]))


def _read_legacy(frame: Frame) -> Incoming:
    text, buffers = (frame, ()) if isinstance(frame, str) else _split(frame)
    told = json.loads(text)
    header = {key: str(value) for key, value in told["header"].items()}
    return Incoming(told["channel"], header["msg_type"], header["msg_id"], header, told["content"], tuple(buffers))


def _split(frame: bytes) -> tuple[bytes, tuple[bytes, ...]]:
    count = int.from_bytes(frame[:4], "big")
    if not 1 <= count <= MOST_PARTS:
        raise ValueError("number of parts")
    offsets = [int.from_bytes(frame[4 * (part + 1) : 4 * (part + 2)], "big") for part in range(count)]
    text, *buffers = (frame[start:end] for start, end in pairwise([*offsets, len(frame)]))
    return text, tuple(buffers)


def _with_buffers(text: bytes, buffers: tuple[bytes, ...]) -> bytes:
    pieces = [text, *buffers]
    offsets = [4 * (len(pieces) + 1)]
    for piece in pieces[:-1]:
        offsets.append(offsets[-1] + len(piece))
    numbers = [len(pieces), *offsets]
    return b"".join([b"".join(number.to_bytes(4, "big") for number in numbers), *pieces])
