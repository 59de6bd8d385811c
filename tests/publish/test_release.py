"""Nothing becomes public before two different people checked exactly that."""

import hashlib
import json
import sqlite3

import pytest
from typer.testing import CliRunner

from tests.disclosure.releasers import PASSWORD, releasers_in
from workbench import signatures
from workbench.catalog import load_catalog
from workbench.cli import command_line
from workbench.disclosure.ledger import Ledger
from workbench.errors import InvalidInput, NotAllowed
from workbench.publish import origin, release
from workbench.publish.folder import switched

THEME = "mentale-gezondheid"
ORIGIN = {
    "areas": {"verkennen": ["GM0114", "GG0706"]},
    "notebooks": {"verkennen": "a1"},
    "versions": {"50090NED": "b2"},
}
REASONS = {"privacy": "kleine aantallen bekeken", "taal": "hardop voorgelezen", "bronnen": "elke bron aangeklikt"}


@pytest.fixture
def draft(home, tmp_path, people):
    return make(tmp_path / "concept", index="een")


@pytest.fixture
def people(tmp_path, monkeypatch):
    """Anna and Bert may release; everybody with a key of their own."""
    found = releasers_in(tmp_path / "catalogus", monkeypatch)
    for name in ("anna", "bert"):
        found.enrol(name)
    return found


@pytest.fixture
def checked(people):
    def check(draft, *names, reasons=REASONS):
        for who in names:
            release.check(THEME, draft, key=people.keys[who], password=PASSWORD, reasons=reasons)

    return check


@pytest.fixture
def withdraw(people):
    return lambda who="anna": release.withdraw(
        THEME, key=people.keys[who], password=PASSWORD, reason="een bron bleek fout"
    )


def make(folder, **files):
    with switched(folder) as fresh:
        (fresh / origin.FILE).write_text(json.dumps(ORIGIN))
        for name, text in files.items():
            (fresh / name).write_text(text)
    return folder


def test_one_person_is_not_enough(draft, checked):
    checked(draft, "anna")
    with pytest.raises(NotAllowed) as refusal:
        release.publish(THEME, draft)
    assert "1 van 2" in refusal.value.page


def test_the_same_person_counts_once(draft, checked):
    # The catalogue itself refuses two people with one name, or two names with one key.
    checked(draft, "anna")
    with pytest.raises(NotAllowed) as refusal:
        checked(draft, "anna")
    assert "al nagekeken" in refusal.value.page


def test_a_key_that_the_catalogue_does_not_know_checks_nothing(draft, people, tmp_path):
    signatures.new_key(tmp_path / "eva.sleutel", password=PASSWORD)
    with pytest.raises(NotAllowed, match="nobody"):
        release.check(THEME, draft, key=tmp_path / "eva.sleutel", password=PASSWORD, reasons=REASONS)


def test_a_check_that_somebody_wrote_without_the_key_does_not_count(draft, checked):
    checked(draft, "anna")
    with release.log().appending() as entries:
        body = entries.entries(release.subject(THEME))[-1].body
        bert = load_catalog().releasers["bert"]
        entries.add(release.subject(THEME), body | {"person": "bert", "who": "Bert", "key": bert.key})
    with pytest.raises(NotAllowed) as refusal:
        release.publish(THEME, draft)
    assert "1 van 2" in refusal.value.page


def test_a_check_that_stands_in_the_list_twice_counts_once(draft, checked):
    # As a second server would write it, which did not see the first one's line.
    checked(draft, "anna")
    with release.log().appending() as entries:
        entries.add(release.subject(THEME), entries.entries(release.subject(THEME))[-1].body)
    with pytest.raises(NotAllowed) as refusal:
        release.publish(THEME, draft)
    assert "1 van 2" in refusal.value.page


@pytest.mark.parametrize("lacking", ["privacy", "taal", "bronnen"])
def test_each_of_the_three_checks_needs_a_reason(draft, checked, lacking):
    with pytest.raises(InvalidInput):
        checked(draft, "anna", reasons=REASONS | {lacking: "ok"})


def test_two_people_publish_exactly_what_they_checked(draft, checked):
    checked(draft, "anna", "bert")
    place = release.publish(THEME, draft)
    assert (place / "index").read_text() == "een"
    found = release.released(THEME)
    assert (found.reports, found.versions) == ({"verkennen": ("GM0114", "GG0706")}, {"50090NED": "b2"})


def test_what_says_where_a_site_came_from_cannot_be_changed_after_the_check(draft, checked):
    checked(draft, "anna", "bert")
    place = release.publish(THEME, draft)
    (place / origin.FILE).write_text(json.dumps(ORIGIN | {"areas": {"scenario": [""]}}))
    with pytest.raises(InvalidInput):
        release.released(THEME)


def test_each_published_file_is_in_the_ledger_of_the_door_with_its_checksum(draft, checked):
    checked(draft, "anna", "bert")
    place = release.publish(THEME, draft)
    entry = Ledger().releases()[-1]
    sums = {name: hashlib.sha256((place / name).read_bytes()).hexdigest() for name in ("index", origin.FILE)}
    assert (entry.subject, entry.body["files"], entry.body["who"]) == (f"publicatie/{THEME}", sums, ["Anna", "Bert"])
    shown = CliRunner().invoke(command_line(), ["disclosure", "ledger"])
    assert (shown.exit_code, "Site mentale-gezondheid, gepubliceerd" in shown.output) == (0, True)


def test_a_draft_made_anew_after_the_check_is_not_the_checked_one(draft, checked):
    checked(draft, "anna", "bert")
    make(draft, index="twee")
    with pytest.raises(NotAllowed):
        release.publish(THEME, draft)


def test_a_file_changed_after_the_check_is_seen(draft, checked):
    checked(draft, "anna", "bert")
    (draft / "index").write_text("stiekem")
    with pytest.raises(InvalidInput):
        release.publish(THEME, draft)


def test_what_changed_since_the_last_publication_is_listed(draft, checked):
    checked(draft, "anna", "bert")
    release.publish(THEME, draft)
    make(draft, index="twee", nieuw="ja")
    found = release.changes(THEME, draft)
    assert (found.new, found.changed, found.gone) == (["nieuw"], ["index"], [])
    told = CliRunner().invoke(command_line(), ["publish", "changes", "--draft", str(draft)])
    assert told.output.splitlines() == ["nieuw: nieuw", "veranderd: index", "Samen: 1 nieuw, 1 veranderd, 0 weg."]


def test_withdrawn_is_gone_and_stays_in_the_list(draft, checked, withdraw):
    checked(draft, "anna", "bert")
    place = release.publish(THEME, draft)
    withdraw()
    assert (place.exists(), release.released(THEME)) == (False, None)
    assert [entry.body["what"] for entry in release.history(THEME)] == ["checked", "checked", "published", "withdrawn"]


def test_what_was_withdrawn_needs_two_people_again(draft, checked, withdraw):
    checked(draft, "anna", "bert")
    release.publish(THEME, draft)
    withdraw()
    with pytest.raises(NotAllowed):
        release.publish(THEME, draft)
    checked(draft, "anna", "bert")
    assert release.publish(THEME, draft).is_dir()


def test_tampering_with_the_list_shows(draft, checked):
    checked(draft, "anna", "bert")
    with sqlite3.connect(release.log().path) as base:
        base.execute("DROP TRIGGER no_change")
        base.execute("UPDATE entry SET body = replace(body, 'Anna', 'Eva') WHERE number = 1")
    base.close()
    with pytest.raises(InvalidInput):
        release.history(THEME)
