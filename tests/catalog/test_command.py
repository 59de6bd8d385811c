"""`workbench catalog` as a person or a script uses it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

COMMAND = [sys.executable, "-c", "from workbench.cli import main; main()", "catalog"]


def run(*words: str, catalogue: Path | None = None) -> subprocess.CompletedProcess:
    import os

    env = os.environ | ({"WORKBENCH_CATALOG": str(catalogue)} if catalogue else {})
    return subprocess.run([*COMMAND, *words], capture_output=True, text=True, env=env, check=False)


def test_the_list_is_one_json_array_of_indicators():
    answer = run("list", "--json")
    listed = json.loads(answer.stdout)
    assert answer.returncode == 0
    assert len(listed) >= 30
    assert {"id", "label", "theme", "dataset", "periods", "levels"} <= set(listed[0])


def test_one_name_shows_everything_about_it():
    answer = run("show", "50090NED", "--json")
    assert json.loads(answer.stdout)["table"] == "50090NED"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["show", "eenzaamhid"], "Naam 'eenzaamhid' bestaat hier niet. Bedoelt u 'eenzaamheid'?"),
        (["list", "--theme", "mentale"], "Thema 'mentale' bestaat hier niet. Bedoelt u 'mentale-gezondheid'?"),
    ],
)
def test_an_unknown_name_is_one_sentence_and_exit_code_one(words, sentence):
    answer = run(*words)
    assert (answer.returncode, answer.stdout, answer.stderr.strip()) == (1, "", sentence)


def test_wrong_usage_is_exit_code_two():
    assert run("show").returncode == 2
    assert run("lijst").returncode == 2


def test_a_check_of_a_good_catalogue_says_so():
    answer = run("check")
    assert (answer.returncode, answer.stdout) == (0, "De catalogus is in orde.\n")


def test_a_check_gives_each_problem_a_line(shipped: Path):
    for name, was, becomes in (
        ("indicators/gevolgen.yaml", "unit: count", "unit: aantal"),
        ("datasets/50090NED.yaml", "edition: 2020", "editie: 2020"),
        ("areas/2024.csv", "BU01060000;", "BU0106000;"),
    ):
        path = shipped / name
        path.write_text(path.read_text(encoding="utf-8").replace(was, becomes, 1), encoding="utf-8")
    answer = run("check", catalogue=shipped)
    assert answer.returncode == 1
    assert answer.stdout.splitlines() == [
        "datasets/50090NED.yaml:11: De sleutel 'editie' bestaat hier niet. Bedoelt u 'edition'?",
        "indicators/gevolgen.yaml:4: 'aantal' kan niet bij 'unit'. Kies uit: count, euro, km, mean, per_1000, "
        "per_10000, per_km2, percent, thousand_euro, years.",
        "areas/2024.csv:203: 'BU0106000' is geen code van een gebied.",
    ]


def test_any_command_names_the_file_that_is_broken(shipped: Path):
    (shipped / "themes" / "mentale-gezondheid.yaml").write_text("id: [", encoding="utf-8")
    answer = run("list", catalogue=shipped)
    assert answer.returncode == 1
    assert answer.stderr.startswith(
        "Catalogusbestand themes/mentale-gezondheid.yaml, regel 1: dit is geen geldige YAML"
    )
    assert answer.stderr.count("\n") == 1
