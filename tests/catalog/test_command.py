"""`workbench catalog` as a person or a script uses it."""

import json
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from workbench.cli import main


class Answer(NamedTuple):
    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture):
    """Runs the command as typed, in this process: starting Python anew takes longer than the work."""

    def typed(*words: str, catalogue: Path | None = None) -> Answer:
        if catalogue:
            monkeypatch.setenv("WORKBENCH_CATALOG", str(catalogue))
        monkeypatch.setattr(sys, "argv", ["workbench", "catalog", *words])
        capsys.readouterr()
        try:
            main()
            code = 0
        except SystemExit as ended:
            code = ended.code
        return Answer(code, *capsys.readouterr())

    return typed


def line_of(path: Path, words: str) -> int:
    return next(number for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1) if words in line)


def test_the_list_is_one_json_array_of_indicators(run):
    answer = run("list", "--json")
    listed = json.loads(answer.stdout)
    assert answer.returncode == 0
    assert len(listed) >= 30
    assert {"id", "label", "theme", "dataset", "periods", "levels"} <= set(listed[0])


def test_one_name_shows_everything_about_it(run):
    answer = run("show", "50090NED", "--json")
    assert json.loads(answer.stdout)["table"] == "50090NED"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["show", "eenzaamhid"], "Naam 'eenzaamhid' bestaat hier niet. Bedoelt u 'eenzaamheid'?"),
        (["list", "--theme", "mentale"], "Thema 'mentale' bestaat hier niet. Bedoelt u 'mentale-gezondheid'?"),
    ],
)
def test_an_unknown_name_is_one_sentence_and_exit_code_one(run, words, sentence):
    answer = run(*words)
    assert (answer.returncode, answer.stdout, answer.stderr.strip()) == (1, "", sentence)


def test_wrong_usage_is_exit_code_two(run):
    assert run("show").returncode == 2
    assert run("lijst").returncode == 2


def test_a_check_of_a_good_catalogue_says_so(run):
    answer = run("check")
    assert (answer.returncode, answer.stdout) == (0, "De catalogus is in orde.\n")


def test_a_check_gives_each_problem_a_line(run, shipped: Path):
    lines = {}
    for name, was, becomes in (
        ("indicators/gevolgen.yaml", "unit: count", "unit: aantal"),
        ("datasets/50090NED.yaml", "edition: 2020", "editie: 2020"),
        ("areas/2024.csv", "BU01060000;", "BU0106000;"),
    ):
        path = shipped / name
        path.write_text(path.read_text(encoding="utf-8").replace(was, becomes, 1), encoding="utf-8")
        lines[becomes] = line_of(path, becomes)
    answer = run("check", catalogue=shipped)
    assert answer.returncode == 1
    assert answer.stdout.splitlines() == [
        f"datasets/50090NED.yaml:{lines['editie: 2020']}: De sleutel 'editie' bestaat hier niet. Bedoelt u 'edition'?",
        f"indicators/gevolgen.yaml:{lines['unit: aantal']}: 'aantal' kan niet bij 'unit'. "
        "Kies uit: count, euro, km, mean, per_1000, per_10000, per_km2, percent, thousand_euro, years.",
        f"areas/2024.csv:{lines['BU0106000;']}: 'BU0106000' is geen code van een gebied.",
    ]


def test_any_command_names_the_file_that_is_broken(run, shipped: Path):
    (shipped / "themes" / "mentale-gezondheid.yaml").write_text("id: [", encoding="utf-8")
    answer = run("list", catalogue=shipped)
    assert answer.returncode == 1
    assert answer.stderr.startswith(
        "Catalogusbestand themes/mentale-gezondheid.yaml, regel 1: dit is geen geldige YAML"
    )
    assert answer.stderr.count("\n") == 1


def test_the_catalogue_is_exported_for_harvesters(run, tmp_path: Path):
    answer = run("export", str(tmp_path / "uit"), "--base", "https://cijfers.example/drenthe", "--json")
    assert answer.returncode == 0
    assert [Path(name).name for name in json.loads(answer.stdout)["files"]] == ["catalogus.ttl", "catalogus.jsonld"]
    assert "<https://cijfers.example/drenthe/id/catalogus>" in (tmp_path / "uit" / "catalogus.ttl").read_text()


@pytest.mark.parametrize("base", ["cijfers.example", "ftp://cijfers.example", "https://cijfers.example/met spatie"])
def test_an_address_that_is_none_is_refused(run, tmp_path: Path, base: str):
    answer = run("export", str(tmp_path / "uit"), "--base", base)
    assert answer.returncode == 1
    assert base in answer.stderr
    assert not (tmp_path / "uit").exists()
