"""Every notebook on the real figures of the replica, for each gemeente and the region, in one process.

Warnings are errors here, so that a run without a failure is also one without a warning.
"""

import pytest

from tests.notebooks_duiden.running import page, run
from workbench import areas

pytestmark = [pytest.mark.shared, pytest.mark.slow]
GEMEENTEN = [area.code for area in areas.areas("gemeente", edition=2024)]
NAMES = (
    "verkennen",
    "gebiedsprofiel",
    "databronnen",
    "samenhang",
    "risicowijken",
    "prioriteren",
    "scenario",
    "interventies",
    "samen_optellen",
)
CIRCULAR = {"indicator": "angst-depressie-risico", "kenmerk": "bijstand"}
GUARDED = ("views.duiden.scatter(cijfers, keuze)", "views.duiden.expected(cijfers, keuze)")


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_runs_for_every_gemeente_and_the_region(real, name):
    places = GEMEENTEN if name == "samen_optellen" else ["", *GEMEENTEN]  # a joint sum is of one gemeente
    refused = {}
    for area in places:
        shown = run(name, gebied=area)
        assert all(each.html for each in shown)
        refused[area] = [each.code for each in shown if "dw-error" in each.html]
    assert not {area: codes for area, codes in refused.items() if codes}


@pytest.mark.parametrize("name", ["samenhang", "scenario"])
def test_the_guard_speaks_for_every_gemeente_and_nothing_circular_is_drawn(real, name):
    for area in ["", *GEMEENTEN]:
        shown = {each.code: each.html for each in run(name, gebied=area, **CIRCULAR)}
        guard = shown["views.duiden.guard(cijfers, keuze)"]
        assert "Dit is een cirkel" in guard
        assert "data-do='kenmerk:" in guard  # and offers what can be asked
        assert ["Dit is een cirkel" in shown[code] for code in GUARDED if code in shown] == [True]


@pytest.mark.parametrize("name", ["samenhang", "scenario"])
def test_the_guard_is_silent_about_counted_figures(real, name):
    for area in ["", "GM0114"]:
        guard = page(name, gebied=area)["views.duiden.guard(cijfers, keuze)"].html
        assert "los van elkaar" in guard


def test_a_model_estimate_of_the_source_is_not_made_surer(real):
    # RIVM gives neither counts nor margins with its estimates: then no posterior, and the reason in words.
    shown = " ".join(each.html for each in run("risicowijken", indicator="angst-depressie-risico"))
    assert "geen aantallen en geen marge" in shown
