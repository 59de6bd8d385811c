"""A partner's figures leave only when two different people said so."""

import pandas as pd
import pytest
from typer.testing import CliRunner

from workbench import store
from workbench.cli import command_line
from workbench.disclosure import gate, load
from workbench.errors import InvalidInput, NotAllowed, UnknownName

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


def test_a_delivery_waits_for_two_people(home):
    version = deliver(40, 50, 60)
    assert shown() == []
    gate.approve(DATASET, version, who="Anna de Vries", reason="Nagerekend met de partner.")
    assert shown() == []
    gate.approve(DATASET, version, who="Bram Jansen", reason="Beleid en aantallen gezien.")
    assert shown() == [40, 50, 60]


def test_a_new_delivery_shows_the_released_one_until_it_is_released_itself(home):
    first = deliver(40, 50, 60)
    for who in ("Anna de Vries", "Bram Jansen"):
        gate.approve(DATASET, first, who=who, reason="Nagerekend met de partner.")
    deliver(41, 51, 61)
    assert shown() == [40, 50, 60]


@pytest.mark.parametrize("same", ["Anna de Vries", "anna  de vries "])
def test_one_person_is_not_two(home, same):
    version = deliver(40, 50, 60)
    gate.approve(DATASET, version, who="Anna de Vries", reason="Nagerekend met de partner.")
    with pytest.raises(NotAllowed):
        gate.approve(DATASET, version, who=same, reason="Nog een keer nagerekend.")
    assert not gate.is_released(DATASET, version)


def test_an_approval_needs_a_reason_and_a_version_that_exists(home):
    version = deliver(40, 50, 60)
    with pytest.raises(InvalidInput):
        gate.approve(DATASET, version, who="Anna de Vries", reason="ok")
    with pytest.raises(UnknownName):
        gate.approve(DATASET, "nietbestaand", who="Anna de Vries", reason="Nagerekend met de partner.")


def test_approvals_are_recorded_with_their_reasons(home):
    version = deliver(40, 50, 60)
    gate.approve(DATASET, version, who="Anna de Vries", reason="Nagerekend met de partner.")
    (found,) = gate.approvals(DATASET, version)
    assert (found.who, found.reason) == ("Anna de Vries", "Nagerekend met de partner.")
    assert gate.is_whole()


def test_small_counts_of_a_released_delivery_stay_hidden_and_the_proof_holds(home):
    version = deliver(4, 50, 60)
    for who in ("Anna de Vries", "Bram Jansen"):
        command = ["disclosure", "approve", DATASET, "--naam", who, "--reden", "Nagerekend met de partner."]
        assert CliRunner().invoke(command_line(), command).exit_code == 0
    assert gate.is_released(DATASET, version)
    assert shown() == [60]
    checked = CliRunner().invoke(command_line(), ["disclosure", "verify"])
    assert checked.exit_code == 0
    assert "1 bewijzen nagerekend" in checked.output
    listed = CliRunner().invoke(command_line(), ["disclosure", "ledger"])
    assert "1 getoond, 2 verborgen" in listed.output
