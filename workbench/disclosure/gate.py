"""The release gate: figures of a partner leave only when two different people said so, with reasons.

What a partner delivers waits behind the door. Each version needs two approvals; until then the version released
before it, if any, is what everybody sees. Approvals are kept in an append-only, hash-chained list.
"""

from dataclasses import dataclass

from workbench import settings
from workbench.disclosure.chain import Chain, Entry
from workbench.errors import InvalidInput, NotAllowed
from workbench.store import versions

NEEDED = 2
SHORTEST_REASON = 10  # characters


@dataclass(frozen=True)
class Approval:
    who: str
    reason: str
    at: str


def approve(dataset: str, version: str, *, who: str, reason: str) -> list[Approval]:
    """Record that a person agrees to release a version; gives all approvals of it so far.

    Raises: UnknownName for a version that is not stored; InvalidInput without a name or a reason; NotAllowed when
    the same person approves twice.
    """
    kept = versions.read(dataset, version)
    name, why = " ".join(who.split()), " ".join(reason.split())
    if len(name) < 2 or len(why) < SHORTEST_REASON:
        raise InvalidInput(
            "an approval needs a name and a reason",
            page=f"Geef een naam en een reden van ten minste {SHORTEST_REASON} tekens.",
        )
    with _chain().appending() as log:
        earlier = _approvals(log.entries(_subject(dataset, kept.id)))
        if any(approval.who.casefold() == name.casefold() for approval in earlier):
            raise NotAllowed(
                f"{name!r} approved {dataset} {kept.id} already; another person has to be the second",
                page=f"{name} heeft deze levering al goedgekeurd. De tweede moet iemand anders zijn.",
            )
        log.add(_subject(dataset, kept.id), {"who": name, "reason": why})
    return approvals(dataset, kept.id)


def approvals(dataset: str, version: str) -> list[Approval]:
    return _approvals(_chain().entries(_subject(dataset, version)))


def is_released(dataset: str, version: str) -> bool:
    people = {approval.who.casefold() for approval in approvals(dataset, version)}
    return len(people) >= NEEDED


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


def _approvals(entries: list[Entry]) -> list[Approval]:
    return [Approval(entry.body["who"], entry.body["reason"], entry.at) for entry in entries]
