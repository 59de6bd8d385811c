"""The whole computation on one machine with invented counts: real parties, real connections, nobody's data."""

import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from workbench import areas
from workbench.errors import SourceUnavailable
from workbench.joint.contribute import sealed_shares, shares_of
from workbench.joint.identity import Identity, create
from workbench.joint.layout import Cell
from workbench.joint.manifest import Agreement, Manifest, write
from workbench.joint.party import Record, agreed_record
from workbench.joint.persons import bitmap, estimate
from workbench.joint.plain import plain_sum
from workbench.joint.shares import SealedShare

SEED, LONGEST_SECONDS = 20261122, 300
LOOPBACK = "127.0.0.1"


@dataclass(frozen=True)
class Told:
    """How the rehearsal went."""

    seconds: float
    opened: int
    closed: int
    equal_to_plain: bool

    @property
    def sentence(self) -> str:
        same = "gelijk aan" if self.equal_to_plain else "ANDERS DAN"
        return (
            f"Geoefend met verzonnen cijfers in {self.seconds:.1f} seconden: {self.opened} sommen open, "
            f"{self.closed} dicht. De uitkomst is {same} de gewone optelling."
        ).replace(".", ",", 1)

    def as_dict(self) -> dict[str, object]:
        return asdict(self)


@dataclass(frozen=True)
class Cast:
    """Everybody in a rehearsal, with the agreement they signed."""

    agreement: Agreement
    compute: list[Identity]
    organisations: list[Identity]


def rehearse(*, organisations: int, parties: int, say: Callable[[str], None]) -> Told:
    """Plays the computation for the wijken of the region, with real processes that talk over TLS."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        cast = cast_for(folder, organisations=organisations, parties=parties)
        tables = [invented_table(cast.agreement.manifest, seed=SEED + number) for number in range(organisations)]
        say(f"{organisations} organisaties, {parties} rekenpartijen, {len(cast.agreement.manifest.areas)} wijken")
        drop_shares(cast, tables, folder)
        begun = time.monotonic()
        record = run_parties(cast, folder, say=say)
        seconds = time.monotonic() - begun
        layout, plain = plain_sum(tables, cast.agreement.manifest)
        expected = {
            f"{area}|{band}": int(value)
            for (area, band), value, shut in zip(layout.cells, plain.values, plain.closed, strict=True)
            if not shut
        }
        return Told(seconds, len(record.opened), len(record.closed), record.opened == expected)


def cast_for(
    folder: Path, *, organisations: int, parties: int, manifest: dict | None = None, hosts: list[str] | None = None
) -> Cast:
    """Invented parties with real keys, and a manifest that all of them signed; `manifest` changes parts of it.

    Takes: `hosts`, the address of each compute party; this machine when they are left out.
    """
    addresses = zip(hosts or [LOOPBACK] * parties, free_ports(parties), strict=True)
    compute = [
        create(f"rekenpartij-{number}", role="compute", folder=folder / f"c{number}", host=host, port=port)
        for number, (host, port) in enumerate(addresses, start=1)
    ]
    inputs = [
        create(f"organisatie-{number}", role="input", folder=folder / f"o{number}")
        for number in range(1, organisations + 1)
    ]
    wijken = areas.areas("wijk", edition=2024)
    settings = {
        "id": "oefening",
        "title": "Oefening met verzonnen cijfers",
        "purpose": "Laten zien hoe samen optellen werkt",
        "measure": "aanmeldingen-jeugd-ggz-opgeteld",
        "edition": 2024,
        "period": 2024,
        "areas": [area.code for area in wijken],
        "parents": {area.code: area.parent for area in wijken}
        | {area.code: areas.REGION for area in areas.areas("gemeente", edition=2024)},
        "bands": ["0-12", "12-18", "18-23"],
        "threshold": 10,
    }
    agreed = Manifest(
        **(settings | (manifest or {})),
        compute=[each.public for each in compute],
        organisations=[each.public for each in inputs],
    )
    agreement = Agreement(manifest=agreed)
    for each in (*compute, *inputs):
        agreement = agreement.signed_by(each)
    write(agreement, folder / "manifest.json")
    return Cast(agreement, compute, inputs)


def count_persons(known: list[np.ndarray], home: np.ndarray, *, cells: int, bits: int) -> tuple[float, float]:
    """Counts persons known to several organisations once, with real processes: (seconds, persons found).

    Takes: per organisation the numbers of the persons it knows; `home`, the area of each person.
    """
    key = secrets.token_bytes(32)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        manifest = {"areas": [f"BU{number:08d}" for number in range(cells)], "parents": {}, "bands": ["totaal"]}
        cast = cast_for(folder, organisations=len(known), parties=3, manifest=manifest | {"bits": bits})
        for people, organisation in zip(known, cast.organisations, strict=True):
            marks = bitmap(((int(home[each]), str(each)) for each in people), cells=cells, bits=bits, key=key)
            drop(shares_of(marks, cast.agreement, organisation), cast, folder)
        record = run_parties(cast, folder, say=lambda _: None)
        empty = np.array(list(record.opened.values()))
        return record.seconds, float(estimate(empty, bits=bits).sum())


def invented_table(manifest: Manifest, *, seed: int) -> dict[Cell, int]:
    generator = np.random.default_rng(seed)
    cells = [(area, band) for area in manifest.areas for band in manifest.bands]
    return dict(zip(cells, (int(count) for count in generator.negative_binomial(1, 0.1, len(cells))), strict=True))


def drop_shares(cast: Cast, tables: list[dict[Cell, int]], folder: Path) -> None:
    """Puts each organisation's sealed shares in the inboxes of the compute parties."""
    for table, organisation in zip(tables, cast.organisations, strict=True):
        drop(sealed_shares(table, cast.agreement, organisation), cast, folder)


def drop(shares: list[SealedShare], cast: Cast, folder: Path) -> None:
    """Puts one organisation's shares, one for each compute party, where these look for them."""
    for share, party in zip(shares, cast.compute, strict=True):
        inbox = folder / party.name / "ontvangen"
        inbox.mkdir(parents=True, exist_ok=True)
        (inbox / share.name).write_text(share.model_dump_json(), encoding="utf-8")


def start_party(
    folder: Path,
    party: Identity,
    *,
    manifest: Path | None = None,
    inside: tuple[str, ...] = (),
    also: tuple[str, ...] = (),
) -> subprocess.Popen:
    """One compute party as a process of its own.

    Takes: `inside`, the words that start it on another host; `also`, more options for it.
    """
    program = (sys.executable, "-c", "from workbench.cli import main; main()", "joint", "serve")
    given = {
        "--manifest": manifest or folder / "manifest.json",
        "--identity": party.folder,
        "--folder": folder / party.name,
        "--bind": party.public.host,
    }
    words = [str(word) for pair in given.items() for word in pair]
    return subprocess.Popen(
        [*inside, *program, *words, *also], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def run_parties(cast: Cast, folder: Path, *, say: Callable[[str], None]) -> Record:
    """All compute parties until they are done. Raises: SourceUnavailable with what a party said when it failed."""
    return finished([start_party(folder, party) for party in cast.compute], cast, folder, say=say)


def finished(running: list[subprocess.Popen], cast: Cast, folder: Path, *, say: Callable[[str], None]) -> Record:
    """What started parties agree on when all are done. Raises: SourceUnavailable with what a party said."""
    try:
        for process in running:
            said, _ = process.communicate(timeout=LONGEST_SECONDS)
            if process.returncode:
                raise SourceUnavailable("a party failed", page=said.strip().splitlines()[-1])
    finally:
        for process in running:
            process.kill()
            process.wait()
            process.stdout.close()
    say(f"{len(running)} rekenpartijen klaar")
    records = [Record.model_validate_json((folder / each.name / "uitkomst.json").read_bytes()) for each in cast.compute]
    return agreed_record(records, cast.agreement)


def free_ports(count: int) -> list[int]:
    sockets = [socket.create_server((LOOPBACK, 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports
