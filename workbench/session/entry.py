"""One line of the journal, the view it was said about, and the hash that ties it to the line before."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field

START = "0" * 64  # what the first line has for a line before it


def canonical(thing: object) -> str:
    """JSON with one spelling, so that the same thing has the same hash everywhere."""
    return json.dumps(thing, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def digest(thing: object) -> str:
    return hashlib.sha256(canonical(thing).encode()).hexdigest()


@dataclass(frozen=True)
class FigureSeen:
    """A figure as it was on the table: its key, where it came from, and a hash of what was shown (never the value)."""

    indicator: str
    area_code: str
    period: int
    group: str
    edition: int
    dataset: str
    shown: str

    @property
    def key(self) -> tuple[str, str, int, str, int]:
        return self.indicator, self.area_code, self.period, self.group, self.edition

    def as_dict(self) -> dict:
        return asdict(self)


@dataclass(frozen=True)
class View:
    """What was looked at: enough to open it again exactly, and to see whether its figures changed."""

    notebook: str
    parameters: Mapping[str, str | int] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)  # data set -> version of its snapshot
    figures: tuple[FigureSeen, ...] = ()  # the figures the view is about: the chosen area, its region, the country
    picture: str | None = None  # hash of all figures in the view; journal.picture() gives them
    still: str | None = None  # hash of the whole page as it was; journal.still() gives it
    pictured: tuple[FigureSeen, ...] = field(default=(), compare=False, repr=False)  # until the journal keeps them
    drawn: str = field(default="", compare=False, repr=False)  # the page, until the journal keeps it

    def as_dict(self) -> dict:
        return {
            "notebook": self.notebook,
            "parameters": dict(self.parameters),
            "versions": dict(self.versions),
            "figures": [figure.as_dict() for figure in self.figures],
            "picture": self.picture,
            **({"still": self.still} if self.still else {}),  # lines of before there were stills keep their hash
        }

    @classmethod
    def from_dict(cls, stored: Mapping) -> "View":
        figures = tuple(FigureSeen(**figure) for figure in stored["figures"])
        told = [stored[name] for name in ("notebook", "parameters", "versions")]
        return cls(*told, figures, stored["picture"], stored.get("still"))


@dataclass(frozen=True)
class Draft:
    """An entry before the journal gave it a number, a moment and a hash."""

    id: str
    kind: str
    seat: str
    role: str
    organisation: str
    content: Mapping
    view: Mapping | None = None
    about: tuple[str, ...] = ()


@dataclass(frozen=True)
class Entry:
    """One stored line. `about` holds ids of entries of the same session, or `session/id` of another one."""

    session: str
    number: int
    id: str
    kind: str
    seat: str
    role: str
    organisation: str
    at: str  # UTC, ISO 8601
    content: Mapping
    about: tuple[str, ...]
    previous: str
    hash: str
    seen: Mapping | None = None

    @property
    def view(self) -> View | None:
        return View.from_dict(self.seen) if self.seen else None

    def as_dict(self) -> dict:
        return {**self._sealed(), "hash": self.hash}

    def expected_hash(self) -> str:
        """The hash this line should carry, computed from everything else in it."""
        return digest(self._sealed())

    def repeats(self, draft: Draft) -> bool:
        """Whether the draft is this entry, sent once more. The view is left out: it may have moved meanwhile."""
        same = ("id", "kind", "seat")
        return all(getattr(self, name) == getattr(draft, name) for name in same) and (
            canonical([self.content, self.about]) == canonical([draft.content, draft.about])
        )

    def _sealed(self) -> dict:
        named = (
            "session",
            "number",
            "id",
            "kind",
            "seat",
            "role",
            "organisation",
            "at",
            "content",
            "about",
            "previous",
        )
        return {**{name: getattr(self, name) for name in named}, "about": list(self.about), "view": self.seen}


def seal(draft: Draft, *, session: str, number: int, at: str, previous: str) -> Entry:
    """The draft as a line of the journal, tied to the line before it."""
    told = {name: getattr(draft, name) for name in ("id", "kind", "seat", "role", "organisation", "content", "about")}
    entry = Entry(session=session, number=number, at=at, previous=previous, hash="", seen=draft.view, **told)
    return Entry(**{**entry.__dict__, "hash": entry.expected_hash()})


def first_difference(entries: Iterable[Entry]) -> tuple[int, str] | None:
    """Where the chain first breaks, and the Dutch words for how; None when it holds."""
    previous = START
    for expected, entry in enumerate(entries, start=1):
        if entry.number != expected:
            return expected, "ontbreekt of staat op een andere plaats"
        if entry.previous != previous:
            return expected, "sluit niet aan op de regel ervoor"
        if entry.hash != entry.expected_hash():
            return expected, "is na het opslaan veranderd"
        previous = entry.hash
    return None
