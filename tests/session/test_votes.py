"""Votes and dot rankings: secret until closed, one ballot per seat, no dot lost or made."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import InvalidInput, NotAllowed, UnknownName
from workbench.session import Tally
from workbench.session.tally import check_ballot, count

RANKING = {"question": "Waar beginnen we?", "options": ["school", "wijk", "werk"], "dots": 3}


@pytest.fixture
def open_vote(journal, leader):
    return journal.write(leader, "vote_opened", RANKING, id="v1").id


def test_the_outcome_comes_when_the_facilitator_closes(journal, session, sit, leader, open_vote):
    for number, dots in enumerate([[3, 0, 0], [0, 2, 1], [0, 1, 0]]):
        journal.write(sit("participant"), "vote_cast", {"vote": open_vote, "dots": dots}, id=f"b{number}")
    with pytest.raises(NotAllowed):
        journal.tally(session, open_vote)
    journal.write(leader, "vote_closed", {"vote": open_vote}, id="sluit")
    tally = journal.tally(session, open_vote)
    assert (tally.dots, tally.ballots) == ((3, 3, 1), 3)
    assert tally.ranking == [("school", 3), ("wijk", 3), ("werk", 1)]


def test_a_seat_that_votes_again_has_one_ballot_the_last(journal, session, seat, leader, open_vote):
    journal.write(seat, "vote_cast", {"vote": open_vote, "dots": [3, 0, 0]}, id="b1")
    journal.write(seat, "vote_cast", {"vote": open_vote, "dots": [0, 0, 2]}, id="b2")
    journal.write(leader, "vote_closed", {"vote": open_vote}, id="sluit")
    assert journal.tally(session, open_vote).dots == (0, 0, 2)


def test_nobody_sees_who_gave_what(journal, session, seat, leader, open_vote):
    journal.write(seat, "vote_cast", {"vote": open_vote, "dots": [2, 1, 0]}, id="b1")
    screen = journal.session(session).as_dict()["votes"][0]
    assert screen == {
        "id": open_vote,
        "question": RANKING["question"],
        "options": RANKING["options"],
        "dots": 3,
        "closed": False,
        "voted": 1,
    }
    assert "vote_cast" not in {entry.kind for entry in journal.panel(session)}
    journal.write(leader, "vote_closed", {"vote": open_vote}, id="sluit")
    assert seat.id not in str(journal.tally(session, open_vote).as_dict())


def test_a_closed_vote_takes_no_ballot_and_does_not_close_again(journal, seat, leader, open_vote):
    journal.write(leader, "vote_closed", {"vote": open_vote}, id="sluit")
    with pytest.raises(NotAllowed):
        journal.write(seat, "vote_cast", {"vote": open_vote, "dots": [1, 0, 0]}, id="b1")
    with pytest.raises(NotAllowed):
        journal.write(leader, "vote_closed", {"vote": open_vote}, id="weer")


@pytest.mark.parametrize(
    "dots", [[4, 0, 0], [1, 1, 2], [1, 0], [1, 0, 0, 0], [-1, 0, 0], ["1", 0, 0], [True, 0, 0], [1.5, 0, 0]]
)
def test_a_ballot_that_does_not_fit_is_refused(journal, seat, open_vote, dots):
    with pytest.raises(InvalidInput):
        journal.write(seat, "vote_cast", {"vote": open_vote, "dots": dots}, id="b1")


def test_a_vote_that_is_not_there_takes_no_ballot(journal, seat):
    with pytest.raises(UnknownName):
        journal.write(seat, "vote_cast", {"vote": "v9", "dots": [1, 0]}, id="b1")


@pytest.mark.parametrize(
    "options", [["een"], ["een", "een"], ["een", " een "], [str(n) for n in range(21)], ["een", ""]]
)
def test_a_vote_offers_two_to_twenty_different_options(journal, leader, options):
    with pytest.raises(InvalidInput):
        journal.write(leader, "vote_opened", {"question": "Wat?", "options": options}, id="v2")


BALLOTS = st.dictionaries(st.integers(0, 40).map(str), st.lists(st.integers(0, 5), min_size=4, max_size=4), max_size=40)


@given(BALLOTS)
def test_no_dot_is_lost_or_made(ballots):
    dots, voted = count(ballots, options=4)
    assert sum(dots) == sum(sum(ballot) for ballot in ballots.values())
    assert voted == sum(any(ballot) for ballot in ballots.values())


@given(BALLOTS, st.permutations(range(4)))
def test_the_order_of_options_and_ballots_does_not_matter(ballots, order):
    dots, _ = count(ballots, options=4)
    turned, _ = count({seat: [ballot[i] for i in order] for seat, ballot in reversed(ballots.items())}, options=4)
    assert turned == tuple(dots[i] for i in order)


@given(st.lists(st.integers(0, 6), min_size=2, max_size=6), st.integers(1, 6))
def test_a_ballot_is_taken_exactly_when_its_dots_fit(dots, each):
    try:
        check_ballot(dots, options=len(dots), each=each)
    except InvalidInput:
        assert sum(dots) > each
    else:
        assert sum(dots) <= each


@given(st.lists(st.integers(0, 30), min_size=2, max_size=8))
def test_a_ranking_goes_down_and_keeps_every_option(dots):
    tally = Tally("v", "?", tuple(map(str, range(len(dots)))), tuple(dots), 1)
    given_dots = [dots for _, dots in tally.ranking]
    assert given_dots == sorted(given_dots, reverse=True)
    assert dict(tally.ranking) == dict(zip(tally.options, tally.dots, strict=True))
