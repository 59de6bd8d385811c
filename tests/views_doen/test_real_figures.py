"""On the real figures, from the replica: what page and form say of a RIVM wijk, and of youth care per gemeente."""

import datetime as dt
from collections.abc import Iterator

import pytest

from tests.conftest import Replica
from workbench import load, select, store
from workbench.session.interventions import prospect
from workbench.views import doen

pytestmark = pytest.mark.shared
RISK, YOUTH_CARE = "angst-depressie-risico", "jongeren-met-jeugdzorg"
WIJK, EMMEN = "WK010600", "GM0114"  # the centre of Assen; its risk in 2020 is a figure of RIVM 50090NED


@pytest.fixture(scope="module")
def figures(running_replica: Replica, tmp_path_factory) -> Iterator:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WORKBENCH_HOME", str(tmp_path_factory.mktemp("real")))
        patch.setenv("WORKBENCH_PUBLISHERS", running_replica.base)
        running_replica.reset()
        assert not store.refresh(["50090NED", "85335NED", "85075NED"]).failures
        yield load("mentale-gezondheid", indicators=[RISK, YOUTH_CARE])


def asked(indicator: str, area: str, *, edition: int, group: str):
    """What the form asks, for a fall of ten percent in two years."""
    wish = {"areas": [area], "edition": edition, "group": group, "change": -10, "months": 24}
    return prospect(indicator, **wish, start=dt.date(2027, 1, 1))


@pytest.mark.parametrize("name", ["beforehand", "course", "change", "others", "mix", "choice", "between"])
def test_an_effect_on_a_rivm_wijk_estimate_is_refused_with_the_reason(figures, name):
    keuze = select(figures, indicator=RISK, niveau="wijk", gebied=WIJK, periode=2020)
    html = getattr(doen, name)(keuze).html
    assert "het cijfer is een modelschatting uit kenmerken van de bewoners" in html
    assert "Wel geschikt:" in html
    assert "<svg" not in html


def test_the_form_refuses_the_same_and_offers_what_can_be_followed(figures):
    refused = asked(RISK, WIJK, edition=2020, group="18plus")
    assert not refused.possible
    assert "modelschatting" in refused.sentence
    assert dict(refused.instead)["jongeren-met-jeugdzorg"] == "Jongeren met jeugdzorg"


def test_youth_care_per_gemeente_is_accepted_with_its_limits(figures):
    keuze = select(figures, indicator=YOUTH_CARE, niveau="gemeente", gebied=EMMEN)
    assert "Nog niet te beoordelen: er zijn 2 punten en er zijn er minstens 12 nodig." in doen.course(keuze).html
    for name in ("change", "others", "mix", "choice", "between"):
        html = getattr(doen, name)(keuze).html
        assert "<svg" not in html, name
        assert "punten" in html or "aantallen" in html, name
    told = asked(YOUTH_CARE, EMMEN, edition=keuze.edition, group=keuze.group)
    assert told.possible
    assert told.sentence.startswith("In Emmen is een daling")
    assert told.sentence.endswith(
        "Er zijn dan 4 punten; beoordelen kan vanaf 12. Nu zijn er 2 punten, tot en met 2022."
    )


def test_without_a_delivery_the_page_opens_with_a_register_that_is_there_and_says_how_to_get_the_other(figures):
    keuze = doen.begin(figures, niveau="gemeente", gebied=EMMEN)
    assert keuze.indicator == YOUTH_CARE
    html = doen.suited(keuze).html
    assert "Geen enkel cijfer heeft nu de 12 punten die nodig zijn om een aanpak te beoordelen." in html
    monthly = html.partition("Aanmeldingen bij de jeugd-ggz per maand")[2].partition("</tr>")[0]
    assert "Organisaties in de regio kunnen ze leveren, volgens een leverafspraak." in monthly
