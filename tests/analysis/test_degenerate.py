"""Hopeless questions, whatever they are: an answer without gaps that were not there, or one Dutch sentence.

Hypothesis makes the worlds: islands, one area, nothing measured, everything equal, all or nobody a case, covariates
that copy each other, split the areas exactly or are not there at all.
"""

import warnings
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbench.analysis import bym2
from workbench.analysis.association import correlation, correlation_sentence, regression
from workbench.analysis.compare import against_reference, difference, false_discoveries, ratio
from workbench.analysis.empirical_bayes import smoothed_rates
from workbench.analysis.fay_herriot import fay_herriot
from workbench.analysis.graph import Graph
from workbench.analysis.hotspots import clustering, hotspots, standardised_rates
from workbench.analysis.intervals import byar, wilson
from workbench.analysis.likelihood import Binomial, Normal, Poisson
from workbench.analysis.predict import predict
from workbench.analysis.predict_spatial import predict_spatial
from workbench.analysis.prioritise import agreement_sentence, prioritise
from workbench.analysis.scenario import expected_change, expected_sentence
from workbench.analysis.spatial_regression import error_model, lag_model
from workbench.analysis.standardise import directly_standardised, standardised_shares
from workbench.analysis.trend import change, trend
from workbench.errors import WorkbenchError


class World:
    """Areas with counts, persons, two covariates, gemeenten and neighbours, any of which may be spoiled."""

    def __init__(self, size: int, seed: int, spoiled: frozenset[str]):
        generator = np.random.default_rng(seed)
        self.size, self.spoiled = size, spoiled
        self.persons = generator.integers(60, 900, size).astype(float)
        self.covariates = generator.standard_normal((size, 2))
        chance = 1 / (1 + np.exp(2 - self.covariates[:, 0]))
        self.counts = generator.binomial(self.persons.astype(int), chance).astype(float)
        self.groups = np.array([f"GM{at % 5:04}" for at in range(size)])
        for each in sorted(spoiled):
            getattr(self, f"_{each}")(generator)
        near = {} if "islands" in spoiled else {str(at): [str(at + 1), str(at + 4)] for at in range(size)}
        if "two_parts" in spoiled:
            near = {
                code: [other for other in others if int(other) % 2 == int(code) % 2] for code, others in near.items()
            }
        self.graph = Graph.among([str(at) for at in range(size)], neighbours=near)
        with np.errstate(invalid="ignore", divide="ignore"):
            self.rates = self.counts / self.persons
        self.variances = np.full(size, 1e-4)

    def _islands(self, _): ...
    def _two_parts(self, _): ...
    def _nobody(self, _):
        self.counts[:] = 0.0

    def _everybody(self, _):
        self.counts[:] = self.persons

    def _equal(self, _):
        self.counts[:], self.persons[:] = 7.0, 100.0

    def _unmeasured(self, _):
        self.counts[:] = np.nan

    def _gaps(self, generator):
        self.counts[generator.random(self.size) < 0.4] = np.nan

    def _nowhere(self, generator):
        self.persons[generator.random(self.size) < 0.3] = 0.0
        self.counts = np.minimum(self.counts, self.persons)

    def _constant_covariate(self, _):
        self.covariates[:, 0] = 1.0

    def _copied_covariate(self, _):
        self.covariates[:, 1] = 2 * self.covariates[:, 0]

    def _no_covariate(self, _):
        self.covariates[:] = np.nan

    def _separating(self, _):
        self.counts = np.where(self.covariates[:, 0] > 0, np.maximum(self.counts, 1.0), 0.0)

    def _one_gemeente(self, _):
        self.groups[:] = "GM0001"


KINDS = sorted(name[1:] for name in vars(World) if name[0] == "_" and name[1] != "_")
worlds = st.builds(
    World,
    st.sampled_from([1, 2, 4, 11, 16]),
    st.integers(0, 50),
    st.frozensets(st.sampled_from(KINDS), max_size=2),
)


def posterior(world: World, likelihood) -> list[np.ndarray]:
    found = bym2.fit(world.graph, likelihood, covariates=world.covariates)
    quick = bym2.preview(world.graph, likelihood)
    return [found.median, *found.interval, found.draws(50), quick.median, *quick.interval]


def asked(world: World) -> dict[str, object]:
    wanted = np.isnan(world.counts)
    return {"groups": world.groups, "wanted": wanted, "persons": world.persons}


def predicted(world: World, found) -> list[object]:
    """Finite exactly where it was asked and there are enough people."""
    there = np.isnan(world.counts) & (world.persons >= 50) & (world.persons > 0)
    return [found.value[there], found.lower[there], found.upper[there], found.skill, found.error]


def rows(world: World) -> pd.DataFrame:
    low, high = wilson(world.counts, world.persons)
    return pd.DataFrame({"value": world.rates, "lower": low, "upper": high})


QUESTIONS: dict[str, Callable[[World], list]] = {
    "binomial BYM2": lambda w: posterior(w, Binomial(w.counts, w.persons)),
    "Poisson BYM2": lambda w: posterior(w, Poisson(w.counts, w.persons)),
    "normal BYM2": lambda w: posterior(w, Normal(w.rates, w.variances)),
    "Fay-Herriot": lambda w: [fay_herriot(w.rates, w.variances, design=w.covariates).estimate],
    "empirical Bayes": lambda w: [smoothed_rates(w.counts, w.persons)[np.isfinite(w.rates)]],
    "correlation": lambda w: [correlation_sentence(correlation(w.rates, w.covariates[:, 0]))],
    "regression": lambda w: list(vars(regression(w.rates, w.covariates, names=["a", "b"])).values())[1:8],
    "error model": lambda w: [error_model(w.rates, w.covariates, graph=w.graph).coefficients],
    "lag model": lambda w: [lag_model(w.rates, w.covariates, graph=w.graph).coefficients],
    "clustering": lambda w: [clustering(w.rates, graph=w.graph).value],
    "hotspots": lambda w: [hotspots(w.rates, graph=w.graph).hot],
    "standardised rates": lambda w: [standardised_rates(w.counts, w.persons)[np.isfinite(w.rates)]],
    "prediction": lambda w: predicted(w, predict(w.rates, w.covariates, **asked(w))),
    "prediction with BYM2": lambda w: predicted(
        w, predict_spatial(w.graph, Binomial(w.counts, w.persons), w.covariates, factor=1.0, **asked(w))
    ),
    "priority": lambda w: [
        agreement_sentence(
            prioritise(
                np.column_stack([w.rates, w.covariates]),
                np.full((w.size, 3), 0.1),
                worse_when=np.array([1.0, -1.0, 1.0]),
                weights=np.array([[1.0, 2, 0], [0, 1, 1]]),
                top=3,
            )
        )
    ],
    "scenario": lambda w: [
        expected_sentence(
            expected_change(
                w.rates, w.covariates[:, 0], move=0.5, chosen=np.arange(w.size) % 2 == 0, persons=w.persons, per=1.0
            ),
            outcome="x",
            unit="%",
        )
    ],
    "difference": lambda w: list(difference(tuple(w.counts[:2]), tuple(w.persons[:2]))) if w.size > 1 else [],
    "ratio": lambda w: list(ratio(tuple(w.counts[:2]), tuple(w.persons[:2]))) if w.size > 1 else [],
    "reference": lambda w: [(against_reference(rows(w), reference=0.1)["verdict"] != "") == np.isfinite(w.rates)],
    "false discoveries": lambda w: [false_discoveries(w.rates)],
    "Byar": lambda w: [each[np.isfinite(w.counts)] for each in byar(w.counts)],
    "direct standardisation": lambda w: [
        directly_standardised(
            pd.DataFrame({"area_code": w.groups, "numerator": w.counts, "denominator": w.persons, "standard": 1})
        )["area_code"]
    ],
    "standardised shares": lambda w: [standardised_shares(rows(w).assign(area_code="A", standard=1))["area_code"]],
    "trend": lambda w: [
        change(part)
        for part in trend(rows(w).assign(period=range(2000, 2000 + w.size), edition=2020, dataset="a")).stretches
    ],
}
assert set(KINDS) >= {"islands", "unmeasured", "equal", "separating", "no_covariate"}


def answered(question: Callable[[World], list], world: World) -> list:
    """The answer, or the sentence of the refusal."""
    try:
        return question(world)
    except WorkbenchError as refusal:
        return [refusal.page]


@pytest.mark.parametrize("name", QUESTIONS)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(world=worlds)
def test_every_question_has_an_answer_without_silent_gaps_or_a_dutch_sentence(name, world):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        answer = answered(QUESTIONS[name], world)
    for part in answer:
        if isinstance(part, str):
            assert part[0].isupper()
            assert part.endswith(".")
            assert not {"nan", "–"} & set(part.split())
        else:
            values = np.asarray(part)
            assert values.dtype == object or np.isfinite(values.astype(float)).all()
