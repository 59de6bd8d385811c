"""A partner's figures leave only when two different people said so, each with a key of their own."""

import base64
import datetime as dt
import sqlite3
import string
from pathlib import Path

import pandas as pd
import pytest
import yaml
from typer.testing import CliRunner

from tests.disclosure.releasers import PASSWORD, REASON
from workbench import signatures, store, views
from workbench.catalog import enrol, load_catalog, problems_in
from workbench.cli import command_line
from workbench.disclosure import gate, load
from workbench.errors import CatalogError, InvalidInput, NotAllowed, UnknownName
from workbench.store import figures

DATASET, INDICATOR, THEME = "aanmeldingen-jeugd-ggz-levering", "aanmeldingen-jeugd-ggz", "mentale-gezondheid"


def deliver(*counts: int) -> str:
    """Three wijken of Assen with these counts; gives the version."""
    wijken = [f"WK01060{number}" for number in range(len(counts))]
    rows = pd.DataFrame({"area_code": wijken, "numerator": counts, "denominator": 1000})
    rows = rows.assign(indicator=INDICATOR, edition=2024, period=2024, group="jongeren", status="published")
    rows = rows.assign(value=rows["numerator"] / 1000 * 1000, estimation="register")
    return store.put(DATASET, rows, origin={"demo": False}).id


def shown() -> list[int]:
    rows = load(THEME, indicators=[INDICATOR]).rows(dataset=DATASET, status="published")
    return rows["numerator"].tolist()


def test_a_delivery_waits_for_two_people(home, people):
    version = deliver(40, 50, 60)
    for who in ("anna", "bram"):
        people.enrol(who)
    assert shown() == []
    people.approve(DATASET, version, who="anna")
    assert shown() == []
    people.approve(DATASET, version, who="bram")
    assert shown() == [40, 50, 60]


def test_a_new_delivery_shows_the_released_one_until_it_is_released_itself(home, people):
    people.release(DATASET, deliver(40, 50, 60))
    deliver(41, 51, 61)
    assert shown() == [40, 50, 60]


def test_a_page_names_the_released_version_its_rule_and_not_the_version_that_waits(home, people):
    first = deliver(40, 50, 60)
    people.release(DATASET, first)
    second = deliver(41, 51, 61)
    html = views.sources(load(THEME, indicators=[INDICATOR])).html
    assert first[:12] in html
    assert second[:12] not in html
    rule = load_catalog().policies["drempel_10"]
    assert rule.wording in html
    assert f"Besloten door: {rule.decided.by}" in html


def test_one_person_is_not_two(home, people):
    version = deliver(40, 50, 60)
    people.enrol("anna")
    people.approve(DATASET, version, who="anna")
    with pytest.raises(NotAllowed):
        people.approve(DATASET, version, who="anna", reason="Nog een keer nagerekend.")
    assert not gate.is_released(DATASET, version)


def test_one_person_under_two_names_is_still_one(home, people):
    version = deliver(40, 50, 60)
    public = people.enrol("anna")
    people.approve(DATASET, version, who="anna")
    people.enrol("a-de-vries", public=public)
    sentences = [problem.page for problem in problems_in()]
    assert any("dezelfde sleutel als" in page for page in sentences)
    # Under another name with the same key the first approval does not count twice, and the name is no longer hers.
    (people.folder / "releasers" / "anna.yaml").unlink()
    assert gate.approvals(DATASET, version) == []
    people.keys["a-de-vries"] = people.keys["anna"]
    people.approve(DATASET, version, who="a-de-vries")
    assert len(gate.approvals(DATASET, version)) == 1
    assert not gate.is_released(DATASET, version)


def test_a_second_key_under_the_same_name_is_refused_by_the_catalogue(people):
    people.enrol("anna")
    people.enrol("anna-2")
    entry = people.folder / "releasers" / "anna-2.yaml"
    entry.write_text(entry.read_text().replace("name: Anna-2", "name: '  anna '"))
    assert any("dezelfde naam als" in problem.page for problem in problems_in())


def test_a_key_that_nobody_in_the_catalogue_holds_cannot_approve(home, people, tmp_path):
    version = deliver(40, 50, 60)
    signatures.new_key(tmp_path / "vreemd", password=PASSWORD)
    people.keys["vreemd"] = tmp_path / "vreemd"
    with pytest.raises(NotAllowed):
        people.approve(DATASET, version, who="vreemd")


def test_without_the_password_a_key_is_of_no_use(home, people):
    version = deliver(40, 50, 60)
    people.enrol("anna")
    assert people.keys["anna"].stat().st_mode & 0o077 == 0
    with pytest.raises(NotAllowed):
        gate.approve(DATASET, version, key=people.keys["anna"], password="geraden wachtwoord", reason=REASON)


def test_an_approval_that_somebody_wrote_into_the_list_does_not_count(home, people):
    version = deliver(40, 50, 60)
    for who in ("anna", "bram"):
        people.enrol(who)
    people.approve(DATASET, version, who="anna")
    with sqlite3.connect(home / "disclosure" / "gate.sqlite") as base:
        # Anna's own approval once more, as if it were Bram's.
        bram = load_catalog().releasers["bram"].key
        base.execute(
            "INSERT INTO entry (at, subject, body, previous, hash) SELECT at, subject, "
            "replace(json_set(body, '$.key', ?), '\"anna\"', '\"bram\"'), hash, 'x' FROM entry",
            [bram],
        )
    base.close()
    assert len(gate.approvals(DATASET, version)) == 1
    assert not gate.is_released(DATASET, version)
    assert not gate.is_whole()


def test_an_approval_is_for_one_version_only(home, people):
    first = deliver(40, 50, 60)
    people.release(DATASET, first)
    second = deliver(41, 51, 61)
    assert gate.is_released(DATASET, first)
    assert not gate.is_released(DATASET, second)


def test_an_approval_needs_a_reason_and_a_version_that_exists(home, people):
    version = deliver(40, 50, 60)
    people.enrol("anna")
    with pytest.raises(InvalidInput):
        people.approve(DATASET, version, who="anna", reason="ok")
    with pytest.raises(UnknownName):
        people.approve(DATASET, "nietbestaand", who="anna")


def test_approvals_are_recorded_with_their_reasons(home, people):
    version = deliver(40, 50, 60)
    people.enrol("anna")
    people.approve(DATASET, version, who="anna")
    (found,) = gate.approvals(DATASET, version)
    assert (found.who, found.reason) == ("Anna", REASON)
    assert gate.is_whole()


def test_what_one_person_withdraws_is_seen_by_nobody(home, people):
    first, second = deliver(40, 50, 60), deliver(41, 51, 61)
    people.release(DATASET, first)
    people.release(DATASET, second)
    assert shown() == [41, 51, 61]
    people.withdraw(DATASET, second, who="privacy-officier")
    assert shown() == [40, 50, 60]
    people.withdraw(DATASET, first, who="data-officier")
    assert shown() == []
    assert gate.withdrawn({DATASET: first, "iets-anders": second}) == [DATASET]


def test_after_a_withdrawal_two_people_have_to_approve_anew(home, people):
    version = deliver(40, 50, 60)
    people.release(DATASET, version)
    people.withdraw(DATASET, version, who="data-officier")
    people.approve(DATASET, version, who="data-officier")
    assert (shown(), gate.withdrawn({DATASET: version})) == ([], [DATASET])
    people.approve(DATASET, version, who="privacy-officier")
    assert (shown(), gate.withdrawn({DATASET: version})) == ([40, 50, 60], [])


def test_old_approvals_written_down_once_more_do_not_undo_a_withdrawal(home, people):
    version = deliver(40, 50, 60)
    people.release(DATASET, version)
    people.withdraw(DATASET, version, who="data-officier")
    with sqlite3.connect(home / "disclosure" / "gate.sqlite") as base:
        base.execute(
            "INSERT INTO entry (at, subject, body, previous, hash) SELECT at, subject, body, hash, hash || 'x' "
            "FROM entry WHERE json_extract(body, '$.what') = 'approved'"
        )
        # The withdrawal came later than the approvals: within one second nobody can tell.
        base.execute("DROP TRIGGER no_change")
        base.execute("UPDATE entry SET body = json_set(body, '$.at', '9999') WHERE body LIKE '%withdrawn%'")
    base.close()
    assert not gate.is_released(DATASET, version)


def test_a_withdrawal_holds_when_who_said_so_has_left(home, people):
    version = deliver(40, 50, 60)
    people.release(DATASET, version)
    people.enrol("carla")
    people.withdraw(DATASET, version, who="carla")
    (people.folder / "releasers" / "carla.yaml").unlink()
    assert not gate.is_released(DATASET, version)


def test_nothing_can_be_withdrawn_that_nobody_approved_nor_by_a_stranger(home, people, tmp_path):
    version = deliver(40, 50, 60)
    people.enrol("anna")
    with pytest.raises(InvalidInput):
        people.withdraw(DATASET, version, who="anna")
    people.release(DATASET, version)
    signatures.new_key(tmp_path / "vreemd", password=PASSWORD)
    people.keys["vreemd"] = tmp_path / "vreemd"
    with pytest.raises(NotAllowed):
        people.withdraw(DATASET, version, who="vreemd")
    assert gate.is_released(DATASET, version)


def test_it_is_told_which_deliveries_wait_and_who_approved_them(home, people):
    store.put(DATASET, figures.read([]), origin={"demo": True})
    assert gate.waiting() == []  # invented figures need nobody
    version = deliver(40, 50, 60)
    people.enrol("anna")
    people.approve(DATASET, version, who="anna")
    assert [(each.dataset, each.version, each.approved) for each in gate.waiting()] == [(DATASET, version, ["Anna"])]
    people.enrol("bram")
    people.approve(DATASET, version, who="bram")
    assert gate.waiting() == []


def command(*words: str, typed: str = "") -> str:
    done = CliRunner().invoke(command_line(), ["disclosure", *words], input=typed)
    assert done.exit_code == 0, done.output
    return done.output


def enrolled_by_command(people, name: str, **more: str) -> Path:
    path = people.folder.parent / f"{name}.sleutel"
    typed = f"{PASSWORD}\n{PASSWORD}\n"
    told = [word for option, value in more.items() for word in (f"--{option}", value)]
    command("key", name, "--output", str(path), "--organisatie", "Een GGD", *told, typed=typed)
    command("enrol", f"{path}.yaml")
    return path


def test_two_people_release_a_delivery_from_the_command_line_and_the_proof_holds(home, people):
    version = deliver(4, 50, 60)
    for name in ("Anna de Vries", "Bram Jansen"):
        path = enrolled_by_command(people, name)
        told = ["approve", DATASET, "--sleutel", str(path), "--reden", REASON]
        said = command(*told, typed=f"{PASSWORD}\n")
    assert "is vrijgegeven: goedgekeurd door Anna de Vries en Bram Jansen" in said
    assert gate.is_released(DATASET, version)
    assert shown() == [60]
    assert "1 bewijzen nagerekend" in command("verify")
    assert "1 getoond, 2 verborgen" in command("ledger")
    assert "Er wacht geen levering" in command("waiting")
    said = command("withdraw", *told[1:], typed=f"{PASSWORD}\n")
    assert "Er is nu niets meer van te zien" in said
    assert shown() == []


@pytest.mark.parametrize(
    ("name", "email", "said"),
    [
        ("  ANNA   de vríes ", "ander@ggd.example", "dezelfde naam"),
        ("A. de Vries", "Anna+2@GGD.example", "hetzelfde e-mailadres"),
    ],
)
def test_one_person_is_not_enrolled_twice(people, name, email, said):
    enrolled_by_command(people, "Anna de Vries", email="anna@ggd.example")
    with pytest.raises(CatalogError) as refused:
        enrol(entry(people, "ander", name=name, email=email, key=people.enrol("los")))
    assert said in refused.value.page
    assert [path.stem for path in (people.folder / "releasers").iterdir() if path.stem != "los"] == ["anna-de-vries"]


def test_one_key_is_not_enrolled_twice_however_it_is_written(people):
    public = people.enrol("anna")
    # Of the last letter before '=' two bits do not count: each of these four texts is the same key.
    letters = string.ascii_uppercase + string.ascii_lowercase + string.digits + "+/"
    first = letters.index(public[-2]) // 4 * 4
    others = {f"{public[:-2]}{letter}=" for letter in letters[first : first + 4]} - {public}
    assert {base64.b64decode(each) for each in others} == {base64.b64decode(public)}
    for key in (public, *others):
        with pytest.raises((CatalogError, InvalidInput)):
            enrol(entry(people, "bram", name="Bram", key=key))
    assert list(load_catalog().releasers) == ["anna"]


def test_what_is_no_entry_or_is_there_already_is_refused_in_a_sentence(people, tmp_path):
    people.enrol("anna")
    broken = tmp_path / "iets.yaml"
    for text in ("naam: Anna", "[]", "\0", "id: ../anna\nname: A\norganisation: B\nkey: C\nsince: 2020-01-01"):
        broken.write_text(text)
        with pytest.raises(InvalidInput) as refused:
            enrol(broken)
        assert "geen inschrijving" in refused.value.page
    with pytest.raises(InvalidInput) as refused:
        enrol(people.folder / "releasers" / "anna.yaml")
    assert "staat al in de catalogus" in refused.value.page


def entry(people, id: str, **facts: str) -> Path:
    path = people.folder.parent / f"{id}.yaml"
    facts = {"id": id, "organisation": "Een GGD", "since": dt.date(2020, 1, 1)} | facts
    path.write_text(yaml.safe_dump(facts), encoding="utf-8")
    return path
