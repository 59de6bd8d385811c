"""The report of a session: all that was seen and said, as text, on one page that calls nobody."""

import datetime as dt
import re
from dataclasses import replace
from itertools import pairwise

import html5lib
import pytest

from tests.session.figures import fill_monthly, fill_store
from tests.session.test_register import MADE, PLAN
from workbench.errors import CannotAnswer
from workbench.session import View, bind
from workbench.session.interventions import Register
from workbench.session.looks import looks
from workbench.session.replaying import replay
from workbench.session.report import report
from workbench.session.stills import still

pytestmark = pytest.mark.usefixtures("small_world")
MARKUP = '<script>alert("x")</script>'


@pytest.fixture
def held(journal, session, seat, leader):
    """A small session: looked, interpreted, voted, decided, agreed."""
    emmen, assen = bind("verkennen", {"gebied": "GM0114"}), bind("verkennen", {"gebied": "GM0106"})
    journal.write(seat, "looked", {}, id="l1", view=assen)
    journal.write(seat, "looked", {}, id="l2", view=emmen)
    journal.write(seat, "interpretation", {"text": MARKUP, "level": "lokaal"}, id="i1", view=emmen)
    journal.write(leader, "vote_opened", {"question": "Waar beginnen?", "options": ["school", "wijk"]}, id="v1")
    journal.write(seat, "vote_cast", {"vote": "v1", "dots": [0, 1]}, id="b1")
    journal.write(leader, "vote_closed", {"vote": "v1"}, id="s1")
    journal.write(leader, "decision", {"text": "We beginnen in de wijk."}, id="d1", view=emmen, about=["i1", "v1"])
    journal.write(seat, "action", {"text": "Bellen.", "who": "Sedna", "when": "2027-03-01"}, id="a1", about=["d1"])
    return journal


def drawn(view):
    return f"<p>beeld van {view.parameters['gebied']}</p>"


def words(page: str) -> str:
    body = html5lib.parse(page, namespaceHTMLElements=False).find("body")
    return re.sub(r"\s+", " ", " ".join(body.itertext()))


def test_everything_that_was_seen_and_said_is_in_it(held, session):
    page = words(report(held, session, still=drawn))
    for told in (
        "beeld van GM0114",
        "beeld van GM0106",
        "Emmen (GM0114)",
        "Duiding (lokaal)",
        "Waar beginnen? (1 plaats stemden)",
        "wijk 1 school 0",
        "We beginnen in de wijk.",
        "Bij: duiding, regel",
        "Wie: Sedna. Voor: 1 maart 2027.",
        "50090NED",
        "GGD Drenthe 2",
        held.verify(session).head,
    ):
        assert told in page


def test_what_was_made_of_a_decision_is_in_it_with_its_plan_and_outcome(held, session, leader):
    fill_monthly()
    register = Register(held, today=lambda: dt.date(2026, 12, 1))
    made = register.make(leader, {**MADE, "title": MARKUP}, id="m1", decision="d1")
    frozen = register.freeze(leader, made.id, PLAN, id="f1")
    page = report(held, session, still=drawn)
    told = words(page)
    assert f"{MARKUP} Deze aanpak begint op 1 maart 2027. Het plan ligt vast." in told
    assert "Gemaakt van het besluit: We beginnen in de wijk." in told
    assert frozen.plan_hash in told
    assert "Daarna is er iets te volgen." in told
    assert not html5lib.parse(page, namespaceHTMLElements=False).findall(".//script")


def test_what_people_wrote_is_text_and_never_markup(held, session):
    page = report(held, session, still=drawn)
    assert MARKUP in words(page)
    assert not html5lib.parse(page, namespaceHTMLElements=False).findall(".//script")


def test_the_page_is_well_formed_and_calls_nobody(held, session):
    page = report(held, session, still=drawn)
    html5lib.HTMLParser(strict=True).parse(page)
    assert not re.search(r"""(src|srcset)=|url\(|@import|<link""", page)


def test_headings_go_down_one_step_at_a_time_and_links_arrive(held, session):
    tree = html5lib.parse(report(held, session, still=drawn), namespaceHTMLElements=False)
    levels = [int(one.tag[1]) for one in tree.iter() if isinstance(one.tag, str) and re.fullmatch("h[1-6]", one.tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    ids = [one.get("id") for one in tree.iter() if one.get("id")]
    assert len(ids) == len(set(ids))
    links = {one.get("href")[1:] for one in tree.iter("a") if one.get("href").startswith("#")}
    assert links <= set(ids)


def test_stills_that_bring_the_same_patterns_do_not_share_them(held, session):
    def hatched(_view):
        return '<svg><pattern id="hatch"></pattern><rect fill="url(#hatch)" aria-labelledby="hatch"></rect></svg>'

    page = report(held, session, still=hatched)
    ids = re.findall(r'id="(hatch[^"]*)"', page)
    assert len(set(ids)) == len(ids) == 2
    assert re.findall(r"url\(#([^)]+)\)", page) == ids


def test_a_changed_figure_is_marked_beside_what_was_said_about_it(held, session):
    fill_store(GM0114=48.9)
    page = words(report(held, session, still=drawn))
    assert "in Emmen (2020, 18 jaar en ouder) is gewijzigd. Dat was na deze regel." in page


def test_a_view_that_cannot_be_drawn_any_more_leaves_the_rest(held, session):
    def broken(_view):
        raise CannotAnswer("gone", page="Dat kan niet meer.")

    page = words(report(held, session, still=broken))
    assert "Dit beeld kon niet opnieuw worden gemaakt. Dat kan niet meer." in page
    assert "We beginnen in de wijk." in page


def test_views_nobody_spoke_about_can_be_listed_without_drawing_them(held, session):
    page = words(report(held, session, still=drawn, only_discussed=True))
    assert "beeld van GM0106" not in page
    assert "gebied Assen (GM0106)" in page


def test_an_empty_session_has_a_report_too(journal, session):
    page = words(report(journal, session, still=drawn))
    for told in ("Niemand heeft plaats genomen.", "Er is niets besloten.", "Er is niet gestemd."):
        assert told in page


def test_replay_runs_every_look_and_names_each_changed_figure(held, session):
    fill_store(GM0109=41.0)  # not the chosen area, but in the picture of both
    opened = []
    found = replay(held, session, run=opened.append)
    assert [view.parameters["gebied"] for view in opened] == ["GM0106", "GM0114"]
    assert [[change.figure.area_code for change in one.changes] for one in found] == [["GM0109"], ["GM0109"]]


def test_replay_of_unchanged_figures_finds_nothing(held, session):
    fill_store()
    assert [one.changes for one in replay(held, session, run=drawn)] == [(), ()]


def test_a_figure_that_left_the_store_is_named_as_gone(held, session):
    figure = held.entry(session, "i1").view.figures[0]
    away = replace(figure, period=2016)
    from workbench.session.changes import compare

    assert [change.sort for change in compare([away]).values()] == ["gone"]


def test_a_still_is_what_the_notebook_draws_for_that_view(held, session):
    view = looks(held.panel(session))[1].view
    assert still(view) == "<p>Stilstaand beeld van GM0114</p>"


def test_a_notebook_that_fails_is_a_sentence_without_what_it_held(home):
    with pytest.raises(CannotAnswer, match="ZeroDivisionError") as caught:
        still(View("verkennen", {"gebied": "GM0000"}))
    assert caught.value.page == "Het notebook 'verkennen' gaf een fout. Een onderzoeker kan zien waarom."
