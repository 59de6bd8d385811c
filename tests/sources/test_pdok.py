"""Outlines from PDOK: the region only, without water, and refused when they are not what was asked for."""

import pytest
import shapely
from shapely.geometry import shape

from workbench import areas, store
from workbench.errors import SourceChanged, SourceUnavailable
from workbench.sources.pdok import collect_outlines

pytestmark = pytest.mark.shared


def outlines(level: str, *, edition: int = 2024) -> dict:
    return collect_outlines(level, edition=edition, progress=lambda *_: None)


def test_every_wijk_of_the_region_has_a_sound_outline(home, replica):
    found = outlines("wijk")
    assert {each["properties"]["code"] for each in found["features"]} == {
        area.code for area in areas.areas("wijk", edition=2024)
    }
    assert found["absent"] == []
    shapes = [shape(each["geometry"]) for each in found["features"]]
    assert all(each.is_valid and not each.is_empty for each in shapes)
    # The land area of the region is 2,680 km2 (SOURCES.md of the real figures); a degree here is about 111 x 67 km.
    kilometres = shapely.transform(shapely.union_all(shapes), lambda xy: xy * [66.9, 111.3]).area
    assert kilometres == pytest.approx(2680, rel=0.02)


def test_inhabitants_are_missing_where_pdok_has_a_code_instead_of_a_number(home, replica):
    people = [each["properties"]["inhabitants"] for each in outlines("gemeente")["features"]]
    assert len(people) == 12
    assert all(number is None or number > 0 for number in people)


def test_the_2020_division_of_wijken_has_its_own_outlines(home, replica):
    found = outlines("wijk", edition=2020)
    assert len(found["features"]) == 181


def test_an_edition_that_pdok_does_not_have_is_none(home, replica):
    assert outlines("buurt", edition=2020) is None


@pytest.mark.parametrize(
    ("mode", "settings", "words"),
    [
        ("filter_ignored", {}, "waar niet om gevraagd is"),
        ("duplicate_rows", {"step": 5}, "dubbel"),
        ("empty", {}, "geen enkele omtrek"),
        ("new_areas", {}, "niet bij de indeling van 2024 horen"),
        ("missing_column", {"topic": "wijknaam"}, "zonder wijkcode of wijknaam"),
    ],
)
def test_outlines_that_are_not_what_was_asked_for_are_refused(home, replica, mode, settings, words):
    replica.mode(mode, service="api.pdok.nl", **settings)
    with pytest.raises(SourceChanged) as caught:
        outlines("wijk")
    assert "PDOK (api.pdok.nl)" in caught.value.page
    assert words in caught.value.page


@pytest.mark.parametrize(
    ("mode", "settings"), [("http500", {}), ("badjson", {}), ("truncate", {"quiet": True}), ("http429", {"seconds": 0})]
)
def test_a_map_service_that_does_not_answer_well_keeps_the_outlines_that_were_there(
    home, replica, hasty, mode, settings
):
    assert not store.refresh(["omtrekken"]).failures
    before = store.outlines.version("buurt", edition=2024)
    replica.mode(mode, service="api.pdok.nl", **settings)
    error = store.refresh(["omtrekken"]).failures[0].error
    assert isinstance(error, SourceUnavailable)
    assert "Probeer het later opnieuw" in error.page
    assert store.outlines.version("buurt", edition=2024) == before


def test_small_pages_make_no_difference(home, replica):
    whole = outlines("buurt")
    replica.mode("small_pages", size=20, service="api.pdok.nl")
    assert outlines("buurt") == whole


def test_real_outlines_take_the_place_of_the_schematic_ones(home, replica):
    assert store.outlines.read("buurt", edition=2024)["schematic"] is True
    store.refresh(["omtrekken"])
    real = store.outlines.read("buurt", edition=2024)
    assert real["schematic"] is False
    assert len(real["features"]) == 679


def test_no_area_of_another_division_gets_an_outline_of_2024(home, replica):
    store.refresh(["omtrekken"])
    old = store.outlines.read("buurt", edition=2020)
    same = areas.concordance(2020, 2024).same
    known = {area.code for area in areas.areas("buurt", edition=2020)}
    drawn = {each["properties"]["code"] for each in old["features"]}
    assert all(same(code) for code in drawn)
    assert drawn | set(old["absent"]) == known
    assert not drawn & set(old["absent"])
