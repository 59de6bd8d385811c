"""The chain: whoever changes the database afterwards is noticed, and named by line."""

import json
from dataclasses import replace

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from workbench.session import FigureSeen, View


@pytest.fixture
def filled(journal, session, seat):
    figure = FigureSeen("eenzaamheid", "GM0114", 2020, "18plus", 2020, "50090NED", "0123456789abcdef")
    view = View("verkennen", {"gebied": "GM0114"}, {}, (figure,), pictured=(figure,), drawn="de hele bladzijde")
    for number in range(6):
        journal.write(seat, "comment", {"text": f"Regel {number}."}, id=f"c{number}", view=view)
    return journal


@pytest.fixture
def owner(journal_url, filled):
    """Somebody who owns the database and takes the guards away first."""
    engine = create_engine(journal_url)
    tables = ("entries", "pictures")
    guards = {
        "sqlite": [f"DROP TRIGGER {table}_no_{verb}" for table in tables for verb in ("UPDATE", "DELETE")],
        "postgresql": [f"DROP TRIGGER {table}_only_grow ON {table}" for table in tables],
    }[engine.dialect.name]
    with engine.begin() as connection:
        for guard in guards:
            connection.execute(text(guard))

    def change(statement: str, **values: object) -> None:
        with engine.begin() as connection:
            connection.execute(text(statement), values)

    yield change
    engine.dispose()


def test_an_untouched_journal_holds(filled, session):
    verdict = filled.verify(session)
    assert verdict.holds
    assert verdict.entries == len(filled.entries(session))


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("content", '{"text":"Regel 9."}'),
        ("organisation", "Provincie Drenthe"),
        ("role", "facilitator"),
        ("at", "2020-01-01T00:00:00+00:00"),
        ("seat", "iemand-anders"),
        ("about", '["c0"]'),
        ("previous", "f" * 64),
    ],
)
def test_a_changed_line_shows(filled, session, owner, column, value):
    line = filled.entry(session, "c3").number
    owner(f"UPDATE entries SET {column} = :value WHERE id = 'c3'", value=value)  # noqa: S608
    assert filled.verify(session).number == line


def test_a_line_taken_out_shows(filled, session, owner):
    line = filled.entry(session, "c3").number
    owner("DELETE FROM entries WHERE id = 'c3'")
    assert filled.verify(session).number == line


def test_a_last_line_taken_off_shows(filled, session, owner):
    line = filled.entry(session, "c5").number
    owner("DELETE FROM entries WHERE id = 'c5'")
    assert filled.verify(session).number == line


def test_a_changed_still_of_the_page_shows(filled, session, owner):
    assert filled.verify(session).holds
    still = filled.entry(session, "c0").view.still
    assert filled.still(still) == "de hele bladzijde"
    owner("UPDATE pictures SET figures = '[\"iets anders\"]' WHERE hash = :still", still=still)
    assert "beeld" in filled.verify(session).problem


def test_a_changed_picture_shows(filled, session, owner):
    owner("UPDATE pictures SET figures = '[]'")
    assert filled.verify(session).number == filled.entry(session, "c0").number


def test_hashes_made_anew_from_a_changed_line_on_show_against_the_head_that_was_printed(filled, session, owner):
    printed = filled.verify(session).head
    entries = filled.entries(session)
    previous = entries[-1].previous
    forged = replace(entries[-1], content={"text": "Verzonnen."}, previous=previous)
    content, made_anew = json.dumps({"text": "Verzonnen."}, separators=(",", ":")), forged.expected_hash()
    owner("UPDATE entries SET content = :content, hash = :hash WHERE id = 'c5'", content=content, hash=made_anew)
    owner("UPDATE streams SET hash = :hash", hash=made_anew)
    assert filled.verify(session).holds
    assert filled.verify(session).head != printed


@pytest.mark.parametrize("statement", ["UPDATE entries SET role = 'facilitator'", "DELETE FROM entries"])
def test_the_database_itself_refuses_to_change_what_was_written(filled, session, journal_url, statement):
    engine = create_engine(journal_url)
    with pytest.raises(DBAPIError, match="only grows"), engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()
    assert filled.verify(session).holds
