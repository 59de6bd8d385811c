"""Invitations and seats: signed, for one role, for many seats, until they expire or are revoked."""

import stat
import time
from dataclasses import replace

import pytest

from workbench.errors import InvalidInput, NotAllowed, StoreError, UnknownName
from workbench.session.keys import Keys

SIT = {"organisation": "GGD Drenthe", "word": "beleid"}


def test_an_invitation_seats_as_many_as_use_it(journal, session):
    token = journal.invite(session, role="participant")[1]
    seats = {journal.take_seat(token, **SIT).id for _ in range(5)}
    assert len(seats) == 5
    assert set(journal.session(session).seats) == seats


def test_a_double_click_is_one_seat(journal, session):
    token = journal.invite(session, role="participant")[1]
    first = journal.take_seat(token, **SIT, id="geheim-van-de-browser")
    assert journal.take_seat(token, **SIT, id="geheim-van-de-browser") == first


def test_what_the_journal_shows_of_a_seat_does_not_open_that_seat(journal, session):
    token = journal.invite(session, role="participant")[1]
    mine = journal.take_seat(token, **SIT, id="geheim-van-de-browser")
    shown = next(entry for entry in journal.panel(session) if entry.kind == "seated")
    assert "geheim-van-de-browser" not in str(shown.as_dict())
    for guess in (shown.seat, shown.id.removeprefix("~seated:"), shown.hash):
        assert journal.take_seat(token, **SIT, id=guess).id != mine.id


@pytest.mark.parametrize(
    "spoil", [lambda token: token[:-2] + "xx", lambda token: "x" + token, lambda token: token[:0], str.upper]
)
def test_a_forged_link_opens_nothing(journal, session, spoil):
    token = journal.invite(session, role="participant")[1]
    with pytest.raises(NotAllowed):
        journal.take_seat(spoil(token), **SIT)


def test_a_link_signed_with_another_key_opens_nothing(journal, session, tmp_path):
    invitation = journal.invite(session, role="participant")[0]
    facts = {"s": session, "i": invitation.id, "r": "facilitator"}
    with pytest.raises(NotAllowed):
        journal.invitation(Keys(tmp_path / "elders").sign("uitnodiging", facts))


def test_a_link_does_not_serve_as_a_cookie(journal, session):
    token = journal.invite(session, role="facilitator")[1]
    with pytest.raises(NotAllowed):
        journal.seat_of(token)


def test_an_expired_invitation_opens_nothing(journal, session):
    token = journal.invite(session, role="participant", days=1 / 86400)[1]
    time.sleep(1.1)
    with pytest.raises(NotAllowed, match="expired"):
        journal.take_seat(token, **SIT)


@pytest.mark.parametrize("days", [0, -1, 400])
def test_an_invitation_has_a_sensible_term(journal, session, days):
    with pytest.raises(InvalidInput):
        journal.invite(session, role="participant", days=days)


def test_a_revoked_invitation_takes_its_seats_with_it(journal, session, leader):
    invitation, token = journal.invite(session, role="participant")
    seat = journal.take_seat(token, **SIT)
    journal.revoke(session, invitation.id, by=leader)
    for attempt in (
        lambda: journal.take_seat(token, **SIT),
        lambda: journal.seat_of(journal.cookie(seat)),
        lambda: journal.write(seat, "comment", {"text": "Nog hier."}, id="c1"),
    ):
        with pytest.raises(NotAllowed, match="revoked"):
            attempt()


def test_revoking_twice_is_revoking_once(journal, session, leader):
    invitation = journal.invite(session, role="participant")[0]
    journal.revoke(session, invitation.id, by=leader)
    journal.revoke(session, invitation.id)
    assert [entry.kind for entry in journal.entries(session)].count("revoked") == 1


@pytest.mark.parametrize("role", ["researcher", "participant", "partner"])
def test_only_a_facilitator_opens_and_closes_the_door(journal, session, sit, role):
    invitation, seat = journal.invite(session, role="participant")[0], sit(role)
    for attempt in (
        lambda: journal.invite(session, role="facilitator", by=seat),
        lambda: journal.revoke(session, invitation.id, by=seat),
        lambda: journal.end(session, by=seat),
        lambda: journal.invite(session, role="facilitator", by=replace(seat, role="facilitator")),
    ):
        with pytest.raises(NotAllowed):
            attempt()


def test_a_cookie_older_than_its_time_is_refused(journal, seat, monkeypatch):
    cookie = journal.cookie(seat)
    now = time.time()
    monkeypatch.setattr("itsdangerous.timed.time.time", lambda: now + 25 * 3600)
    with pytest.raises(NotAllowed, match="too old"):
        journal.seat_of(cookie)


def test_a_seat_that_nobody_took_is_unknown(journal, session, seat):
    with pytest.raises(UnknownName):
        journal.seat_of(journal.cookie(replace(seat, id="verzonnen")))


def test_the_key_is_readable_for_its_owner_only(journal, home):
    assert stat.S_IMODE((home / "sessions" / "key").stat().st_mode) == 0o600


def test_a_key_that_others_can_read_is_refused(journal, home):
    (home / "sessions" / "key").chmod(0o644)
    with pytest.raises(StoreError):
        Keys()


def test_two_servers_sign_with_the_same_key(journal, session):
    token = journal.invite(session, role="partner")[1]
    assert Keys().read("uitnodiging", token)["r"] == "partner"


def test_an_unknown_role_is_refused(journal, session):
    with pytest.raises(InvalidInput):
        journal.invite(session, role="beheerder")
