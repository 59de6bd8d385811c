"""Compared with the same ages, over time, and with a reference: what the analysis says is on the pages."""

import pandas as pd
import pytest

from tests.notebooks_duiden.running import page, run
from workbench import views
from workbench.analysis.standardise import EUROPEAN_STANDARD
from workbench.catalog import load_catalog
from workbench.disclosure import protect
from workbench.views.selection import select

SAME_AGE = "views.duiden.same_age(cijfers, keuze)"


def shown(name: str, code: str, **parameters: object) -> str:
    return next(each.html for each in run(name, **parameters) if each.code == code)


@pytest.mark.shared
def test_emmen_and_drenthe_at_equal_age_are_those_of_the_published_figures(real):
    # RIVM, StatLine 50090NED, 2016, high risk of anxiety or depression, Emmen by age; weights of Eurostat (2013).
    names = page("risicowijken", indicator="angst-depressie-risico", gebied="GM0114")
    place = {"indicator": "angst-depressie-risico", "area_code": "GM0114", "period": 2016}
    rows = names["cijfers"].rows(**place).set_index("group")["value"]
    shares = EUROPEAN_STANDARD["18-65"] / sum(EUROPEAN_STANDARD.values())
    expected = shares * rows["18-65"] + (1 - shares) * rows["65plus"]
    assert f"{expected:.1f} %".replace(".", ",").replace(" ", "\N{NO-BREAK SPACE}") in names[SAME_AGE].html
    assert "blijft het 1,5" in names[SAME_AGE].html


def test_a_figure_that_is_not_divided_by_age_says_so(demo):
    assert "niet per leeftijdsgroep" in shown("risicowijken", SAME_AGE, gebied="GM0114")


def test_counts_by_age_are_standardised_as_counts():
    # Worked by hand for Emmen: .7584 * 30 + .2416 * 60 per 1,000; Dobson's
    # interval: Byar's limits of 120 (99.5 to 143.5), sqrt((.7584^2*60/2000^2 + .2416^2*60/1000^2) / 120) = 0.000317.
    figures = pd.DataFrame(
        [
            (code, group, count, persons)
            for code in ("GM0114", "GM0106")
            for group, count, persons in (("18-65", 60, 2000), ("65plus", 60, 1000), ("18plus", 120, 3000))
        ],
        columns=["area_code", "group", "numerator", "denominator"],
    ).assign(indicator="bijstand", edition=2024, period=2021, estimation="register", dataset="85039NED")
    figures["value"] = 1000 * figures["numerator"] / figures["denominator"]
    cijfers = protect(figures, load_catalog().policies["published_by_source"], theme="mentale-gezondheid")
    keuze = select(
        cijfers, indicator="bijstand", niveau="gemeente", gebied="GM0114", groep="18plus", vergelijking="GM0106"
    )
    shown = views.duiden.same_age(cijfers, keuze).html.replace("\N{NO-BREAK SPACE}", " ")
    assert "37 per 1.000" in shown
    assert "31 tot 45" in shown


@pytest.mark.parametrize("indicator", ["ervaren-gezondheid", "angst-depressie-risico"])
def test_a_trend_says_whether_the_change_is_more_than_chance(demo, indicator):
    said = shown("verkennen", "views.trend(cijfers, keuze)", indicator=indicator, gebied="GM0106", periode=2020)
    assert "toeval" in said


def test_a_ranking_counts_what_differs_from_the_reference_and_what_would_by_chance(demo):
    said = shown("verkennen", "views.ranking(cijfers, keuze)", indicator="ervaren-gezondheid", niveau="gemeente")
    assert "Met hun marge liggen" in said
    assert "valt soms één daarvan door toeval buiten de marge" in said
