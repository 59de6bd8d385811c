"""A server that is killed while people write, and two servers on one journal."""

import json
import multiprocessing
import random
import threading
import time
import urllib.error

import pytest

from tests.server.conftest import Server, new_table, until
from tests.server.run import serve_journal, serve_on_a_small_disk

KILLS, WRITES = 20, 10  # two hundred in all
# A real process for each server, without the seconds its imports would take twenty times.
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["__main__", "tests.server.run"])


class JournalServer(Server):
    """A server in a fork of a process that has everything imported; `limit` is how long its files may get."""

    def __init__(self, home, *, limit: int | None = None):
        self.limit = limit
        super().__init__(home)

    def start(self, port: int = 0) -> None:
        heard, told = PROCESSES.Pipe(duplex=False)
        work = serve_journal if self.limit is None else serve_on_a_small_disk
        given = (port, told, self.env) if self.limit is None else (port, told, self.env, self.limit)
        self.process = PROCESSES.Process(target=work, args=given)
        self.process.start()
        told.close()
        self.base = heard.recv()
        heard.close()

    def kill(self) -> None:
        self.process.kill()
        self.process.join()

    def stop(self) -> None:
        self.process.terminate()
        self.process.join(30)
        self.process.close()


def write_until_stored(seat, id: str, text: str, acknowledged: set) -> None:
    """As the panel does: the same id again until the server says it is stored."""
    while True:
        try:
            if seat.say(text, id=id).status == 201:
                acknowledged.add(id)
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError, OSError):
            time.sleep(0.1)


def test_what_was_acknowledged_is_there_after_kill_minus_nine_and_nothing_is_there_twice(home):
    server = JournalServer(home)
    table, port = new_table(server), server.port
    seat, acknowledged = table.seat("participant"), set()
    try:
        for turn in range(KILLS):
            ids = [f"{turn}-{number}" for number in range(WRITES)]
            work = [threading.Thread(target=write_until_stored, args=(seat, id, id, acknowledged)) for id in ids]
            for thread in work:
                thread.start()
            time.sleep(random.uniform(0, 0.15))
            server.kill()
            server.start(port)
            for thread in work:
                thread.join(60)
        stored = [entry["id"] for entry in seat.entries() if entry["kind"] == "question"]
    finally:
        server.stop()
    assert len(acknowledged) == KILLS * WRITES
    assert sorted(stored) == sorted(acknowledged)


def test_a_full_disk_is_said_and_nothing_is_acknowledged_that_is_not_stored(home):
    server = JournalServer(home, limit=300_000)
    try:
        seat = new_table(server).seat("participant")
        answers = {f"v{number}": seat.say("x" * 3000, id=f"v{number}") for number in range(120)}
        kept = {entry["id"] for entry in seat.entries() if entry["kind"] == "question"}
    finally:
        server.stop()
    refused = [answer for answer in answers.values() if answer.status != 201]
    assert {name for name, answer in answers.items() if answer.status == 201} == kept
    assert len(refused) > 10
    assert {answer.status for answer in refused} == {503}
    assert json.loads(refused[-1].text)["error"].startswith("De schijf is vol of werkt niet.")


async def test_a_browser_that_was_there_comes_back_to_a_server_that_was_killed(home):
    server = Server(home)
    try:
        table, port = new_table(server), server.port
        seat = table.seat("facilitator")
        page = seat.open()
        async with seat.line(page, key="laptop") as line:
            await line.ready()
            await line.move("IntSliderModel", value=2025)
            await line.rest(2.5)
            known = set(line.states)
        server.kill()
        server.start(port)
        async with seat.line(page, key="laptop", again=True) as back:
            await back.until(lambda: set(back.states) == known, seconds=40)
            assert back.year == 2025
    finally:
        server.stop()


@pytest.fixture
def pair(home):
    servers = [Server(home), Server(home)]
    yield servers
    for server in servers:
        server.stop()


def test_two_servers_on_one_journal_tell_each_other_what_is_said(pair):
    one, other = pair
    table = new_table(one)
    here, there = table.seat("participant"), table.seat("facilitator")
    there.base = other.base
    work = [threading.Thread(target=seat.say, args=("Dag",)) for seat in [here, there] * 10]
    for thread in work:
        thread.start()
    for thread in work:
        thread.join()
    numbers = [entry["number"] for entry in there.entries()]
    assert numbers == sorted(set(numbers))
    assert [entry["id"] for entry in here.entries()] == [entry["id"] for entry in there.entries()]
    there.api("POST", "bediening", movers="facilitator")
    until(lambda: json.loads(here.api("GET", "regels").text)["standing"]["movers"] == "facilitator")
