"""A proof is checked by adding and comparing, and a false one does not pass."""

import copy
import json
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from tests.disclosure.published_tables import SDCTABLE, SDCTABLE_HIDDEN, place, two_way, with_totals
from tests.disclosure.small_tables import policy, table
from workbench.cli import command_line
from workbench.disclosure import verifying
from workbench.disclosure.certificate import belongs_to, certify, read
from workbench.disclosure.ledger import Ledger
from workbench.disclosure.primary import sensitive
from workbench.disclosure.protecting import _completed
from workbench.disclosure.suppress import suppress
from workbench.disclosure.verifying import verify
from workbench.errors import InvalidInput
from workbench.table import as_table

TEN = policy(minimum_cell=10)
COUNTS = table("""
    area_code | numerator | denominator
    GM0106    |         3 |         400
    GM0114    |        21 |         600
    GM0118    |        58 |         500
""")


def proof(cells, hidden, *, width=10) -> dict:
    names = [(str(number), "totaal") for number in range(len(cells))]
    return certify(cells, hidden, names=names, seen=np.ones(len(cells), bool), width=width, label="proef")


def sdctable(*more: str) -> dict:
    hidden = np.zeros(25, dtype=bool)
    hidden[[place(name) for name in (*SDCTABLE_HIDDEN, *more)]] = True
    return proof(two_way(SDCTABLE), hidden)


def test_the_table_that_gives_its_cell_away_has_no_proof():
    assert any("te nauwkeurig" in problem for problem in verify(sdctable()).problems)


def test_with_one_cell_more_the_proof_holds():
    found = verify(sdctable("xd"))
    assert found.ok
    assert (found.hidden, found.published) == (10, 15)
    assert found.narrowest >= 10


def test_a_proof_that_was_tampered_with_does_not_pass():
    honest = sdctable("xd")
    for change in (_other_figure, _other_alternative):
        forged = copy.deepcopy(honest)
        change(forged)
        assert not verify(forged).ok


def _other_figure(forged: dict) -> None:
    forged["published"][place("zz"[:1] + "a")] = "801"


def _other_alternative(forged: dict) -> None:
    forged["alternatives"][0]["tables"][0][0] = "1000"


def by_hand(**changes: object) -> dict:
    """10 = a + b and 8 = b + c and 18 = 10 + 8, with two tables that differ by 8 in each of a, b and c."""
    facts = {
        "label": "met de hand",
        "width": 8,
        "cells": ["tien", "acht", "a", "b", "c", "samen"],
        "seen": [0, 1, 2, 3, 4, 5],
        "published": ["10", "8", None, None, None, "18"],
        "rounded": [],
        "equations": [[0, [2, 3]], [1, [3, 4]], [5, [0, 1]]],
        "alternatives": [{"cells": [2, 3, 4], "tables": [["2", "8", "0"], ["10", "0", "8"]]}],
    }
    return facts | changes


def tables(*each: tuple) -> list[dict]:
    return [{"cells": [2, 3, 4], "tables": [[str(value) for value in one] for one in each]}]


LOW, HIGH = (2, 8, 0), (10, 0, 8)


@pytest.mark.parametrize(
    "good",
    [
        by_hand(),
        by_hand(alternatives=tables(LOW, ("5/2", "15/2", "1/2"), HIGH)),
        by_hand(rounded=[[2, 2, 10, 8]]),
        by_hand(width=9, rounded=[[cell, 0, 10, 8] for cell in (2, 3, 4)]),
        by_hand(width=100, seen=[0, 1, 5]),  # nobody sees that a, b and c exist
    ],
)
def test_a_proof_by_hand_holds(good):
    assert verify(good).problems == ()


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (by_hand(width=9), "3 verborgen cijfers zijn te nauwkeurig"),
        (by_hand(alternatives=tables(LOW, ("19/2", "1/2", "15/2"))), "3 verborgen cijfers zijn te nauwkeurig"),
        (by_hand(alternatives=tables(LOW)), "3 verborgen cijfers zijn te nauwkeurig"),
        (by_hand(alternatives=[]), "3 verborgen cijfers zijn te nauwkeurig"),
        (by_hand(rounded=[[2, 0, 10, 9]]), "1 verborgen cijfers zijn te nauwkeurig"),
        (by_hand(alternatives=tables(LOW, (10, 0, 9))), "past niet bij"),  # 8 = b + c is not so
        (by_hand(alternatives=tables(LOW, (11, 0, 8))), "past niet bij"),  # 10 = a + b is not so
        (by_hand(alternatives=tables(LOW, HIGH, (12, -2, 10))), "past niet bij"),  # nobody is fewer than nobody
        (by_hand(rounded=[[2, 3, 10, 8]]), "past niet bij"),  # it was told that a is not under 3
        (by_hand(rounded=[[2, 2, 9, 7]]), "past niet bij"),  # nor over 9
        (by_hand(published=["10", "8", None, None, None, "19"]), "tellen niet op"),
    ],
)
def test_a_proof_by_hand_that_is_one_off_does_not_hold(bad, said):
    assert any(said in problem for problem in verify(bad).problems), verify(bad).problems


def test_the_proof_is_made_from_published_figures_alone():
    # Another table with the same published figures has the same proof: nothing hidden is in it.
    hidden = np.zeros(9, dtype=bool)
    hidden[[0, 1, 3, 4]] = True
    one, other = np.array([[3, 40], [50, 7]]), np.array([[7, 36], [46, 11]])
    assert proof(two_way(with_totals(one)), hidden) == proof(two_way(with_totals(other)), hidden)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 60), min_size=9, max_size=9))
def test_what_the_suppressor_made_safe_has_a_proof(inner):
    cells = two_way(with_totals(np.array(inner).reshape(3, 3)))
    sensitive = (cells.values > 0) & (cells.values < 8)
    assume(sensitive.any() and cells.values[-1] > 60)
    hidden = suppress(cells, sensitive, width=10).hidden
    guarded = hidden & sensitive
    names = [("cel", str(number)) for number in range(len(cells))]
    found = verify(certify(cells, hidden, names=names, seen=guarded | ~hidden, width=10, label="proef"))
    assert found.ok


def test_the_command_reports_a_proof_that_fails(home, tmp_path):
    (tmp_path / "goed.json").write_text(json.dumps(sdctable("xd")))
    (tmp_path / "fout.json").write_text(json.dumps(sdctable()))
    good = CliRunner().invoke(command_line(), ["disclosure", "verify", str(tmp_path / "goed.json")])
    bad = CliRunner().invoke(command_line(), ["disclosure", "verify", str(tmp_path / "fout.json")])
    assert (good.exit_code, bad.exit_code) == (0, 1)
    assert "NIET IN ORDE" in bad.output


def test_a_file_that_is_no_proof_is_refused(tmp_path):
    (tmp_path / "x.json").write_text("{}")
    with pytest.raises(InvalidInput):
        read(tmp_path / "x.json")


def test_a_proof_is_checked_without_a_solver_or_any_library(tmp_path):
    # -I and -S: no site-packages and nothing of the workbench; only this one file and Python itself.
    for name, hidden in (("goed", ["xd"]), ("fout", [])):
        (tmp_path / f"{name}.json").write_text(json.dumps(sdctable(*hidden)))
    command = [sys.executable, "-I", "-S", verifying.__file__]
    good, bad = (
        subprocess.run([*command, str(tmp_path / f"{name}.json")], capture_output=True, text=True, check=False)
        for name in ("goed", "fout")
    )
    assert (good.returncode, bad.returncode) == (0, 1)
    assert good.stdout.startswith("in orde  proef: 15 getoond, 10 verborgen")
    assert "te nauwkeurig" in bad.stdout


@pytest.fixture
def released(home):
    rows = as_table(_completed(COUNTS).assign(dataset="levering", version="v1"))
    ledger = Ledger(recall=lambda *_: rows)
    ledger.release(rows, sensitive(rows, TEN), TEN, label="drie gemeenten")
    return ledger


def test_every_release_has_a_proof_of_its_own_figures(released):
    assert released.unproven() == []
    (path,) = (released.folder / "certificates").iterdir()
    other = json.loads(path.read_text()) | {"label": "een ander"}
    path.write_text(json.dumps(other))
    assert [entry.number for entry in released.unproven()] == [1]
    path.unlink()
    assert [entry.number for entry in released.unproven()] == [1]
    checked = CliRunner().invoke(command_line(), ["disclosure", "verify"])
    assert (checked.exit_code, "geen geldig bewijs" in checked.output) == (1, True)


def test_a_proof_about_other_figures_is_no_proof_of_this_release(released):
    (path,) = (released.folder / "certificates").iterdir()
    (entry,) = released.releases()
    proof = json.loads(path.read_text())
    assert belongs_to(proof, entry.body["cells"])
    shown = next(place for place, figure in enumerate(proof["published"]) if figure == "58")
    proof["published"][shown] = "59"
    assert not belongs_to(proof, entry.body["cells"])
