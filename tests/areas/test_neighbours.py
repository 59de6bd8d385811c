"""Which areas touch: across borders, across slivers, and with islands tied in."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import box, mapping

import workbench.areas as where
from workbench.errors import InvalidInput


def outlines(**shapes) -> dict:
    features = [{"properties": {"code": code}, "geometry": mapping(each)} for code, each in shapes.items()]
    return {"type": "FeatureCollection", "features": features}


def real(shared_data: Path, name: str, key: str) -> dict:
    found = json.loads((shared_data / "cbs_geo" / name).read_text(encoding="utf-8"))
    for each in found["features"]:
        each["properties"]["code"] = each["properties"][key]
    return found


def pieces(found: dict[str, set[str]]) -> int:
    left, count = set(found), 0
    while left:
        waiting, count = [left.pop()], count + 1
        while waiting:
            near = found[waiting.pop()] & left
            left -= near
            waiting += near
    return count


def test_a_row_of_squares_knows_its_neighbours():
    found = where.neighbours(outlines(a=box(0, 0, 1, 1), b=box(1, 0, 2, 1), c=box(2, 0, 3, 1)))
    assert found == {"a": {"b"}, "b": {"a", "c"}, "c": {"b"}}


def test_a_sliver_between_two_areas_does_not_part_them():
    found = where.neighbours(outlines(a=box(0, 0, 1, 1), b=box(1.01, 0, 2, 1), c=box(2, 0, 3, 1)))
    assert found["a"] == {"b"}


def test_an_island_is_tied_to_the_nearest_area():
    found = where.neighbours(outlines(a=box(0, 0, 1, 1), b=box(1, 0, 2, 1), c=box(5, 0, 6, 1)))
    assert found["c"] == {"b"}
    assert found["b"] == {"a", "c"}


def test_two_groups_of_areas_become_one():
    found = where.neighbours(outlines(a=box(0, 0, 1, 1), b=box(1, 0, 2, 1), c=box(5, 0, 6, 1), d=box(6, 0, 7, 1)))
    assert pieces(found) == 1
    assert found["b"] == {"a", "c"}


def test_one_area_has_no_neighbours_and_none_has_none():
    assert where.neighbours(outlines(a=box(0, 0, 1, 1))) == {"a": set()}
    assert where.neighbours(outlines()) == {}


def test_an_area_in_two_parts_is_one_area():
    both = outlines(a=box(0, 0, 1, 1), b=box(1, 0, 2, 1))
    both["features"] += outlines(a=box(2, 0, 3, 1))["features"]
    assert where.neighbours(both) == {"a": {"b"}, "b": {"a"}}


def test_an_area_without_an_outline_is_named():
    empty = {"type": "FeatureCollection", "features": [
        {"properties": {"code": "a"}, "geometry": {"type": "Polygon", "coordinates": []}},
        *outlines(b=box(0, 0, 1, 1))["features"],
    ]}  # fmt: skip
    with pytest.raises(InvalidInput, match="'a'"):
        where.neighbours(empty)


@settings(max_examples=60, deadline=None)
@given(cells=st.sets(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=2, max_size=25), metres=st.booleans())
def test_neighbours_are_mutual_never_the_area_itself_and_all_connected(cells, metres):
    size = 500.0 if metres else 0.01
    shapes = {f"{x}-{y}": box(x * size, y * size, (x + 1) * size, (y + 1) * size) for x, y in cells}
    found = where.neighbours(outlines(**shapes))
    assert found.keys() == shapes.keys()
    assert pieces(found) == 1
    for code, near in found.items():
        assert near
        assert code not in near
        assert all(code in found[other] for other in near)
        x, y = map(int, code.split("-"))
        assert {f"{x + 1}-{y}", f"{x}-{y + 1}"} & shapes.keys() <= near


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "key", "count"),
    [
        ("datalabemmen_drenthe_wijken.geojson", "wijkcode", 189),
        ("drenthe_wijken_2016_elan.geojson", "wijkcode", 181),
        ("drenthe_buurten_2024_reconstructed.geojson", "statcode", 679),
    ],
)
def test_the_real_areas_are_connected_across_gemeente_borders(shared_data, name, key, count):
    found = where.neighbours(real(shared_data, name, key))
    assert len(found) == count
    assert pieces(found) == 1
    across = {code for code, near in found.items() if any(other[2:6] != code[2:6] for other in near)}
    assert {code[2:6] for code in across} == {area.code[2:] for area in where.areas("gemeente", edition=2024)}
    assert 4.5 < sum(map(len, found.values())) / count < 6.5  # a planar map has fewer than six on average


@pytest.mark.shared
def test_slivers_of_a_rebuilt_map_give_the_same_wijken_next_to_each_other(shared_data):
    # The buurten were rebuilt on a 16-42 m grid; their wijken must border as the exact wijken do.
    exact = where.neighbours(real(shared_data, "datalabemmen_drenthe_wijken.geojson", "wijkcode"))
    rebuilt = where.neighbours(real(shared_data, "drenthe_buurten_2024_reconstructed.geojson", "wijkcode"))
    pairs = [{(one, other) for one, near in found.items() for other in near} for found in (exact, rebuilt)]
    assert len(pairs[0] & pairs[1]) / len(pairs[0] | pairs[1]) > 0.93


@pytest.mark.shared
def test_the_twelve_gemeenten_border_as_on_the_map(shared_data):
    gemeenten = {area.code for area in where.areas("gemeente", edition=2024)}
    found = real(shared_data, "gemeente_gegeneraliseerd_2024.geojson", "statcode")
    found["features"] = [each for each in found["features"] if each["properties"]["code"] in gemeenten]
    near = where.neighbours(found)
    assert near["GM0119"] == {"GM1690", "GM1701"}  # Meppel: De Wolden, Westerveld
    assert {"GM0109", "GM1681"} <= near["GM0114"]  # Emmen: Coevorden, Borger-Odoorn
    assert "GM0114" not in near["GM0106"]
