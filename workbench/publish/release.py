"""From draft to public: two different people check a site, what they checked is what comes out, and it is all kept.

Each signs with the personal key that the catalogue knows them by: a name cannot be typed.

Checks, publications (with each file and its checksum) and withdrawals are entries in the door's own ledger, between the
releases of the figures themselves: one list, append-only and hash-chained, of all that ever left.
"""

import shutil
from dataclasses import dataclass
from pathlib import Path

from workbench import settings
from workbench.catalog import load_catalog
from workbench.catalog.releasers import Releaser, plain_name
from workbench.disclosure.chain import Chain, Entry
from workbench.disclosure.ledger import Ledger
from workbench.errors import InvalidInput, NotAllowed
from workbench.publish import origin
from workbench.publish.folder import LIST, checksums, identity, switched
from workbench.publish.signing import signed, signer
from workbench.server.released import Released

CHECKS = {"privacy": "privacy", "taal": "begrijpelijke taal", "bronnen": "bronnen"}
NEEDED, SHORTEST_REASON = 2, 10
CHECKED, PUBLISHED, WITHDRAWN = "checked", "published", "withdrawn"
WORDS = {CHECKED: "nagekeken", PUBLISHED: "gepubliceerd", WITHDRAWN: "ingetrokken"}


@dataclass(frozen=True)
class Changes:
    """Which files of a draft are new, changed or gone since the last publication."""

    new: list[str]
    changed: list[str]
    gone: list[str]

    def lines(self) -> list[str]:
        named = (("nieuw", self.new), ("veranderd", self.changed), ("weg", self.gone))
        return [f"{word}: {name}" for word, names in named for name in names]

    def tally(self) -> str:
        """What all those lines come to: a first publication has hundreds."""
        if not self.lines():
            return "Er verandert niets."
        return f"Samen: {len(self.new)} nieuw, {len(self.changed)} veranderd, {len(self.gone)} weg."


def public_folder(theme: str) -> Path:
    return settings.home() / "sites" / theme / "gepubliceerd"


def log() -> Chain:
    return Ledger().chain


def subject(theme: str) -> str:
    return f"publicatie/{theme}"


def changes(theme: str, draft: Path) -> Changes:
    """What approving this draft would change for readers."""
    public = _public(theme)
    now, before = checksums(draft), public.body["files"] if public else {}
    return Changes(
        new=sorted(now.keys() - before.keys()),
        changed=sorted(name for name in now.keys() & before.keys() if now[name] != before[name]),
        gone=sorted(before.keys() - now.keys()),
    )


def check(theme: str, draft: Path, *, key: Path, password: str, reasons: dict[str, str]) -> list[str]:
    """Record that a person checked exactly this draft, signed with a key of their own; gives the names of all who did.

    Takes: `reasons`, for each of privacy, taal and bronnen what was looked at. Raises: InvalidInput when a reason is
    lacking or the draft is damaged; NotAllowed when the key is nobody's, or when the same person checks twice.
    """
    lacking = [word for name, word in CHECKS.items() if len(reasons.get(name, "").strip()) < SHORTEST_REASON]
    if lacking:
        page = f"Zeg in {SHORTEST_REASON} tekens of meer wat u bekeek: {', '.join(lacking)}."
        raise InvalidInput(f"a check lacks reasons for {lacking}", page=page, lacking=lacking)
    said = {"what": CHECKED, "theme": theme, "site": identity(draft), "reasons": reasons}
    body = signed(said, key=key, password=password)
    with log().appending() as entries:
        people = _people(entries.entries(subject(theme)), said["site"])
        if any(_same(body, each) for each in people):
            page = f"{body['who']} heeft dit concept al nagekeken. De tweede moet iemand anders zijn."
            raise NotAllowed(f"{body['person']} checked this draft already", page=page)
        entries.add(subject(theme), _labelled(theme, body | {"changes": changes(theme, draft).lines()}))
    return [*(each.name for each in people), body["who"]]


def publish(theme: str, draft: Path, *, to: Path | None = None) -> Path:
    """The checked draft becomes the public site, in one step. Raises: NotAllowed until two people checked it."""
    this, place = identity(draft), to or public_folder(theme)
    people = _people(log().entries(subject(theme)), this)
    if len(people) < NEEDED:
        page = f"Dit concept is door {len(people)} van {NEEDED} mensen nagekeken. Publiceren kan nog niet."
        raise NotAllowed(f"{len(people)} of {NEEDED} people checked site {this[:12]}", page=page)
    with switched(place) as folder:
        shutil.copytree(draft, folder, dirs_exist_ok=True)
        (folder / LIST).unlink()
    if identity(place) != this:
        raise InvalidInput(
            "the draft changed while it was published", page="Het concept veranderde. Kijk het opnieuw na."
        )
    told = {"who": [each.name for each in people], "files": checksums(place), "folder": str(place)}
    _note(theme, {"what": PUBLISHED, "site": this} | told)
    return place


def withdraw(theme: str, *, key: Path, password: str, reason: str) -> None:
    """Takes the public site away; what was published stays in the list.

    Raises: InvalidInput without a reason, or when nothing is published; NotAllowed when the key is nobody's.
    """
    published = _public(theme)
    if published is None:
        raise InvalidInput("nothing is published", page="Er is niets gepubliceerd.")
    if len(reason.strip()) < SHORTEST_REASON:
        page = f"Geef een reden van ten minste {SHORTEST_REASON} tekens."
        raise InvalidInput("a withdrawal needs a reason", page=page)
    said = {"what": WITHDRAWN, "theme": theme, "site": published.body["site"], "reason": reason.strip()}
    body = signed(said, key=key, password=password)
    shutil.rmtree(published.body["folder"], ignore_errors=True)
    _note(theme, body)


def history(theme: str) -> list[Entry]:
    """Every check, publication and withdrawal. Raises: InvalidInput when the list was tampered with."""
    broken = log().broken_at()
    if broken is not None:
        raise InvalidInput(
            f"publications broken at {broken}", page=f"Het register klopt niet meer vanaf regel {broken}."
        )
    return log().entries(subject(theme))


def released(theme: str) -> Released | None:
    """What is public now, for `workbench serve --published`; None when nothing is.

    Raises: UnknownName for a theme; InvalidInput when what says where it came from is not what two people checked.
    """
    label = load_catalog().theme(theme).label
    entry = _public(theme)
    if entry is None:
        return None
    last = entry.body
    made = origin.read(Path(last["folder"]), checksum=last["files"].get(origin.FILE, ""))
    return Released(last["site"], theme, label, made.areas, made.notebooks, made.versions)


def _public(theme: str) -> Entry | None:
    """The publication that readers have now; None when there is none, or it was withdrawn."""
    outward = [entry for entry in log().entries(subject(theme)) if entry.body["what"] != CHECKED]
    return outward[-1] if outward and outward[-1].body["what"] == PUBLISHED else None


def _note(theme: str, body: dict) -> None:
    with log().appending() as entries:
        entries.add(subject(theme), _labelled(theme, body))


def _labelled(theme: str, body: dict) -> dict:
    return body | {"label": f"Site {theme}, {WORDS[body['what']]}"}


def _people(entries: list[Entry], site: str) -> list[Releaser]:
    """Who checked this site since it was last withdrawn, if it ever was: its old checks do not bring it back."""
    people: list[Releaser] = []
    for body in (entry.body for entry in entries if entry.body["site"] == site):
        if body["what"] == WITHDRAWN:
            people = []
        elif body["what"] == CHECKED and (person := signer(body)) and not any(_same(body, each) for each in people):
            people.append(person)
    return people


def _same(body: dict, person: Releaser) -> bool:
    """One key is one person, and so is one name."""
    return body["key"] == person.key or plain_name(body["who"]) == plain_name(person.name)
