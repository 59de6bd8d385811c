"""The inbox of a compute party: one sealed share per organisation, by file or over TLS, kept as it came."""

import asyncio
import ssl
from collections.abc import Callable
from pathlib import Path

from workbench.errors import InvalidInput
from workbench.joint import field
from workbench.joint.field import Field
from workbench.joint.identity import Identity
from workbench.joint.manifest import Manifest
from workbench.joint.shares import SealedShare, open_share, parse

LARGEST_SHARE = 64 * 2**20
RECEIVE_SECONDS = 60.0
LOOK_AGAIN_SECONDS = 0.2


class Inbox:
    """Sealed shares in a folder. A share that does not fit is refused and never kept."""

    def __init__(self, folder: Path, *, manifest: Manifest, identity: Identity, cells: int, at: tuple[float, ...] = ()):
        self.at = at
        self.folder, self.manifest, self.identity, self.cells = folder, manifest, identity, cells
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def accept(self, content: bytes) -> None:
        """Keeps a share. The same one again changes nothing; another one of the same organisation is refused."""
        sealed = parse(content)
        if sealed.at != self.at:
            raise InvalidInput(
                f"share of {sealed.organisation} for another step",
                page=f"Het deel van {sealed.organisation} hoort bij een andere stap. Er is niets veranderd.",
            )
        open_share(sealed, manifest=self.manifest, identity=self.identity, cells=self.cells)
        there = self._read().get(sealed.organisation)
        if there is not None and there != sealed:
            raise InvalidInput(
                f"second share of {sealed.organisation}",
                page=f"Van {sealed.organisation} is al een deel ontvangen. Er is niets veranderd.",
            )
        beside = self.folder / f"{sealed.name}.tmp"
        beside.write_bytes(content)
        beside.replace(self.folder / sealed.name)

    def missing(self) -> list[str]:
        """The organisations whose share is not there yet."""
        there = self._read()
        return [party.name for party in self.manifest.organisations if party.name not in there]

    def added_up(self) -> Field:
        """The sum of all shares: the share of the sum."""
        shares = self.each()
        return field.weighted(shares, [1] * len(shares))

    def each(self) -> list[Field]:
        """The share of every organisation by itself, in the order of the manifest."""
        there = self._read()
        return [
            open_share(there[maker.name], manifest=self.manifest, identity=self.identity, cells=self.cells).values
            for maker in self.manifest.organisations
        ]

    def _read(self) -> dict[str, SealedShare]:
        found: dict[str, SealedShare] = {}
        for path in sorted(self.folder.glob("*.share")):
            sealed = parse(path.read_bytes())
            if sealed.at != self.at:
                continue  # of an earlier step
            if found.get(sealed.organisation, sealed) != sealed:
                raise InvalidInput(
                    f"two shares of {sealed.organisation}",
                    page=f"Van {sealed.organisation} liggen er twee verschillende delen. Haal er een weg.",
                )
            found[sealed.organisation] = sealed
        return found


async def receive(inbox: Inbox, *, bind: str, port: int, say: Callable[[str], None]) -> None:
    """Listens until the share of every organisation is there, by file or over the line."""
    if not inbox.missing():
        return
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version, context.verify_mode = ssl.TLSVersion.TLSv1_3, ssl.CERT_REQUIRED
    makers = inbox.manifest.organisations
    context.load_verify_locations(cadata="\n".join(party.certificate for party in makers))
    context.load_cert_chain(str(inbox.identity.certificate_file), str(inbox.identity.certificate_key_file))
    say(f"wachten op delen van {', '.join(inbox.missing())}")
    waiting = inbox.missing()
    async with await asyncio.start_server(lambda r, w: _one(inbox, r, w), bind, port, ssl=context):
        while inbox.missing():
            await asyncio.sleep(LOOK_AGAIN_SECONDS)
            if inbox.missing() != waiting:
                waiting = inbox.missing()
                say(f"nog {len(waiting)} te gaan" if waiting else "het laatste deel is er")


async def _one(inbox: Inbox, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        async with asyncio.timeout(RECEIVE_SECONDS):
            size = int.from_bytes(await reader.readexactly(8), "little")
            if size > LARGEST_SHARE:
                raise InvalidInput("share too large", page="Dit deel is te groot.")
            content = await reader.readexactly(size)
        inbox.accept(content)
        answer = "ontvangen"
    except InvalidInput as refusal:
        answer = refusal.page
    except (TimeoutError, asyncio.IncompleteReadError, OSError):
        answer = "Het deel kwam niet heel over."
    writer.write(f"{answer}\n".encode())
    try:
        await writer.drain()
        writer.close()
        await writer.wait_closed()
    except OSError:
        return  # the sender left before the answer; it will ask again
