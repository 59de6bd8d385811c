"""Seats at one table: everybody sees the same, and only who may move it moves it."""

import asyncio
import json
import os
import signal
from pathlib import Path

import psutil
import pytest

from tests.server.conftest import Server, new_table, until
from tests.server.seats import page_id


async def test_a_control_moved_by_one_moves_for_all(table):
    one, other = table.seat("facilitator"), table.seat("participant")
    page = one.open()
    assert other.open() == page
    async with one.line(page) as a, other.line(page) as b:
        await asyncio.gather(a.ready(), b.ready())
        await a.move("IntSliderModel", value=2024)
        await b.until(lambda: b.year == 2024 and "2024" in b.states[b.find("HTMLModel")]["value"])


async def test_a_late_arrival_gets_the_current_state(table):
    one, late = table.seat("facilitator"), table.seat("participant")
    page = one.open()
    async with one.line(page) as a, late.line(page) as b:
        await a.ready()
        await a.move("IntSliderModel", value=2027)
        await a.until(lambda: a.year == 2027)
        assert (await b.ready()).year == 2027


async def test_who_comes_back_gets_what_changed_meanwhile_and_no_more(table):
    one, away = table.seat("facilitator"), table.seat("participant")
    page = one.open()
    async with one.line(page) as a:
        async with away.line(page, key="laptop") as b:
            await asyncio.gather(a.ready(), b.ready())
        await a.move("IntSliderModel", value=2013)
        await a.until(lambda: a.year == 2013)
        async with away.line(page, key="laptop", again=True) as back:
            await back.until(lambda: any(state.get("value") == 2013 for state in back.states.values()))
            await back.settle()
            assert 1 <= len(back.states) <= 3


@pytest.mark.parametrize(
    ("movers", "role", "moves"),
    [
        ("facilitator", "facilitator", True),
        ("facilitator", "researcher", False),
        ("facilitator", "participant", False),
        ("researchers", "researcher", True),
        ("researchers", "participant", False),
        ("everybody", "participant", True),
        ("everybody", "partner", False),
    ],
)
async def test_the_facilitators_choice_of_who_moves_is_enforced(server_table, movers, role, moves):
    lead, seat = server_table.seat("facilitator"), server_table.seat(role)
    page = lead.open()
    assert lead.api("POST", "bediening", movers=movers).status == 200
    async with seat.line(page) as line, lead.line(page) as other:
        await asyncio.gather(line.ready(), other.ready())
        wanted = other.year % 10 + 2011
        await line.done(await line.move("IntSliderModel", value=wanted))
        await asyncio.gather(other.settle(), line.settle())
        assert (wanted in other.years) == moves
        assert line.year == other.year


async def test_a_view_that_stands_still_is_a_line_in_the_journal_by_who_moved_it(table):
    seat = table.seat("participant", organisation="Gemeente Emmen")
    page = seat.open()
    async with seat.line(page) as line:
        await line.ready()
        await line.move("IntSliderModel", value=2026)
        await line.until(lambda: line.year == 2026)
    until(lambda: looked(seat))
    assert [entry["view"]["parameters"]["periode"] for entry in looked(seat)] == [2026]
    assert looked(seat)[0]["who"].startswith("Gemeente Emmen")


def looked(seat) -> list[dict]:
    return [entry for entry in seat.entries() if entry["kind"] == "looked"]


async def test_nothing_but_an_update_of_a_control_gets_through_by_hand(table):
    seat, other = table.seat("facilitator"), table.seat("participant")
    page = seat.open()
    async with seat.line(page) as line, other.line(page) as watcher:
        await asyncio.gather(line.ready(), watcher.ready())
        before = {name: dict(state) for name, state in watcher.states.items()}
        html = line.find("HTMLModel")
        for kind in ("execute_request", "shutdown_request", "input_reply", "debug_request", "interrupt_request"):
            for channel in ("shell", "control", "stdin", "iopub"):
                await line.send(kind, {"code": "schuif.value = 2011", "restart": False}, channel=channel)
        await line.send("comm_open", {"comm_id": "mine", "target_name": "jupyter.widget", "data": {"state": {}}})
        await line.send("comm_close", {"comm_id": html, "data": {}})
        await line.send("comm_msg", {"comm_id": html, "data": {"method": "update", "state": {"value": "<script>"}}})
        # What comes after all these is dealt with after them, by the server and by the kernel.
        await line.done(await line.move("IntSliderModel", value=2024))
        await watcher.settle()
    assert watcher.years == [2020, 2024]
    assert watcher.states[html]["value"] == "<b>Jaar 2024</b>"
    assert (watcher.states.keys(), watcher.kernel) == (before.keys(), kernel_in(before))
    assert watcher.closed == []


def kernel_in(states: dict) -> int:
    return next(state["proces"] for state in states.values() if "proces" in state)


async def test_a_seat_cannot_see_a_page_of_another_session(table, server):
    stranger = new_table(server).seat("facilitator")
    page = table.seat("participant").open()
    with pytest.raises(Exception, match="403"):
        async with stranger.line(page):
            pass
    assert stranger.get(f"sessie/{table.id}/tafel/klein").status == 403
    assert stranger.get(f"api/kernels/{page}").status == 403


async def test_a_branch_is_ones_own_and_can_be_proposed_and_put_on_the_table(table):
    lead, seat, other = table.seat("facilitator"), table.seat("researcher"), table.seat("participant")
    shared = lead.open()
    branch = json.loads(seat.api("POST", "aftakken", page=shared).text)["page"]
    async with seat.line(branch) as own, lead.line(shared) as at_table:
        await asyncio.gather(own.ready(), at_table.ready())
        await own.move("IntSliderModel", value=2029)
        await own.until(lambda: own.year == 2029)
        await at_table.settle()
        assert 2029 not in at_table.years
        assert other.get(f"sessie/{table.id}/aftakking/{branch}").status == 403
        told = seat.api("POST", "voorstel", page=branch, id="voorstel-1", text="Kijk eens naar 2029").text
        assert other.api("POST", "tafel", proposal="voorstel-1", id="x").status == 403
        assert json.loads(told)["entry"]["view"]["parameters"]["periode"] == 2029
        put = asyncio.to_thread(lead.api, "POST", "tafel", proposal="voorstel-1", id="op-tafel-1")
        assert (await put).status == 200
        await at_table.until(lambda: at_table.year == 2029)
    assert "Naast elkaar" in lead.get(f"sessie/{table.id}/naast/voorstel-1").text


def test_an_entry_opens_its_exact_view_again(table):
    seat = table.seat("participant")
    seat.say("Waarom hier?", id="vraag-1", page=seat.open())
    again = seat.get(f"sessie/{table.id}/beeld/vraag-1")
    assert 'data-sort="branch"' in again.text
    assert again.status == 200


def test_the_same_entry_sent_twice_is_stored_once(table):
    seat = table.seat("participant")
    assert seat.say("Een vraag", id="dubbel").status == 201
    assert seat.say("Een vraag", id="dubbel").status == 201
    assert [entry["id"] for entry in seat.entries()].count("dubbel") == 1


def test_who_said_it_comes_from_the_cookie_and_never_from_the_browser(table):
    seat = table.seat("participant", organisation="Gemeente Emmen")
    told = {
        "id": "stempel",
        "kind": "question",
        "content": {"text": "x"},
        "page": "",
        "seat": "s",
        "role": "facilitator",
    }
    entry = json.loads(seat.api("POST", "regels", **told).text)["entry"]
    assert entry["who"].startswith("Gemeente Emmen")
    assert "deelnemer" in entry["who"]


def test_a_vote_is_counted_and_shown_only_after_it_is_closed(table):
    lead, seat = table.seat("facilitator"), table.seat("participant")
    content = {"question": "Waarmee beginnen?", "options": ["school", "wijk"], "dots": 3}
    lead.api("POST", "regels", id="stem", kind="vote_opened", content=content, page="")
    cast = {"vote": "stem", "dots": [1, 2]}
    assert seat.api("POST", "regels", id="s1", kind="vote_cast", content=cast, page="").status == 201
    assert seat.api("GET", "stemming/stem").status == 403
    lead.api("POST", "regels", id="dicht", kind="vote_closed", content={"vote": "stem"}, page="")
    assert json.loads(seat.api("GET", "stemming/stem").text)["tally"]["dots"] == [1, 2]


def test_a_revoked_invitation_ends_the_seat_at_once(table):
    lead, seat = table.seat("facilitator"), table.seat("participant")
    page = seat.open()
    invitation = lead.get(f"sessie/{table.id}").text.split("/code/")[1].split(".svg")[0]
    assert lead.api("DELETE", f"uitnodigingen?uitnodiging={invitation}").status == 200
    assert page_id(lead.get(f"sessie/{table.id}/tafel/klein")) == page
    assert seat.get(f"sessie/{table.id}/tafel/klein").status == 403


def test_writing_without_the_token_of_the_page_is_refused(table):
    seat = table.seat("participant")
    answer = seat.ask("POST", f"api/sessie/{table.id}/regels", b"{}", {"Accept": "application/json"})
    assert answer.status == 403
    assert "Ververs" in json.loads(answer.text)["error"]


async def test_a_killed_kernel_comes_back_in_the_last_state_without_a_reload(table):
    seat = table.seat("facilitator")
    async with seat.line(seat.open()) as line:
        await line.ready()
        await line.move("IntSliderModel", value=2028)
        await line.until(lambda: line.year == 2028)
        await line.settle()  # the picture comes first; the state that is kept follows it
        known, killed = set(line.states), line.kernel
        os.kill(killed, signal.SIGKILL)
        line.states = {}
        await line.until(lambda: line.year == 2028 and line.kernel not in (None, killed))
        await line.settle()
        assert set(line.states) <= known
        await line.move("IntSliderModel", value=2012)
        await line.until(lambda: line.year == 2012)


async def test_a_notebook_that_names_plain_python_gets_a_warm_kernel(table):
    notebook = json.loads(Path(table.server.env["WORKBENCH_NOTEBOOKS"], "klein.ipynb").read_text())
    assert notebook["metadata"]["kernelspec"]["name"] == "python3"
    seat = table.seat("participant")
    async with seat.line(seat.open()) as line:
        await line.ready()
        warm = psutil.Process(line.kernel).parent()
    assert "workbench.kernels.forking" in warm.cmdline()
    assert warm.ppid() == table.server.process.pid


def test_after_everybody_left_no_kernel_remains(home):
    server = Server(home, idle=0.5)
    try:
        seat = new_table(server).seat("participant")
        seat.open()
        until(lambda: json.loads(seat.get("healthz").text)["pages"] == 0)
        until(lambda: len(psutil.Process(server.process.pid).children(recursive=True)) <= 1)
    finally:
        server.stop()
