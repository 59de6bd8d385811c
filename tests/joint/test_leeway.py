"""Everything the compute parties open, attacked with all they know: no small sum can be computed from it."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.joint.test_plain import agreed, by_name
from workbench.disclosure.attacker import intervals
from workbench.disclosure.cells import matrix
from workbench.joint import field
from workbench.joint.circuits import Circuits
from workbench.joint.layout import layout_of
from workbench.joint.leeway import Limits
from workbench.joint.pattern import sizes_of
from workbench.joint.plain import OpenEngine, in_the_open, plain_sum
from workbench.joint.protocol import joint_sum


class Watched(OpenEngine):
    """Keeps what it opens."""

    def __init__(self) -> None:
        self.opened = []

    async def open(self, shares):
        self.opened.append(shares)
        return shares


@st.composite
def tables(draw):
    """A manifest and sums for it: trees of any shape, few or many bands, sparse and dense, low and high thresholds."""
    gemeenten = draw(st.integers(1, 3))
    parents, leaves = {}, []
    for number in range(gemeenten):
        own = [f"WK{number}{at}" for at in range(draw(st.integers(1, 5)))]
        parents |= dict.fromkeys(own, f"GM{number}") | {f"GM{number}": "GG0"}
        leaves += own
    if draw(st.booleans()):
        leaves.append("WK90")
        parents["WK90"] = "GG0"  # a wijk right under the region: not every branch is as deep
    if draw(st.booleans()):
        del parents["GM0"]
    bands = ["0-12", "12-18", "18-23"][: draw(st.integers(1, 3))]
    threshold = draw(st.sampled_from([2, 3, 5, 10, 16]))
    figure = st.integers(0, draw(st.sampled_from([1, 2, threshold, 2 * threshold, 6 * threshold])))
    sums = draw(st.lists(figure, min_size=len(leaves) * len(bands), max_size=len(leaves) * len(bands)))
    manifest = agreed(bands=bands, threshold=threshold, parents=parents).model_copy(update={"areas": leaves})
    return manifest, np.array(sums)


def attacked(layout, seen, *, small, threshold: int) -> np.ndarray:
    """How far apart the lowest and the highest value of each cell lie, for who knows the flags and what is open."""
    equations = matrix([(total, list(parts)) for total, parts in layout.equations], size=len(layout.cells))
    lower, upper = np.where(small, 0.0, threshold), np.where(small, threshold - 1.0, np.inf)
    low, high = intervals(equations, seen, lower=lower, upper=upper)
    return high - low


# The second wijk has nothing, so what the first has in both bands follows, unless more is closed.
NOTHING_TO_TRADE = (
    agreed(bands=["0-12", "12-18", "18-23"], parents=dict.fromkeys(["WK1", "WK2", "WK3"], "GM0")).model_copy(
        update={"areas": ["WK1", "WK2", "WK3"]}
    ),
    np.array([5, 5, 30, 0, 0, 40, 50, 50, 50]),
)


@given(tables())
@example(NOTHING_TO_TRADE)
@settings(max_examples=200, deadline=None)
def test_every_small_sum_keeps_its_leeway_whatever_was_opened(given_table):
    manifest, sums = given_table
    layout, engine = layout_of(manifest), Watched()
    outcome = in_the_open(joint_sum(engine, field.elements(sums), layout, manifest, say=lambda _: None))
    truth = np.array([sums[each].sum() for each in layout.members])
    assert np.array_equal(outcome.small, truth < manifest.threshold)
    assert not (outcome.small & ~outcome.closed).any()
    assert np.array_equal(engine.opened[-1], truth[~outcome.closed])  # all that is opened besides answers yes or no
    assert np.array_equal(outcome.values, np.where(outcome.closed, -1, truth))
    known = {"small": outcome.small, "threshold": manifest.threshold}
    widths = attacked(layout, np.where(outcome.closed, np.nan, truth.astype(float)), **known)
    from_flags = attacked(layout, np.full(len(truth), np.nan), **known)
    wanted = np.minimum(from_flags, Limits(**known).step)
    assert (widths[outcome.small] >= wanted[outcome.small] - 1e-6).all()


def circuits_of(sums: dict[str, int], *, sizes=None) -> tuple:
    """A gemeente of wijken in two bands: the circuits, and the names of cells."""
    leaves = list(dict.fromkeys(name.split("|")[0] for name in sums))
    manifest = agreed(bands=["0-18", "18-23"], parents=dict.fromkeys(leaves, "GM0"))
    manifest = manifest.model_copy(update={"areas": leaves, "denominators": sizes or {}})
    layout = layout_of(manifest)
    truth = np.array([sum(sums["|".join(layout.base[at])] for at in each) for each in layout.members])
    names = ["|".join(cell) for cell in layout.cells]
    return Circuits(layout, truth < 10, sizes=sizes_of(layout, manifest)), names


def test_the_circuit_that_is_closed_is_the_rectangle_with_the_fewest_inhabitants():
    sums = {"WK1|0-18": 3, "WK1|18-23": 40, "WK2|0-18": 40, "WK2|18-23": 40, "WK3|0-18": 40, "WK3|18-23": 40}
    sizes = dict.fromkeys(sums, 100) | {"WK2|0-18": 500}
    circuits, names = circuits_of(sums, sizes=sizes)
    found = circuits.cheapest(names.index("WK1|0-18"))
    assert {names[cell] for cell in found} == {"WK1|0-18", "WK1|18-23", "WK3|0-18", "WK3|18-23"}


def test_another_circuit_is_one_that_is_not_closed_yet_until_everything_is():
    circuits, names = circuits_of(
        dict.fromkeys(["WK1|0-18", "WK2|0-18", "WK1|18-23", "WK2|18-23"], 12) | {"WK1|0-18": 1}
    )
    cell, closed = names.index("WK1|0-18"), []
    while found := circuits.cheapest(cell, another=True):
        circuits.close(found)
        closed.append(int(circuits.closed.sum()))
    assert closed == sorted(set(closed))
    assert circuits.closed.all()


def test_a_wijk_that_is_alone_in_its_gemeente_takes_the_gemeente_with_it():
    manifest = agreed(bands=["0-18"], parents={"WK1": "GM1", "WK2": "GM2", "WK3": "GM2", "GM1": "GG0", "GM2": "GG0"})
    manifest = manifest.model_copy(update={"areas": ["WK1", "WK2", "WK3"]})
    layout, outcome = plain_sum([{("WK1", "0-18"): 4, ("WK2", "0-18"): 40, ("WK3", "0-18"): 50}], manifest)
    shut = {
        area for area, (_, closed) in ((cell[0], each) for cell, each in by_name(layout, outcome).items()) if closed
    }
    assert shut == {"WK1", "GM1", "WK2", "GM2"}


@pytest.mark.parametrize(
    ("sums", "also"),
    [
        ((3, 30, 40), 1),  # three with thirty: either can be more and less
        ((1, 11, 40), 2),  # eleven has nothing to give and one neither: a third is asked
        ((9, 9, 30), 1),
        ((0, 0, 30), 1),
    ],
)
def test_more_is_closed_where_what_is_closed_cannot_move(sums, also):
    leaves = ["WK1", "WK2", "WK3"]
    manifest = agreed(bands=["0-18"], parents=dict.fromkeys(leaves, "GM0")).model_copy(update={"areas": leaves})
    _, outcome = plain_sum([{(leaf, "0-18"): count for leaf, count in zip(leaves, sums, strict=True)}], manifest)
    assert int((outcome.closed & ~outcome.small).sum()) == also
