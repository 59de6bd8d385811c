"""Everybody's own weights: tied to a seat by the server, kept in the page's address, never by what a browser says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.notebooks_duiden.running import page
from workbench.errors import InvalidInput
from workbench.views.duiden import weights

START = "bijstand=2,corporatiewoningen=0"


@pytest.fixture
def table(demo):
    """The page of prioriteren with two criteria: its names, and a way to give weights."""
    names = page("prioriteren", gewichten=START)
    panel = names["views.duiden.weigh(cijfers, keuze, gewichten)"]
    picture, ballot = panel.children
    heard = []
    ballot.send = lambda content: heard.append(content)
    order = names["views.duiden.order(cijfers, keuze)"]

    def give(first: int, second: int, **content: object) -> str:
        given = f"bijstand={first},corporatiewoningen={second}"
        ballot._given(ballot, {"kind": "weigh", "given": given, "to": "ik"} | content, [])
        return heard[-1]["said"]

    return names["keuze"], picture, ballot, order, give


def test_each_seat_has_one_weighing_and_changes_only_its_own(table):
    keuze, _, _, order, give = table
    assert give(3, 0, seat=1) == "Uw weging telt mee."
    give(0, 4, seat=3)
    give(5, 1, seat=1)
    assert keuze.extra["gewichten"] == "bijstand=2.5-0,corporatiewoningen=0.1-4"
    assert "overeenstemming" in order.html
    assert "Hier maakt de weging uit" in order.html


def test_a_weighing_for_somebody_without_a_screen_stands_beside_those_of_seats(table):
    keuze, picture, _, _, give = table
    give(3, 0, seat=1)
    give(1, 1, kind="weigh_other")
    give(2, 2, kind="weigh_other")
    assert keuze.extra["gewichten"] == "bijstand=2.3.12,corporatiewoningen=0.0.12"
    assert "3 wegingen zijn gegeven" in picture.html


def test_the_page_of_a_report_reads_what_the_address_says(demo):
    names = page("prioriteren", gewichten="bijstand=2.5-0,corporatiewoningen:laag=0.1-4")
    order = names["views.duiden.order(cijfers, keuze)"].html
    assert "Weging 2" in order
    assert "laag is" in names["views.duiden.weigh(cijfers, keuze, gewichten)"]._repr_mimebundle_()["text/html"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({"given": "bijstand=0,corporatiewoningen=0"}, "ten minste één criterium"),
        ({"given": "bijstand=3"}, "De criteria zijn net veranderd"),
        ({"given": "bijstand=9,corporatiewoningen=1"}, "ten minste één criterium"),
        ({"given": "onzin"}, "niet te lezen"),
        ({"seat": 9999}, "geen plaats"),
    ],
)
def test_a_weighing_that_cannot_be_changes_nothing_and_says_why(table, content, words):
    keuze, _, _, _, give = table
    assert words in give(3, 1, **content)
    assert keuze.extra["gewichten"] == START


def test_the_table_chooses_criteria_and_their_direction(table):
    keuze, picture, ballot, order, give = table
    give(3, 1, seat=2)
    before = order.html
    for kind, said in (("turn", "bijstand"), ("add", ""), ("drop", "corporatiewoningen")):
        picture._pressed(picture, {"kind": kind, "given": said}, [])
    assert keuze.extra["gewichten"] == "bijstand:laag=2.-3,arbeidsongeschiktheid=1.-0"
    assert [each[0] for each in ballot.criteria] == ["bijstand", "arbeidsongeschiktheid"]
    assert order.html != before
    picture._pressed(picture, {"kind": "clear", "given": ""}, [])
    assert "Er is nog geen weging gegeven" in picture.html


def test_turning_a_criterion_turns_the_order(demo):
    def first(gewichten: str) -> str:
        found = page("prioriteren", gewichten=gewichten)["views.duiden.order(cijfers, keuze)"].html
        return found[: found.index("<details")]

    assert first("bijstand=2") == first("bijstand:hoog=2")
    assert first("bijstand=2") != first("bijstand:laag=2")


names = st.lists(st.from_regex(r"[a-z]{1,8}", fullmatch=True), min_size=1, max_size=6, unique=True)


@given(names, st.integers(0, 30), st.integers(0, 10), st.data())
def test_what_is_written_reads_the_same(chosen, seats, others, data):
    def digits(alphabet: str, size: int) -> str:
        return data.draw(st.text(alphabet, min_size=size, max_size=size))

    criteria = tuple(
        weights.Criterion(
            name, 1, digits("012345-", seats), digits("012345", others), data.draw(st.sampled_from(["", "laag"]))
        )
        for name in chosen
    )
    assert weights.read(weights.write(criteria)) == criteria


@pytest.mark.parametrize(
    "given", ["", "a", "a=6", "a=1,a=2", "a=1.2,b=1", "a=1.2.3.4", "A=1", "a=1;b=2", "a=" + "1" * 300]
)
def test_what_does_not_read_is_refused(given):
    with pytest.raises(InvalidInput):
        weights.read(given)
