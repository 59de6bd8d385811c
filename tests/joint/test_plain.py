"""The rules in the open: what is small stays closed, totals do not give it back, and the rest is exact."""

import asyncio

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.errors import InvalidInput
from workbench.joint import field
from workbench.joint.layout import TOTAL, layout_of
from workbench.joint.manifest import Manifest
from workbench.joint.plain import OpenEngine, plain_sum

AREAS = {"GM0106": ["WK010600", "WK010601", "WK010602"], "GM0114": ["WK011400", "WK011401"]}
LEAVES = [leaf for leaves in AREAS.values() for leaf in leaves]
PARENTS = {leaf: gemeente for gemeente, leaves in AREAS.items() for leaf in leaves} | dict.fromkeys(AREAS, "GG0706")


def agreed(*, bands=("0-18", "18-23"), threshold: int = 10, parents=PARENTS) -> Manifest:
    return Manifest.model_construct(
        areas=LEAVES,
        parents=parents,
        bands=list(bands),
        threshold=threshold,
        denominators={},
        compute=[],
        organisations=[],
    )


TABLES = st.lists(
    st.fixed_dictionaries({(leaf, band): st.integers(0, 14) for leaf in LEAVES for band in ("0-18", "18-23")}),
    min_size=1,
    max_size=4,
)


def by_name(layout, outcome) -> dict:
    return {
        cell: (int(value), bool(shut))
        for cell, value, shut in zip(layout.cells, outcome.values, outcome.closed, strict=True)
    }


@given(TABLES)
@settings(max_examples=60, deadline=None)
def test_open_cells_are_exact_sums_and_small_ones_stay_closed(tables):
    layout, outcome = plain_sum(tables, agreed())
    for (area, band), (value, shut) in by_name(layout, outcome).items():
        leaves = LEAVES if area == "GG0706" else AREAS.get(area, [area])
        bands = ("0-18", "18-23") if band == TOTAL else (band,)
        truth = sum(table[leaf, each] for table in tables for leaf in leaves for each in bands)
        assert shut or value == truth
        assert shut or truth >= 10


def test_without_parents_nothing_adds_up_and_only_small_cells_close():
    tables = [{(leaf, "0-18"): count for leaf, count in zip(LEAVES, (3, 20, 30, 40, 9), strict=True)}]
    layout, outcome = plain_sum(tables, agreed(bands=("0-18",), parents={}))
    assert [value for value, _ in by_name(layout, outcome).values()] == [-1, 20, 30, 40, -1]


def test_one_small_wijk_takes_a_second_one_with_it():
    tables = [{(leaf, "0-18"): count for leaf, count in zip(LEAVES, (3, 20, 30, 40, 50), strict=True)}]
    layout, outcome = plain_sum(tables, agreed(bands=("0-18",)))
    found = by_name(layout, outcome)
    assert [found[leaf, "0-18"][1] for leaf in AREAS["GM0106"]].count(True) == 2
    assert found["GM0106", "0-18"] == (53, False)


def test_two_small_cells_at_the_top_of_what_is_small_take_a_third_one_with_them():
    # Two cells below ten that add up to 18 can only be nine and nine.
    tables = [{(leaf, "0-18"): count for leaf, count in zip(LEAVES, (9, 9, 30, 40, 50), strict=True)}]
    layout, outcome = plain_sum(tables, agreed(bands=("0-18",)))
    found = by_name(layout, outcome)
    assert [found[leaf, "0-18"][1] for leaf in AREAS["GM0106"]] == [True] * 3
    assert found["GM0106", "0-18"] == (48, False)


@given(st.lists(st.integers(0, 60), min_size=1, max_size=30), st.integers(2, 30))
def test_the_flag_is_whether_a_value_is_below_the_threshold(values, threshold):
    roots = np.tile(np.arange(threshold), (len(values), 1))
    flags = asyncio.run(OpenEngine().zeros(field.elements(values), roots))
    assert list(flags) == [value < threshold for value in values]


@pytest.mark.parametrize(
    "parents", [{"WK010600": "WK010601"}, {"WK010600": "GM0106", "GM0106": "GM0114", "GM0114": "GM0106"}]
)
def test_an_area_that_is_its_own_total_is_refused(parents):
    with pytest.raises(InvalidInput):
        layout_of(agreed(parents=parents))


def test_a_delivered_total_beside_other_bands_is_refused():
    with pytest.raises(InvalidInput):
        layout_of(agreed(bands=("totaal", "0-18")))
