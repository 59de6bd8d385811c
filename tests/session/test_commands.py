"""`workbench session ...` as a facilitator types it."""

import json

import pytest
from typer.testing import CliRunner

from tests.session.figures import fill_store
from workbench.cli import command_line
from workbench.errors import InvalidInput, UnknownName, WorkbenchError
from workbench.session import Journal, bind

pytestmark = pytest.mark.usefixtures("small_world")


def workbench(*arguments: str, code: int = 0) -> str:
    outcome = CliRunner().invoke(command_line(), ["session", *arguments], catch_exceptions=True)
    if isinstance(outcome.exception, WorkbenchError):
        raise outcome.exception
    assert outcome.exit_code == code, outcome.output
    return outcome.output


@pytest.fixture
def made(home) -> dict:
    return json.loads(workbench("new", "Emmen, jongeren", "-p", "gebied=GM0114", "--json"))


@pytest.fixture
def opened(home):
    journal = Journal()
    yield journal
    journal.close()


def seat_by(journal, link):
    return journal.take_seat(link.rpartition("/")[2], organisation="GGD Drenthe", word="beleid")


def test_a_new_session_prints_three_links_and_a_code_to_scan(home):
    said = workbench(
        "new", "Emmen, jongeren", "--notebook", "verkennen", "-p", "gebied=GM0114", "--url", "https://w.nl/"
    )
    for word in ("Begeleider:", "Onderzoeker:", "Deelnemer:"):
        assert f"{word:<12} https://w.nl/uitnodiging/" in said
    assert "▀" in said  # half blocks of the code


def test_each_link_seats_in_its_role(made, opened):
    assert made["parameters"] == {"gebied": "GM0114"}
    assert {role: seat_by(opened, link).role for role, link in made["links"].items()} == {
        role: role for role in ("facilitator", "researcher", "participant")
    }


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (["--notebook", "verkenen"], UnknownName),
        (["-p", "gebeid=GM0114"], UnknownName),
        (["-p", "gebied=GM9999"], UnknownName),
        (["-p", "indicator=eenzaamhid"], UnknownName),
        (["-p", "periode=tweeduizend"], InvalidInput),
        (["-p", "periode=2019"], InvalidInput),
        (["-p", "groep=baby's"], InvalidInput),
    ],
)
def test_a_session_does_not_begin_on_a_view_that_does_not_exist(arguments, error, opened):
    with pytest.raises(error) as caught:
        workbench("new", "Fout", *arguments)
    assert caught.value.page.endswith((".", "?"))
    assert opened.sessions() == []


def test_a_parameter_without_a_value_is_wrong_usage(home):
    workbench("new", "Fout", "-p", "gebied", code=2)


def test_sessions_are_listed_newest_first(made):
    later = json.loads(workbench("new", "Later", "--json"))
    assert [one["id"] for one in json.loads(workbench("list", "--json"))] == [later["id"], made["id"]]
    assert made["id"] in workbench("list")


def test_an_invitation_is_made_listed_and_revoked(made, opened):
    extra = json.loads(workbench("invite", made["id"], "--role", "partner", "--json"))
    workbench("revoke", made["id"], extra["id"])
    assert "ingetrokken" in workbench("invitations", made["id"])
    with pytest.raises(WorkbenchError):
        seat_by(opened, extra["link"])


def test_export_and_verify_agree_on_the_last_line(made, tmp_path):
    output = tmp_path / "logboek.jsonl"
    workbench("export", made["id"], "--output", str(output))
    last = json.loads(output.read_text(encoding="utf-8").splitlines()[-1])
    assert json.loads(workbench("verify", made["id"], "--head", last["hash"], "--json"))["holds"] is True
    assert "klopt niet" in workbench("verify", made["id"], "--head", "f" * 64, code=1)


def test_report_and_replay_of_a_session_run_its_notebook(made, opened, tmp_path):
    seat = seat_by(opened, made["links"]["participant"])
    opened.write(seat, "looked", {}, id="l1", view=bind("verkennen", {"gebied": "GM0114"}))
    fill_store(GM0114=48.9)
    output = tmp_path / "verslag.html"
    workbench("report", made["id"], "--output", str(output))
    assert "Stilstaand beeld van GM0114" in output.read_text(encoding="utf-8")
    assert "'Eenzaamheid' in Emmen (2020, 18 jaar en ouder) is gewijzigd." in workbench("replay", made["id"])


def test_a_closed_session_is_listed_as_closed(made):
    workbench("close", made["id"])
    assert json.loads(workbench("list", "--json"))[0]["closed"] is True


@pytest.mark.parametrize("command", ["verify", "export", "replay", "close", "invite", "invitations"])
def test_an_unknown_session_is_a_sentence(home, command):
    with pytest.raises(UnknownName):
        workbench(command, "bestaat-niet")
