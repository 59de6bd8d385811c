"""Text from people stays text: no control characters, no posing, no end to length, kept letter by letter."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from workbench.errors import InvalidInput
from workbench.session.kinds import checked
from workbench.session.plain_text import clean, one_line

MARKUP = "<script>alert(1)</script> **vet** [link](javascript:x) &amp; {{7*7}} '; DROP TABLE entries; --"


def test_markup_is_kept_as_it_was_written(journal, session, seat):
    journal.write(seat, "comment", {"text": MARKUP}, id="c1")
    assert journal.entry(session, "c1").content["text"] == MARKUP


@given(st.text())
@example("a\x00b")
@example("\u202egnis\u2066")
@example("\ud800")
def test_what_is_kept_can_be_stored_and_shown(written):
    kept = clean(written)
    kept.encode("utf-8")
    assert not {unicodedata.category(letter) for letter in kept} & {"Cs"}
    assert not set(kept) & {chr(code) for code in range(32) if chr(code) != "\n"}
    assert clean(kept) == kept


@given(st.text())
def test_a_name_is_one_line(written):
    assert "\n" not in one_line(written)


@pytest.mark.parametrize(
    ("kind", "content", "field"),
    [
        ("comment", {"text": ""}, "text"),
        ("comment", {"text": " \n\x07 "}, "text"),
        ("comment", {"text": "a" * 4001}, "text"),
        ("comment", {"text": 5}, "text"),
        ("comment", {}, "text"),
        ("comment", {"text": "a", "role": "facilitator"}, "role"),
        ("interpretation", {"text": "a", "level": "wijk"}, "level"),
        ("action", {"text": "a", "who": "GGD", "when": "morgen"}, "when"),
        ("action", {"text": "a", "who": "b" * 201, "when": "2027-03-01"}, "who"),
        ("controls", {"movers": "iedereen"}, "movers"),
    ],
)
def test_content_that_does_not_fit_is_refused_by_field_in_dutch(kind, content, field):
    with pytest.raises(InvalidInput) as caught:
        checked(kind, content)
    assert caught.value.facts["field"] == field
    assert caught.value.page.endswith(".")


def test_what_somebody_wrote_is_not_in_the_log():
    with pytest.raises(InvalidInput) as caught:
        checked("interpretation", {"text": "Mijn buurvrouw Annie", "level": "mijn geheim"})
    assert "Annie" not in str(caught.value)
    assert "geheim" not in str(caught.value)


@pytest.mark.parametrize("given_id", ["", "a b", "x" * 81, "../x", "~x", None, 7, "é"])
def test_an_id_is_a_short_plain_word(journal, seat, given_id):
    with pytest.raises(InvalidInput):
        journal.write(seat, "comment", {"text": "a"}, id=given_id)


def test_a_name_cannot_turn_the_reading_direction(sit):
    assert sit("participant", organisation="GGD\u202e ehtnerD").organisation == "GGD ehtnerD"
