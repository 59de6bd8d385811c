"""Entries are tied to the figures they were said about: a refresh that changes one is noticed, a value never kept."""

import json

import pytest

from tests.session.figures import INVENTED, fill_store
from workbench.errors import UnknownName
from workbench.session import bind, chain, changed_figures
from workbench.session.links import about_figure

EMMEN = ("eenzaamheid", "GM0114", 2020, "18plus", 2020)


pytestmark = pytest.mark.usefixtures("small_world")


def said(journal, seat, *, view, id="i1"):
    return journal.write(seat, "interpretation", {"text": "Hoger dan elders.", "level": "lokaal"}, id=id, view=view)


def test_a_view_holds_all_parameters_and_the_versions_of_its_figures(home):
    view = bind("verkennen", {"gebied": "GM0106"})
    assert (view.parameters["gebied"], view.parameters["periode"]) == ("GM0106", 2020)
    assert set(view.versions) == {"50090NED"}
    assert {figure.area_code for figure in view.figures} == {"GM0106", "NL"}
    assert {figure.area_code for figure in view.pictured} == set(INVENTED)


def test_an_unknown_notebook_or_parameter_is_named(home):
    for notebook, parameters in (("verkenen", {}), ("../settings", {}), ("verkennen", {"gebeid": "GM0114"})):
        with pytest.raises(UnknownName):
            bind(notebook, parameters)


def test_no_value_is_kept_in_the_journal(journal, session, seat):
    said(journal, seat, view=bind("verkennen", {}))
    kept = "\n".join(journal.export(session)) + json.dumps([one.as_dict() for one in _pictured(journal, session)])
    assert "47.2" not in kept


def test_nothing_is_flagged_while_nothing_changed(journal, session, seat):
    said(journal, seat, view=bind("verkennen", {}))
    fill_store()  # a refresh that brings the same figures
    assert changed_figures(journal, session) == {}


def test_a_refresh_flags_the_entries_whose_figure_changed_and_no_others(journal, session, seat):
    said(journal, seat, view=bind("verkennen", {"gebied": "GM0114"}), id="emmen")
    said(journal, seat, view=bind("verkennen", {"gebied": "GM0106"}), id="assen")
    fill_store(GM0114=48.9)
    changes = changed_figures(journal, session)
    assert set(changes) == {"emmen"}
    assert changes["emmen"][0].figure.key == EMMEN
    assert changes["emmen"][0].sentence == (
        "Het cijfer over 'Eenzaamheid' in Emmen (2020, 18 jaar en ouder) is gewijzigd."
    )


def test_a_figure_that_was_hidden_since_is_a_change_too(journal, session, seat):
    said(journal, seat, view=bind("verkennen", {}))
    fill_store(GM0114=None)
    assert [change.sort for change in changed_figures(journal, session)["i1"]] == ["changed"]


def test_two_hidden_figures_look_the_same_whatever_is_behind_them(home):
    fill_store(GM0114=None)
    first = bind("verkennen", {})
    fill_store(GM0114=None, NL=44.5)
    again = bind("verkennen", {})
    assert _shown(first) == _shown(again)


def test_the_whole_picture_is_kept_once_for_all_entries_about_it(journal, session, seat):
    for number in range(3):
        said(journal, seat, view=bind("verkennen", {}), id=f"i{number}")
    views = [journal.entry(session, f"i{number}").view for number in range(3)]
    assert len({view.picture for view in views}) == 1
    assert {one.area_code for one in journal.picture(views[0].picture)} == set(INVENTED)


def test_the_chain_is_walked_from_figure_to_action_and_back(journal, session, seat, leader):
    said(journal, seat, view=bind("verkennen", {}))
    journal.write(leader, "decision", {"text": "Maatjes."}, id="d1", about=["i1"])
    journal.write(seat, "action", {"text": "Werven.", "who": "Sedna", "when": "2027-03-01"}, id="a1", about=["d1"])
    assert [entry.id for entry in about_figure(journal, session, EMMEN)] == ["i1"]
    assert [entry.id for entry in chain(journal, session, "i1").after] == ["d1", "a1"]
    back = chain(journal, session, "a1")
    assert [entry.id for entry in back.before] == ["i1", "d1"]
    assert EMMEN in back.figures


def _pictured(journal, session):
    return journal.picture(journal.entry(session, "i1").view.picture)


def _shown(view):
    return next(figure.shown for figure in view.pictured if figure.area_code == "GM0114")
