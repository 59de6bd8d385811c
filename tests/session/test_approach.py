"""From a decision to a filled-in form, to "can we see it?", to what can be said now: each in a plain sentence."""

import datetime as dt

import html5lib
import pytest

from tests.session.figures import GEMEENTEN, MONTHLY, fill_course, write_notebook
from tests.session.test_register import MADE, PLAN
from workbench import areas
from workbench.errors import CannotAnswer, UnknownName
from workbench.session import Entry, View
from workbench.session.interventions import Intervention, Register, account, first_draft, outcome, prospect
from workbench.session.interventions.printed import printed
from workbench.session.interventions.register import page_now, view_of

pytestmark = pytest.mark.usefixtures("small_world")
EMMEN, TODAY = "GM0114", dt.date(2026, 11, 22)
SEEN = {"indicator": MONTHLY, "gebied": EMMEN, "periode": 202405, "groep": "jongeren"}
MARKUP = '<img src="x" onerror="alert(1)">'


def decision(text: str = "We doen maatjes.\nIn heel Emmen.") -> Entry:
    made = {"seat": "s", "role": "facilitator", "organisation": "GGD Drenthe", "at": "2026-11-22T10:00:00+00:00"}
    return Entry("emmen", 1, "d1", "decision", **made, content={"text": text}, about=(), previous="", hash="")


def running(*, plan: dict | None = None, **described) -> Intervention:
    """The intervention of the tests of the register, begun in July 2024."""
    told = {**MADE, "since": "2024-07-01", "review": "2025-07-01", "baseline": 202405, **described}
    fixed = {**PLAN, "start": "2024-07-01", "method": "interrupted", "comparison": [], **(plan or {})}
    return Intervention(
        "maatjes", description=told, plan=fixed, frozen=fixed, frozen_on="2024-06-01", view=view_of(told)
    )


def test_the_form_is_filled_in_from_the_decision_and_the_view():
    fill_course()
    draft = first_draft(decision(), View("verkennen", SEEN), today=TODAY)
    assert draft["description"] == {
        "title": "We doen maatjes",
        "what": "We doen maatjes.\nIn heel Emmen.",
        "target": "Jongeren tot 23 jaar",
        "owner": "GGD Drenthe",
        "goal": "",
        "areas": [EMMEN],
        "edition": 2024,
        "indicator": MONTHLY,
        "group": "jongeren",
        "baseline": 202405,
        "evidence": "niet_beoordeeld",
        "expected_change": -10,
        "since": "2027-01-01",
        "review": "2028-01-01",
    }
    assert draft["notes"] == []
    assert len(draft["choices"]["areas"]) == len(GEMEENTEN)


def test_a_figure_that_the_area_does_not_have_moves_to_what_holds_it_and_says_so():
    fill_course()
    wijk = areas.children(EMMEN, edition=2024)[0].code
    draft = first_draft(decision(), View("verkennen", {**SEEN, "gebied": wijk}), today=TODAY)
    assert draft["description"]["areas"] == [EMMEN]
    assert draft["notes"] == ["Dit cijfer is er niet voor het gekozen gebied. Hier staat nu Emmen."]


def test_without_any_figure_there_is_no_form_but_a_sentence():
    with pytest.raises(CannotAnswer) as caught:
        first_draft(decision(), None, today=TODAY, wish={"indicator": "wmo-clienten"})
    assert caught.value.page == "Er zijn nog geen cijfers over 'Cliënten van de Wmo'."


def ahead(indicator: str = MONTHLY, **changed):
    asked = {"areas": [EMMEN], "edition": 2024, "group": "jongeren", "start": TODAY, "change": -10, "months": 24}
    return prospect(indicator, **{**asked, **changed})


def test_before_the_start_one_sentence_says_what_could_be_seen():
    fill_course()
    few, many = ahead(), ahead(areas=list(GEMEENTEN))
    assert few.sentence.startswith("In Emmen is een daling ")
    assert "Nu zijn er 48 punten, tot en met december 2025." in few.sentence
    assert many.sentence.startswith("In Assen en 9 andere gebieden samen is een daling vanaf ongeveer")


def test_a_model_estimate_is_refused_beforehand_with_figures_that_can():
    refused = ahead("eenzaamheid", group="18plus")
    assert not refused.possible
    assert "modelschatting" in refused.sentence
    assert (MONTHLY, "Aanmeldingen bij de jeugd-ggz per maand") in refused.instead


def test_an_indicator_that_does_not_exist_is_an_error_and_no_prospect():
    with pytest.raises(UnknownName):
        ahead("verzonnen")


def test_the_outcome_is_that_of_the_plan_with_what_would_change_it():
    fill_course(fall=0.4)
    found = outcome(running(), today=dt.date(2026, 1, 10))
    assert found.answers[0].startswith("Sinds juli 2024 is het niveau")
    assert "lager" in found.answers[0]
    assert found.answers[1].startswith("Gebieden met een hoog cijfer dalen vaak vanzelf.")
    assert found.would_change[-1] == "Het plan oordeelt na 24 maanden, op 1 juli 2026. Dit is een tussenstand."


@pytest.mark.parametrize("method", ["difference", "synthetic"])
def test_a_comparing_plan_is_judged_against_its_own_areas(method):
    fill_course(fall=0.4)
    others = [code for code in GEMEENTEN if code != EMMEN]
    found = outcome(running(plan={"method": method, "comparison": others}), today=dt.date(2026, 8, 1))
    assert "meer gedaald" in found.answers[0]


def test_hidden_months_do_not_become_points():
    # The door hides five months in a row: what is left on the longer side is too short to judge.
    fill_course(months=24, since=202301, hidden=(202209, 202210, 202211, 202212, 202301, 202302, 202303))
    late = running(since="2023-06-01", plan={"start": "2023-06-01"}, baseline=202308)
    assert outcome(late, today=TODAY).answers[0].startswith("Nog niet te beoordelen: er zijn 9 punten")


def test_before_the_start_and_without_a_plan_the_outcome_says_why_there_is_none():
    fill_course()
    assert outcome(running(), today=dt.date(2024, 1, 1)).answers == (
        "Deze aanpak begint op 1 juli 2024. Daarna is er iets te volgen.",
    )
    bare = Intervention("x", description=running().description)
    assert outcome(bare, today=TODAY).answers[0].startswith("Er is geen plan vastgelegd.")


def test_the_page_of_an_approach_opens_at_its_start_or_at_the_last_figure_before_it(tmp_path):
    fill_course()
    write_notebook(tmp_path / "notebooks", "interventies")
    assert page_now(running()).parameters["periode"] == 202407
    assert page_now(running(plan={"start": "2030-01-01"})).parameters["periode"] == 202512


def test_a_report_has_plan_outcome_and_mark_and_what_people_wrote_is_text(journal, session, leader):
    fill_course(fall=0.4)
    days = iter([dt.date(2024, 6, 1)] * 20)
    register = Register(journal, today=lambda: next(days, dt.date(2025, 6, 1)))
    journal.write(leader, "decision", {"text": MARKUP}, id="d1")
    told = {**MADE, "title": MARKUP, "since": "2024-07-01", "review": "2025-07-01", "baseline": 202405}
    made = register.make(leader, told, id="m1", decision="d1")
    frozen = register.freeze(leader, made.id, {**running().plan}, id="f1")
    page = str(printed(account(register, made.id), level=3))
    read = html5lib.parse(page, namespaceHTMLElements=False)
    assert read.findall(".//img") == []
    assert MARKUP in "".join(read.find(".//h3").itertext())
    assert frozen.plan_hash in page


def test_an_intervention_of_another_session_is_as_unknown_as_one_that_never_was(journal, session, leader):
    fill_course()
    register = Register(journal)
    made = register.make(leader, {**MADE, "baseline": 202405}, id="m1")  # of no session
    for name in (made.id, "verzonnen"):
        with pytest.raises(UnknownName) as caught:
            register.in_session(name, session)
        assert caught.value.page == "Deze interventie is er niet in deze sessie."
        assert made.description["title"] not in str(caught.value)
