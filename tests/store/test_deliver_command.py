"""`workbench deliver`: what a partner's data officer sees."""

import json
from pathlib import Path

CONTRACT = "levering-aanmeldingen-jeugd-ggz"
GOOD = "wijk;jaar;leeftijd;aanmeldingen;inwoners\nWK010600;2024;0-23;31;2410\n"


def file(folder: Path, text: str) -> str:
    path = folder / "levering.csv"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_a_bad_file_gets_a_report_per_line_and_exit_code_1(workbench, home, tmp_path):
    path = file(tmp_path, GOOD.replace("31", "-31"))
    said = workbench("deliver", "check", path, "--contract", CONTRACT)
    assert said.returncode == 1
    assert "- regel 2, kolom aanmeldingen: Een aantal kan niet onder nul zijn." in said.stdout
    report = json.loads(workbench("deliver", "check", path, "--contract", CONTRACT, "--json").stdout)
    assert report["accepted"] is False
    assert report["findings"][0]["line"] == 2


def test_accepting_a_bad_file_changes_nothing(workbench, home, tmp_path):
    done = workbench("deliver", "accept", file(tmp_path, GOOD.replace("31", "-31")), "--contract", CONTRACT)
    assert done.returncode == 1
    assert "Er is niets van bewaard" in done.stderr
    assert not (home / "store").exists()


def test_a_good_file_is_checked_and_accepted(workbench, home, tmp_path):
    path = file(tmp_path, GOOD)
    assert "voldoet aan de afspraak: 1 regels" in workbench("deliver", "check", path, "--contract", CONTRACT).stdout
    report = json.loads(workbench("deliver", "accept", path, "--contract", CONTRACT, "--json").stdout)
    assert (report["accepted"], report["rows"]) == (True, 1)
    assert (home / "store" / "aanmeldingen-jeugd-ggz-levering" / report["version"]).is_dir()


def test_an_unknown_contract_is_one_dutch_sentence(workbench, home, tmp_path):
    done = workbench("deliver", "check", file(tmp_path, GOOD), "--contract", CONTRACT + "x")
    assert done.returncode == 1
    assert f"Bedoelt u '{CONTRACT}'?" in done.stderr


def test_an_empty_file_can_be_made_and_is_never_written_over_another(workbench, home, tmp_path):
    path = tmp_path / "leeg.xlsx"
    assert workbench("deliver", "template", CONTRACT, "--output", str(path)).returncode == 0
    assert path.is_file()
    again = workbench("deliver", "template", CONTRACT, "--output", str(path))
    assert again.returncode == 1
    assert "bestaat al" in again.stderr
