"""The agenda: what is due, what changed under a running intervention, open actions; and the files made of it."""

import csv
import datetime as dt
import io
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from tests.session.figures import fill_monthly
from tests.session.test_register import MADE, PLAN
from workbench.cli import command_line
from workbench.errors import InvalidInput, WorkbenchError
from workbench.session.agenda import Item, agenda, as_calendar, as_csv, per_organisation
from workbench.session.interventions import Register

pytestmark = pytest.mark.usefixtures("small_world")
BEFORE, RUNNING = dt.date(2026, 12, 1), dt.date(2027, 4, 1)


@pytest.fixture
def register(journal):
    fill_monthly()
    return Register(journal, today=lambda: BEFORE)


@pytest.fixture
def made(register, journal, leader):
    journal.write(leader, "decision", {"text": "We doen maatjes."}, id="d1")
    return register.make(leader, MADE, id="m1", decision="d1")


def act(journal, seat, *, id, who, when, text="Bellen."):
    return journal.write(seat, "action", {"text": text, "who": who, "when": when}, id=id)


def told(items):
    return [(item.sort, item.date.isoformat(), item.organisation) for item in items]


def test_before_the_start_the_plan_comes_first_and_the_review_later(journal, made):
    assert told(agenda(journal, today=BEFORE)) == [
        ("plan", "2027-03-01", "Sedna"),
        ("review", "2028-03-01", "Sedna"),
    ]


def test_a_frozen_plan_leaves_the_agenda(journal, register, made, leader):
    register.freeze(leader, made.id, PLAN, id="f1")
    assert [item.sort for item in agenda(journal, today=BEFORE)] == ["review"]


def test_a_figure_that_changed_under_a_running_intervention_is_due_today(journal, made):
    fill_monthly(GM0114_202403=44)
    assert told(agenda(journal, today=RUNNING))[0] == ("changed", "2027-04-01", "Sedna")
    assert "changed" not in {item.sort for item in agenda(journal, today=BEFORE)}


def test_a_stopped_intervention_asks_for_nothing(journal, register, made, leader):
    register.stop(leader, made.id, text="Geen vrijwilligers.", id="s1")
    fill_monthly(GM0114_202403=44)
    assert agenda(journal, today=RUNNING) == []


def test_actions_stay_until_they_are_done(journal, seat, leader):
    act(journal, leader, id="a1", who="GGD Drenthe", when="2027-02-01")
    act(journal, seat, id="a2", who="Sedna", when="2027-01-01")
    assert told(agenda(journal, today=RUNNING)) == [
        ("action", "2027-01-01", "Sedna"),
        ("action", "2027-02-01", "GGD Drenthe"),
    ]
    journal.write(seat, "done", {"action": "a2"}, id="k1")
    items = agenda(journal, today=RUNNING)
    assert [item.ref.split("/")[1] for item in items] == ["a1"]
    assert items[0].overdue(RUNNING)


def test_only_an_action_can_be_done(journal, seat):
    journal.write(seat, "comment", {"text": "Geen actie."}, id="c1")
    with pytest.raises(InvalidInput):
        journal.write(seat, "done", {"action": "c1"}, id="k1")


def test_each_organisation_sees_its_own_however_it_is_spelled(journal, seat):
    for number, who in enumerate(["Sedna", "GGD Drenthe", "SEDNA"]):
        act(journal, seat, id=f"a{number}", who=who, when="2027-02-01")
    found = per_organisation(agenda(journal, today=RUNNING))
    assert {name: len(items) for name, items in found.items()} == {"GGD Drenthe": 1, "Sedna": 2}


def test_a_session_has_an_agenda_of_its_own(journal, session, seat, made):
    act(journal, seat, id="a1", who="GGD", when="2027-02-01")
    other = journal.start("Elders", notebook="verkennen")
    assert agenda(journal, today=RUNNING, session=other.id) == []
    assert {item.sort for item in agenda(journal, today=BEFORE, session=session)} == {"action", "plan", "review"}


def test_nothing_beyond_the_horizon(journal, made):
    assert [item.sort for item in agenda(journal, until=dt.date(2027, 12, 31), today=BEFORE)] == ["plan"]


def item(**changed):
    facts = {"sort": "action", "ref": "emmen/a1", "date": dt.date(2027, 2, 1), "organisation": "GGD", "title": "t"}
    return Item(**{**facts, "text": "Bellen.", **changed})


def test_a_calendar_has_a_whole_day_event_for_each_item():
    file = as_calendar([item(title="Bel; mail, of app\nvandaag")], made=dt.datetime(2026, 12, 1, 9, 0))
    assert file == (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//datawerkplaats//agenda//NL\r\nCALSCALE:GREGORIAN\r\n"
        "BEGIN:VEVENT\r\nUID:action-emmen-a1@datawerkplaats\r\nDTSTAMP:20261201T090000Z\r\n"
        "DTSTART;VALUE=DATE:20270201\r\nDTEND;VALUE=DATE:20270202\r\n"
        # RFC 5545, 3.3.11: backslash, semicolon, comma and line end are escaped.
        "SUMMARY:Actie: Bel\\; mail\\, of app\\nvandaag\r\nDESCRIPTION:GGD. Bellen.\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )


# Text as the journal keeps it: without control characters other than a line end.
KEPT = st.text(st.characters(exclude_categories=("Cc", "Cs")) | st.just("\n"), max_size=300)


@given(KEPT)
def test_a_calendar_line_is_at_most_75_octets_and_unfolds_to_what_was_written(text):
    file = as_calendar([item(text=text)])
    assert all(len(line.encode()) <= 75 for line in file.split("\r\n"))
    unfolded = file.replace("\r\n ", "")
    line = next(line for line in unfolded.split("\r\n") if line.startswith("DESCRIPTION:GGD. "))
    read = re.sub(r"\\(.)", lambda found: "\n" if found[1] == "n" else found[1], line.removeprefix("DESCRIPTION:GGD. "))
    assert read == text
    assert unfolded.count("BEGIN:") == 2  # nothing that was written became a line of its own


@given(KEPT)
def test_a_cell_of_the_csv_is_what_was_written_and_never_a_formula(text):
    rows = list(csv.reader(io.StringIO(as_csv([item(text=text)]).removeprefix("\ufeff"), newline=""), delimiter=";"))
    assert rows[0] == ["soort", "datum", "organisatie", "titel", "tekst", "kenmerk"]
    assert rows[1][4].removeprefix("'") == text.removeprefix("'")
    assert not rows[1][4].startswith(("=", "+", "-", "@"))


def workbench(*arguments: str) -> str:
    outcome = CliRunner().invoke(command_line(), list(arguments))
    if isinstance(outcome.exception, WorkbenchError):
        raise outcome.exception
    assert outcome.exit_code == 0, outcome.output
    return outcome.stdout


def test_the_commands_go_from_decision_to_frozen_plan_to_agenda(register, journal, session, leader, tmp_path):
    journal.write(leader, "decision", {"text": "We doen maatjes."}, id="d1")
    start = (dt.date.today() + dt.timedelta(days=30)).isoformat()
    review = (dt.date.today() + dt.timedelta(days=60)).isoformat()
    described, plan = tmp_path / "maatjes.yaml", tmp_path / "plan.yaml"
    described.write_text(json.dumps({**MADE, "since": start, "review": review}))
    plan.write_text(json.dumps({**PLAN, "start": start}))
    made = json.loads(workbench("register", "add", str(described), "--decision", f"{session}/d1", "--json"))
    assert made["origin"] == f"{session}/d1"
    assert "Het plan is vastgelegd." in workbench("register", "freeze", made["id"], str(plan))
    shown = json.loads(workbench("register", "show", made["id"], "--json"))
    assert shown["chain"]["entry"]["id"] == "d1"
    assert "vastgelegd, nog niet begonnen" in workbench("register", "list")
    ics, table = tmp_path / "agenda.ics", tmp_path / "agenda.csv"
    items = json.loads(workbench("agenda", "--ics", str(ics), "--csv", str(table), "--json"))
    assert [(one["sort"], one["date"]) for one in items] == [("review", review)]
    assert "Maatjes voor jongeren" in ics.read_text(encoding="utf-8")
    assert "bespreken" in table.read_text(encoding="utf-8")
    plan.write_text(json.dumps({**PLAN, "start": start, "horizon": 12}))
    changed = workbench("register", "change", made["id"], str(plan), "--reason", "Geen geld voor langer.")
    assert "voor de start, gewijzigd (aantal maanden): Geen geld voor langer." in changed


def test_the_commands_describe_discuss_stop_and_tick_off(register, journal, session, seat, made, tmp_path):
    described = tmp_path / "anders.yaml"
    described.write_text(json.dumps({**MADE, "owner": "GGD Drenthe"}))
    act(journal, seat, id="a1", who="Sedna", when="2026-11-01")
    assert f"Aangepast: {made.id}" in workbench("register", "describe", made.id, str(described))
    told = workbench("register", "review", made.id, "--text", "Loopt goed.", "--next", "2029-03-01")
    assert "De volgende bespreking staat op 2029-03-01." in told
    assert f"({session}/a1)" in workbench("agenda")
    left = json.loads(workbench("agenda", "--done", f"{session}/a1", "--json"))
    assert "action" not in [item["sort"] for item in left]
    assert workbench("register", "stop", made.id, "--text", "Geen geld.") == f"Gestopt: {made.id}\n"
    now = register.intervention(made.id)
    assert (now.description["owner"], now.reviews[0]["text"], bool(now.stopped_on)) == (
        "GGD Drenthe",
        "Loopt goed.",
        True,
    )


@pytest.mark.parametrize("written", ["- een lijst", "{geen yaml", ""])
def test_a_file_that_holds_no_fields_is_a_sentence(home, tmp_path, written):
    file = tmp_path / "fout.yaml"
    file.write_text(written)
    with pytest.raises(InvalidInput):
        workbench("register", "add", str(file))
