"""Where the journal lies: SQLite beside the store, or PostgreSQL by URL. Tables that only grow."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    create_engine,
    event,
    text,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from workbench import settings
from workbench.errors import InvalidInput, StoreError

PATIENCE = 30  # seconds a writer waits for another one

METADATA = MetaData()
STREAMS = Table(
    "streams",
    METADATA,
    Column("id", String(80), primary_key=True),
    Column("sort", String(20), nullable=False),  # session or intervention
    Column("number", Integer, nullable=False),  # of its last entry
    Column("hash", String(64), nullable=False),  # of its last entry
)
ENTRIES = Table(
    "entries",
    METADATA,
    Column("session", String(80), ForeignKey("streams.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("id", String(80), nullable=False),
    Column("kind", String(30), nullable=False),
    Column("seat", String(40), nullable=False),
    Column("role", String(20), nullable=False),
    Column("organisation", String(120), nullable=False),
    Column("at", String(40), nullable=False),
    # JSON as text: the hash is over these very characters, and databases respell their own JSON types.
    Column("content", Text, nullable=False),
    Column("seen", Text),
    Column("about", Text, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    UniqueConstraint("session", "id"),
)
PICTURES = Table(
    "pictures",
    METADATA,
    Column("hash", String(64), primary_key=True),
    Column("figures", Text, nullable=False),
)

SQLITE_GUARDS = [
    f"CREATE TRIGGER IF NOT EXISTS {table}_no_{verb} BEFORE {verb} ON {table} "
    "BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END"
    for table in ("entries", "pictures")
    for verb in ("UPDATE", "DELETE")
]
POSTGRES_GUARDS = [
    "CREATE OR REPLACE FUNCTION journal_only_grows() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'the journal only grows'; END $$",
    *(
        f"CREATE OR REPLACE TRIGGER {table}_only_grow BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION journal_only_grows()"
        for table in ("entries", "pictures")
    ),
]
FULL = ("full", "No space", "disk I/O", "File too large", "could not extend")  # in the words of both databases
MAKING = 7_269_636  # any number: the name of the lock under which PostgreSQL tables are made


class Database:
    """The engine and its two ways in: `reading()` and `writing()`; errors of the store become StoreError."""

    def __init__(self, url: str | None = None):
        self.engine = _engine(url or settings.JOURNAL.read() or _default_url())
        self.sqlite = self.engine.dialect.name == "sqlite"
        with self.writing() as connection:
            self._make_tables(connection)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        with _store_errors(), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction, alone among writers on SQLite; stored when the block has ended without an error."""
        with _store_errors(), self.engine.connect().execution_options(writes=True) as connection, connection.begin():
            yield connection

    def lock(self, connection: Connection, stream: str) -> tuple[int, str] | None:
        """Number and hash of the stream's last entry, held against other writers; None when it does not exist."""
        asked = STREAMS.select().where(STREAMS.c.id == stream)
        found = connection.execute(asked if self.sqlite else asked.with_for_update()).one_or_none()
        return None if found is None else (found.number, found.hash)

    def close(self) -> None:
        self.engine.dispose()

    def _make_tables(self, connection: Connection) -> None:
        if not self.sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:name)"), {"name": MAKING})
        METADATA.create_all(connection)
        for guard in SQLITE_GUARDS if self.sqlite else POSTGRES_GUARDS:
            connection.exec_driver_sql(guard)


def _default_url() -> str:
    folder = settings.home() / "sessions"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        page = "De map voor sessies kan niet worden gemaakt. Maak ruimte of herstel de rechten."
        raise StoreError(f"cannot make the folder for the journal: {error}", page=page) from error
    return f"sqlite:///{folder / 'journal.sqlite'}"


def _engine(url: str) -> Engine:
    try:
        address = make_url(url.replace("postgres://", "postgresql://", 1))
    except ArgumentError as error:
        page = "WORKBENCH_JOURNAL is geen geldig adres van een database."
        raise InvalidInput("WORKBENCH_JOURNAL is not a database URL", page=page) from error
    if address.get_backend_name() == "sqlite":
        return _sqlite_engine(address)
    if address.get_backend_name() == "postgresql":
        return _postgres_engine(address.set(drivername="postgresql+psycopg"))
    page = "Het logboek kan in SQLite of PostgreSQL staan. Pas WORKBENCH_JOURNAL aan."
    raise InvalidInput(f"the journal cannot lie in {address.get_backend_name()}", page=page)


def _sqlite_engine(address) -> Engine:
    engine = create_engine(address, connect_args={"timeout": PATIENCE})

    @event.listens_for(engine, "connect")
    def _prepare(connection, _record) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, below
        _set_wal(connection)
        connection.execute("PRAGMA synchronous=FULL")  # an acknowledged entry survives a power cut
        connection.execute("PRAGMA foreign_keys=ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # IMMEDIATE takes the write lock before anything is read: a number is never given twice.
        writes = connection.get_execution_options().get("writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _set_wal(connection) -> None:
    # Switching to WAL does not wait for other connections as other statements do, so we wait for it.
    import sqlite3

    for attempt in range(50):
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or attempt == 49:
                raise
            time.sleep(0.05)


def _postgres_engine(address) -> Engine:
    try:
        return create_engine(address, pool_pre_ping=True, connect_args={"options": "-c synchronous_commit=on"})
    except ImportError as error:
        page = "Voor PostgreSQL is het onderdeel 'postgres' nodig. Installeer datawerkplaats[postgres]."
        raise StoreError("psycopg is not installed; install the extra 'postgres'", page=page) from error


@contextmanager
def _store_errors() -> Iterator[None]:
    try:
        yield
    except (DBAPIError, OSError) as error:
        cause = str(getattr(error, "orig", error)).splitlines()[0]
        full = any(sign in cause for sign in FULL)
        page = (
            "De schijf is vol of werkt niet. Wat u net schreef is niet opgeslagen. Maak ruimte en probeer het opnieuw."
            if full
            else "Het logboek is niet bereikbaar. Wat u net schreef is niet opgeslagen. Probeer het zo opnieuw."
        )
        raise StoreError(f"the journal cannot be read or written: {cause}", page=page, full=full) from error
    except SQLAlchemyError as error:
        page = "Het logboek is niet bereikbaar. Probeer het zo opnieuw."
        raise StoreError(f"the journal cannot be used: {type(error).__name__}", page=page) from error
