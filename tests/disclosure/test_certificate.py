"""A proof is checked by adding and comparing, and a false one does not pass."""

import copy
import json

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from tests.disclosure.published_tables import SDCTABLE, SDCTABLE_HIDDEN, place, two_way, with_totals
from workbench.cli import command_line
from workbench.disclosure.certificate import certify, read, verify
from workbench.disclosure.suppress import suppress
from workbench.errors import InvalidInput


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
