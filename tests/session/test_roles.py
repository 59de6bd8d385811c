"""The rights table, written out once more: a change here is a decision, not a slip."""

import pytest

from workbench.errors import NotAllowed, UnknownName
from workbench.session import KINDS, RIGHTS, ROLES, may, may_move, require
from workbench.session.entry import Draft
from workbench.session.state import RIGHT_FOR

# One letter per role that may: facilitator, researcher, participant, partner. After "A session" in the design:
# a partner reads; the facilitator decides who moves, what goes on the table, who comes in; researchers tinker.
TABLE = """
    look FRPp            wander FRPp          read_journal FRPp    see_seats FRP
    move_controls FRP    looked FRP           branch FRP           branched FRP
    proposal FRP         on_table F           controls F           called F
    interpretation FRP   question FRP         comment FRP          action FRP
    done FRP
    vote_cast FRP        decision FR          vote_opened F        vote_closed F
    tinker FR            notebook_change FR   registered FR        report FR
    export FR            invite F             revoke F             close F
"""
EXPECTED = dict(zip(TABLE.split()[::2], TABLE.split()[1::2], strict=True))
LETTER = {"facilitator": "F", "researcher": "R", "participant": "P", "partner": "p"}


def test_the_table_names_every_action_and_no_other():
    assert set(RIGHTS) == set(EXPECTED)
    assert set(KINDS) | set(RIGHT_FOR.values()) <= set(RIGHTS)


@pytest.mark.parametrize("action", sorted(EXPECTED))
@pytest.mark.parametrize("role", ROLES)
def test_a_role_may_what_the_table_says(role, action):
    assert may(role, action) is (LETTER[role] in EXPECTED[action])


CONTENT = {
    "looked": {},
    "branched": {},
    "interpretation": {"text": "Duiding.", "level": "lokaal"},
    "question": {"text": "Vraag?"},
    "comment": {"text": "Opmerking."},
    "decision": {"text": "Besluit."},
    "action": {"text": "Actie.", "who": "GGD", "when": "2027-03-01"},
    "done": {"action": "x-action"},
    "vote_opened": {"question": "Wat?", "options": ["a", "b"]},
    "vote_cast": {"vote": "open", "dots": [1, 0]},
    "vote_closed": {"vote": "open"},
    "proposal": {"text": "Voorstel."},
    "on_table": {"proposal": "offer"},
    "notebook_change": {"notebook": "verkennen", "version": "abc", "diff": "- a\n+ b"},
    "controls": {"movers": "facilitator"},
    "called": {"notebook": "verkennen"},
    "registered": {"intervention": "maatje", "title": "Maatjes"},
}


def test_every_kind_of_entry_has_an_example_here():
    assert set(CONTENT) == set(KINDS)


@pytest.mark.parametrize("role", ROLES)
def test_the_journal_takes_from_a_role_exactly_what_the_table_gives_it(journal, sit, leader, role):
    journal.write(leader, "vote_opened", CONTENT["vote_opened"], id="open")
    journal.write(leader, "proposal", CONTENT["proposal"], id="offer")
    journal.ledger.open("maatje", Draft("~made", "made", "beheer", "facilitator", "", {}), sort="intervention")
    seat = sit(role)
    for kind, content in CONTENT.items():
        if LETTER[role] in EXPECTED[kind]:
            assert journal.write(seat, kind, content, id=f"x-{kind}").kind == kind
        else:
            with pytest.raises(NotAllowed) as caught:
                journal.write(seat, kind, content, id=f"x-{kind}")
            assert "Het kan wel als" in caught.value.page


@pytest.mark.parametrize(("movers", "expected"), [("facilitator", "F"), ("researchers", "FR"), ("everybody", "FRP")])
def test_the_facilitators_choice_says_who_moves(movers, expected):
    assert {LETTER[role] for role in ROLES if may_move(role, movers)} == set(expected)


def test_unknown_roles_and_actions_are_bugs_that_show():
    for attempt in (
        lambda: may("admin", "look"),
        lambda: require("partner", "look_away"),
        lambda: may_move("partner", "all"),
    ):
        with pytest.raises(UnknownName):
            attempt()
