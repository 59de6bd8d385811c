"""The journal: what is acknowledged is stored, once, in order, under the stamp of a verified seat."""

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace

import pytest

from workbench.errors import InvalidInput, NotAllowed, StoreError, UnknownName
from workbench.session import Journal, View

VIEW = View("verkennen", {"gebied": "GM0114", "periode": 2020}, {"50090NED": "abc"})


def test_an_entry_gets_the_next_number_and_the_stamps_of_its_seat(journal, session, seat):
    before = journal.session(session).number
    entry = journal.write(seat, "question", {"text": "Waarom hier?"}, id="q1", view=VIEW)
    assert (entry.number, entry.role, entry.organisation) == (before + 1, "participant", "GGD Drenthe")
    assert journal.entry(session, "q1") == entry


def test_the_same_id_again_is_the_same_entry(journal, session, seat):
    first = journal.write(seat, "comment", {"text": "Eén keer."}, id="c1")
    again = journal.write(seat, "comment", {"text": "Eén keer."}, id="c1")
    assert again == first
    assert [entry.id for entry in journal.entries(session)].count("c1") == 1


def test_an_id_does_not_carry_another_text(journal, seat):
    journal.write(seat, "comment", {"text": "Eerst."}, id="c1")
    with pytest.raises(InvalidInput):
        journal.write(seat, "comment", {"text": "Later."}, id="c1")


def test_an_id_of_another_seat_gives_nothing_away(journal, seat, sit):
    journal.write(seat, "comment", {"text": "Van mij."}, id="c1")
    with pytest.raises(InvalidInput):
        journal.write(sit("participant"), "comment", {"text": "Van mij."}, id="c1")


def test_a_seat_cannot_stamp_another_role_or_organisation(journal, seat):
    posing = replace(seat, role="facilitator", organisation="Provincie Drenthe")
    entry = journal.write(posing, "comment", {"text": "Wie ben ik?"}, id="c1")
    assert (entry.role, entry.organisation) == ("participant", "GGD Drenthe")


def test_a_seat_does_not_act_in_a_role_it_lacks_by_saying_so(journal, seat):
    with pytest.raises(NotAllowed):
        journal.write(replace(seat, role="facilitator"), "decision", {"text": "Wij besluiten."}, id="d1")


def test_a_seat_writes_in_its_own_session_only(journal, seat):
    other = journal.start("Assen", notebook="verkennen")
    with pytest.raises(UnknownName):
        journal.write(replace(seat, session=other.id), "comment", {"text": "Hallo"}, id="c1")


@pytest.mark.parametrize("kind", ["started", "invited", "revoked", "seated", "closed", "anything"])
def test_a_seat_does_not_write_what_is_the_journals_own(journal, leader, kind):
    with pytest.raises(UnknownName):
        journal.write(leader, kind, {}, id="x1")


def test_an_id_of_the_journals_own_entries_cannot_be_taken(journal, seat):
    with pytest.raises(InvalidInput):
        journal.write(seat, "comment", {"text": "Dicht."}, id="~closed")


def test_a_closed_session_is_read_and_not_written(journal, session, seat, leader):
    journal.end(session, by=leader)
    with pytest.raises(NotAllowed):
        journal.write(seat, "comment", {"text": "Te laat."}, id="c1")
    assert journal.session(session).closed
    assert journal.verify(session).holds


def test_a_link_goes_to_an_entry_that_exists(journal, seat):
    with pytest.raises(UnknownName):
        journal.write(seat, "comment", {"text": "Zie daar."}, id="c1", about=["nergens"])


def test_the_last_shared_view_comes_back_after_a_restart(journal_url, journal, session, seat):
    journal.write(seat, "looked", {}, id="l1", view=VIEW)
    journal.write(seat, "looked", {}, id="l2", view=replace(VIEW, parameters={"gebied": "GM0106"}))
    assert journal.last_view(session).parameters == {"gebied": "GM0106"}
    with closing(Journal(journal_url)) as restarted:
        assert restarted.last_view(session) == journal.last_view(session)


def test_a_proposal_on_the_table_is_the_shared_view(journal, session, seat, leader):
    journal.write(seat, "proposal", {"text": "Kijk eens zo."}, id="p1", view=VIEW)
    entry = journal.write(leader, "on_table", {"proposal": "p1"}, id="t1")
    assert entry.about == ("p1",)
    assert journal.last_view(session) == VIEW


def test_only_a_proposal_goes_on_the_table(journal, seat, leader):
    journal.write(seat, "comment", {"text": "Geen voorstel."}, id="c1")
    with pytest.raises(InvalidInput):
        journal.write(leader, "on_table", {"proposal": "c1"}, id="t1")


def test_following_the_facilitator_moves_the_table_to_that_notebook(journal, session, seat, leader):
    there = View("gebiedsprofiel", {"gebied": "GM0106"})
    journal.write(seat, "looked", {}, id="l1", view=there)
    journal.write(leader, "called", {"notebook": "gebiedsprofiel"}, id="v1")
    state = journal.session(session)
    assert (state.notebook, state.parameters) == ("gebiedsprofiel", {"gebied": "GM0106"})


def test_many_writers_on_one_journal_each_get_a_number_of_their_own(journal_url, journal, session, seat):
    journals = [journal, Journal(journal_url)]

    def write(which: int) -> int:
        return journals[which % 2].write(seat, "comment", {"text": str(which)}, id=f"c{which}").number

    with ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(write, range(40)))
    assert len(set(numbers)) == 40
    assert [entry.number for entry in journal.entries(session)] == list(range(1, max(numbers) + 1))
    assert journal.verify(session).holds
    journals[1].close()


def test_two_journals_agree_at_once_about_what_the_other_wrote(journal_url, journal, session, seat, leader):
    journal.write(leader, "controls", {"movers": "researchers"}, id="k1")
    with closing(Journal(journal_url)) as second:
        assert second.session(session).movers == "researchers"
        assert second.seat_of(journal.cookie(seat)) == seat


def test_the_export_can_be_checked_without_the_workbench(journal, session, seat):
    journal.write(seat, "interpretation", {"text": "Méér dan toeval?", "level": "lokaal"}, id="i1", view=VIEW)
    lines = [json.loads(line) for line in journal.export(session)]
    previous = "0" * 64
    for line in lines:
        told = {name: value for name, value in line.items() if name != "hash"}
        spelled = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        assert line["hash"] == hashlib.sha256(spelled.encode()).hexdigest()
        assert line["previous"] == previous
        previous = line["hash"]
    assert previous == journal.verify(session).head


def test_an_unknown_session_is_named_as_such(journal):
    for ask in (journal.session, journal.entries, journal.verify):
        with pytest.raises(UnknownName):
            ask("bestaat-niet")


def test_a_server_that_went_away_acknowledges_nothing(postgres, home):
    url = postgres.fresh_database()
    journal = Journal(url)
    session = journal.start("Weg", notebook="verkennen")
    token = journal.invite(session.id, role="participant")[1]
    seat = journal.take_seat(token, organisation="GGD", word="beleid")
    postgres.stop()
    with pytest.raises(StoreError):
        journal.write(seat, "comment", {"text": "Hoort u mij?"}, id="c1")
    postgres.process = postgres.start()
    entry = journal.write(seat, "comment", {"text": "Hoort u mij?"}, id="c1")
    assert [one.id for one in journal.entries(session.id)].count(entry.id) == 1
    journal.close()


@pytest.mark.parametrize("address", ["mysql://x/y", "geen adres"])
def test_another_sort_of_database_is_refused_in_words(home, address):
    with pytest.raises(InvalidInput):
        Journal(address)


def test_an_acknowledged_entry_survives_a_power_cut(journal):
    # Source: SQLite, "PRAGMA synchronous": 2 is FULL; PostgreSQL, "synchronous_commit": on waits for the disk.
    sqlite = journal.ledger.database.sqlite
    asked = ["PRAGMA journal_mode", "PRAGMA synchronous"] if sqlite else ["SHOW synchronous_commit"]
    with journal.ledger.database.reading() as connection:
        answers = [connection.exec_driver_sql(question).scalar() for question in asked]
    assert answers == (["wal", 2] if sqlite else ["on"])
