"""Invented outlines: seamless, in one piece, the same everywhere, and quick."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
import shapely
from shapely.geometry import shape

import workbench.areas as where
from workbench.errors import CatalogError, InvalidInput, UnknownName

LEVELS = ["gemeente", "wijk", "buurt"]
every = pytest.mark.parametrize(
    ("level", "edition"), [(level, edition) for level in LEVELS for edition in (2020, 2024)]
)


def shapes(level: str, edition: int) -> dict[str, shapely.Polygon]:
    drawn = where.schematic(level, edition=edition)["features"]
    return {each["properties"]["code"]: shape(each["geometry"]) for each in drawn}


@every
def test_every_area_has_one_outline_in_one_piece(level, edition):
    drawn = shapes(level, edition)
    assert list(drawn) == [area.code for area in where.areas(level, edition=edition)]
    assert all(each.geom_type == "Polygon" and each.is_valid and not each.interiors for each in drawn.values())


@every
def test_there_is_no_gap_and_no_overlap(level, edition):
    drawn, region = shapes(level, edition), shapes("regio", edition)["GG0706"]
    together = shapely.union_all(list(drawn.values()))
    assert together.equals_exact(region, 0) or together.symmetric_difference(region).area == 0
    assert sum(each.area for each in drawn.values()) == pytest.approx(region.area, rel=1e-9)


@pytest.mark.parametrize("edition", [2020, 2024])
def test_a_wijk_lies_in_its_gemeente_and_a_buurt_in_its_wijk(edition):
    for level, above in (("wijk", "gemeente"), ("buurt", "wijk")):
        inside, around = shapes(level, edition), shapes(above, edition)
        for area in where.areas(level, edition=edition):
            assert around[area.parent].buffer(1e-9).covers(inside[area.code])


def test_outlines_go_around_as_geojson_says():
    # RFC 7946, 3.1.6: an exterior ring goes counterclockwise
    assert all(each.exterior.is_ccw for each in shapes("buurt", 2024).values())


def test_gemeenten_lie_about_where_they_are():
    # north, south, east and west of the province, as on any map
    middle = {code: each.centroid for code, each in shapes("gemeente", 2024).items()}
    assert max(middle, key=lambda code: middle[code].y) in ("GM1699", "GM1730")
    assert max(middle, key=lambda code: middle[code].x) == "GM0114"
    assert min(middle, key=lambda code: middle[code].x) == "GM0119"
    assert middle["GM0106"].y > middle["GM1731"].y > middle["GM0118"].y


def test_the_map_is_the_same_in_every_process():
    code = "import json, workbench.areas as w; print(json.dumps(w.schematic('buurt', edition=2024)))"
    runs = [
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": seed}
        )
        for seed in ("1", "2")
    ]
    assert runs[0].stdout == runs[1].stdout == json.dumps(where.schematic("buurt", edition=2024)) + "\n"


def test_a_map_is_drawn_within_a_third_of_a_second():
    from workbench.areas.schematic import _cells

    times = []
    for _ in range(5):
        _cells.cache_clear()
        start = time.process_time()
        where.schematic("buurt", edition=2024)
        times.append(time.process_time() - start)
    assert min(times) < 0.3


@pytest.mark.shared
def test_the_map_is_not_the_real_one(shared_data: Path):
    path = shared_data / "cbs_geo" / "gemeente_gegeneraliseerd_2024.geojson"
    real = {
        each["properties"]["statcode"]: shape(each["geometry"]) for each in json.loads(path.read_text())["features"]
    }
    for code, drawn in shapes("gemeente", 2024).items():
        both = drawn.intersection(shapely.make_valid(real[code])).area
        assert both / drawn.union(shapely.make_valid(real[code])).area < 0.8


def test_a_caller_may_change_what_it_gets():
    where.schematic("wijk", edition=2024)["features"].clear()
    assert len(where.schematic("wijk", edition=2024)["features"]) == 189


@pytest.mark.parametrize(("level", "error"), [("land", InvalidInput), ("straat", UnknownName)])
def test_there_is_no_such_map_of_the_country_or_of_streets(level, error):
    with pytest.raises(error):
        where.schematic(level, edition=2024)


@pytest.mark.parametrize(
    ("was", "becomes", "words"),
    [
        ("  N: GM1699\n", "", "te weinig plaats"),
        ("columns: 50", "columns: 12", "te weinig plaats"),
        ("columns: 50", "colums: 50", "Bedoelt u 'columns'?"),
        ("west: 6.12", "west: 9.12", "moeten kleiner zijn"),
        ("N: GM1699", "N: GM9999", "te weinig plaats"),
        ("......NNNTTT......", "E.....NNNTTT......", "GM0114 liggen niet aan elkaar"),
    ],
)
def test_a_slip_in_the_layout_is_named(areas_folder, was, becomes, words):
    path = areas_folder / "layout.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(was, becomes), encoding="utf-8")
    with pytest.raises(CatalogError) as caught:
        where.schematic("wijk", edition=2024)
    assert words in caught.value.page
    assert "areas/layout.yaml" in caught.value.page
    assert where.problems_in_areas()
