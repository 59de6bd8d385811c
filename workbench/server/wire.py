"""Kernel messages on a websocket: Jupyter's two wire formats, written once and handed to every seat."""

import datetime as dt
import json
import uuid
from dataclasses import dataclass, field

from jupyter_server.services.kernels.connection.base import (
    deserialize_binary_message,
    deserialize_msg_from_ws_v1,
    serialize_msg_to_ws_v1,
)

from workbench.errors import InvalidInput

V1 = "v1.kernel.websocket.jupyter.org"
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
        known = isinstance(found.kind, str) and isinstance(found.id, str) and isinstance(found.content, dict)
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, UnicodeError, OverflowError) as error:
        raise _not_a_message() from error
    except Exception as error:  # struct.error has no common base with the above
        raise _not_a_message() from error
    if not known:
        raise _not_a_message()
    return found


def _read_v1(frame: Frame) -> Incoming:
    channel, parts = deserialize_msg_from_ws_v1(frame)
    header, content = json.loads(parts[0]), json.loads(parts[3])
    return Incoming(channel, header["msg_type"], header["msg_id"], header, content, tuple(parts[4:]))


def _read_legacy(frame: Frame) -> Incoming:
    told = json.loads(frame) if isinstance(frame, str) else deserialize_binary_message(frame)
    header = {key: str(value) for key, value in told["header"].items()}
    buffers = tuple(told.get("buffers", ())) if isinstance(frame, bytes) else ()
    return Incoming(told["channel"], header["msg_type"], header["msg_id"], header, told["content"], buffers)


def _with_buffers(text: bytes, buffers: tuple[bytes, ...]) -> bytes:
    pieces = [text, *buffers]
    offsets = [4 * (len(pieces) + 1)]
    for piece in pieces[:-1]:
        offsets.append(offsets[-1] + len(piece))
    numbers = [len(pieces), *offsets]
    return b"".join([b"".join(number.to_bytes(4, "big") for number in numbers), *pieces])


def _not_a_message() -> InvalidInput:
    return InvalidInput("not a kernel message", page="Dit bericht is niet te lezen.")
