"""A server that is killed while people write, and two servers on one journal."""

import json
import multiprocessing
import random
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.server.conftest import PATIENCE, Server, new_table, until
from tests.server.run import serve_journal, serve_on_a_small_disk

SEATS, KILLS, WRITES = 40, 20, 10  # ten seats write at each kill: two hundred entries in all
# A real process for each server, without the seconds its imports would take twenty times.
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["__main__", "tests.server.run"])


class JournalServer(Server):
    """A server in a fork of a process that has everything imported; `limit` is how long its files may get."""

    def __init__(self, home, *, limit: int | None = None):
        self.limit = limit
        super().__init__(home)

    def start(self) -> None:
        heard, told = PROCESSES.Pipe(duplex=False)
        work = serve_journal if self.limit is None else serve_on_a_small_disk
        given = (self.port, told, self.env) if self.limit is None else (self.port, told, self.env, self.limit)
        self.process = PROCESSES.Process(target=work, args=given)
        self.process.start()
        told.close()
        self.base = heard.recv()
        heard.close()

    def kill(self) -> None:
        self.process.kill()
        self.process.join()

    def stop(self) -> None:
        self.held.close()
        self.process.terminate()
        self.process.join(PATIENCE)
        self.process.close()


def write_until_stored(seat, id: str, acknowledged: set) -> None:
    """As the panel does: the same id again until the server says it is stored."""
    end = time.monotonic() + PATIENCE
    while id not in acknowledged:
        try:
            if seat.say(f"Regel {id}", id=id).status == 201:
                acknowledged.add(id)
        except OSError:  # no line, or one that broke
            assert time.monotonic() < end, f"{id} was never stored"
            time.sleep(0.05)


def test_what_was_acknowledged_is_there_after_kill_minus_nine_and_nothing_is_there_twice(home):
    server, chance, interrupted, acknowledged = JournalServer(home), random.Random(9), 0, set()
    table = new_table(server)
    try:
        seats = [table.seat("participant") for _ in range(SEATS)]
        with ThreadPoolExecutor(WRITES) as hands:
            for turn in range(KILLS):
                writers = [(seats[(turn * WRITES + number) % SEATS], f"{turn}-{number}") for number in range(WRITES)]
                work = [hands.submit(write_until_stored, *writer, acknowledged) for writer in writers]
                before = turn * WRITES + chance.randrange(WRITES)  # so many are in, the others under way
                until(lambda before=before: len(acknowledged) >= before, every=0.001)  # sooner than the next write
                server.kill()
                interrupted += len(acknowledged) < (turn + 1) * WRITES
                known = set(acknowledged)
                server.start()
                assert known <= questions(seats[0])
                for each in work:
                    each.result()
        stored = [entry["id"] for entry in seats[0].entries() if entry["kind"] == "question"]
    finally:
        server.stop()
    assert interrupted  # otherwise nothing was cut off and this test shows nothing
    assert len(acknowledged) == KILLS * WRITES
    assert sorted(stored) == sorted(acknowledged)


def questions(seat) -> set[str]:
    return {entry["id"] for entry in seat.entries() if entry["kind"] == "question"}


def test_a_full_disk_is_said_and_nothing_is_acknowledged_that_is_not_stored(home):
    server = JournalServer(home, limit=300_000)
    try:
        seat = new_table(server).seat("participant")
        answers = {f"v{number}": seat.say("x" * 3000, id=f"v{number}") for number in range(120)}
        kept = questions(seat)
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
        seat = new_table(server).seat("facilitator")
        page = seat.open()
        async with seat.line(page, key="laptop") as line:
            await line.ready()
            await line.move("IntSliderModel", value=2025)
            await line.until(lambda: line.year == 2025)
            known = set(line.states)
        until(lambda: "looked" in {entry["kind"] for entry in seat.entries()})
        server.kill()
        server.start()
        assert seat.get(f"api/kernels/{page}").status == 200  # a browser asks first whether its page is over
        async with seat.line(page, key="laptop", again=True) as back:
            await back.until(lambda: set(back.states) == known)
            assert back.year == 2025
    finally:
        server.stop()


@pytest.fixture
def pair(home):
    servers = [JournalServer(home), JournalServer(home)]
    yield servers
    for server in servers:
        server.stop()


def test_two_servers_on_one_journal_tell_each_other_what_is_said(pair):
    one, other = pair
    table = new_table(one)
    here, there = table.seat("participant"), table.seat("facilitator")
    there.base = other.base
    with ThreadPoolExecutor(20) as hands:
        said = list(hands.map(lambda seat: seat.say("Dag").status, [here, there] * 10))
    numbers = [entry["number"] for entry in there.entries()]
    assert said == [201] * 20
    assert numbers == sorted(set(numbers))
    assert [entry["id"] for entry in here.entries()] == [entry["id"] for entry in there.entries()]
    there.api("POST", "bediening", movers="facilitator")
    until(lambda: json.loads(here.api("GET", "regels").text)["standing"]["movers"] == "facilitator")
