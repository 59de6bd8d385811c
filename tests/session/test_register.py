"""The register of interventions: made of a decision, the plan fixed beforehand, every change in sight, nothing lost."""

import datetime as dt
import hashlib
import json

import pytest

from tests.session.figures import MONTHLY, fill_monthly, fill_store
from workbench.errors import CannotAnswer, EditionMismatch, InvalidInput, NotAllowed, UnknownName, Withheld
from workbench.session import chain, changed_figures
from workbench.session.interventions import EVIDENCE, Register

pytestmark = pytest.mark.usefixtures("small_world")
EMMEN, ASSEN, COEVORDEN = "GM0114", "GM0106", "GM0109"
MADE = {
    "title": "Maatjes voor jongeren",
    "what": "Jongeren krijgen een maatje.",
    "target": "Jongeren van 12 tot 18 jaar",
    "areas": [EMMEN],
    "edition": 2024,
    "since": "2027-03-01",
    "owner": "Sedna",
    "evidence": "goede_aanwijzingen",
    "goal": "Minder aanmeldingen bij de jeugd-ggz.",
    "indicator": MONTHLY,
    "group": "jongeren",
    "baseline": 202403,
    "expected_change": -10,
    "review": "2028-03-01",
}
PLAN = {
    "indicator": MONTHLY,
    "group": "jongeren",
    "method": "difference",
    "comparison": [ASSEN],
    "start": "2027-03-01",
    "horizon": 24,
}


@pytest.fixture
def clock():
    """The day it is; a test turns it by assigning `clock.day`."""

    class Clock:
        day = dt.date(2026, 12, 1)

        def __call__(self) -> dt.date:
            return self.day

    return Clock()


@pytest.fixture
def register(journal, clock):
    fill_monthly()
    return Register(journal, today=clock)


@pytest.fixture
def decided(journal, leader, seat):
    """A decision that rests on an interpretation."""
    journal.write(seat, "interpretation", {"text": "Veel aanmeldingen.", "level": "lokaal"}, id="i1")
    return journal.write(leader, "decision", {"text": "We doen maatjes."}, id="d1", about=["i1"]).id


@pytest.fixture
def made(register, leader, decided):
    return register.make(leader, MADE, id="m1", decision=decided)


def test_an_intervention_is_made_of_a_decision_in_one_step_and_linked_both_ways(register, made, session, journal):
    assert made.origin == f"{session}/d1"
    assert [one.id for one in register.of_decision(session, "d1")] == [made.id]
    forwards = chain(journal, session, "i1").after
    assert [(entry.kind, entry.content.get("intervention")) for entry in forwards] == [
        ("decision", None),
        ("registered", made.id),
    ]
    assert [entry.id for entry in register.origin(made.id).before] == ["i1"]


def test_from_the_figure_to_the_intervention_is_one_step(register, made):
    key = (MONTHLY, EMMEN, 202403, "jongeren", 2024)
    assert [one.id for one in register.about_figure(key)] == [made.id]
    assert made.view.notebook == "interventies"
    assert made.view.parameters == {
        "thema": "mentale-gezondheid",
        "indicator": MONTHLY,
        "niveau": "gemeente",
        "gebied": EMMEN,
        "periode": 202403,  # the last figure there is; the start lies after it
        "groep": "jongeren",
    }


def test_a_double_click_makes_one_intervention(register, made, leader, journal, session):
    assert register.make(leader, MADE, id="m1", decision="d1") == made
    assert [entry.kind for entry in journal.entries(session)].count("registered") == 1
    assert len(register.interventions()) == 1


def test_what_is_decided_can_be_registered_after_the_session_was_closed(register, journal, session, leader, decided):
    journal.end(session)
    assert register.make(leader, MADE, id="m1", decision=decided).origin == f"{session}/d1"


@pytest.mark.parametrize("role", ["participant", "partner"])
def test_only_facilitators_and_researchers_write_in_the_register(register, made, sit, role):
    for attempt in (
        lambda: register.make(sit(role), MADE, id="m2"),
        lambda: register.freeze(sit(role), made.id, PLAN, id="f1"),
        lambda: register.stop(sit(role), made.id, text="Klaar.", id="s1"),
    ):
        with pytest.raises(NotAllowed):
            attempt()


def test_a_seat_of_another_session_leaves_an_intervention_alone(register, made, journal):
    other = journal.start("Elders", notebook="verkennen")
    token = journal.invite(other.id, role="facilitator")[1]
    stranger = journal.take_seat(token, organisation="GGD", word="beleid")
    with pytest.raises(NotAllowed):
        register.freeze(stranger, made.id, PLAN, id="f1")
    assert register.interventions(session=other.id) == []


def test_only_a_decision_becomes_an_intervention(register, leader, decided):
    with pytest.raises(InvalidInput):
        register.make(leader, MADE, id="m1", decision="i1")
    assert register.interventions() == []


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"areas": ["BU01060311"], "edition": 2020}, EditionMismatch),
        ({"areas": ["GM9999"]}, UnknownName),
        ({"areas": []}, InvalidInput),
        ({"edition": 2019}, InvalidInput),
        ({"indicator": "aanmeldingen"}, UnknownName),
        ({"evidence": "bewezen"}, InvalidInput),
        ({"baseline": 202012}, InvalidInput),
        ({"expected_change": 0}, InvalidInput),
        ({"expected_change": -101}, InvalidInput),
        ({"review": "2027-02-01"}, InvalidInput),
        ({"since": "morgen"}, InvalidInput),
        ({"title": ""}, InvalidInput),
        ({"budget": 5}, InvalidInput),
    ],
)
def test_what_cannot_be_right_is_a_sentence_and_leaves_nothing(register, leader, decided, change, error):
    with pytest.raises(error) as caught:
        register.make(leader, {**MADE, **change}, id="m1", decision=decided)
    assert caught.value.page.endswith((".", "?"))
    assert register.interventions() == []


def test_an_area_of_another_edition_is_refused_with_the_edition_that_has_it(register, leader, decided):
    # BU01060300 is a buurt of Assen in the division of 2020 that the division of 2024 does not have.
    with pytest.raises(EditionMismatch):
        register.make(leader, {**MADE, "areas": ["BU01060300"]}, id="m1", decision=decided)


def test_figures_of_another_edition_are_no_baseline(register, leader, decided):
    lonely = {**MADE, "indicator": "eenzaamheid", "group": "18plus", "baseline": 2020}
    with pytest.raises(EditionMismatch) as caught:
        register.make(leader, lonely, id="m1", decision=decided)
    assert caught.value.facts["edition"] == 2020


def test_a_hidden_figure_is_no_baseline(register, leader, decided):
    fill_monthly(GM0114_202403=None)
    with pytest.raises(Withheld) as caught:
        register.make(leader, MADE, id="m1", decision=decided)
    assert "verborgen om privacy" in caught.value.page


def test_the_ladder_is_that_of_loket_gezond_leven():
    # Source: RIVM, Loketgezondleven.nl, "Erkenning en beoordelingsniveaus".
    assert [words.split(" voor")[0] for words in list(EVIDENCE.values())[1:]] == [
        "Goed beschreven",
        "Goed onderbouwd",
        "Eerste aanwijzingen",
        "Goede aanwijzingen",
        "Sterke aanwijzingen",
    ]


def test_a_frozen_plan_is_hashed_so_that_anyone_can_check_it(register, made, leader):
    frozen = register.freeze(leader, made.id, PLAN, id="f1")
    spelled = json.dumps(PLAN, sort_keys=True, separators=(",", ":"))
    assert frozen.plan_hash == hashlib.sha256(spelled.encode()).hexdigest()
    assert frozen.frozen_on == "2026-12-01"


def test_a_plan_is_frozen_once(register, made, leader):
    register.freeze(leader, made.id, PLAN, id="f1")
    register.freeze(leader, made.id, PLAN, id="f1")  # a double click
    with pytest.raises(NotAllowed) as caught:
        register.freeze(leader, made.id, {**PLAN, "horizon": 12}, id="f2")
    assert caught.value.page == "Het plan is al vastgelegd op 1 december 2026. Wijzigen kan, en blijft zichtbaar."


def test_a_plan_is_frozen_before_its_start_or_not_at_all(register, made, leader, clock):
    clock.day = dt.date(2027, 3, 1)
    with pytest.raises(InvalidInput) as caught:
        register.freeze(leader, made.id, PLAN, id="f1")
    assert "is al geweest" in caught.value.page
    assert register.remarks(made.id) == ["Het plan is niet voor de start vastgelegd. De uitkomst is daarom verkennend."]


def test_a_change_of_a_frozen_plan_stays_in_sight_with_its_reason(register, made, leader, clock):
    before = register.freeze(leader, made.id, PLAN, id="f1")
    clock.day = dt.date(2027, 5, 3)
    changed = {**PLAN, "comparison": [COEVORDEN]}
    after = register.change_plan(leader, made.id, changed, reason="Assen doet nu ook mee.", id="w1")
    assert after.frozen == PLAN
    assert after.plan_hash == before.plan_hash
    assert after.plan["comparison"] == [COEVORDEN]
    assert [change.sentence for change in after.changes] == [
        "Het plan is op 3 mei 2027, na de start, gewijzigd (vergelijkingsgebieden): Assen doet nu ook mee."
    ]


def test_there_is_no_changing_what_was_never_frozen(register, made, leader):
    with pytest.raises(NotAllowed):
        register.change_plan(leader, made.id, PLAN, reason="Zomaar.", id="w1")


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"comparison": []}, InvalidInput),
        ({"comparison": [EMMEN]}, InvalidInput),
        ({"comparison": ["GM9999"]}, UnknownName),
        ({"method": "gevoel"}, InvalidInput),
        ({"horizon": 0}, InvalidInput),
        ({"indicator": "eenzaamheid"}, CannotAnswer),
    ],
)
def test_a_plan_that_cannot_work_is_not_frozen(register, made, leader, change, error):
    with pytest.raises(error):
        register.freeze(leader, made.id, {**PLAN, **change}, id="f1")
    assert register.intervention(made.id).frozen is None


def test_a_model_estimate_as_measure_is_refused_with_registers_instead(register, made, leader):
    with pytest.raises(CannotAnswer) as caught:
        register.freeze(leader, made.id, {**PLAN, "indicator": "eenzaamheid"}, id="f1")
    assert "modelschatting" in caught.value.page
    assert "Aanmeldingen bij de jeugd-ggz per maand" in caught.value.page


def test_there_is_nothing_to_follow_before_the_start(made, clock):
    with pytest.raises(CannotAnswer) as caught:
        made.require_begun(clock.day)
    assert caught.value.page == "Deze aanpak begint op 1 maart 2027. Daarna is er iets te volgen."
    assert made.require_begun(dt.date(2027, 3, 1)) is None


def test_interventions_in_the_same_area_are_named_to_each_other(register, made, leader):
    wijk = {**MADE, "title": "Jongerenwerk", "since": "2027-06-01"}
    other = register.make(leader, wijk, id="m2")
    assert register.remarks(made.id) == [
        "In Emmen loopt ook 'Jongerenwerk'. Een verandering is niet aan één van beide toe te schrijven."
    ]
    assert "'Maatjes voor jongeren'" in register.remarks(other.id)[0]


def test_an_intervention_in_a_comparison_area_is_named(register, made, leader):
    register.freeze(leader, made.id, PLAN, id="f1")
    register.make(leader, {**MADE, "title": "Elders", "areas": [ASSEN]}, id="m2")
    assert register.remarks(made.id) == [
        "In vergelijkingsgebied Assen loopt zelf een aanpak: 'Elders'. Dat maakt het verschil kleiner."
    ]


def test_what_was_stopped_before_the_other_began_is_not_in_its_way(register, made, leader, clock):
    register.stop(leader, made.id, text="Geen vrijwilligers.", id="s1")
    other = register.make(leader, {**MADE, "title": "Nieuw"}, id="m2")
    assert register.remarks(other.id) == []
    with pytest.raises(NotAllowed):
        register.freeze(leader, made.id, PLAN, id="f1")


def test_a_changed_baseline_is_named(register, made, leader):
    register.freeze(leader, made.id, PLAN, id="f1")
    fill_monthly(GM0114_202403=44)
    assert register.remarks(made.id) == [
        "Het cijfer over 'Aanmeldingen bij de jeugd-ggz per maand' in Emmen (maart 2024, jongeren tot 23 jaar)"
        " is gewijzigd."
    ]


def test_another_description_keeps_the_earlier_one_in_the_register(register, made, leader, journal):
    register.describe(leader, made.id, {**MADE, "owner": "GGD Drenthe"}, id="b1")
    assert register.intervention(made.id).description["owner"] == "GGD Drenthe"
    owners = [entry.content["owner"] for entry in journal.ledger.read(made.id)]
    assert owners == ["Sedna", "GGD Drenthe"]


def test_a_review_says_when_the_next_one_is(register, made, leader):
    told = {"text": "Loopt goed.", "outcome": "doorgaan", "next_review": "2029-03-01"}
    assert register.review(leader, made.id, told, id="r1").review == dt.date(2029, 3, 1)


def test_the_register_is_chained_and_numbered_like_a_session(register, made, leader, journal):
    register.freeze(leader, made.id, PLAN, id="f1")
    assert journal.verify(made.id).holds
    assert [json.loads(line)["kind"] for line in journal.export(made.id)] == ["made", "frozen"]


def test_a_session_cannot_name_an_intervention_that_is_not_in_the_register(register, journal, leader):
    with pytest.raises(UnknownName):
        journal.write(leader, "registered", {"intervention": "verzonnen", "title": "Niets"}, id="r1")


def test_an_intervention_is_no_session(made, journal):
    with pytest.raises(UnknownName):
        journal.session(made.id)


def test_no_value_of_the_baseline_is_kept(made, journal):
    assert '"value"' not in "".join(journal.export(made.id))


def test_a_panel_gets_words_beside_codes(register, made, leader):
    told = register.freeze(leader, made.id, PLAN, id="f1").as_dict()
    assert told["words"]["evidence"] == "Goede aanwijzingen voor effectiviteit"
    assert json.loads(json.dumps(told))["plan_hash"] == told["plan_hash"]


def test_a_refresh_of_other_figures_flags_nothing(register, made, journal, session):
    fill_store(GM0114=48.9)
    assert register.remarks(made.id) == []
    assert changed_figures(journal, session) == {}
