"""No area with a hidden figure becomes visible through a model: the door's attacker reads every output there is.

The attacker knows the published figures, how they add up, and each output rounded as a page shows it. It may not come
closer to a hidden count than without the outputs. A model that did see the hidden counts shows that it would.
"""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp

from tests.analysis.test_small_areas import AS_PUBLISHED, POLICY
from workbench import areas
from workbench.analysis.association import regression
from workbench.analysis.fay_herriot import fay_herriot
from workbench.analysis.hotspots import hotspots
from workbench.analysis.intervals import wilson
from workbench.analysis.predict import predict
from workbench.analysis.predict_spatial import predict_spatial
from workbench.analysis.prioritise import prioritise
from workbench.analysis.rows import POPULATION_FLOOR, Column, column, gemeenten_of, graph_of, together
from workbench.analysis.scenario import expected_change
from workbench.analysis.small_areas import estimate, likelihood_of
from workbench.catalog import load_catalog
from workbench.disclosure import protect
from workbench.disclosure.attacker import intervals

RISK, DRIVER = "arbeidsongeschiktheid", "bijstand"  # both per 1,000
WIJKEN = [area.code for area in areas.areas("wijk", edition=2024)]
OF = gemeenten_of(WIJKEN, edition=2024)
GEMEENTEN = sorted(set(OF))
PLACE = {code: at for at, code in enumerate([*GEMEENTEN, *WIJKEN])}
NEVER = WIJKEN[3::40]  # wijken that nobody measured


def world(seed: int = 5) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Persons per wijk, those at risk, and those with the driver."""
    generator = np.random.default_rng(seed)
    persons = generator.integers(60, 3000, len(WIJKEN))
    driver = generator.uniform(0.01, 0.09, len(WIJKEN))
    return persons, generator.binomial(persons, 0.015 + 0.6 * driver), generator.binomial(persons, driver)


def rows(persons: np.ndarray, counts: np.ndarray, *, indicator: str) -> pd.DataFrame:
    """The counts of wijken, and of gemeenten as their sums."""
    sums, base = ([values[gemeente == OF].sum() for gemeente in GEMEENTEN] for values in (counts, persons))
    made = pd.DataFrame(
        {
            "indicator": indicator,
            "area_code": [*GEMEENTEN, *WIJKEN],
            "edition": 2024,
            "period": 2021,
            "group": "totaal",
            "numerator": np.array([*sums, *counts], dtype=float),
            "denominator": np.array([*base, *persons], dtype=float),
            "estimation": "register",
        }
    )
    lower, upper = wilson(made["numerator"], made["denominator"])
    return made.assign(value=1000 * made["numerator"] / made["denominator"], lower=1000 * lower, upper=1000 * upper)


def released(risk: np.ndarray, *, policy=POLICY):
    persons, _, driver = world()
    figures = pd.concat([rows(persons, risk, indicator=RISK), rows(persons, driver, indicator=DRIVER)])
    return protect(figures.reset_index(drop=True), policy)


def outputs(cijfers) -> dict[str, pd.DataFrame]:
    """Every output of every model by area, rounded as a page shows it."""
    place = {"level": "wijk", "period": 2021, "edition": 2024, "group": "totaal"}
    risk, driver = (column(cijfers, name, **place) for name in (RISK, DRIVER))
    measure = load_catalog().indicator(RISK)
    made = {"BYM2": estimate(risk, measure=measure, reference=40.0, level="wijk").table}
    made["Fay-Herriot"] = estimate(as_survey(risk), measure=measure, reference=40.0, level="wijk").table
    made["preview"] = estimate(risk, measure=measure, reference=40.0, level="wijk", quick=True).table
    codes, values = together([risk, driver], level="wijk")
    fitted = regression(values[:, 0], values[:, 1:], names=["x"])
    made["residual"] = pd.DataFrame({"area_code": codes, "value": values[:, 0], "residual": fitted.residuals})
    order = prioritise(values, 0.1 * values, worse_when=np.ones(2), weights=np.array([[3.0, 1.0], [1.0, 3.0]]), top=10)
    made["rank"] = pd.DataFrame(
        {"area_code": codes, "low": order.rank_low, "high": order.rank_high, "first": order.first}
    )
    persons = risk.array("denominator", codes)
    change = expected_change(
        values[:, 0], values[:, 1], move=-5.0, chosen=np.ones(len(codes), bool), persons=persons, per=1000.0
    )
    made["scenario"] = pd.DataFrame({"area_code": codes, "persons": change.persons, "change": change.change})
    graph = graph_of(codes, level="wijk", edition=2024)
    made["hotspots"] = pd.DataFrame({"area_code": codes, "z": hotspots(values[:, 0], graph=graph).getis})
    return {name: table.round(1) for name, table in (made | _predicted(risk, driver, measure)).items()}


def as_survey(found: Column) -> Column:
    """The same published figures as a survey gives them: with a margin and without counts."""
    return replace(found, rows=found.rows.assign(numerator=np.nan))


def _predicted(risk, driver, measure) -> dict[str, pd.DataFrame]:
    """Both predictions, for the wijken that nobody measured: their published figure is taken away first."""
    known = [code for code in WIJKEN if np.isfinite(driver.array("value", [code])).all()]
    blind = [code for code in risk.rows.index if code not in NEVER]
    seen = type(risk)(risk.indicator, risk.period, risk.edition, risk.group, risk.dataset, risk.rows.loc[blind])
    persons = driver.array("denominator", known)
    question = {"groups": gemeenten_of(known, edition=2024), "wanted": np.isin(known, NEVER), "persons": persons}
    inputs = driver.array("value", known)[:, None]
    _, likelihood, factor, _ = likelihood_of(seen, known, measure=measure)
    graph = graph_of(known, level="wijk", edition=2024)
    found = {
        "predicted": predict(seen.array("value", known), inputs, **question),
        "predicted with BYM2": predict_spatial(graph, likelihood, inputs, factor=factor, **question),
    }
    return {
        name: pd.DataFrame({"area_code": known, "estimate": each.value, "lower": each.lower}).dropna()
        for name, each in found.items()
    }


def published(cijfers) -> np.ndarray:
    """The counts of gemeenten and wijken as everybody may see them."""
    shown = cijfers.rows(indicator=RISK, status="published").set_index("area_code")["numerator"]
    return shown.reindex(list(PLACE)).to_numpy(float, na_value=np.nan)


def left_open(counts: np.ndarray, made: dict[str, pd.DataFrame] | None = None) -> tuple[np.ndarray, np.ndarray]:
    """The interval of each count, from the published counts, how they add up, and every figure in the outputs.

    A figure per 1,000 to one decimal, of at most 3,000 persons, is a count to the nearest whole one.
    """
    persons, known = world()[0], counts.copy()
    for table in (made or {}).values():
        for row in table[table["area_code"].isin(WIJKEN)].itertuples():
            figure = getattr(row, "value", np.nan)
            if np.isfinite(figure) and row.area_code not in NEVER:
                known[PLACE[row.area_code]] = round(figure * persons[PLACE[row.area_code] - len(GEMEENTEN)] / 1000)
    sums = np.zeros((len(GEMEENTEN), len(PLACE)))
    for at, gemeente in enumerate(GEMEENTEN):
        sums[at, at] = 1.0
        sums[at, len(GEMEENTEN) :][gemeente == OF] = -1.0
    upper = np.concatenate([np.full(len(GEMEENTEN), 1e6), persons.astype(float)])
    return intervals(sp.csr_matrix(sums), known, upper=upper)


@pytest.fixture(scope="module")
def safe():
    return released(world()[1])


@pytest.fixture(scope="module")
def made(safe):
    return outputs(safe)


@pytest.fixture(scope="module")
def hidden(safe) -> list[str]:
    rows = safe.rows(indicator=RISK)
    return list(rows.loc[rows["status"] == "suppressed", "area_code"])


def test_a_hidden_area_is_in_no_output(made, hidden):
    assert len(hidden) > 10
    shown = {name: set(table["area_code"]) & set(hidden) for name, table in made.items()}
    assert not any(shown.values()), shown


def test_the_attacker_comes_no_closer_to_a_hidden_count(safe, made, hidden):
    counts, places = published(safe), [PLACE[code] for code in hidden]
    before, after = left_open(counts), left_open(counts, made)
    assert np.array_equal(before[0][places], after[0][places])
    assert np.array_equal(before[1][places], after[1][places])
    assert (after[1][places] - after[0][places]).min() >= 10


def test_fay_herriot_is_what_the_attacker_reads(safe, made):
    risk = column(safe, RISK, level="wijk", period=2021, edition=2024, group="totaal")
    codes = list(made["Fay-Herriot"]["area_code"])
    margin = (risk.array("upper", codes) - risk.array("lower", codes)) / (2 * 1.959964)
    drawn = fay_herriot(risk.array("value", codes), margin**2, design=np.ones((len(codes), 1))).estimate
    assert made["Fay-Herriot"]["simple"].to_numpy() == pytest.approx(drawn, abs=0.51)  # rounded to whole ones


@pytest.mark.parametrize("name", ["BYM2", "preview", "residual", "Fay-Herriot"])
def test_the_attacker_would_find_what_a_model_gave_away(safe, hidden, name):
    # The same model on a table that hides nothing: every hidden count is then known to the person.
    counts, told = published(safe), outputs(released(world()[1], policy=AS_PUBLISHED))
    low, high = left_open(counts, {name: told[name]})
    places = [PLACE[code] for code in hidden if code not in NEVER]
    assert (high[places] - low[places] < 1).mean() > 0.9


def test_no_output_changes_with_what_is_hidden(safe, made, hidden):
    # Two hidden counts of one gemeente change places: what is published stays the same, and so must all else.
    _, risk, _ = world()
    swapped, moved = risk.copy(), 0
    for gemeente in GEMEENTEN:
        inside = [at for at, code in enumerate(WIJKEN) if code in hidden and OF[at] == gemeente and risk[at] < 10]
        swapped[inside] = np.roll(risk[inside], 1)
        moved += int((swapped != risk)[inside].sum())
    other = released(swapped)
    assert moved > 5
    assert np.array_equal(published(other), published(safe), equal_nan=True)
    for name, table in outputs(other).items():
        pd.testing.assert_frame_equal(table, made[name], obj=name)


def test_no_output_is_about_an_area_below_the_population_floor():
    persons, risk, driver = world()
    small = 3  # one that was measured in some outputs and predicted in others
    persons[small], risk[small], driver[small] = POPULATION_FLOOR - 1, 2, 2
    figures = pd.concat([rows(persons, risk, indicator=RISK), rows(persons, driver, indicator=DRIVER)])
    told = outputs(protect(figures.reset_index(drop=True), AS_PUBLISHED))
    assert [name for name, table in told.items() if WIJKEN[small] in set(table["area_code"])] == []
