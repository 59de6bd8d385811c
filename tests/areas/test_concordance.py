"""A code that denotes another area in another edition is never taken for the same."""

import json
from pathlib import Path

import pytest
import shapely
from shapely.geometry import shape

import workbench.areas as where
from workbench.errors import CatalogError, InvalidInput

SAME_AREA = 0.96  # intersection over union of the outlines: what the concordance file says


@pytest.fixture(scope="module")
def wijken(shared_data: Path) -> dict[int, dict[str, shapely.Geometry]]:
    """The outlines of the wijken of both editions."""
    files = {2020: "drenthe_wijken_2016_elan.geojson", 2024: "datalabemmen_drenthe_wijken.geojson"}
    return {edition: outlines(shared_data / "cbs_geo" / name) for edition, name in files.items()}


def outlines(path: Path) -> dict[str, shapely.Geometry]:
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    return {each["properties"]["wijkcode"]: shapely.make_valid(shape(each["geometry"])) for each in features}


def overlap(one: shapely.Geometry, other: shapely.Geometry) -> float:
    return one.intersection(other).area / one.union(other).area


@pytest.mark.parametrize("code", ["WK168100", "WK168101", "WK168102", "WK168103"])
def test_the_four_codes_that_borger_odoorn_used_again_are_other_areas(code):
    pairs = where.concordance(2020, 2024)
    assert not pairs.same(code)
    assert "in 2020" in pairs.why_not(code)


@pytest.mark.parametrize("code", ["BU16810001", "BU16810009", "BU16810109", "BU16810209", "BU16810309"])
def test_no_buurt_of_borger_odoorn_is_the_same(code):
    assert {year for year in where.EDITIONS if code in {a.code for a in where.areas("buurt", edition=year)}} == {
        2020,
        2024,
    }
    assert not where.concordance(2020, 2024).same(code)


def test_gemeenten_region_and_country_are_the_same():
    pairs = where.concordance(2020, 2024)
    assert all(
        pairs.same(area.code) for level in ("land", "regio", "gemeente") for area in where.areas(level, edition=2020)
    )


def test_the_codes_of_one_edition_only_have_no_same_area_by_that_code():
    assert not where.concordance(2020, 2024).same("WK168116")
    assert not where.concordance(2020, 2024).same("nergens")


def test_a_wijk_under_another_code_is_found_in_both_directions():
    assert where.concordance(2020, 2024).counterpart("WK168111") == "WK168195"
    assert where.concordance(2024, 2020).counterpart("WK168195") == "WK168111"
    assert where.area("WK168111", edition=2020).name == where.area("WK168195", edition=2024).name == "Exloo"


@pytest.mark.shared
def test_a_wijk_is_called_the_same_exactly_when_its_outline_is(wijken):
    pairs = where.concordance(2020, 2024)
    shared = wijken[2020].keys() & wijken[2024].keys()
    assert len(shared) == 168
    for code in shared:
        assert pairs.same(code) == (overlap(wijken[2020][code], wijken[2024][code]) >= SAME_AREA), code


@pytest.mark.shared
def test_a_wijk_under_another_code_has_the_same_outline_and_no_other_does(wijken):
    pairs = where.concordance(2020, 2024)
    for old, outline in wijken[2020].items():
        found = [
            new
            for new, other in wijken[2024].items()
            if outline.intersects(other) and overlap(outline, other) >= SAME_AREA
        ]
        assert ([pairs.counterpart(old)] if pairs.counterpart(old) else []) == found, old


@pytest.mark.shared
def test_each_gemeente_has_the_same_outline_in_both_editions(wijken):
    for gemeente in where.areas("gemeente", edition=2020):
        old, new = (
            shapely.union_all([each for code, each in wijken[year].items() if code[2:6] == gemeente.code[2:]])
            for year in where.EDITIONS
        )
        assert overlap(old, new) >= 0.99


def test_a_buurt_is_the_same_only_where_its_wijk_and_the_buurten_around_it_are():
    pairs = where.concordance(2020, 2024)
    codes = {year: {area.code for area in where.areas("buurt", edition=year)} for year in where.EDITIONS}
    for code in codes[2020] & codes[2024]:
        around = [{each for each in codes[year] if each[:8] == code[:8]} for year in where.EDITIONS]
        assert pairs.same(code) == (pairs.same(f"WK{code[2:8]}") and around[0] == around[1]), code


def test_both_directions_say_the_same():
    there, back = where.concordance(2020, 2024), where.concordance(2024, 2020)
    assert {new: old for old, new in there.counterparts.items()} == back.counterparts
    assert all(where.concordance(2024, 2024).same(area.code) for area in where.areas("buurt", edition=2024))


def test_an_unknown_edition_is_refused():
    with pytest.raises(InvalidInput):
        where.concordance(2020, 2022)


@pytest.mark.parametrize(
    ("was", "becomes", "words"),
    [
        ("from: 2020", "from: 2021", "'from' en 'to'"),
        ("renamed_wijken:", "renamed:", "bestaat hier niet"),
        ("WK168101: WK168185", "WK168101: WK169985", "bestaat niet in de indeling van 2024"),
    ],
)
def test_a_slip_in_the_concordance_is_named(areas_folder, was, becomes, words):
    path = areas_folder / "concordance-2020-2024.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(was, becomes), encoding="utf-8")
    assert words in where.problems_in_areas()[0].page
    if "indeling" not in words:
        with pytest.raises(CatalogError):
            where.concordance(2020, 2024)
