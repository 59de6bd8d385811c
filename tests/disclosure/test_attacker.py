"""The attacker finds exactly what the published figures leave open."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from tests.disclosure.published_tables import SDCTABLE, SDCTABLE_HIDDEN, place, two_way, widths, with_totals
from workbench.disclosure.attacker import closer_than, intervals
from workbench.disclosure.cells import Cells


def hide(cells: Cells, names) -> np.ndarray:
    hidden = np.zeros(len(cells), dtype=bool)
    hidden[[place(name) for name in names]] = True
    return np.where(hidden, np.nan, cells.values)


def test_the_cell_of_sdctable_is_computed_back_exactly_and_no_longer_after_one_more():
    # sdcTable: w|b is 47 "while there are >= 2 suppressions in each constraint"; after one more cell [0, 78].
    cells = two_way(SDCTABLE)
    low, high = intervals(cells.equations, hide(cells, SDCTABLE_HIDDEN), upper=cells.upper)
    assert (low[place("wb")], high[place("wb")]) == pytest.approx((47, 47))
    low, high = intervals(cells.equations, hide(cells, (*SDCTABLE_HIDDEN, "xd")), upper=cells.upper)
    assert (low[place("wb")], high[place("wb")]) == pytest.approx((0, 78))


def test_what_everybody_knows_narrows_the_interval():
    cells = Cells.of([(0, [1, 2])], [10, 4, 6], upper=[20, 5, 20])
    low, high = intervals(cells.equations, np.array([10, np.nan, np.nan]), upper=cells.upper)
    assert (low.tolist(), high.tolist()) == ([10, 0, 5], [10, 5, 10])


def test_a_cell_that_nothing_bounds_has_no_highest_value():
    cells = Cells.of([(0, [1, 2])], [10, 4, 6])
    _, high = intervals(cells.equations, np.array([np.nan, 4, np.nan]), upper=cells.upper)
    assert np.isinf(high[0])


def test_published_figures_that_contradict_each_other_are_noticed():
    cells = Cells.of([(0, [1, 2])], [10, 4, 6])
    with pytest.raises(ArithmeticError):
        intervals(cells.equations, np.array([10, 4, 7.0]), upper=cells.upper)
    with pytest.raises(ArithmeticError):
        intervals(cells.equations, np.array([10, 14, np.nan]), upper=cells.upper)


def nested(leaves: list[int]) -> Cells:
    """Two gemeenten of two wijken each, by sex: everybody, men and women in the region, a gemeente and a wijk."""
    wijken = np.array(leaves).reshape(2, 2, 2)
    gemeenten = wijken.sum(axis=1, keepdims=True)
    areas = np.concatenate([gemeenten.sum(axis=0), gemeenten[:, 0], wijken.reshape(4, 2)])
    by_sex = np.column_stack([areas.sum(axis=1), areas]).ravel()  # 3 cells for each of 7 areas
    sexes = [(area * 3, [area * 3 + 1, area * 3 + 2]) for area in range(7)]
    inside = [(0, [1, 2]), (1, [3, 4]), (2, [5, 6])]
    sums = [(up * 3 + sex, [below * 3 + sex for below in parts]) for up, parts in inside for sex in range(3)]
    return Cells.of(sexes + sums, by_sex)


counts = st.integers(0, 3) | st.integers(0, 30)  # with small ones an interval that is one off shows
two_ways = st.lists(counts, min_size=9, max_size=9).map(lambda inner: two_way(with_totals(np.reshape(inner, (3, 3)))))
tables = two_ways | st.lists(counts, min_size=8, max_size=8).map(nested)
choices = st.lists(st.booleans(), min_size=21, max_size=21)


@settings(max_examples=40, deadline=None)
@given(tables, choices)
def test_each_interval_is_what_scipy_finds_for_the_whole_table(cells, hidden):
    hidden = np.array(hidden[: len(cells)])
    low, high = intervals(cells.equations, np.where(hidden, np.nan, cells.values), upper=cells.upper)
    bounds = [(0, None) if gone else (value, value) for gone, value in zip(hidden, cells.values, strict=True)]
    for cell in np.flatnonzero(hidden):
        aim = np.eye(len(cells))[cell]
        for sign, found in ((1, low), (-1, high)):
            zeros = np.zeros(cells.equations.shape[0])
            answer = linprog(sign * aim, A_eq=cells.equations, b_eq=zeros, bounds=bounds)
            expected = sign * answer.fun if answer.status == 0 else np.inf
            assert found[cell] == pytest.approx(expected, abs=1e-5)


@settings(max_examples=60, deadline=None)
@given(tables, choices, st.integers(1, 4) | st.integers(1, 20))
def test_the_attack_that_ends_early_finds_the_same_narrow_cells(cells, hidden, width):
    hidden = np.array(hidden[: len(cells)])
    known = np.where(hidden, np.nan, cells.values)
    low, high = intervals(cells.equations, known, upper=cells.upper)
    wanted = np.full(len(cells), float(width))
    narrow = closer_than(wanted, cells.equations, known, lower=cells.lower, upper=cells.upper)
    assert narrow.tolist() == (hidden & (high - low < width - 1e-6)).tolist()


@pytest.mark.parametrize(("width", "closer"), [(9, False), (10, False), (10.5, True), (11, True)])
def test_just_wide_enough_is_wide_enough(width, closer):
    cells = Cells.of([(0, [1, 2])], [10, 4, 6])
    known = np.array([10, np.nan, np.nan])
    found = closer_than(np.full(3, float(width)), cells.equations, known, lower=cells.lower, upper=cells.upper)
    assert found.tolist() == [False, closer, closer]


def test_the_lowest_is_found_where_every_other_extreme_has_one_more():
    # |a - 1| + |b - 1| is at most 1, in sums: at the least and the most of a, of c and of each sum b is 1 or 2.
    a, b, c, first, two, second = range(6)
    relations = [(first, [a, b]), (two, [a, c]), (second, [b, c])]
    lower, upper = np.array([0.0, 0, 0, 1, 2, 1]), np.array([9.0, 9, 9, 3, 2, 3])
    cells = Cells.of(relations, [1, 1, 1, 2, 2, 2], lower=lower, upper=upper)
    known = np.where(np.arange(6) == two, 2.0, np.nan)
    low, high = intervals(cells.equations, known, lower=lower, upper=upper)
    assert (low.tolist(), high.tolist()) == ([0, 0, 0, 1, 2, 1], [2, 2, 2, 3, 2, 3])


def test_halves_are_found_too():
    # 2 = a + b + c and b = a + 1, worked out by hand.
    cells = Cells.of([(0, [1, 2, 3]), (4, [1, 5]), (6, [2, 5])], [2, 0, 1, 1, 3, 3, 4])
    known = np.array([2, np.nan, np.nan, np.nan, 3, np.nan, 4])
    low, high = intervals(cells.equations, known, upper=cells.upper)
    assert (low[1:4].tolist(), high[1:4].tolist()) == ([0, 1, 0], [0.5, 1.5, 1])


def test_what_a_rounded_figure_tells_narrows_the_attack():
    cells = Cells.of([(0, [1, 2])], [10, 4, 6])
    known, lower = np.array([10, np.nan, np.nan]), np.array([0.0, 1, 0])
    low, high = intervals(cells.equations, known, lower=lower, upper=np.array([np.inf, 9, np.inf]))
    assert (low.tolist(), high.tolist()) == ([10, 1, 1], [10, 9, 9])


def test_cells_in_separate_corners_are_attacked_separately():
    cells = Cells.of([(0, [1, 2]), (3, [4, 5])], [10, 4, 6, 7, 3, 4])
    hidden = np.array([False, True, True, False, True, True])
    assert widths(cells, hidden)[hidden].tolist() == [10, 10, 7, 7]


def test_who_only_attacks_loads_no_figures():
    # A compute party of a joint sum attacks tables and holds no figures: it starts without what reads and draws them.
    asked = "import sys, workbench.disclosure.attacker; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert not {"pandas", "duckdb", "pyarrow", "workbench.store", "workbench.catalog"} & set(done.stdout.split())


def test_the_names_of_the_door_are_what_they_were_whatever_is_imported_first():
    asked = "import workbench.disclosure.loading, workbench.disclosure as d; print(d.load.__name__, *d.__all__)"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["load", "SafeTable", "load", "protect"]
