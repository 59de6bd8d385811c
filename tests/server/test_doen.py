"""Over the API: a decision becomes an intervention with a fixed plan, actions get done, a refusal is a sentence."""

import csv
import io
import json
import uuid

import pytest

from tests.server.conftest import Table, new_table
from tests.session.figures import GEMEENTEN, MONTHLY

EMMEN, ASSEN = "GM0114", "GM0106"
MARKUP = '<img src="x" onerror="alert(1)">'
MADE = {
    "title": "Maatjes voor jongeren",
    "what": "Jongeren krijgen een maatje.",
    "target": "Jongeren van 12 tot 18 jaar",
    "areas": [EMMEN],
    "edition": 2024,
    "since": "2037-03-01",
    "owner": "Sedna",
    "evidence": "goede_aanwijzingen",
    "goal": "Minder aanmeldingen.",
    "indicator": MONTHLY,
    "group": "jongeren",
    "baseline": 202403,
    "expected_change": -10,
    "review": "2038-03-01",
}
PLAN = {"indicator": MONTHLY, "group": "jongeren", "method": "difference", "comparison": [ASSEN]}
PLAN |= {"start": "2037-03-01", "horizon": 24}


@pytest.fixture
def table(works) -> Table:
    return new_table(works, notebook="verkennen")


@pytest.fixture
def lead(table):
    return table.seat("facilitator", organisation="GGD Drenthe")


def decided(seat, text: str = "We doen maatjes.") -> str:
    return json.loads(seat.say(text, kind="decision").text)["entry"]["id"]


def register(seat, *, decision: str = "", id: str = "", **changed):
    told = {"decision": decision or decided(seat), "id": id or str(uuid.uuid4())}
    return seat.api("POST", "interventies", description={**MADE, **changed}, **told)


def made(seat, **changed) -> str:
    answer = register(seat, **changed)
    assert answer.status == 201, answer.text
    return json.loads(answer.text)["intervention"]["id"]


def act(seat, name: str, act: str, **told):
    return seat.api("POST", f"interventies/{name}", act=act, id=str(uuid.uuid4()), **told)


def sentence(answer) -> str:
    return json.loads(answer.text)["error"]


def known(seat) -> list[dict]:
    return json.loads(seat.api("GET", "interventies").text)["interventions"]


def test_a_decision_becomes_an_intervention_once_and_the_journal_says_who_did_it(lead):
    decision = decided(lead)
    for _ in range(2):  # a double click
        told = {"id": "klik-1", "decision": decision, "role": "researcher", "organisation": "Verzonnen"}
        assert lead.api("POST", "interventies", description=MADE, **told).status == 201
    assert [(one["title"], one["decision"]) for one in known(lead)] == [("Maatjes voor jongeren", decision)]
    registered = [entry for entry in lead.entries() if entry["kind"] == "registered"]
    assert [(entry["about"], entry["who"]) for entry in registered] == [
        ([decision], "GGD Drenthe, onderzoek (begeleider)")
    ]


def test_the_page_walks_from_the_figure_to_the_outcome_and_back(lead):
    decision = decided(lead)
    name = made(lead, decision=decision)
    page = lead.get(f"sessie/{lead.session}/interventie/{name}").text
    assert f'href="/sessie/{lead.session}/interventie/{name}/beeld">Cijfer</a>' in page
    assert f"#regel-{decision}" in page
    assert "We doen maatjes." in page
    assert "Deze aanpak begint op 1 maart 2037. Het plan ligt nog niet vast." in page
    assert "Kunnen we het zien?" in page
    assert "Daarna is er iets te volgen." in page  # a start in the future has no outcome yet


def test_the_plan_is_fixed_once_changed_in_sight_and_discussed(lead):
    name = made(lead)
    assert act(lead, name, "vastleggen", plan=PLAN).status == 200
    again = act(lead, name, "vastleggen", plan={**PLAN, "horizon": 12})
    assert again.status == 403
    assert "Wijzigen kan, en blijft zichtbaar." in sentence(again)
    silent = act(lead, name, "wijzigen", plan={**PLAN, "horizon": 12}, reason="")
    assert sentence(silent) == "Vul de reden in."
    assert act(lead, name, "wijzigen", plan={**PLAN, "horizon": 12}, reason=MARKUP).status == 200
    told = {"text": "Gaat goed.", "outcome": "doorgaan", "next_review": "2039-01-01"}
    assert act(lead, name, "bespreken", review=told).status == 200
    assert act(lead, name, "beschrijven", description={**MADE, "owner": "GGD"}).status == 200
    page = lead.get(f"sessie/{lead.session}/interventie/{name}").text
    now = json.loads(lead.api("GET", f"interventies/{name}").text)["intervention"]
    assert now["plan_hash"] in page
    assert "voor de start, gewijzigd (aantal maanden): &lt;img" in page
    assert "Opnieuw op 1 januari 2039." in page
    assert act(lead, name, "stoppen", text="Geen geld.").status == 200
    assert act(lead, name, "bespreken", review=told).status == 403


# What may not be: the change of the description, the status and the sentence.
REFUSED = {
    "an area of another edition": ({"areas": ["BU01060300"]}, 400, "indeling"),
    "a model estimate of another edition": (
        {"indicator": "eenzaamheid", "group": "18plus", "baseline": 2020},
        400,
        "Kies indeling 2020.",
    ),
    "counts below the threshold": ({"baseline": 202402}, 400, "verborgen om privacy"),
    "an area that is not there": ({"areas": ["GM9999"]}, 404, "GM9999"),
    "reviewed before it starts": ({"review": "2037-01-01"}, 400, "ligt na de start"),
    "nothing expected": ({"expected_change": 0}, 400, "welke verandering"),
    "a field too many": ({"budget": 5}, 400, "hoort hier niet"),
    "no decision": ({"decision": "bestaat-niet"}, 404, "."),
}


@pytest.mark.parametrize("why", REFUSED)
def test_what_cannot_be_registered_is_a_sentence_and_nothing_is_written(lead, why):
    changed, status, said = REFUSED[why]
    decision = {"decision": changed.pop("decision", "") or decided(lead)}
    answer = register(lead, **decision, **changed)
    assert answer.status == status
    assert said in sentence(answer)
    assert known(lead) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"indicator": "eenzaamheid"}, "modelschatting"),
        ({"start": "2020-01-01"}, "is al geweest"),
        ({"comparison": []}, "heeft vergelijkingsgebieden nodig"),
        ({"comparison": [EMMEN]}, "kan niet ook vergelijkingsgebied zijn"),
        ({"horizon": "twee"}, "aantal maanden"),
    ],
)
def test_a_plan_that_cannot_work_is_not_fixed_over_the_line_either(lead, change, said):
    name = made(lead)
    answer = act(lead, name, "vastleggen", plan={**PLAN, **change})
    assert answer.status == 400
    assert said in sentence(answer)
    assert json.loads(lead.api("GET", f"interventies/{name}").text)["intervention"]["frozen"] is None


def test_who_overlaps_is_told_at_once_and_what_another_table_agreed_without_its_name(lead, works):
    made(new_table(works, notebook="verkennen").seat("facilitator"), title="Geheim")
    made(lead, title="Jongerenwerk")
    answer = register(lead)
    rest = "Een verandering is niet aan één van beide toe te schrijven."
    told = json.loads(answer.text)
    assert set(told["remarks"]) == {
        f"In Emmen loopt ook 'Jongerenwerk'. {rest}",
        f"In Emmen loopt ook een aanpak van een andere sessie. {rest}",
    }
    page = lead.get(f"sessie/{lead.session}/interventie/{told['intervention']['id']}").text
    assert "een aanpak van een andere sessie" in page
    assert "Geheim" not in answer.text + page


def ahead(seat, **changed):
    asked = {"indicator": MONTHLY, "group": "jongeren", "edition": "2024", "areas": EMMEN, "expected_change": "-10"}
    asked |= {"since": "2037-03-01", "review": "2039-03-01", **changed}
    return seat.api("GET", f"interventies/zicht?{'&'.join(f'{name}={value}' for name, value in asked.items())}")


def test_can_we_see_it_is_one_sentence_or_a_refusal_with_what_can(lead):
    seen = json.loads(ahead(lead, areas=",".join(GEMEENTEN)).text)
    assert seen["possible"]
    assert "in 2 jaar" in seen["sentence"]
    refused = json.loads(ahead(lead, indicator="eenzaamheid", group="18plus").text)
    assert not refused["possible"]
    assert [MONTHLY, "Aanmeldingen bij de jeugd-ggz per maand"] in refused["instead"]
    too_many = ",".join(f"GM{number}" for number in range(501))
    for wrong in ({"areas": too_many}, {"since": "morgen"}, {"expected_change": "veel"}, {"indicator": "verzonnen"}):
        assert ahead(lead, **wrong).status in (400, 404)


def test_the_form_comes_filled_in_and_for_the_desk_only(lead, table):
    decision = decided(lead, "We doen maatjes in Emmen.")
    draft = json.loads(lead.api("GET", f"interventies/begin?besluit={decision}").text)
    assert draft["description"]["title"] == "We doen maatjes in Emmen"
    assert draft["description"]["owner"] == "GGD Drenthe"
    seat = table.seat("participant")
    assert seat.api("GET", f"interventies/begin?besluit={decision}").status == 403
    assert register(seat, decision=decision).status == 403


def test_an_action_is_done_by_anybody_at_the_table_and_leaves_the_agenda(lead, table):
    told = {"text": "Bel de school.", "who": "Sedna", "when": "2026-01-01"}
    action = json.loads(lead.api("POST", "regels", id="a1", kind="action", content=told).text)["entry"]["id"]
    agenda = json.loads(lead.api("GET", "agenda").text)["items"]
    assert [(item["title"], item["overdue"]) for item in agenda] == [("Bel de school.", True)]
    assert table.seat("partner").api("POST", "afgerond", action=action, id="z1").status == 403
    seat = table.seat("participant", organisation="Sedna")
    assert seat.api("POST", "afgerond", action=action, id="z1").status == 201
    assert json.loads(lead.api("GET", "agenda").text)["items"] == []
    assert [entry["who"] for entry in lead.entries() if entry["kind"] == "done"] == ["Sedna, onderzoek (deelnemer)"]
    assert lead.api("POST", "afgerond", action=decided(lead), id="z2").status == 400


def test_the_agenda_goes_along_as_a_calendar_and_a_table_without_a_formula(lead):
    made(lead, title="=1+1")
    calendar, sheet = (lead.get(f"sessie/{lead.session}/agenda.{kind}") for kind in ("ics", "csv"))
    assert calendar.headers["Content-Type"].startswith("text/calendar")
    assert "DTSTART;VALUE=DATE:20380301" in calendar.text
    rows = list(csv.reader(io.StringIO(sheet.text.removeprefix("\ufeff"), newline=""), delimiter=";"))
    assert [row[3] for row in rows[1:]] == ["'=1+1", "'=1+1"]
    assert "attachment" in sheet.headers["Content-Disposition"]


def test_a_partner_reads_and_changes_nothing(lead, table):
    name = made(lead, title=MARKUP)
    partner = table.seat("partner")
    page = partner.get(f"sessie/{partner.session}/interventie/{name}").text
    assert "<form" not in page
    assert MARKUP not in page
    assert "&lt;img" in page
    assert MARKUP not in partner.get(f"sessie/{partner.session}/agenda").text
    assert act(partner, name, "stoppen", text="Weg ermee.").status == 403


def test_another_session_learns_nothing_not_even_a_name(lead, works):
    name = made(lead)
    stranger = new_table(works, notebook="verkennen").seat("facilitator")
    here = f"sessie/{stranger.session}/interventie"
    for answer in (
        stranger.api("GET", f"interventies/{name}"),
        stranger.api("GET", f"interventies/{name}x"),
        stranger.get(f"{here}/{name}"),
        stranger.get(f"{here}/{name}/beeld"),
        act(stranger, name, "stoppen", text="Weg ermee."),
        stranger.api("GET", f"interventies/begin?interventie={name}"),
    ):
        assert answer.status == 404
        assert "Maatjes" not in answer.text
        assert "Bedoelt" not in answer.text
    assert known(stranger) == []
    assert json.loads(stranger.api("GET", "agenda").text)["items"] == []
    assert known(lead)[0]["status"] == "nog niet begonnen"


@pytest.mark.parametrize("body", [{}, {"act": "verwijderen"}, {"act": "vastleggen", "plan": []}, {"act": ["stoppen"]}])
def test_what_cannot_be_read_is_refused_in_words(lead, body):
    answer = lead.api("POST", f"interventies/{made(lead)}", id="x1", **body)
    assert answer.status in (400, 404)
    assert sentence(answer).endswith((".", "?"))
