"""Rounded tables add up, stay near, and leave multiples of the base alone."""

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.disclosure.published_tables import two_way, with_totals
from workbench.disclosure import record
from workbench.disclosure.rounding import rounded


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 60), min_size=9, max_size=9), st.sampled_from([3, 5, 10]))
def test_every_two_way_table_has_a_controlled_rounding(inner, base):
    # Cox (1987): for two-way tables one always exists, with every cell moved by less than the base.
    cells = two_way(with_totals(np.array(inner).reshape(3, 3)))
    found = rounded(cells, base=base)
    assert not np.any(cells.equations @ found)
    assert np.all(found % base == 0)
    assert np.all(np.abs(found - cells.values) < base)


def test_a_table_of_multiples_stays_as_it_is():
    cells = two_way(with_totals(np.array([[5, 10], [15, 20]])))
    assert rounded(cells, base=5).tolist() == cells.values.tolist()


def test_a_rounded_figure_says_that_the_count_is_less_than_one_base_away():
    # A count that is a multiple of 5 stays; 6 to 14 may have become 10, and only 0 to 4 become 0.
    shown = pd.Series(pd.array([10, 0, None], dtype="Float64"))
    told = record.between(pd.DataFrame(index=range(3)), shown, base=5)
    assert told["low"].tolist() == [6, 0, 0]
    assert told["high"].tolist() == [14, 4, np.inf]
