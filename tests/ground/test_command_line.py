"""The command line: one Dutch sentence for what a person can mend, and the right exit code."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from workbench.benchmarks import Figure
from workbench.checks.documents import commands

WORKBENCH = Path(sys.executable).parent / "workbench"


def run(*words: str) -> subprocess.CompletedProcess:
    return subprocess.run([WORKBENCH, *words], capture_output=True, text=True, check=False)


def test_what_a_person_can_mend_is_one_sentence_and_exit_code_1():
    ran = run("bench", "snelheidd")
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr.startswith("Meting 'snelheidd' bestaat hier niet.")
    assert "Traceback" not in ran.stderr


@pytest.mark.parametrize("words", [("bestaatniet",), ("check", "--onbekend"), ("bench", "a", "b")])
def test_wrong_usage_is_exit_code_2(words):
    assert run(*words).returncode == 2


def test_every_command_explains_itself():
    assert {"workbench check", "workbench bench"} <= set(commands())
    assert "Controleer" in run("--help").stdout


def test_a_figure_is_printed_flat_with_its_ratio_to_stock():
    figure = Figure("map.repaint", value=60.0, unit="ms", stock=300.0, bar=150.0)
    printed = json.loads(json.dumps(figure.as_dict()))
    assert list(printed) == ["name", "value", "unit", "stock", "bar", "ratio", "ok"]
    assert (printed["ratio"], printed["ok"]) == (5.0, True)


def test_a_figure_that_should_be_high_is_judged_that_way():
    assert Figure("runs", value=9.0, unit="x", bar=8.0, higher_is_better=True).ok
    assert not Figure("runs", value=7.0, unit="x", bar=8.0, higher_is_better=True).ok
    assert Figure("seen", value=7.0, unit="x").ok is None
    assert '"ok": true' in json.dumps(Figure("seen", value=np.float64(7.0), unit="x", bar=np.float64(8.0)).as_dict())
