"""Streams of entries that only grow: numbered without gaps, stored before they are acknowledged, chained by hash."""

import datetime as dt
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass

from sqlalchemy import Connection, insert, select, update

from workbench.errors import InvalidInput, UnknownName
from workbench.session.database import ENTRIES, PICTURES, STREAMS, Database
from workbench.session.entry import START, Draft, Entry, canonical, digest, first_difference, seal

Judge = Callable[[list[Entry]], None]  # is given the entries it has not seen yet; raises when the draft may not be


@dataclass(frozen=True)
class Verdict:
    """Whether the chain of one stream holds, and if not, from which line on."""

    session: str
    entries: int
    head: str
    problem: str | None
    number: int | None = None

    @property
    def holds(self) -> bool:
        return self.problem is None

    def as_dict(self) -> dict:
        return {**asdict(self), "holds": self.holds}


class Ledger:
    """Append-only streams in one database. What may be written is for the callers to judge, under the lock."""

    def __init__(self, database: Database | None = None):
        self.database = database or Database()

    def open(self, stream: str, draft: Draft, *, sort: str) -> Entry:
        """A new stream with its first entry; the same stream and entry again gives the stored entry back."""
        with self.database.writing() as connection:
            if self.database.lock(connection, stream) is None:
                # Two openers at once: the second one's insert waits for the first, and then there is nothing to do.
                connection.execute(_insert_once(STREAMS, self.database)({"id": stream, "sort": sort}))
            return self._append(connection, stream, draft, judge=None)

    def append(self, stream: str, draft: Draft, *, judge: Judge | None = None, seen: int = 0) -> Entry:
        """Stores the draft and only then returns it as an entry. `judge` gets the entries after number `seen` first.

        Raises: UnknownName for a stream that is not there, InvalidInput when the id belongs to another entry,
        StoreError when it could not be stored; then nothing was.
        """
        with self.database.writing() as connection:
            return self._append(connection, stream, draft, judge=judge and (lambda news: judge(news)), seen=seen)

    def read(self, stream: str, *, after: int = 0) -> list[Entry]:
        """The entries with a higher number than `after`, in order."""
        with self.database.reading() as connection:
            if connection.execute(select(STREAMS.c.id).where(STREAMS.c.id == stream)).one_or_none() is None:
                raise _unknown(stream)
            return _read(connection, stream, after=after)

    def entry(self, stream: str, entry_id: str) -> Entry:
        with self.database.reading() as connection:
            found = _find(connection, stream, entry_id)
        if found is None:
            raise UnknownName(f"no entry {entry_id!r} in {stream!r}", page="Deze regel staat niet in het logboek.")
        return found

    def streams(self, sort: str) -> list[str]:
        with self.database.reading() as connection:
            return list(connection.execute(select(STREAMS.c.id).where(STREAMS.c.sort == sort)).scalars())

    def keep_picture(self, figures: list) -> str:
        """Keeps a list of figures once, under its own hash, and gives the hash."""
        name = digest(figures)
        with self.database.reading() as connection:
            known = connection.execute(select(PICTURES.c.hash).where(PICTURES.c.hash == name)).one_or_none()
        if known is None:
            with self.database.writing() as connection:
                row = {"hash": name, "figures": canonical(figures)}
                connection.execute(_insert_once(PICTURES, self.database)(row))
        return name

    def picture(self, name: str) -> list:
        with self.database.reading() as connection:
            kept = connection.execute(select(PICTURES.c.figures).where(PICTURES.c.hash == name)).scalar_one_or_none()
        if kept is None:
            raise UnknownName(f"no picture {name!r}", page="Dit beeld staat niet in het logboek.")
        return json.loads(kept)

    def verify(self, stream: str) -> Verdict:
        """Recomputes the chain from the first line to the last."""
        with self.database.reading() as connection:
            head = connection.execute(select(STREAMS).where(STREAMS.c.id == stream)).one_or_none()
            if head is None:
                raise _unknown(stream)
            entries = _read(connection, stream)
            broken = first_difference(entries) or _other_end(entries, head) or _changed_picture(connection, entries)
        number, problem = broken or (None, None)
        return Verdict(stream, len(entries), head.hash, problem, number)

    def export(self, stream: str) -> Iterator[str]:
        """Each entry as one line of JSON, with its hash, so that the chain can be checked elsewhere."""
        for entry in self.read(stream):
            yield canonical(entry.as_dict())

    def _append(self, connection: Connection, stream: str, draft: Draft, *, judge: Judge | None, seen: int = 0):
        head = self.database.lock(connection, stream)
        if head is None:
            raise _unknown(stream)
        stored = _find(connection, stream, draft.id)
        if stored is not None:
            return _same(stored, draft)
        if judge is not None:
            judge(_read(connection, stream, after=seen))
        number, previous = head
        entry = seal(draft, session=stream, number=number + 1, at=_now(), previous=previous)
        connection.execute(insert(ENTRIES).values(**_as_row(entry)))
        connection.execute(update(STREAMS).where(STREAMS.c.id == stream).values(number=entry.number, hash=entry.hash))
        return entry


def _insert_once(table, database: Database):
    """Inserts a row unless its primary key is there already; both databases have their own words for it."""
    if database.sqlite:
        from sqlalchemy.dialects.sqlite import insert as insert_row
    else:
        from sqlalchemy.dialects.postgresql import insert as insert_row
    empty = {"number": 0, "hash": START} if table is STREAMS else {}
    return lambda row: insert_row(table).values({**empty, **row}).on_conflict_do_nothing()


def _read(connection: Connection, stream: str, *, after: int = 0) -> list[Entry]:
    asked = select(ENTRIES).where(ENTRIES.c.session == stream, ENTRIES.c.number > after).order_by(ENTRIES.c.number)
    return [_as_entry(row) for row in connection.execute(asked)]


def _find(connection: Connection, stream: str, entry_id: str) -> Entry | None:
    asked = select(ENTRIES).where(ENTRIES.c.session == stream, ENTRIES.c.id == entry_id)
    row = connection.execute(asked).one_or_none()
    return None if row is None else _as_entry(row)


def _as_entry(row) -> Entry:
    told = dict(row._mapping)
    seen = json.loads(told["seen"]) if told["seen"] else None
    about, content = tuple(json.loads(told["about"])), json.loads(told["content"])
    return Entry(**{**told, "seen": seen, "about": about, "content": content})


def _as_row(entry: Entry) -> dict:
    seen = canonical(entry.seen) if entry.seen else None
    about, content = canonical(entry.about), canonical(entry.content)
    return {**entry.__dict__, "seen": seen, "about": about, "content": content}


def _same(stored: Entry, draft: Draft) -> Entry:
    if stored.repeats(draft):
        return stored
    page = "Deze regel was al opgeslagen met een andere inhoud. Schrijf een nieuwe regel."
    raise InvalidInput(f"entry id {draft.id!r} is taken by another entry", page=page)


def _other_end(entries: list[Entry], head) -> tuple[int, str] | None:
    last = (entries[-1].number, entries[-1].hash) if entries else (0, START)
    return None if last == (head.number, head.hash) else (last[0] + 1, "ontbreekt: het logboek is korter dan het was")


def _changed_picture(connection: Connection, entries: list[Entry]) -> tuple[int, str] | None:
    seen = [(entry.number, entry.seen) for entry in reversed(entries) if entry.seen]
    named = {view[sort]: number for number, view in seen for sort in ("picture", "still") if view.get(sort)}
    kept = dict(connection.execute(select(PICTURES.c.hash, PICTURES.c.figures).where(PICTURES.c.hash.in_(named))).all())
    for name, number in named.items():
        if name not in kept or digest(json.loads(kept[name])) != name:
            return number, "hoort bij een beeld dat na het opslaan is veranderd"
    return None


def _unknown(stream: str) -> UnknownName:
    page = "Deze sessie bestaat niet (meer). Controleer de link, of vraag een nieuwe."
    return UnknownName(f"no session {stream!r}", page=page, given=stream)


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="microseconds")
