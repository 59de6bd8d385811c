"""The pictures as pure functions: what is joined, what is hatched, what is said."""

import csv
import io

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench import areas, store, views
from workbench.analysis.region import regional
from workbench.catalog import load_catalog
from workbench.disclosure import protect
from workbench.views import choropleth, comparisons, datatable, profiles, ranks, references, trends
from workbench.views.cells import Cell
from workbench.views.drawings import palette, ranking
from workbench.views.drawings.trend import stretches
from workbench.views.places import codes
from workbench.views.search import found
from workbench.views.selection import select

GEMEENTEN = codes("gemeente", edition=2020)
# RIVM, StatLine 50090NED, 2020, 18 years and older: high risk of anxiety or depression, percent.
PUBLISHED = {"GM0106": 5.5, "GM0114": 6.4, "GM1690": 3.4, "NL": 6.7}
NAMES = {"indicator": "angst-depressie-risico", "edition": 2020, "period": 2020, "group": "18plus"}


def figures(values: dict[str, object], **columns: object):
    """A SafeTable of one indicator; a value that is a word is the status instead."""
    rows = pd.DataFrame({"area_code": list(values), "given": list(values.values())})
    words = rows["given"].map(lambda value: isinstance(value, str))
    rows["value"] = rows["given"].where(~words).astype("Float64")
    rows["status"] = rows["given"].where(words, "published")
    rows = rows.drop(columns="given").assign(**(NAMES | {"dataset": "50090NED", "estimation": "model"} | columns))
    policy = load_catalog().policies["published_by_source"]
    return protect(rows, policy, theme="mentale-gezondheid", demo=bool(columns.get("demo")))


@pytest.fixture(scope="module")
def states():
    """Every state a figure can be in, and gemeenten without a row."""
    return figures({**PUBLISHED, "GM0109": 0.0, "GM0118": "suppressed", "GM0119": "unreliable", "GM1680": "missing"})


def cell(period, value, *, dataset="50090NED", edition=2020, status="published"):
    return Cell("GM0106", edition, period, "18plus", value, None, None, status, "model", dataset, "v")


def periods(cells, **breaks):
    return [[each.period for each in run] for run in stretches(cells, **breaks)]


def test_a_trend_is_not_drawn_through_a_gap():
    cells = [cell(2012, 1.0), cell(2014, None, status="suppressed"), cell(2016, 2.0), cell(2020, 3.0)]
    assert periods(cells) == [[2012], [2016, 2020]]


def test_a_trend_is_not_drawn_through_a_change_of_edition_or_dataset():
    cells = [cell(2016, 1.0), cell(2020, 2.0), cell(2022, 3.0, edition=2024), cell(2024, 4.0, edition=2024)]
    assert periods(cells) == [[2016, 2020], [2022, 2024]]
    assert periods([cell(2016, 1.0), cell(2020, 2.0, dataset="other")]) == [[2016], [2020]]


def test_a_trend_is_not_drawn_through_a_break_in_the_series():
    cells = [cell(2012, 1.0), cell(2016, 2.0), cell(2020, 3.0)]
    assert periods(cells, breaks=frozenset({("50090NED", 2016)})) == [[2012], [2016, 2020]]


@given(st.lists(st.tuples(st.sampled_from([2020, 2024]), st.sampled_from("ab"), st.booleans()), max_size=12))
def test_every_shown_figure_is_in_exactly_one_stretch(drawn):
    cells = [
        cell(
            2000 + at, 1.0 if there else None, edition=edition, dataset=name, status="published" if there else "missing"
        )
        for at, (edition, name, there) in enumerate(drawn)
    ]
    runs = stretches(cells)
    assert sorted(each.period for run in runs for each in run) == [each.period for each in cells if each.shown]
    assert all(len({(each.edition, each.dataset) for each in run}) == 1 for run in runs)


def test_hidden_unreliable_unmeasured_and_zero_have_bytes_of_their_own_on_the_map(states):
    keuze = select(states)
    by_code = dict(zip(GEMEENTEN, choropleth.bytes_of(keuze, keuze.shown()), strict=True))
    assert by_code["GM0109"] == palette.ZERO
    assert by_code["GM0118"] == palette.HIDDEN
    assert by_code["GM0119"] == palette.UNSURE
    assert by_code["GM1680"] == by_code["GM1699"] == palette.NONE
    assert by_code["GM0106"] in range(5)


def test_the_map_says_how_many_areas_have_no_figure_and_why(states):
    said = choropleth._sentence(select(states), select(states).shown())
    assert "1 gemeente verborgen om privacy" in said
    assert "1 gemeente te onzeker" in said
    assert "het hoogst Emmen (6,4\xa0%)" in said


def test_the_table_shows_the_reason_in_words_beside_its_pattern(states):
    drawn = views.table(states, select(states)).html
    for words in ("verborgen om privacy", "te onzeker", "niet gemeten", "0,0\xa0%", "5,5\xa0%"):
        assert words in drawn


def test_every_row_of_the_table_can_be_pressed_by_keyboard(states):
    drawn = views.table(states, select(states)).html
    assert all(f"<button data-area='{code}'" in drawn for code in GEMEENTEN)


def test_areas_without_a_figure_stay_last_however_the_table_is_sorted(states):
    order = datatable.Order(select(states))
    for _ in range(2):
        order.sort("cijfer")
        shown = [each.shown for each in order.rows()]
        assert shown == sorted(shown, reverse=True)


def test_the_saved_table_tells_zero_hidden_and_unmeasured_apart(states):
    text = datatable.as_csv(select(states)).decode("utf-8-sig")
    rows = {row["gebied_code"]: row for row in csv.DictReader(io.StringIO(text), delimiter=";")}
    assert (rows["GM0109"]["cijfer"], rows["GM0109"]["status"]) == ("0,0", "getoond")
    assert (rows["GM0118"]["cijfer"], rows["GM0118"]["status"]) == ("", "verborgen om privacy")
    assert (rows["GM1680"]["cijfer"], rows["GM1680"]["status"]) == ("", "niet gemeten")
    assert len(rows) == 12


def test_the_ranking_is_from_high_to_low_with_what_is_absent_at_the_end(states):
    cells = select(states).shown()
    ordered = ranking.in_order(cells, names={each.area: each.area for each in cells})
    assert [each.area for each in ordered[:4]] == ["GM0114", "GM0106", "GM1690", "GM0109"]
    assert not any(each.shown for each in ordered[4:])


def test_a_ranking_without_intervals_says_that_its_order_is_uncertain(states):
    keuze = select(states)
    assert "De bron geeft geen interval bij deze modelschatting" in ranks.draw(keuze, page=0)


def test_a_ranking_with_intervals_draws_each_of_them():
    table = figures({"GM0106": 5.5, "GM0114": 6.4}, lower=4.0, upper=7.0)
    drawn = ranks.draw(select(table), page=0)
    assert drawn.count("class='dw-whisker") == 2
    assert "95%-interval" in drawn


def test_the_sentence_of_a_comparison_says_when_a_difference_can_be_chance():
    table = figures({"GM0106": 5.5, "NL": 6.7}, lower=5.0, upper=7.0)
    drawn = comparisons.draw(select(table, gebied="GM0106"))
    assert "Assen (5,5\xa0%) ligt lager dan Nederland (6,7\xa0%). De intervallen overlappen" in drawn


def test_a_region_with_a_gap_has_no_figure_and_says_so(states):
    found_lines = {line.kind: line for line in references.lines(select(states, gebied="GM0106"))}
    assert not found_lines["regio"].cell.shown
    assert "gemeenten zijn zonder cijfer" in found_lines["regio"].method
    assert found_lines["land"].cell.value == 6.7


def rows_of(values, people):
    kept = pd.DataFrame({"area_code": list(values), "value": list(values.values()), "status": "published"})
    kept = kept.assign(estimation="model", numerator=pd.NA, denominator=pd.NA)
    inhabitants = pd.DataFrame({"area_code": list(people), "value": list(people.values()), "period": 2021})
    return kept, inhabitants


def test_the_region_is_the_mean_of_its_parts_weighted_by_people():
    # 5.5 x 68,836 + 6.4 x 107,048 over 175,884: Assen and Emmen in 2020, worked out by hand.
    kept, people = rows_of({"GM0106": 5.5, "GM0114": 6.4}, {"GM0106": 68836, "GM0114": 107048})
    made = regional(kept, parts=["GM0106", "GM0114"], unit="percent", population=people)
    assert made.value == pytest.approx(6.0478, abs=1e-4)
    assert "gewogen naar inwoners (2021)" in made.method


@given(st.lists(st.floats(0, 100), min_size=1, max_size=12), st.data())
def test_the_region_lies_between_its_lowest_and_highest_part(values, data):
    names = [f"GM{at:04}" for at in range(len(values))]
    weights = data.draw(st.lists(st.integers(1, 10**6), min_size=len(values), max_size=len(values)))
    kept, people = rows_of(dict(zip(names, values, strict=True)), dict(zip(names, weights, strict=True)))
    made = regional(kept, parts=names, unit="percent", population=people)
    assert min(values) - 1e-9 <= made.value <= max(values) + 1e-9


@pytest.mark.parametrize("unit", ["thousand_euro", "km", "mean"])
def test_what_cannot_be_added_up_gets_no_regional_figure(unit):
    kept, people = rows_of({"GM0106": 250.0}, {"GM0106": 10})
    assert regional(kept, parts=["GM0106"], unit=unit, population=people).value is None


def test_an_area_of_another_edition_has_no_place_in_a_trend():
    # Code WK168101 is Buinen in 2020 and Valthermond in 2024 (concordance-2020-2024.yaml).
    assert not trends._same_area("WK168101", 2020, 2024)
    assert trends._same_area("GM0106", 2020, 2024)


def test_a_profile_says_in_how_many_indicators_the_area_is_less_favourable():
    values = dict.fromkeys(GEMEENTEN, 5.0) | {"GM0114": 6.4}
    made = figures(values | {"GG0706": 5.2, "NL": 6.7})
    assert "Bij 1 van 1 waar dat te zeggen is" in profiles.draw(select(made, gebied="GM0114"))


def test_names_are_escaped_everywhere(states, monkeypatch):
    keuze = select(states, gebied="GM0106")
    monkeypatch.setattr(type(keuze), "name", lambda *_: "<script>alert(1)</script>")
    for view in (views.ranking, views.trend, views.comparison, views.table, views.profile):
        assert "<script" not in view(states, keuze).html


def test_invented_figures_are_called_so_on_every_page():
    made = figures({"GM0106": 5.5}, demo=True)
    assert "Demonstratiegegevens: verzonnen cijfers" in views.heading(made, select(made))._still()
    assert "Demonstratiegegevens" not in views.notice(figures({"GM0106": 5.5}))._still()


def test_a_table_that_cannot_be_shown_says_so_on_the_page():
    # Cells that cross and do not add up: no choice can be shown to be safe.
    groups = {"totaal": (200, 9000), "0-18": (4, 4000), "15plus": (20, 5000), "0-15": (9, 5000)}
    rows = pd.DataFrame([{"group": name, "numerator": top, "denominator": all} for name, (top, all) in groups.items()])
    rows = rows.assign(**(NAMES | {"group": rows["group"]}), area_code="GM0106", dataset="proef", estimation="register")
    policy = load_catalog().policies["drempel_10"]
    made = protect(rows, policy, theme="mentale-gezondheid")
    page = views.heading(made, select(made, groep="totaal"))._still()
    assert "geen enkel cijfer getoond" in page
    assert "Deze cijfers blijven achter de deur" in page
    shown = figures({"GM0106": 5.5})
    assert "geen enkel cijfer" not in views.heading(shown, select(shown))._still()


def test_an_area_is_found_by_a_word_of_its_name_without_accents_and_with_a_slip():
    known = areas.areas("gemeente", edition=2024)
    assert [area.name for area in found(known, "odoorn")] == ["Borger-Odoorn"]
    assert found(known, "Hogeveen")[0].name == "Hoogeveen"
    assert found(known, "zzz") == []


def test_a_picture_carries_its_live_widget_and_its_still():
    bundle, _ = views.Picture("<p>5,5 %</p>")._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert "<p>5,5 %</p>" in bundle["text/html"]


def test_pressing_an_area_selects_it_and_one_that_is_not_there_is_answered_in_words(states):
    keuze = select(states)
    picture = views.ranking(states, keuze)
    picture._pressed(picture, {"kind": "area", "given": "GM0114"}, [])
    assert keuze.area == "GM0114"
    picture._pressed(picture, {"kind": "area", "given": "GM9999"}, [])
    assert keuze.area == "GM0114"
    assert "GM9999" in keuze.said


def test_the_address_holds_exactly_what_is_seen(states):
    keuze = select(states, gebied="GM0106")
    page = views.heading(states, keuze, notebook="verkennen").children[1]
    keuze.choose(area="GM0114", comparison="land")
    assert page.notebook == "verkennen"
    assert select(states, **{name: page.view[name] for name in page.view if name != "thema"}).area == "GM0114"
    assert page.view["vergelijking"] == "land"


def test_a_whole_change_of_selection_on_679_buurten_is_less_than_20_kilobytes():
    values = {code: at % 97 / 10 for at, code in enumerate(codes("buurt", edition=2024))}
    made = figures(values, edition=2024, period=2024, lower=1.0, upper=9.0)
    keuze = select(made, niveau="buurt")
    pictures = [
        view(made, keuze) for view in (views.ranking, views.trend, views.comparison, views.table, views.sources)
    ]
    page = views.map(made, keuze)
    words, _, state = page.children
    sent = sum(len(picture.packed) for picture in [*pictures, words]) + len(state.classes) + len(state.values)
    assert len(values) == 679
    assert sent + sum(len(str(choice.get_state())) - len(choice._esm) for choice in _choices(keuze)) < 20_000


def _choices(keuze):
    return [child for child in views.controls(keuze).children if hasattr(child, "options")]


def test_an_old_figure_is_not_drawn_where_only_the_outline_of_another_area_is_known(home):
    known = areas.schematic("wijk", edition=2020)
    known["features"] = [each for each in known["features"] if each["properties"]["code"] != "WK168101"]
    store.outlines.keep(known, level="wijk", edition=2020)
    keuze = select(figures({"WK168101": 5.0, "WK168102": 6.0, "GM1681": 5.5}), niveau="wijk")
    by_code = dict(zip(codes("wijk", edition=2020), choropleth.bytes_of(keuze, keuze.shown()), strict=True))
    assert by_code["WK168101"] == palette.ELSEWHERE
    assert by_code["WK168102"] in range(5)
    assert "Niet op de kaart: 1 wijk in Borger-Odoorn" in choropleth._lost(keuze)
