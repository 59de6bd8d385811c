"""An append-only, hash-chained list in SQLite: nothing that was written can be changed unseen."""

import datetime as dt
import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from workbench.errors import StoreError

FIRST = "0" * 64
_SCHEMA = """
CREATE TABLE IF NOT EXISTS entry (
    number INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, subject TEXT NOT NULL, body TEXT NOT NULL,
    previous TEXT NOT NULL, hash TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS by_subject ON entry (subject);
CREATE TRIGGER IF NOT EXISTS no_change BEFORE UPDATE ON entry BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER IF NOT EXISTS no_removal BEFORE DELETE ON entry BEGIN SELECT RAISE(ABORT, 'append-only'); END;
"""


@dataclass(frozen=True)
class Entry:
    number: int
    at: str
    subject: str
    body: dict


class Chain:
    """Each entry carries the hash of the one before it."""

    def __init__(self, path: Path):
        self.path = path

    def entries(self, subject: str | None = None) -> list[Entry]:
        with self._open() as base:
            return _entries(base, subject)

    @contextmanager
    def appending(self) -> Iterator["Appending"]:
        """Nobody else reads or writes in between; what is added is there for good when the block ends well."""
        with self._open() as base:
            base.execute("BEGIN IMMEDIATE")
            yield Appending(base)

    def broken_at(self) -> int | None:
        """The number of the first entry that does not follow from the one before; None when the chain is whole."""
        with self._open() as base:
            previous = FIRST
            for number, at, subject, body, before, digest in base.execute("SELECT * FROM entry ORDER BY number"):
                if before != previous or digest != _hash(previous, at, subject, body):
                    return number
                previous = digest
        return None

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            base = sqlite3.connect(self.path, timeout=120, isolation_level=None)
            if not base.execute("SELECT 1 FROM sqlite_master WHERE name = 'no_removal'").fetchone():  # the last made
                base.executescript("PRAGMA journal_mode=WAL;" + _SCHEMA)
        except (sqlite3.Error, OSError) as error:
            raise _closed(self.path, error) from error
        try:
            with base:
                yield base
        except sqlite3.OperationalError as error:
            raise _closed(self.path, error) from error
        finally:
            base.close()


class Appending:
    def __init__(self, base: sqlite3.Connection):
        self._base = base

    def entries(self, subject: str) -> list[Entry]:
        return _entries(self._base, subject)

    def add(self, subject: str, body: dict) -> int:
        """The number of the new entry."""
        last = self._base.execute("SELECT hash FROM entry ORDER BY number DESC LIMIT 1").fetchone()
        previous, at = last[0] if last else FIRST, dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        text = json.dumps(body, sort_keys=True, ensure_ascii=False)
        row = (at, subject, text, previous, _hash(previous, at, subject, text))
        return self._base.execute(
            "INSERT INTO entry (at, subject, body, previous, hash) VALUES (?, ?, ?, ?, ?)", row
        ).lastrowid


def _entries(base: sqlite3.Connection, subject: str | None) -> list[Entry]:
    query = "SELECT number, at, subject, body FROM entry"
    where, given = (" WHERE subject = ?", [subject]) if subject is not None else ("", [])
    found = base.execute(f"{query}{where} ORDER BY number", given)
    return [Entry(number, at, of, json.loads(body)) for number, at, of, body in found]


def _hash(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _closed(path: Path, error: Exception) -> StoreError:
    page = f"Het register {path.name} in {path.parent} kan niet gelezen of geschreven worden; er is niets vrijgegeven."
    return StoreError(f"{path} failed: {error}", page=page, path=str(path))
