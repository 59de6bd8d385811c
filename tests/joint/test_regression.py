"""Regression over organisations equals regression on all rows at once (statsmodels), from opened sums alone."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import CannotAnswer, InvalidInput
from workbench.joint import regression, rehearse, steps
from workbench.joint.contribute import read_rows, shares_from
from workbench.joint.field import PRIME
from workbench.joint.reception import Inbox
from workbench.joint.regression import Fit


@pytest.fixture
def rows():
    generator = np.random.default_rng(3)
    columns = sm.add_constant(generator.normal(size=(300, 2)))
    return columns, columns @ [1.0, -0.5, 2.0] + generator.normal(size=300), generator


def agreed(folder, kind: str):
    model = {"kind": kind, "outcome": "klacht", "columns": ["leeftijd", "inkomen"]}
    changes = {"areas": ["GG0706"], "parents": {}, "bands": ["totaal"], "model": model}
    return rehearse.cast_for(folder, organisations=3, parties=3, manifest=changes)


def files(folder, columns, outcome) -> list[Path]:
    """One file per organisation with a third of the rows."""
    paths = []
    for number, at in enumerate(np.array_split(np.arange(len(outcome)), 3)):
        paths.append(folder / f"rijen-{number}.csv")
        frame = pd.DataFrame({"leeftijd": columns[at, 1], "inkomen": columns[at, 2], "klacht": outcome[at]})
        frame.to_csv(paths[-1], index=False)
    return paths


def one_step(cast, paths, folder, *, at):
    """Real parties over TLS, from sealed shares to signed records."""
    shares = [
        shares_from(path, cast.agreement, own, at=at) for path, own in zip(paths, cast.organisations, strict=True)
    ]
    for each in shares:
        rehearse.drop(each, cast, folder)
    words = [word for record in folder.glob("*/vorige.json") for word in ("--after", str(record))]
    running = [rehearse.start_party(folder, party, also=words) for party in cast.compute]
    rehearse.finished(running, cast, folder, say=lambda _: None)
    return steps.read_records([folder / each.name / "uitkomst.json" for each in cast.compute])


def test_linear_regression_by_real_parties_equals_the_pooled_one(rows, tmp_path):
    columns, outcome, _ = rows
    pooled = sm.OLS(outcome, columns).fit()
    cast = agreed(tmp_path, "linear")
    found = steps.outcome(cast.agreement, one_step(cast, files(tmp_path, columns, outcome), tmp_path, at=()))
    assert found.coefficients == pytest.approx(pooled.params, abs=1e-5)
    assert found.errors == pytest.approx(pooled.bse, abs=1e-5)


def test_logistic_regression_by_real_parties_in_steps_equals_the_pooled_one(rows, tmp_path):
    columns, outcome, generator = rows
    happened = (outcome + generator.logistic(size=300) > 1).astype(int)
    pooled = sm.Logit(happened, columns).fit(disp=0)
    cast, found = agreed(tmp_path, "logistic"), (0.0, 0.0, 0.0)
    paths = files(tmp_path, columns, happened)
    while not isinstance(found, Fit):
        records = one_step(cast, paths, tmp_path, at=found)
        found = steps.outcome(cast.agreement, records)
        for each in cast.compute:
            (tmp_path / each.name / "uitkomst.json").rename(tmp_path / each.name / "vorige.json")
    assert found.coefficients == pytest.approx(pooled.params, abs=1e-4)
    assert found.errors == pytest.approx(pooled.bse, abs=1e-4)


def test_organisations_that_may_share_their_rows_find_the_same(rows, tmp_path):
    columns, outcome, generator = rows
    happened = (outcome + generator.logistic(size=300) > 1).astype(int)
    pooled = sm.Logit(happened, columns).fit(disp=0)
    cast = agreed(tmp_path, "logistic")
    found = steps.plain_fit(cast.agreement, files(tmp_path, columns, happened))
    assert found.coefficients == pytest.approx(pooled.params, abs=1e-4)
    assert "'klacht' hangt zo samen" in steps.told(found, cast.agreement.manifest.model)


@pytest.mark.parametrize("few", [1, 9, 299])
def test_nothing_opens_when_a_group_in_the_rows_or_the_rest_of_it_is_small(rows, tmp_path, few):
    columns, outcome, _ = rows
    columns = np.column_stack([columns[:, :2], np.arange(300) < few])
    with pytest.raises(CannotAnswer, match="too small"):
        steps.plain_fit(agreed(tmp_path, "linear").agreement, files(tmp_path, columns, outcome))


def test_too_few_rows_open_nothing(rows, tmp_path):
    columns, outcome, _ = rows
    with pytest.raises(CannotAnswer, match="too small"):
        steps.plain_fit(agreed(tmp_path, "linear").agreement, files(tmp_path, columns[:29], outcome[:29]))


@pytest.mark.parametrize(
    ("kind", "line", "word"),
    [("linear", "1,twee,3", "'inkomen' is geen getal"), ("logistic", "1,2,3", "'klacht' is geen 0 of 1")],
)
def test_a_row_that_does_not_fit_is_refused_by_its_line(tmp_path, kind, line, word):
    path = tmp_path / "rijen.csv"
    path.write_text(f"leeftijd,inkomen,klacht\n1,2,0\n{line}\n")
    with pytest.raises(InvalidInput) as refused:
        read_rows(path, agreed(tmp_path, kind).agreement.manifest.model)
    assert refused.value.page == f"Regel 3: {word}."


def test_a_share_of_another_step_is_refused(rows, tmp_path):
    columns, outcome, _ = rows
    cast = agreed(tmp_path, "logistic")
    path = files(tmp_path, columns, (outcome > 0).astype(int))[0]
    share = shares_from(path, cast.agreement, cast.organisations[0], at=(0.5, 0.0, 0.0))[0]
    inbox = Inbox(
        tmp_path / "in", manifest=cast.agreement.manifest, identity=cast.compute[0], cells=25, at=(0.0, 0.0, 0.0)
    )
    with pytest.raises(InvalidInput, match="another step"):
        inbox.accept(share.model_dump_json().encode())


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=8))
def test_numbers_travel_exactly_to_a_millionth(values):
    assert regression.decode(regression.encode(np.array(values)) % PRIME) == pytest.approx(values, abs=1e-6)


def test_columns_that_say_the_same_are_refused(rows, tmp_path):
    columns, outcome, _ = rows
    columns = np.column_stack([columns[:, :2], columns[:, 1]])
    with pytest.raises(CannotAnswer, match="say the same"):
        steps.plain_fit(agreed(tmp_path, "linear").agreement, files(tmp_path, columns, outcome))


def test_perfect_separation_is_refused(rows, tmp_path):
    columns, _, _ = rows
    with pytest.raises(CannotAnswer, match="do not settle"):
        steps.plain_fit(
            agreed(tmp_path, "logistic").agreement, files(tmp_path, columns, (columns[:, 1] > 0).astype(int))
        )


def test_a_standardised_rate_uses_public_weights_and_populations():
    # Two age groups of 1,000: 10 and 40 cases, weighted 3 to 1: (3 x 0.010 + 1 x 0.040) / 4.
    assert regression.weighted_rate(np.array([10, 40]), np.array([1000, 1000]), np.array([3, 1])) == pytest.approx(
        0.0175
    )


def test_what_is_too_large_for_the_field_is_refused():
    with pytest.raises(CannotAnswer):
        regression.encode(np.array([1e15]))
