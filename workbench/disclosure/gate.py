"""The release gate: figures of a partner leave only when two different people said so, with reasons.

What a partner delivers waits behind the door. Each version needs two approvals; until then the version released
before it, if any, is what everybody sees. An approval is signed with a key that only one person holds and that the
catalogue knows by that person's name: a name cannot be typed, and one key is one person under whatever name. Approvals
are kept in an append-only, hash-chained list, and only those whose signature holds count. Letting out takes two people;
taking back takes one.
"""

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path

from workbench import settings, signatures
from workbench.catalog import load_catalog
from workbench.catalog.releasers import Releaser, plain_name
from workbench.disclosure.chain import Chain, Entry
from workbench.errors import InvalidInput, NotAllowed
from workbench.store import versions

APPROVED, WITHDRAWN = "approved", "withdrawn"
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
    what: str = APPROVED

    def written(self) -> bytes:
        said = asdict(self)
        if self.what == APPROVED:
            del said["what"]  # as approvals were signed before anything could be withdrawn
        return json.dumps(said, sort_keys=True, ensure_ascii=False).encode()


@dataclass(frozen=True)
class Approval:
    who: str
    reason: str
    at: str
    key: str


@dataclass(frozen=True)
class Waiting:
    """A delivery that nobody sees yet; `approved`, the names of who did."""

    dataset: str
    version: str
    approved: list[str]


def approve(dataset: str, version: str, *, key: Path, password: str, reason: str) -> list[Approval]:
    """Record that a person agrees to release a version; gives all approvals of it so far.

    Takes: `key`, the file of the person's own key. Raises: UnknownName for a version that is not stored;
    InvalidInput without a reason or a key; NotAllowed when the key is nobody's, or when this person approved already.
    """
    with _saying(dataset, version, key=key, password=password, reason=reason, what=APPROVED) as (said, person, so_far):
        if any(_same(approval, person) for approval in so_far):
            raise NotAllowed(
                f"{person.id} approved {dataset} {said.version} already; another person has to be the second",
                page=f"{person.name} heeft deze levering al goedgekeurd. De tweede moet iemand anders zijn.",
            )
    return approvals(dataset, version)


def withdraw(dataset: str, version: str, *, key: Path, password: str, reason: str) -> None:
    """Take a version back: nobody sees it any more, until two people approve it anew.

    Raises: as `approve`; InvalidInput when nobody approved it.
    """
    with _saying(dataset, version, key=key, password=password, reason=reason, what=WITHDRAWN) as (said, _, so_far):
        if not so_far:
            page = f"Versie {said.version} is door niemand goedgekeurd; er is niets om in te trekken."
            raise InvalidInput(f"{dataset} {said.version} was never approved", page=page)


@contextmanager
def _saying(dataset: str, version: str, *, key: Path, password: str, reason: str, what: str) -> Iterator[tuple]:
    """What somebody says, who it is, and the approvals so far; written down when the block ends well."""
    kept, why, today = versions.read(dataset, version), " ".join(reason.split()), dt.datetime.now(dt.UTC)
    if len(why) < SHORTEST_REASON:
        page = f"Geef een reden van ten minste {SHORTEST_REASON} tekens."
        raise InvalidInput("an approval needs a reason", page=page)
    private = signatures.open_key(key, password=password)
    person = holder(signatures.public_half(private), today.date())
    said = Statement(dataset, kept.id, person.id, why, today.isoformat(timespec="seconds"), what)
    with _chain().appending() as log:
        yield said, person, _approvals(log.entries(_subject(dataset, kept.id)), dataset, kept.id)
        signed = {"key": person.key, "name": person.name, "signature": signatures.sign(private, said.written())}
        log.add(_subject(dataset, kept.id), asdict(said) | signed)


def approvals(dataset: str, version: str) -> list[Approval]:
    """Those that the catalogue's people really signed, since it was last withdrawn."""
    return _approvals(_chain().entries(_subject(dataset, version)), dataset, version)


def is_released(dataset: str, version: str) -> bool:
    given = approvals(dataset, version)
    return min(len({each.key for each in given}), len({plain_name(each.who) for each in given})) >= NEEDED


def released(dataset: str) -> versions.Version | None:
    """The newest version of a dataset that two people released; None when there is none yet."""
    newest_first = reversed(versions.history(dataset))
    return next((version for version in newest_first if is_released(dataset, version.id)), None)


def count() -> int:
    """How many approvals there are in all; another number means that `released` may answer otherwise."""
    chain = _chain()
    return len(chain.entries()) if chain.path.exists() else 0


def waiting() -> list[Waiting]:
    """The deliveries that lie behind the door and are not released."""
    delivered = [each.id for each in load_catalog().datasets.values() if each.service == "delivery"]
    found = [version for name in delivered if (version := versions.current(name)) and not version.demo]
    return [
        Waiting(version.dataset, version.id, [each.who for each in approvals(version.dataset, version.id)])
        for version in found
        if not is_released(version.dataset, version.id)
    ]


def withdrawn(shown: Mapping[str, str]) -> list[str]:
    """Which of these datasets are shown in a version that was taken back."""
    taken = _taken_back(*_state())
    return sorted(dataset for dataset, version in shown.items() if _subject(dataset, version) in taken)


def _state() -> tuple[Path, int, int]:
    """Changes whenever something is said."""
    path = _chain().path
    files = [each.stat() for each in (path, path.with_name(f"{path.name}-wal")) if each.exists()]
    return path, max((each.st_mtime_ns for each in files), default=0), sum(each.st_size for each in files)


@lru_cache(maxsize=1)
def _taken_back(path: Path, *_state: int) -> frozenset[str]:
    entries = Chain(path).entries() if path.exists() else []
    taken = {entry.subject for entry in entries if entry.body.get("what") == WITHDRAWN}
    return frozenset(subject for subject in taken if not is_released(*subject.rsplit("/", 1)))


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
    found: list[Approval] = []
    since = ""  # an approval from before a withdrawal, written down once more, does not undo it
    for body in (entry.body for entry in entries):
        if body.get("what") == WITHDRAWN:
            # Also when whoever said so has left the catalogue since: in doubt nothing is shown.
            found, since = [], body["at"]
        elif (person := _signer(body, dataset, version)) and body["at"] >= since:
            found.append(Approval(person.name, body["reason"], body["at"], person.key))
    return found


def _signer(body: dict, dataset: str, version: str) -> Releaser | None:
    """Who really said this; None when the signature does not hold or the key is of nobody who might release."""
    known = next((each for each in load_catalog().releasers.values() if each.key == body.get("key")), None)
    if known is None or known.id != body["person"] or "signature" not in body:
        return None
    said = Statement(dataset, version, body["person"], body["reason"], body["at"], body.get("what", APPROVED))
    on = dt.datetime.fromisoformat(said.at).date()
    holds = signatures.is_signed(said.written(), signature=body["signature"], key=known.key)
    return known if holds and known.may_release(on) else None


def _same(approval: Approval, person: Releaser) -> bool:
    return approval.key == person.key or plain_name(approval.who) == plain_name(person.name)
