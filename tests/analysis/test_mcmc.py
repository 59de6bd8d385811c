"""The fast approximation beside the full MCMC of the same model, in the process that a page would start."""

import importlib.util

import numpy as np
import pytest

from tests.analysis.worlds import scotland
from workbench.analysis import bym2, mcmc
from workbench.analysis.laplace import Prior
from workbench.errors import CannotAnswer

PRIOR = Prior(intercept=1.0, slope=1.0, sigma=1.0)


@pytest.mark.slow
def test_mcmc_and_the_approximation_agree_on_scotland():
    graph, counts, outdoor = scotland()
    under_way = mcmc.start(graph, counts, covariates=outdoor, prior=PRIOR)
    fast = bym2.fit(graph, counts, covariates=outdoor, prior=PRIOR)
    full = under_way.future.result(timeout=500)
    assert np.abs(fast.predictor - full.predictor).max() < 0.25 * full.predictor_deviation.min()
    assert (full.noise < 0.25 * full.predictor_deviation).all()  # drawn enough to judge by
    assert (np.diff(full.quantiles, axis=0) > 0).all()
    assert fast.coefficients[0] == pytest.approx(full.coefficients[0], abs=0.03)
    assert abs(fast.rho[0] - full.rho[0]) < 0.25 * full.rho[1]
    assert "klopt" in mcmc.comparison_sentence(fast, full)


def test_without_the_extra_one_sentence_says_so(monkeypatch):
    monkeypatch.setattr(mcmc, "find_spec", lambda name: None if name == "nutpie" else importlib.util.find_spec(name))
    with pytest.raises(CannotAnswer) as refusal:
        mcmc.require()
    assert "extra 'mcmc'" in refusal.value.page
