"""The release gate: figures of a partner leave only when two different people said so, with reasons.

What a partner delivers waits behind the door. Each version needs two approvals; until then the version released
before it, if any, is what everybody sees. An approval is signed with a key that only one person holds and that the
catalogue knows by that person's name: a name cannot be typed, and one key is one person under whatever name. Approvals
are kept in an append-only, hash-chained list, and only those whose signature holds count.
"""

import datetime as dt
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from workbench import settings, signatures
from workbench.catalog import load_catalog
from workbench.catalog.releasers import Releaser
from workbench.disclosure.chain import Chain, Entry
from workbench.errors import InvalidInput, NotAllowed
from workbench.store import versions

NEEDED = 2
SHORTEST_REASON = 10  # characters


@dataclass(frozen=True)
class Statement:
    """What a person signs."""

    dataset: str
    version: str
    person: str  # id in the catalogue
    reason: str
    at: str

    def written(self) -> bytes:
        return json.dumps(asdict(self), sort_keys=True, ensure_ascii=False).encode()


@dataclass(frozen=True)
class Approval:
    who: str
    reason: str
    at: str
    key: str


def approve(dataset: str, version: str, *, key: Path, password: str, reason: str) -> list[Approval]:
    """Record that a person agrees to release a version; gives all approvals of it so far.

    Takes: `key`, the file of the person's own key. Raises: UnknownName for a version that is not stored;
    InvalidInput without a reason or a key; NotAllowed when the key is nobody's, or when this person approved already.
    """
    kept, why, today = versions.read(dataset, version), " ".join(reason.split()), dt.datetime.now(dt.UTC)
    if len(why) < SHORTEST_REASON:
        page = f"Geef een reden van ten minste {SHORTEST_REASON} tekens."
        raise InvalidInput("an approval needs a reason", page=page)
    private = signatures.open_key(key, password=password)
    person = holder(signatures.public_half(private), today.date())
    statement = Statement(dataset, kept.id, person.id, why, today.isoformat(timespec="seconds"))
    with _chain().appending() as log:
        earlier = _approvals(log.entries(_subject(dataset, kept.id)), dataset, kept.id)
        if any(_same(approval, person) for approval in earlier):
            raise NotAllowed(
                f"{person.id} approved {dataset} {kept.id} already; another person has to be the second",
                page=f"{person.name} heeft deze levering al goedgekeurd. De tweede moet iemand anders zijn.",
            )
        signed = {"key": person.key, "name": person.name, "signature": signatures.sign(private, statement.written())}
        log.add(_subject(dataset, kept.id), asdict(statement) | signed)
    return approvals(dataset, kept.id)


def approvals(dataset: str, version: str) -> list[Approval]:
    """Those that the catalogue's people really signed."""
    return _approvals(_chain().entries(_subject(dataset, version)), dataset, version)


def is_released(dataset: str, version: str) -> bool:
    given = approvals(dataset, version)
    return min(len({each.key for each in given}), len({_plain(each.who) for each in given})) >= NEEDED


def released(dataset: str) -> versions.Version | None:
    """The newest version of a dataset that two people released; None when there is none yet."""
    newest_first = reversed(versions.history(dataset))
    return next((version for version in newest_first if is_released(dataset, version.id)), None)


def count() -> int:
    """How many approvals there are in all; another number means that `released` may answer otherwise."""
    chain = _chain()
    return len(chain.entries()) if chain.path.exists() else 0


def is_whole() -> bool:
    """Whether the list of approvals was not tampered with."""
    return _chain().broken_at() is None


def _chain() -> Chain:
    return Chain(settings.home() / "disclosure" / "gate.sqlite")


def _subject(dataset: str, version: str) -> str:
    return f"{dataset}/{version}"


def holder(key: str, day: dt.date) -> Releaser:
    """Whose key this is. Raises: NotAllowed when it is of nobody who may release on that day."""
    person = next((each for each in load_catalog().releasers.values() if each.key == key), None)
    if person is None or not person.may_release(day):
        page = "Deze sleutel hoort niet bij iemand die mag vrijgeven. Laat hem opnemen in data_catalog/releasers."
        raise NotAllowed("the key is of nobody in the catalogue's releasers", page=page)
    return person


def _approvals(entries: list[Entry], dataset: str, version: str) -> list[Approval]:
    people = {each.key: each for each in load_catalog().releasers.values()}
    found = []
    for body in (entry.body for entry in entries if "signature" in entry.body):
        said = Statement(dataset, version, body["person"], body["reason"], body["at"])
        known, day = people.get(body["key"]), dt.datetime.fromisoformat(said.at).date()
        signed = signatures.is_signed(said.written(), signature=body["signature"], key=body["key"])
        if signed and known is not None and known.id == said.person and known.may_release(day):
            found.append(Approval(known.name, said.reason, said.at, known.key))
    return found


def _same(approval: Approval, person: Releaser) -> bool:
    return approval.key == person.key or _plain(approval.who) == _plain(person.name)


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
