"""From draft to public: two different people check a site, what they checked is what comes out, and it is all kept.

The list of checks, publications and withdrawals is append-only and hash-chained, in the door's own folder: beside the
ledger in which each published figure stands since `load` let it out.
"""

import shutil
from dataclasses import dataclass
from pathlib import Path

from workbench import settings
from workbench.disclosure.chain import Chain, Entry
from workbench.errors import InvalidInput, NotAllowed
from workbench.publish.folder import LIST, checksums, identity, switched

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


def public_folder(theme: str) -> Path:
    return settings.home() / "sites" / theme / "gepubliceerd"


def log() -> Chain:
    return Chain(settings.home() / "disclosure" / "publications.sqlite")


def changes(theme: str, draft: Path) -> Changes:
    """What approving this draft would change for readers."""
    now, before = checksums(draft), checksums(public_folder(theme))
    return Changes(
        new=sorted(now.keys() - before.keys()),
        changed=sorted(name for name in now.keys() & before.keys() if now[name] != before[name]),
        gone=sorted(before.keys() - now.keys()),
    )


def check(theme: str, draft: Path, *, who: str, reasons: dict[str, str]) -> list[str]:
    """Record that a person checked exactly this draft; gives the names of all who did.

    Takes: `reasons`, for each of privacy, taal and bronnen what was looked at. Raises: InvalidInput when a name or a
    reason is lacking or the draft is damaged; NotAllowed when the same person checks twice.
    """
    name = " ".join(who.split())
    lacking = [word for key, word in CHECKS.items() if len(reasons.get(key, "").strip()) < SHORTEST_REASON]
    if len(name) < 2 or lacking:
        page = (
            f"Geef uw naam, en zeg in {SHORTEST_REASON} tekens of meer wat u bekeek: {', '.join(lacking) or 'alles'}."
        )
        raise InvalidInput(f"a check lacks a name or reasons for {lacking}", page=page, lacking=lacking)
    this = identity(draft)
    with log().appending() as entries:
        people = _people(entries.entries(theme), this)
        if name.casefold() in map(str.casefold, people):
            page = f"{name} heeft dit concept al nagekeken. De tweede moet iemand anders zijn."
            raise NotAllowed(f"{name!r} checked this draft already", page=page)
        listed = changes(theme, draft).lines()
        entries.add(theme, {"what": CHECKED, "who": name, "site": this, "reasons": reasons, "changes": listed})
    return [*people, name]


def publish(theme: str, draft: Path, *, to: Path | None = None) -> Path:
    """The checked draft becomes the public site, in one step. Raises: NotAllowed until two people checked it."""
    this, place = identity(draft), to or public_folder(theme)
    people = _people(log().entries(theme), this)
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
    _note(theme, {"what": PUBLISHED, "who": people, "site": this, "files": checksums(place), "folder": str(place)})
    return place


def withdraw(theme: str, *, who: str, reason: str) -> None:
    """Takes the public site away; what was published stays in the list. Raises: InvalidInput without name or reason."""
    published = next((entry for entry in reversed(log().entries(theme)) if entry.body["what"] != CHECKED), None)
    if published is None or published.body["what"] == WITHDRAWN:
        raise InvalidInput("nothing is published", page="Er is niets gepubliceerd.")
    if len(who.strip()) < 2 or len(reason.strip()) < SHORTEST_REASON:
        page = f"Geef uw naam en een reden van ten minste {SHORTEST_REASON} tekens."
        raise InvalidInput("a withdrawal needs a name and a reason", page=page)
    shutil.rmtree(published.body["folder"], ignore_errors=True)
    _note(theme, {"what": WITHDRAWN, "who": who.strip(), "site": published.body["site"], "reason": reason.strip()})


def history(theme: str) -> list[Entry]:
    """Every check, publication and withdrawal. Raises: InvalidInput when the list was tampered with."""
    broken = log().broken_at()
    if broken is not None:
        raise InvalidInput(
            f"publications broken at {broken}", page=f"Het register klopt niet meer vanaf regel {broken}."
        )
    return log().entries(theme)


def released_notebooks(theme: str) -> list[str]:
    """The notebooks whose reports are public now: what `workbench serve --published` may show."""
    entries = [entry for entry in log().entries(theme) if entry.body["what"] != CHECKED]
    if not entries or entries[-1].body["what"] == WITHDRAWN:
        return []
    return sorted(
        name.removeprefix("vraag/").removesuffix(".html")
        for name in entries[-1].body["files"]
        if name.startswith("vraag/")
    )


def _note(theme: str, body: dict) -> None:
    with log().appending() as entries:
        entries.add(theme, body)


def _people(entries: list[Entry], site: str) -> list[str]:
    return [entry.body["who"] for entry in entries if entry.body["what"] == CHECKED and entry.body["site"] == site]
