"""kill -9 and a full disk: every acknowledged entry is there, none twice, nothing acknowledged that is not stored."""

import multiprocessing
import os
import random
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from multiprocessing.connection import Connection

import pytest
from sqlalchemy import event

from tests.session.writer import write_and_tell, write_on_a_small_disk
from workbench.errors import StoreError
from workbench.session import Journal

WRITES, KILLS, ENDLESS = 200, 20, 10**6
# A real process for each server, without the seconds its imports would take twenty times.
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["__main__", "tests.session.writer"])


@contextmanager
def server(work: Callable, *given: object) -> Iterator[tuple[multiprocessing.Process, Connection]]:
    heard, told = PROCESSES.Pipe(duplex=False)
    settings = {name: os.environ.get(name, "") for name in ("WORKBENCH_HOME", "WORKBENCH_JOURNAL")}
    process = PROCESSES.Process(target=work, args=(told, settings, *given))
    process.start()
    told.close()
    yield process, heard
    process.join()
    process.close()
    heard.close()


def listen(heard: Connection, *, at_most: int) -> list:
    """What a server tells until it falls silent, or until it told this much."""
    told = []
    try:
        while len(told) < at_most:
            told.append(heard.recv())
    except EOFError:
        pass
    return told


def own_numbers(journal: Journal, session: str) -> list[int]:
    return [int(entry.id[1:]) for entry in journal.entries(session) if entry.kind == "comment"]


def test_a_server_killed_twenty_times_in_two_hundred_writes_loses_nothing(journal, session, seat):
    chance, cookie, acknowledged = random.Random(20), journal.cookie(seat), []
    for _ in range(KILLS):
        # The client never heard of the write that was under way, so it asks for that one again. No end to the work:
        # whenever the kill comes, it comes while something is written.
        with server(write_and_tell, cookie, range(len(acknowledged), ENDLESS)) as (process, heard):
            acknowledged += listen(heard, at_most=chance.randint(1, 9))
            time.sleep(chance.uniform(0, 0.01))
            process.kill()
            acknowledged += listen(heard, at_most=ENDLESS)
        assert set(acknowledged) <= set(own_numbers(journal, session))
    last = max(WRITES, len(acknowledged) + 1)
    with server(write_and_tell, cookie, range(len(acknowledged), last)) as (_, heard):
        acknowledged += listen(heard, at_most=last)
    assert acknowledged == own_numbers(journal, session) == list(range(last))
    assert journal.verify(session).holds


@pytest.fixture
def sqlite_journal(home, monkeypatch):
    monkeypatch.delenv("WORKBENCH_JOURNAL", raising=False)
    with closing(Journal()) as journal:
        yield journal


@pytest.fixture
def sqlite_seat(sqlite_journal):
    session = sqlite_journal.start("Vol", notebook="verkennen").id
    token = sqlite_journal.invite(session, role="participant")[1]
    return sqlite_journal.take_seat(token, organisation="GGD", word="beleid")


def test_where_files_cannot_grow_nothing_is_acknowledged_that_is_not_stored(sqlite_journal, sqlite_seat):
    with server(write_on_a_small_disk, sqlite_journal.cookie(sqlite_seat), range(WRITES)) as (_, heard):
        *numbers, last = listen(heard, at_most=WRITES)
    assert last.startswith("De schijf is vol of werkt niet. Wat u net schreef is niet opgeslagen.")
    assert 0 < len(numbers) < WRITES
    assert own_numbers(sqlite_journal, sqlite_seat.session) == numbers
    assert sqlite_journal.verify(sqlite_seat.session).holds


def test_a_full_database_says_so_and_goes_on_when_there_is_room(sqlite_journal, sqlite_seat):
    engine = sqlite_journal.ledger.database.engine
    numbers = iter(range(WRITES))

    def write() -> None:
        sqlite_journal.write(sqlite_seat, "comment", {"text": "x" * 2000}, id=f"c{next(numbers)}")

    with _pages_at_most(engine, 60), pytest.raises(StoreError) as caught:
        fill(write)
    assert caught.value.facts["full"] is True
    missed = len(own_numbers(sqlite_journal, sqlite_seat.session))
    assert missed + 1 == next(numbers)
    write()
    assert sqlite_journal.verify(sqlite_seat.session).holds


def fill(write: Callable[[], None]) -> None:
    while True:
        write()


@contextmanager
def _pages_at_most(engine, pages: int) -> Iterator[None]:
    """SQLite's own limit: beyond it, it answers as it does on a full disk."""

    def limit(connection, *_: object) -> None:
        connection.execute(f"PRAGMA max_page_count={pages}")

    engine.dispose()
    event.listen(engine, "connect", limit)
    try:
        yield
    finally:
        event.remove(engine, "connect", limit)
        engine.dispose()


def test_a_full_postgresql_says_so_and_goes_on_when_there_is_room(postgres, home):
    with closing(Journal(postgres.fresh_database())) as journal:
        session = journal.start("Vol", notebook="verkennen").id
        token = journal.invite(session, role="researcher")[1]
        seat, numbers = journal.take_seat(token, organisation="GGD", word="onderzoek"), iter(range(WRITES))

        def write() -> None:
            number = next(numbers)
            diff = random.Random(number).randbytes(150_000).hex()  # which no database can make small
            content = {"notebook": "verkennen", "version": f"v{number}", "diff": diff}
            journal.write(seat, "notebook_change", content, id=f"c{number}")

        with postgres.where_files_cannot_grow(1_500_000), pytest.raises(StoreError) as caught:
            fill(write)
        assert caught.value.facts["full"] is True
        assert caught.value.page.startswith("De schijf is vol of werkt niet. Wat u net schreef is niet opgeslagen.")
        kept = [entry for entry in journal.entries(session) if entry.kind == "notebook_change"]
        assert 0 < len(kept) == next(numbers) - 1
        write()
        assert journal.verify(session).holds
