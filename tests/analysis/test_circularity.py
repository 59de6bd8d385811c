"""The guard knows which figures were computed from which, from the catalogue alone."""

import pytest

from workbench.analysis.circularity import verdict
from workbench.catalog import load_catalog


def judge(first: str, second: str, **more):
    catalog = load_catalog()
    used = {name: catalog.indicator(name).datasets[0] for name in (first, second)}
    return verdict(first, second, used=used, catalog=catalog, **more)


@pytest.mark.parametrize("determinant", ["opleiding-laag", "laag-inkomen", "eenpersoonshuishoudens", "aandeel-65plus"])
def test_a_rivm_estimate_may_not_be_set_against_what_it_was_made_from(determinant):
    # RIVM: the estimates per wijk and buurt are modelled from age, income, education and type of household.
    found = judge("angst-depressie-risico", determinant)
    assert found.circular
    assert "geen bevinding" in found.sentence


def test_the_guard_works_in_both_directions():
    assert judge("laag-inkomen", "angst-depressie-risico").circular


def test_two_estimates_from_the_same_inputs_are_a_circle_too():
    assert "dezelfde kenmerken" in judge("angst-depressie-risico", "eenzaamheid").sentence


def test_counted_figures_may_be_set_against_each_other():
    assert not judge("arbeidsongeschiktheid", "bijstand").circular


def test_a_figure_against_itself_is_refused():
    assert judge("bijstand", "bijstand").circular


def test_the_guard_offers_what_can_be_asked():
    found = judge("angst-depressie-risico", "bijstand", offered=["afstand-huisarts", "eenzaamheid", "opleiding-laag"])
    assert found.instead == ("afstand-huisarts",)
