"""The quick answer first, then the full posterior; and the full check from the page."""

import importlib.util
import time

from tests.notebooks_duiden.running import page, run
from workbench.analysis import mcmc
from workbench.views.duiden.answers import PROVISIONAL
from workbench.views.duiden.sureness import chance

LEVELS = "views.duiden.levels(cijfers, keuze)"
CHECK = "views.duiden.check(cijfers, keuze)"


def arrives(true, *, seconds: float = 300.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.02)


def test_a_change_shows_the_quick_answer_and_then_the_full_one_of_a_report(demo):
    names = page("risicowijken", gebied="GM0106")
    levels, seen = names[LEVELS], []
    assert PROVISIONAL not in levels.html
    levels.observe(lambda change: seen.append(change["new"]), "html")
    names["keuze"].choose(indicator="bijstand")
    arrives(lambda: seen and PROVISIONAL not in seen[-1])
    assert PROVISIONAL in seen[0]
    report = {shown.code: shown.html for shown in run("risicowijken", gebied="GM0106", indicator="bijstand")}
    assert seen[-1] in report[LEVELS]


def test_an_answer_that_cannot_be_stays_a_sentence_after_the_full_computation(demo):
    names = page("risicowijken")
    names["keuze"].choose(indicator="jongeren-met-jeugdzorg")
    assert "geen aantallen en geen marge" in names[LEVELS].html


def test_without_the_extra_the_button_says_what_is_missing(demo, monkeypatch):
    monkeypatch.setattr(mcmc, "find_spec", lambda name: None if name == "nutpie" else importlib.util.find_spec(name))
    check = page("risicowijken")[CHECK]
    check._pressed(check, {"kind": "mcmc", "given": ""}, [])
    assert "De beheerder kan de extra &#39;mcmc&#39; toevoegen" in check.html


def test_no_chance_is_told_as_certain():
    assert [chance(share) for share in (1.0, 0.996, 0.95, 0.004, 0.0)] == ["> 99 %", "> 99 %", "95 %", "< 1 %", "< 1 %"]
    # Half a percent is neither nought nor one.
    assert [chance(share) for share in (0.995, 0.005, 0.006)] == ["> 99 %", "< 1 %", "1 %"]
