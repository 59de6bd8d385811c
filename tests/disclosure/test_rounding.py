"""Rounded tables add up, stay near, and leave multiples of the base alone."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.disclosure.published_tables import two_way, with_totals
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
