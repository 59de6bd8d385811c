"""A server that is killed while people write, and two servers on one journal."""

import json
import random
import threading
import time
import urllib.error

import pytest

from tests.server.conftest import Server, new_table, until

ROUNDS, WRITES = 2, 30


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
    server = Server(home)
    table, port = new_table(server), server.port
    seat, acknowledged = table.seat("participant"), set()
    try:
        for turn in range(ROUNDS):
            ids = [f"{turn}-{number}" for number in range(WRITES)]
            work = [threading.Thread(target=write_until_stored, args=(seat, id, id, acknowledged)) for id in ids]
            for thread in work:
                thread.start()
            time.sleep(random.uniform(0.05, 0.5))
            server.kill()
            server.start(port)
            for thread in work:
                thread.join(60)
        stored = [entry["id"] for entry in seat.entries() if entry["kind"] == "question"]
    finally:
        server.stop()
    assert len(acknowledged) == ROUNDS * WRITES
    assert sorted(stored) == sorted(acknowledged)


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
