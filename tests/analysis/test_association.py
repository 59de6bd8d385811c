"""Correlation, regression and neighbours against GeoDa's and other published results."""

from contextlib import closing

import libpysal
import numpy as np
import pytest
from esda import Moran_Local
from scipy.optimize import minimize_scalar

from tests.analysis.worlds import lattice
from workbench.analysis.association import correlation, correlation_sentence, regression
from workbench.analysis.graph import Graph
from workbench.analysis.hotspots import clustering, clustering_sentence, hotspots, standardised_rates
from workbench.analysis.spatial_regression import error_model, lag_model, sensitivity_sentence, weights
from workbench.errors import CannotAnswer


@pytest.fixture(scope="module")
def columbus():
    """Anselin's Columbus: crime against income and house value in 49 neighbourhoods."""
    crime, income, value = _columns("columbus.dbf", "CRIME", "INC", "HOVAL")
    return crime, np.column_stack([income, value]), _graph("columbus.gal")


def _columns(name: str, *wanted: str) -> list[np.ndarray]:
    with closing(libpysal.io.open(libpysal.examples.get_path(name))) as table:
        return [np.array(table.by_col(column), dtype=float) for column in wanted]


def _graph(name: str) -> Graph:
    with closing(libpysal.io.open(libpysal.examples.get_path(name))) as file:
        near = file.read().neighbors
    return Graph.among([str(code) for code in near], neighbours={str(a): map(str, b) for a, b in near.items()})


def test_least_squares_on_columbus_is_that_of_geoda(columbus):
    # GeoDa workbook, OLS of CRIME on INC and HOVAL; spreg's own tests expect 68.61896110 and -1.59731083.
    crime, covariates, _ = columbus
    found = regression(crime, covariates, names=["INC", "HOVAL"])
    assert found.coefficients == pytest.approx([68.6190, -1.5973, -0.2739], abs=5e-5)
    assert found.explained == pytest.approx(0.5329, abs=5e-5)


def concentrated(columbus, *, kind: str) -> tuple[float, np.ndarray]:
    """The same by the concentrated likelihood of Anselin (1988), chapter 12, worked out here with nothing but NumPy."""
    crime, covariates, graph = columbus
    near, design = graph.adjacency.toarray(), np.column_stack([np.ones(len(crime)), covariates])
    near /= near.sum(axis=1, keepdims=True)

    def fitted(strength: float) -> tuple[np.ndarray, np.ndarray]:
        turned = np.eye(len(crime)) - strength * near
        inputs = design if kind == "lag" else turned @ design
        coefficients = np.linalg.lstsq(inputs, turned @ crime, rcond=None)[0]
        return coefficients, turned @ crime - inputs @ coefficients

    def against(strength: float) -> float:
        left = fitted(strength)[1]
        return len(crime) / 2 * np.log(left @ left) - np.linalg.slogdet(np.eye(len(crime)) - strength * near)[1]

    best = float(minimize_scalar(against, bounds=(-0.9, 0.99), method="bounded", options={"xatol": 1e-10}).x)
    return best, fitted(best)[0]


def test_the_error_model_on_columbus_is_that_of_geoda(columbus):
    # GeoDa workbook, spatial error model by maximum likelihood, queen contiguity: lambda 0.54675.
    crime, covariates, graph = columbus
    found, (strength, coefficients) = error_model(crime, covariates, graph=graph), concentrated(columbus, kind="error")
    assert found.strength == pytest.approx(0.54675, abs=1e-5)
    assert found.strength == pytest.approx(strength, abs=1e-5)
    assert found.coefficients == pytest.approx(coefficients, abs=1e-4)


def test_the_lag_model_on_columbus_is_that_of_its_likelihood(columbus):
    crime, covariates, graph = columbus
    found, (strength, coefficients) = lag_model(crime, covariates, graph=graph), concentrated(columbus, kind="lag")
    assert found.strength == pytest.approx(strength, abs=1e-4)
    assert found.coefficients == pytest.approx(coefficients, abs=2e-2)


def test_the_sentence_says_whether_the_conclusion_stands(columbus):
    crime, covariates, graph = columbus
    plain = regression(crime, covariates, names=["INC", "HOVAL"])
    said = sensitivity_sentence(plain, error_model(crime, covariates, graph=graph))
    assert "blijft de conclusie overeind" in said


def test_sudden_infant_deaths_in_north_carolina_have_their_published_pattern():
    # The docstring of esda.Moran_Rate (Assuncao & Reis) on libpysal's sids2, SID79 by BIR79: '0.1662'.
    deaths, births = _columns("sids2.dbf", "SID79", "BIR79")
    found = clustering(standardised_rates(deaths, births), graph=_graph("sids2.gal"))
    assert found.value == pytest.approx(0.1662, abs=5e-5)
    assert found.chance < 0.05


def test_fishers_interval_is_the_textbook_one():
    # NIST/Dataplot, "Correlation confidence limits"; worked here from atanh(0.5) +/- 1.96 / sqrt(25).
    generator = np.random.default_rng(1)
    one, noise = generator.standard_normal((2, 28))
    noise -= one * (one @ noise) / (one @ one)
    one, noise = (v - v.mean() for v in (one, noise))
    noise -= one * (one @ noise) / (one @ one)
    other = 0.5 * one / np.linalg.norm(one) + np.sqrt(0.75) * noise / np.linalg.norm(noise)
    found = correlation(one, other)
    assert (found.value, found.lower, found.upper) == pytest.approx((0.5, 0.1558, 0.7364), abs=1e-3)


def test_correlation_intervals_hold_the_truth_in_95_percent_of_samples():
    generator, held = np.random.default_rng(3), []
    for _ in range(1500):
        one, own = generator.standard_normal((2, 40))
        found = correlation(one, 0.6 * one + 0.8 * own)
        held.append(found.lower < 0.6 < found.upper)
    assert 0.93 <= np.mean(held) <= 0.97


def test_a_weak_link_is_not_called_one():
    generator = np.random.default_rng(8)
    assert "geen samenhang" in correlation_sentence(correlation(*generator.standard_normal((2, 30))))


HOPELESS = {
    "too few": (np.arange(4.0), np.arange(4.0)[:, None]),
    "constant outcome": (np.ones(20), np.arange(20.0)[:, None]),
    "constant covariate": (np.arange(20.0), np.ones((20, 1))),
    "all missing": (np.arange(20.0), np.full((20, 1), np.nan)),
    "explained exactly": (np.arange(20.0), 2 * np.arange(20.0)[:, None]),
}


@pytest.mark.parametrize(("outcome", "covariates"), HOPELESS.values(), ids=HOPELESS.keys())
def test_a_regression_that_cannot_be_is_refused_in_dutch(outcome, covariates):
    with pytest.raises(CannotAnswer) as refusal:
        regression(outcome, covariates, names=["x"])
    assert refusal.value.page.endswith(".")


def test_islands_are_left_out_of_hotspots_and_refused_in_a_spatial_model():
    graph = Graph.among(["a", "b", *lattice(4, 4).codes], neighbours=dict(_touching(lattice(4, 4))))
    values = np.concatenate([[90.0, np.nan], np.arange(16.0)])
    found = hotspots(values, graph=graph)
    assert np.isnan(found.moran[:2]).all()
    with pytest.raises(CannotAnswer):
        error_model(np.nan_to_num(values), np.arange(18.0)[:, None] ** 2, graph=graph)


def _touching(graph: Graph):
    for place, code in enumerate(graph.codes):
        yield code, [graph.codes[other] for other in graph.adjacency[[place]].indices]


def test_a_planted_cluster_is_found_and_noise_is_not():
    graph, noise = lattice(12, 12), np.random.default_rng(2).standard_normal(144)
    corner = np.array([all(int(part) < 4 for part in code.split(",")) for code in graph.codes])
    planted = hotspots(noise + 4 * corner, graph=graph)
    assert set(np.flatnonzero(planted.hot)) <= set(np.flatnonzero([_near(code) for code in graph.codes]))
    assert planted.hot[corner].mean() > 0.7
    assert hotspots(noise, graph=graph).hot.sum() <= 2


def _near(code: str) -> bool:
    return all(int(part) < 5 for part in code.split(","))


def test_local_morans_are_those_of_esda():
    graph, values = lattice(8, 8), np.random.default_rng(4).uniform(1, 9, 64)
    found = hotspots(values, graph=graph)
    assert found.moran == pytest.approx(Moran_Local(values, weights(graph), permutations=0).Is)


def test_the_same_seed_gives_the_same_hotspots_and_leaves_chance_alone():
    graph, values = lattice(8, 8), np.random.default_rng(4).standard_normal(64)
    before = np.random.get_state()[1].copy()
    assert clustering(values, graph=graph) == clustering(values, graph=graph)
    first, second = hotspots(values, graph=graph), hotspots(values, graph=graph)
    assert np.array_equal(first.moran_chance, second.moran_chance)
    assert np.array_equal(before, np.random.get_state()[1])


def test_equal_figures_have_no_pattern_to_ask_for():
    with pytest.raises(CannotAnswer):
        clustering(np.ones(64), graph=lattice(8, 8))
    assert "verspreid" in clustering_sentence(
        clustering(np.random.default_rng(6).standard_normal(64), graph=lattice(8, 8))
    )
