"""The chain of dense blocks against ordinary dense linear algebra, for any graph."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from tests.analysis.worlds import lattice
from workbench.analysis.blocks import BlockMatrix
from workbench.analysis.graph import Graph


@st.composite
def graphs(draw) -> Graph:
    size = draw(st.integers(1, 80))
    pairs = draw(st.lists(st.tuples(st.integers(0, size - 1), st.integers(0, size - 1)), max_size=3 * size))
    touching: dict[str, list[str]] = {}
    for one, other in pairs:
        touching.setdefault(str(one), []).append(str(other))
    return Graph.among([str(number) for number in range(size)], neighbours=touching)


@settings(max_examples=40, deadline=None)
@given(graphs(), st.integers(0, 1000))
def test_solving_and_inverting_agree_with_a_dense_matrix(graph, seed):
    addition = np.random.default_rng(seed).uniform(0.5, 2, len(graph))
    dense = graph.laplacian.toarray() + np.diag(addition)
    factor = BlockMatrix.of(graph.laplacian, order=graph.order).factor(addition)
    assert factor.inverse_diagonal() == pytest.approx(np.diag(np.linalg.inv(dense)))
    assert factor.solve(addition) == pytest.approx(np.linalg.solve(dense, addition))
    assert factor.log_determinant() == pytest.approx(np.linalg.slogdet(dense)[1])


def test_draws_have_the_precision_they_were_asked_for():
    graph = lattice(3, 20)
    factor = graph.blocks.factor(np.ones(60))
    drawn = np.cov(factor.sample(np.random.default_rng(1).standard_normal((60, 40_000))))
    wanted = np.linalg.inv(graph.precision.toarray() + np.eye(60))
    assert drawn == pytest.approx(wanted, abs=0.02)


def test_a_matrix_that_is_not_positive_definite_is_refused():
    matrix = BlockMatrix.of(sparse.csr_array(np.eye(3)), order=np.arange(3))
    with pytest.raises(np.linalg.LinAlgError):
        matrix.factor(np.array([0.0, -2.0, 0.0]))


@settings(max_examples=25, deadline=None)
@given(graphs())
def test_the_scaled_spatial_effect_has_typical_variance_one(graph):
    # Riebler et al. (2016): the geometric mean of the marginal variances of each connected part is one.
    dense = graph.laplacian.toarray() * graph.scaling_factors[:, None]
    variances = np.diag(np.linalg.pinv(dense))
    for part in graph.constraints.astype(bool):
        assert np.exp(np.log(variances[part]).mean()) == pytest.approx(1, rel=1e-3)
