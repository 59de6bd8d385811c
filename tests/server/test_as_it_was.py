"""An entry opens the very picture it was said about, whatever happened to the figures since."""

import json

from hypothesis import given
from hypothesis import strategies as st

from tests.server.seats import page_id
from workbench.server.as_it_was import Kept, written
from workbench.server.mirror import Mirror
from workbench.server.page import Page, Place
from workbench.server.rendering import Piece


async def test_the_picture_of_then_stays_when_the_table_moves_on(table):
    seat, other = table.seat("participant"), table.seat("facilitator")
    async with seat.line(seat.open()) as line:
        await line.ready()
        await line.move("IntSliderModel", value=2013)
        await line.until(lambda: line.year == 2013 and "2013" in line.states[line.find("HTMLModel")]["value"])
        then = {name: dict(state) for name, state in line.states.items()}
        assert seat.say("Waarom hier?", id="toen", page=seat.open()).status == 201
        await line.move("IntSliderModel", value=2029)
        await line.until(lambda: line.year == 2029)
    answer = other.get(f"sessie/{table.id}/toen/toen")
    assert "met de cijfers van toen" in answer.text
    async with other.line(page_id(answer)) as line:
        await line.ready()
        assert line.states == then | {name: line.states[name] for name in line.states.keys() - then.keys()}
        assert line.year == 2013


async def test_nobody_moves_the_picture_of_then_and_what_is_said_there_is_said_about_it(table):
    lead = table.seat("facilitator")
    lead.say("Kijk", id="kijk", page=lead.open())
    then = page_id(lead.get(f"sessie/{table.id}/toen/kijk"))
    async with lead.line(then) as line:
        await line.ready()
        before = line.year
        await line.done(await line.move("IntSliderModel", value=before + 3))
        await line.settle()
        assert line.years == [before]
    lead.say("Nog eens", id="later", page=then)
    seen = {entry["id"]: entry for entry in exported(table)}
    assert seen["later"]["view"] == seen["kijk"]["view"]


def test_the_picture_of_then_is_ones_own_page_and_not_for_another_session(table, server):
    from tests.server.conftest import new_table

    seat, other = table.seat("participant"), table.seat("researcher")
    seat.say("Hier", id="hier", page=seat.open())
    page = page_id(seat.get(f"sessie/{table.id}/toen/hier"))
    assert other.get(f"sessie/{table.id}/aftakking/{page}").status == 403
    assert new_table(server).seat("facilitator").get(f"sessie/{table.id}/toen/hier").status == 403


def test_an_entry_without_a_picture_says_so(table):
    seat = table.seat("participant")
    seat.say("Algemeen", id="algemeen")
    answer = seat.get(f"sessie/{table.id}/toen/algemeen")
    assert (answer.status, "geen beeld" in answer.text) == (400, True)


def exported(table) -> list[dict]:
    from workbench.session import Journal

    journal = Journal(f"sqlite:///{table.server.env['WORKBENCH_HOME']}/sessions/journal.sqlite")
    try:
        return [json.loads(line) for line in journal.export(table.id)]
    finally:
        journal.close()


plain = st.dictionaries(st.sampled_from("xyz"), st.integers() | st.text("a<é", max_size=4), max_size=3)
widgets = st.lists(st.tuples(plain, st.lists(st.binary(max_size=9), max_size=2)), max_size=3)


class Run:
    """A run that showed something."""

    title, question = "Titel", "Vraag"
    pieces = (Piece(html="<p>Uitleg</p>"), Piece(outputs=({"output_type": "display_data"},)))

    def __init__(self, mirror: Mirror):
        self.mirror = mirror


@given(widgets)
def test_what_was_written_down_gives_the_same_widgets_and_pieces(widgets):
    page, mirror = Page.__new__(Page), Mirror()
    page.run, page.place = Run(mirror), Place("s", "o")
    for name, (state, buffers) in zip("abc", widgets, strict=False):
        paths = [[f"bytes{number}"] for number in range(len(buffers))]
        data = {"state": state, "buffer_paths": paths}
        mirror.apply("comm_open", {"comm_id": name, "target_name": "jupyter.widget", "data": data}, tuple(buffers))
    kept = Kept(written(page))
    assert [(kept.title, kept.question), kept.pieces] == [("Titel", "Vraag"), list(Run.pieces)]
    assert json.loads(kept.mirror.states()[0]) == json.loads(mirror.states()[0])
    assert kept.mirror.states()[1] == mirror.states()[1]
