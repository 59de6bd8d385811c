"""The pictures of `interventies` on invented figures: a sentence always, a drawing where there is an answer."""

import re

import pytest

from workbench import load, select, text
from workbench.analysis.monitor.charts import ASSURANCE, VARIATION
from workbench.views import doen
from workbench.views.doen import icons

PICTURES = ("beforehand", "course", "change", "others", "mix", "choice", "between")
MONTHLY = "aanmeldingen-jeugd-ggz-maand"
YOUTH_CARE = "jongeren-met-jeugdzorg"
RISK = "angst-depressie-risico"


@pytest.fixture(scope="module")
def figures(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WORKBENCH_HOME", str(tmp_path_factory.mktemp("home")))
        yield load("mentale-gezondheid", indicators=[MONTHLY, YOUTH_CARE, RISK])


@pytest.fixture
def emmen(figures):
    return select(figures, indicator=MONTHLY, niveau="gemeente", gebied="GM0114", periode=202407, groep="jongeren")


@pytest.mark.parametrize("name", PICTURES)
def test_every_picture_starts_with_a_plain_sentence(emmen, name):
    html = getattr(doen, name)(emmen).html
    assert re.search(r"<figcaption>[A-Z][^<]+\.</figcaption>", html)


@pytest.mark.parametrize("name", ["course", "change", "others", "mix", "between"])
def test_a_drawing_has_a_name_and_an_equal_table(emmen, name):
    html = getattr(doen, name)(emmen).html
    sentence = re.search(r"<figcaption>([^<]+)</figcaption>", html)[1]
    assert f"aria-label='{sentence}'" in html
    assert "<table" in html


def test_the_icon_of_making_data_count_stands_beside_its_word(emmen):
    html = doen.course(emmen).html
    assert re.search(
        r"<p class='dw-icons'><span class='dw-icon'><svg[^>]*aria-hidden='true'>.*?</svg> [a-z ]+</span>", html
    )


def test_each_word_of_making_data_count_has_its_own_icon():
    rings = [icons.variation(word, high=high) for word in VARIATION[1:] for high in (True, False)]
    rings += [icons.variation(VARIATION[0], high=True), *map(icons.assurance, ASSURANCE[:3])]
    assert len(set(rings)) == len(rings) == 10
    assert [
        letter in icons.assurance(word) for word, letter in zip(ASSURANCE, [">P<", ">F<", ">?<"], strict=False)
    ] == [True] * 3


@pytest.mark.parametrize("name", PICTURES)
def test_a_model_estimate_is_refused_with_something_that_can_be_asked(figures, name):
    keuze = select(figures, indicator=RISK, gebied="GM0106", niveau="wijk", periode=2020)
    html = getattr(doen, name)(keuze).html
    assert "<svg" not in html
    assert "modelschatting" in html
    assert "Aanmeldingen bij de jeugd-ggz per maand" in html


def test_youth_care_per_gemeente_is_accepted_with_its_limits(figures):
    keuze = select(figures, indicator=YOUTH_CARE, gebied="GM0114", niveau="gemeente", periode=2022)
    assert "Nog niet te beoordelen: er zijn 2 punten" in doen.course(keuze).html


def test_hidden_months_are_left_out_and_not_joined(figures):
    rows = figures.rows(indicator=MONTHLY, level="gemeente")
    hidden = rows[rows["status"] == "suppressed"]
    area = hidden["area_code"].value_counts().idxmax()
    keuze = select(figures, indicator=MONTHLY, niveau="gemeente", gebied=area, periode=202407, groep="jongeren")
    months = re.findall(r"<th scope='row'>([a-z]+ \d{4})</th>", doen.course(keuze).html)
    assert 0 < len(months) < 48
    assert not set(hidden.loc[hidden["area_code"] == area, "period"].map(text.period)) & set(months)


def test_the_picture_follows_another_area(emmen):
    picture = doen.course(emmen)
    before = picture.html
    emmen.choose(area="GM0106")
    assert picture.html != before


def test_without_areas_beside_it_the_region_cannot_be_compared(figures):
    keuze = select(figures, indicator=MONTHLY, niveau="gemeente", gebied="GG0706", periode=202407, groep="jongeren")
    assert "<svg" not in doen.others(keuze).html
    # The region is the largest there is: what helps is another area, not a larger one.
    assert "Van dit gebied als geheel is er geen reeks." in doen.course(keuze).html


def test_the_page_opens_with_the_longest_register_there_is_from_halfway(figures):
    keuze = doen.begin(figures, niveau="gemeente", gebied="GM0114")
    assert (keuze.indicator, keuze.period, keuze.group) == (MONTHLY, 202401, "jongeren")
    html = doen.suited(keuze).html
    assert "Genoeg punten om een aanpak te beoordelen: Aanmeldingen bij de jeugd-ggz per maand." in html
    assert "48 maanden, januari 2022 tot en met december 2025" in html


def test_what_is_asked_for_goes_before_what_the_page_would_choose(figures):
    keuze = doen.begin(figures, indicator=YOUTH_CARE, periode=2021, gebied="GM0114")
    assert (keuze.indicator, keuze.period) == (YOUTH_CARE, 2021)


def test_another_register_is_chosen_by_its_name(emmen):
    listed = doen.suited(emmen)
    assert "aria-current='true'" in listed.html.partition(MONTHLY)[0]
    listed._pressed(listed, {"kind": "register", "given": YOUTH_CARE}, [])
    assert emmen.indicator == YOUTH_CARE
