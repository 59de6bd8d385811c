"""The four notebooks of duiden: for every gemeente and the region, and what they say."""

import pytest

from tests.notebooks_duiden.running import NAMES, page, run
from workbench.errors import InvalidInput
from workbench.text import number
from workbench.views.duiden.unmeasured import never_measured


def text(name: str, **parameters: object) -> str:
    return " ".join(shown.html for shown in run(name, **parameters))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("area", ["", "GM0106", "GM1681"])
def test_a_notebook_runs_on_invented_figures(demo, name, area):
    shown = run(name, gebied=area)
    assert all(each.html for each in shown)
    assert not [each.code for each in shown if "dw-error" in each.html]


def test_the_guard_speaks_on_a_model_estimate_and_offers_another_question(demo):
    said = text("samenhang", indicator="angst-depressie-risico", kenmerk="bijstand")
    assert "Dit is een cirkel" in said
    assert "data-do='kenmerk:afstand-huisarts'" in said


def test_the_guard_is_silent_where_the_question_can_be_asked(demo):
    assert "cirkel." not in text("samenhang").replace("een cirkel. De pagina", "")


@pytest.mark.parametrize("indicator", ["arbeidsongeschiktheid", "bijstand"])
def test_the_ecological_warning_is_always_there(demo, indicator):
    assert text("samenhang", indicator=indicator, kenmerk="corporatiewoningen").count("niet over mensen") == 2


def test_a_model_estimate_is_not_made_to_look_surer_by_a_second_model(demo):
    assert "zelf al een modelschatting" in text("risicowijken", indicator="angst-depressie-risico")


def test_a_figure_without_counts_or_margin_gets_no_false_certainty(demo):
    said = text("risicowijken", indicator="jongeren-met-jeugdzorg")
    assert "geen aantallen en geen marge" in said


def test_only_what_was_never_measured_is_predicted(demo):
    keuze = page("risicowijken")["keuze"]
    hidden = {cell.area for cell in keuze.shown() if cell.status in ("suppressed", "unreliable", "published")}
    assert not hidden & set(never_measured(keuze))


def test_what_is_chosen_on_the_page_is_in_its_address(demo):
    names = page("scenario", kenmerk="corporatiewoningen", verandering=0.5)
    keuze = names["keuze"]
    keuze.remember(kenmerk="bijstand")
    [address] = [child for child in names["views.heading(cijfers, keuze)"].children if hasattr(child, "view")]
    assert (address.view["kenmerk"], address.view["verandering"]) == ("bijstand", 0.5)
    assert address.view["aannames"] == ""  # the usual ones


def test_assumptions_are_rewritten_in_the_picture_and_in_the_address(demo):
    names = page("scenario")
    box = names["views.duiden.change(cijfers, keuze, verandering, aannames)"].children[1]
    box._changed(box, {"kind": "assume", "given": "0:De gemeente | betaalt mee"}, [])
    box._changed(box, {"kind": "assume", "given": "1:"}, [])
    assert box.sentences[0] == "De gemeente betaalt mee"
    assert len(box.sentences) == 3
    assert names["keuze"].extra["aannames"].startswith("De gemeente betaalt mee|Al het andere")
    assert "De gemeente betaalt mee" in names["views.duiden.expected(cijfers, keuze)"].html
    again = run("scenario", aannames=names["keuze"].extra["aannames"])
    assert "De gemeente betaalt mee" in again[-2].html


def test_an_offered_question_can_be_pressed(demo):
    names = page("samenhang", indicator="angst-depressie-risico", kenmerk="bijstand")
    guard = names["views.duiden.guard(cijfers, keuze)"]
    guard._pressed(guard, {"kind": "kenmerk", "given": "afstand-huisarts"}, [])
    assert "los van elkaar" in guard.html
    assert "cirkel" not in names["views.duiden.scatter(cijfers, keuze)"].html


@pytest.mark.parametrize(("name", "indicator"), [("risicowijken", "wmo-clienten"), ("samenhang", "wmo-clienten")])
def test_a_hidden_area_is_in_no_picture(demo, name, indicator):
    names = page(name, indicator=indicator)
    hidden = {cell.area for cell in names["keuze"].shown() if cell.status in ("suppressed", "unreliable")}
    told = " ".join(shown.html for shown in run(name, indicator=indicator))
    assert len(hidden) > 0
    assert [code for code in hidden if code in told] == []


def test_every_picture_follows_another_area(demo):
    names = page("risicowijken")
    levels = names["views.duiden.levels(cijfers, keuze)"]
    before = levels.html
    names["keuze"].choose(area="GM0106")
    assert levels.html != before
    assert "Peelo" in levels.html


def test_a_change_of_area_sends_little_to_the_browser(demo):
    names = page("risicowijken")
    levels = names["views.duiden.levels(cijfers, keuze)"]
    names["keuze"].choose(area="GM0114")
    assert len(levels.packed) < 20_000


@pytest.mark.parametrize("weights", ["onzin", "bijstand=9", "bijstand=-1", "", ";;"])
def test_weights_that_do_not_read_are_refused_in_dutch(demo, weights):
    with pytest.raises(InvalidInput) as refusal:
        run("prioriteren", gewichten=weights)
    assert "niet te lezen" in refusal.value.page


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("level", ["gemeente", "buurt"])
def test_another_level_gives_an_answer_or_a_sentence(demo, name, level):
    shown = run(name, niveau=level, indicator="inwoners", kenmerk="bevolkingsdichtheid")
    assert [each.code for each in shown if "<svg" in each.html or "<p>" in each.html]


def test_the_difference_of_an_area_with_the_rest_is_that_of_its_counts(demo):
    # Worked from the same published counts: a gemeente against the eleven others.
    names = page("risicowijken", gebied="GM0114", niveau="gemeente")
    keuze, shown = names["keuze"], names["views.duiden.difference(cijfers, keuze)"].html
    rows = names["cijfers"].rows(indicator=keuze.indicator, level="gemeente", period=keuze.period, group=keuze.group)
    own, rest = rows[rows["area_code"] == "GM0114"], rows[rows["area_code"] != "GM0114"]
    gap = own["numerator"].sum() / own["denominator"].sum() - rest["numerator"].sum() / rest["denominator"].sum()
    assert f"Verschil: {number(1000 * float(gap), decimals=1)}" in shown
