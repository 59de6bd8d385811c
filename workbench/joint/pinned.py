"""Connections between compute parties: TLS 1.3, a certificate pinned per party, and an end when a party falls silent.

mpyc takes the number a peer sends for who it is, listens on every interface and waits for a lost peer for ever. Here a
connection is bound to the party whose certificate it shows, only the agreed address listens, and silence has a limit.
"""

import asyncio
import socket
import ssl
import time
from collections.abc import Callable
from pathlib import Path

from mpyc.asyncoro import MessageExchanger

from workbench.joint.identity import Identity, PublicIdentity, fingerprint

SILENCE_SECONDS = 15.0
CONNECT_SECONDS = 15.0


class Lost(Exception):
    """A party went away, fell silent or is not who it says."""

    def __init__(self, party: str, why: str):
        super().__init__(f"{party}: {why}")
        self.party, self.why = party, why


class PinnedExchanger(MessageExchanger):
    """mpyc's exchanger, for exactly one party: the one whose certificate the connection shows."""

    __slots__ = ("heard", "lost", "pinned", "transcript")

    def __init__(self, runtime, *, pinned: Callable[[bytes], int | None], peer: int | None, lost: Callable, transcript):
        super().__init__(runtime, peer)
        self.pinned, self.lost, self.transcript = pinned, lost, transcript
        self.heard = time.monotonic()

    def connection_made(self, transport) -> None:
        shown = transport.get_extra_info("ssl_object").getpeercert(binary_form=True)
        known = self.pinned(shown)
        if known is None or self.peer_pid not in (None, known):
            transport.abort()
            return
        self.pinned = lambda _: known
        super().connection_made(transport)

    def data_received(self, data: bytes) -> None:
        self.heard = time.monotonic()
        if self.transport is None:
            return
        if self.peer_pid is None and len(self.bytes) + len(data) >= 2:
            said = int.from_bytes((bytes(self.bytes) + data)[:2], "little")
            if said != self.pinned(b""):
                self.transport.abort()
                return
        self.transcript(self.pinned(b""), data)
        super().data_received(data)

    def connection_lost(self, _exc: Exception | None) -> None:
        if self.transport is not None and self.peer_pid is not None:
            self.lost(self.peer_pid)


async def connect(
    runtime, identity: Identity, parties: list[PublicIdentity], *, bind: str, on_lost, transcript
) -> None:
    """Connects this party with all others: it listens for those before it and calls those after it.

    Raises: Lost when a party does not come in time.
    """
    numbers = {party.fingerprint: number for number, party in enumerate(parties)}

    def pinned(certificate: bytes) -> int | None:
        return numbers.get(fingerprint(certificate))

    def exchanger(peer: int | None = None) -> PinnedExchanger:
        return PinnedExchanger(runtime, pinned=pinned, peer=peer, lost=on_lost, transcript=transcript)

    loop = asyncio.get_running_loop()
    for peer in runtime.parties:
        peer.protocol = loop.create_future() if peer.pid == runtime.pid else None
    server = None
    if runtime.pid:
        listening = _context(ssl.PROTOCOL_TLS_SERVER, identity, parties)
        port = parties[runtime.pid].port
        server = await loop.create_server(exchanger, host=bind, port=port, ssl=listening, reuse_address=True)
    calling = _context(ssl.PROTOCOL_TLS_CLIENT, identity, parties)
    try:
        async with asyncio.timeout(CONNECT_SECONDS):
            for number in range(runtime.pid + 1, len(parties)):
                await _call(loop, exchanger, number, party=parties[number], context=calling)
            await runtime.parties[runtime.pid].protocol
    except TimeoutError:
        absent = [parties[peer.pid].name for peer in runtime.parties if peer.protocol is None]
        raise Lost(", ".join(absent) or "een rekenpartij", "kwam niet op tijd") from None
    finally:
        if server is not None:
            server.close()


async def _call(loop, exchanger, number: int, *, party: PublicIdentity, context: ssl.SSLContext) -> None:
    while True:
        try:
            made, _ = await loop.create_connection(
                lambda: exchanger(number), party.host, party.port, ssl=context, server_hostname=""
            )
        except (OSError, ssl.SSLError):
            await asyncio.sleep(0.1)
            continue
        if made.is_closing():
            raise Lost(party.name, "toonde een ander certificaat dan in het manifest")
        _keep_alive(made.get_extra_info("socket"))
        return


def _context(purpose: int, identity: Identity, parties: list[PublicIdentity]) -> ssl.SSLContext:
    context = ssl.SSLContext(purpose)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.check_hostname = False  # who it is follows from the pinned certificate, not from a name
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(cadata="\n".join(party.certificate for party in parties))
    context.load_cert_chain(_text(identity.certificate_file), _text(identity.certificate_key_file))
    return context


def _keep_alive(sock: socket.socket) -> None:
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)


def _text(path: Path) -> str:
    return str(path)
