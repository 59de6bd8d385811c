"""From released rows to ranks: the model fits the figures, and what is hidden stays hidden."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench import areas
from workbench.analysis.rows import column
from workbench.analysis.small_areas import estimate, rank_intervals
from workbench.catalog import load_catalog
from workbench.catalog.policy import Decision, Policy
from workbench.disclosure import protect
from workbench.errors import CannotAnswer

MEASURE = "arbeidsongeschiktheid"  # per 1,000 inhabitants
WIJKEN = [area.code for area in areas.areas("wijk", edition=2024)]
POLICY = Policy(
    id="drempel",
    label="Drempel",
    kind="threshold",
    wording="Verborgen om privacy.",
    decided=Decision(by="proef", on="2026-01-01", reason="proef"),
    minimum_cell=10,
)

AS_PUBLISHED = Policy(
    id="bron",
    label="Bron",
    kind="published_by_source",
    wording="Verborgen door de bron.",
    decided=Decision(by="proef", on="2026-01-01", reason="proef"),
)


def released(counts: np.ndarray, persons: np.ndarray):
    rows = pd.DataFrame(
        {
            "indicator": MEASURE,
            "area_code": WIJKEN,
            "edition": 2024,
            "period": 2021,
            "group": "totaal",
            "value": 1000 * counts / persons,
            "numerator": counts,
            "denominator": persons,
            "estimation": "register",
        }
    )
    return protect(rows, POLICY)


def region(seed: int):
    generator = np.random.default_rng(seed)
    persons = generator.integers(60, 4000, len(WIJKEN))
    return generator.binomial(persons, 0.05), persons


def model(table, **more):
    found = column(table, MEASURE, level="wijk", period=2021, edition=2024, group="totaal")
    return estimate(found, measure=load_catalog().indicator(MEASURE), reference=50.0, level="wijk", **more)


@pytest.fixture(scope="module")
def hidden_and_shown():
    table = released(*region(1))
    rows = table.rows()
    return model(table), set(rows.loc[rows["status"] != "published", "area_code"])


def test_a_hidden_area_is_nowhere_in_the_answer(hidden_and_shown):
    found, hidden = hidden_and_shown
    assert len(hidden) > 3
    assert not hidden & set(found.table["area_code"])
    assert not hidden & set(found.posterior.graph.codes)


@settings(max_examples=4, deadline=None)
@given(st.integers(0, 9))
def test_the_answer_does_not_change_with_what_is_hidden(other):
    # An attacker who may see every model, rank and chance learns nothing: another hidden count gives the same output.
    counts, persons = region(2)
    hidden = released(counts, persons).rows(status="suppressed")["area_code"]
    primary = [place for place, code in enumerate(WIJKEN) if code in set(hidden) and counts[place] < 10]
    changed = counts.copy()
    changed[primary] = other
    before, after = released(counts, persons), released(changed, persons)
    if set(after.rows(status="suppressed")["area_code"]) != set(hidden):
        return  # another pattern of hiding is the door's business
    pd.testing.assert_frame_equal(model(before).table, model(after).table)


def test_an_area_below_the_population_floor_is_not_estimated():
    counts, persons = region(3)
    counts[5], persons[5] = 20, 45
    assert WIJKEN[5] not in set(model(released(counts, persons)).table["area_code"])


def test_figures_are_rounded_as_published(hidden_and_shown):
    found, _ = hidden_and_shown
    assert (found.table[["estimate", "lower", "upper"]] % 1 == 0).all(axis=None)


def test_a_preview_gives_the_same_columns(hidden_and_shown):
    quick = model(released(*region(1)), quick=True)
    assert list(quick.table.columns) == list(hidden_and_shown[0].table.columns)


def test_a_figure_without_counts_or_margin_is_refused_in_dutch():
    counts, persons = region(4)
    bare = released(counts, persons).rows().assign(numerator=pd.NA, denominator=pd.NA)
    with pytest.raises(CannotAnswer) as refusal:
        model(protect(bare, AS_PUBLISHED))
    assert "geen marge" in refusal.value.page


def test_a_level_without_figures_is_refused_in_dutch():
    with pytest.raises(CannotAnswer, match="no published"):
        column(released(*region(1)), MEASURE, level="buurt", period=2021, edition=2024, group="totaal")


def test_all_hidden_is_refused_in_dutch():
    nothing = released(np.full(len(WIJKEN), 3), np.full(len(WIJKEN), 500))
    with pytest.raises(CannotAnswer):
        model(nothing)


def test_ranks_of_certain_levels_are_certain():
    draws = np.array([[9.0, 9.1, 9.2], [5.0, 5.2, 5.1], [1.0, 1.1, 1.2]])
    mean, low, high, top = rank_intervals(draws, top=1)
    assert list(mean) == list(low) == list(high) == [1, 2, 3]
    assert list(top) == [1, 0, 0]


@given(st.integers(2, 30), st.integers(1, 5), st.integers(0, 99))
def test_the_chances_of_the_top_add_up_to_its_size(size, top, seed):
    draws = np.random.default_rng(seed).standard_normal((size, 40))
    assert rank_intervals(draws, top=top)[3].sum() == pytest.approx(min(top, size))


def test_a_rank_interval_leaves_one_in_forty_on_each_side():
    # One area that is once at each of forty places: 95 percent of those lie from the second to the one but last.
    others = np.repeat(np.arange(39.0, 0, -1)[:, None], 40, axis=1)
    draws = np.vstack([np.arange(39.5, -0.5, -1), others])
    mean, low, high, first = rank_intervals(draws, top=10)
    assert (mean[0], low[0], high[0], first[0]) == (20.5, 2, 39, 0.25)
