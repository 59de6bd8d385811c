"""One compute party: receive the sealed shares, compute with the others, keep a signed result and a log without values.

It starts when every organisation's share is there. When another party goes away it stops, opens nothing more, and can
be started again: the sealed shares are kept.
"""

import asyncio
import hashlib
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from workbench.errors import InvalidInput, SourceUnavailable
from workbench.joint.engine import Engine, runtime_for, unless_lost
from workbench.joint.field import Field
from workbench.joint.identity import Identity
from workbench.joint.layout import Layout, layout_of
from workbench.joint.manifest import Agreement
from workbench.joint.moments import model_sum
from workbench.joint.persons import counted_once
from workbench.joint.pinned import SILENCE_SECONDS, Lost, connect
from workbench.joint.protocol import Outcome, joint_sum
from workbench.joint.reception import Inbox, receive

Say = Callable[[str], None]


class Record(BaseModel):
    """What a compute party keeps of a run: the open cells, the closed ones, and what it was made under."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    manifest: str  # hash
    party: str
    opened: dict[str, int]  # "area|band" -> sum
    closed: list[str]
    transcript: str  # hash of all that this party received
    at: tuple[float, ...] = ()  # of a regression in steps: the coefficients of this step
    seconds: float = 0.0  # from connected to done
    signature: str = ""

    @property
    def outcome(self) -> str:
        """The same for every party of a run that went well."""
        parts = {"manifest": self.manifest, "opened": self.opened, "closed": self.closed, "at": self.at}
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()

    def message(self) -> bytes:
        return json.dumps(self.model_dump(exclude={"signature"}), sort_keys=True).encode()


@dataclass
class Transcript:
    """A running hash of what every other party sent; `keep` also keeps the bytes, for the proofs in the tests."""

    keep: bool = False
    hashes: dict[int, "hashlib._Hash"] = field(default_factory=dict)
    kept: dict[int, bytearray] = field(default_factory=dict)

    def __call__(self, peer: int, data: bytes) -> None:
        self.hashes.setdefault(peer, hashlib.sha256()).update(data)
        if self.keep:
            self.kept.setdefault(peer, bytearray()).extend(data)

    @property
    def hash(self) -> str:
        whole = hashlib.sha256()
        for peer in sorted(self.hashes):
            whole.update(self.hashes[peer].digest())
        return whole.hexdigest()


async def serve(
    agreement: Agreement,
    identity: Identity,
    *,
    folder: Path,
    bind: str = "127.0.0.1",
    say: Say,
    keep: bool = False,
    at: tuple[float, ...] = (),
) -> Record:
    """Runs this party once and keeps its record in `folder`.

    Takes: `at`, for a step of a regression, the coefficients that follow from the step before.

    Raises: InvalidInput when the manifest is not complete or a share does not fit; SourceUnavailable when another
    party went away: nothing was opened by this party after that, and the shares stay for the next try.
    """
    agreement.refuse_unless_complete()
    manifest = agreement.manifest
    if identity.public not in manifest.compute:
        raise InvalidInput(
            f"{identity.name} is no compute party", page=f"{identity.name} staat niet als rekenpartij in het manifest."
        )
    layout = layout_of(manifest)
    inbox = Inbox(folder / "ontvangen", manifest=manifest, identity=identity, cells=len(layout.base), at=at)
    await receive(inbox, bind=bind, port=identity.public.port, say=say)
    shares = inbox.each() if manifest.bits else [inbox.added_up()]
    say("alle delen zijn er; verbinden met de andere rekenpartijen")
    transcript = Transcript(keep=keep)
    outcome, seconds = await _computed(agreement, identity, layout, shares, bind=bind, say=say, transcript=transcript)
    record = _record(outcome, layout, agreement, identity, transcript, seconds=seconds, at=at)
    _keep(record, folder / "uitkomst.json")
    if keep:
        for peer, data in transcript.kept.items():
            (folder / f"verkeer-{peer}.bin").write_bytes(data)
    say("klaar")
    return record


async def _computed(
    agreement: Agreement,
    identity: Identity,
    layout: Layout,
    shares: list[Field],
    *,
    bind: str,
    say: Say,
    transcript: Transcript,
) -> tuple[Outcome, float]:
    parties = agreement.manifest.compute
    runtime, names = runtime_for(identity, parties), [party.name for party in parties]
    lost = asyncio.get_running_loop().create_future()

    def on_lost(peer: int) -> None:
        if not lost.done():
            lost.set_result((names[peer], "verbrak de verbinding"))

    try:
        await connect(runtime, identity, parties, bind=bind, on_lost=on_lost, transcript=transcript)
        begun = time.monotonic()
        work = _work(Engine(runtime, names=names), shares, layout, agreement, say=say)
        outcome = await unless_lost(work, lost=lost, runtime=runtime, names=names, silence=SILENCE_SECONDS)
        seconds = time.monotonic() - begun
        await _leave(runtime)
    except Lost as problem:
        _abort(runtime)
        raise SourceUnavailable(
            f"party {problem.party}: {problem.why}",
            page=f"Rekenpartij {problem.party} {problem.why}. Er is niets bewaard; start alle partijen opnieuw.",
        ) from problem
    return outcome, seconds


async def _work(engine: Engine, shares: list[Field], layout: Layout, agreement: Agreement, *, say: Say) -> Outcome:
    manifest = agreement.manifest
    if manifest.model:
        return await model_sum(engine, shares[0], manifest, say=say)
    if not manifest.bits:
        return await joint_sum(engine, shares[0], layout, manifest, say=say)
    say(f"personen in {len(layout.cells)} gebieden één keer tellen")
    empty = await counted_once(engine, shares, bits=manifest.bits, threshold=manifest.threshold)
    return Outcome(empty < 0, empty < 0, empty)


async def _leave(runtime) -> None:
    """Stays until the others have what they need, then closes."""
    try:
        async with asyncio.timeout(5):
            await runtime.transfer(runtime.pid)
    except (TimeoutError, AttributeError):
        pass  # a party that has its result and left is no loss: this one has its result too
    _abort(runtime)


def _abort(runtime) -> None:
    for peer in runtime.parties:
        transport = getattr(peer.protocol, "transport", None)
        if peer.pid != runtime.pid and transport is not None:
            transport.close()


def _record(
    outcome: Outcome,
    layout: Layout,
    agreement: Agreement,
    identity: Identity,
    transcript: Transcript,
    *,
    seconds: float,
    at: tuple[float, ...],
) -> Record:
    names = [f"{area}|{band}" for area, band in layout.cells]
    record = Record(
        manifest=agreement.manifest.hash,
        party=identity.name,
        opened={
            name: int(value)
            for name, value, shut in zip(names, outcome.values, outcome.closed, strict=True)
            if not shut
        },
        closed=[name for name, shut in zip(names, outcome.closed, strict=True) if shut],
        transcript=transcript.hash,
        at=at,
        seconds=seconds,
    )
    return record.model_copy(update={"signature": identity.sign(record.message())})


def _keep(record: Record, path: Path) -> None:
    beside = path.with_suffix(".tmp")
    beside.write_text(record.model_dump_json(indent=1), encoding="utf-8")
    beside.replace(path)


def agreed_record(records: list[Record], agreement: Agreement) -> Record:
    """The record on which every compute party agrees. Raises: InvalidInput that names who differs or is missing."""
    by_party = {record.party: record for record in records}
    for party in agreement.manifest.compute:
        record = by_party.get(party.name)
        if record is None:
            raise InvalidInput(f"no record of {party.name}", page=f"De uitkomst van {party.name} ontbreekt.")
        if record.manifest != agreement.manifest.hash or not party.verify(record.signature, record.message()):
            raise InvalidInput(
                f"the record of {party.name} does not fit",
                page=f"De uitkomst van {party.name} is niet echt of veranderd.",
            )
    if len({record.outcome for record in records}) != 1:
        raise InvalidInput(
            "the parties differ", page="De rekenpartijen hebben verschillende uitkomsten; gebruik er geen."
        )
    return records[0]
