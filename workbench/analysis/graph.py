"""The neighbour graph of areas as a model needs it: components, a narrow ordering and the scaled ICAR precision.

Source: Riebler et al. (2016), Stat. Methods Med. Res. 25, 1145-1165 (scaling); Freni-Sterrantino et al. (2018),
Spat. Spatiotemporal Epidemiol. 26, 25-34 (each connected part scaled by itself, an island gets variance one).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from workbench.analysis.blocks import BlockMatrix

JITTER = 1e-7  # lifts the null space of the ICAR precision; the sum-to-zero constraint takes its effect away again


@dataclass(frozen=True, eq=False)
class Graph:
    """Which areas touch, in the order of `codes`."""

    codes: tuple[str, ...]
    adjacency: sparse.csr_array

    @classmethod
    def among(cls, codes: Sequence[str], *, neighbours: Mapping[str, Iterable[str]]) -> "Graph":
        """The graph of these areas only.

        Missing: a neighbour that is not among the codes is left out; an area that thereby has none is an island.
        """
        place = {code: index for index, code in enumerate(codes)}
        pairs = [(place[a], place[b]) for a in codes for b in neighbours.get(a, ()) if b in place and a != b]
        rows, columns = (np.array(side, dtype=int) for side in zip(*pairs, strict=True)) if pairs else ([], [])
        size = (len(codes), len(codes))
        touching = sparse.coo_array((np.ones(len(pairs)), (rows, columns)), shape=size).tocsr()
        return cls(tuple(codes), ((touching + touching.T) > 0).astype(float).tocsr())

    def __len__(self) -> int:
        return len(self.codes)

    @cached_property
    def components(self) -> np.ndarray:
        """The number of the connected part each area belongs to."""
        return csgraph.connected_components(self.adjacency, directed=False)[1]

    @cached_property
    def islands(self) -> np.ndarray:
        """True for an area without neighbours."""
        return np.diff(self.adjacency.indptr) == 0

    @cached_property
    def order(self) -> np.ndarray:
        """A permutation that keeps neighbours close together (reverse Cuthill-McKee)."""
        return np.asarray(csgraph.reverse_cuthill_mckee(self.adjacency, symmetric_mode=True), dtype=int)

    @cached_property
    def constraints(self) -> np.ndarray:
        """One row of ones for each connected part of two or more areas: its spatial effects sum to zero."""
        parts = [part for part in np.unique(self.components) if (self.components == part).sum() > 1]
        return np.array([(self.components == part).astype(float) for part in parts]).reshape(len(parts), len(self))

    @cached_property
    def laplacian(self) -> sparse.csr_array:
        return sparse.csr_array(csgraph.laplacian(self.adjacency))

    @cached_property
    def scaling_factors(self) -> np.ndarray:
        """For each area the geometric mean of the ICAR variances in its connected part; one for an island."""
        factors = np.ones(len(self))
        variances = self._icar_variances()
        for row in self.constraints:
            members = row > 0
            factors[members] = np.exp(np.log(variances[members]).mean())
        return factors

    @cached_property
    def precision(self) -> sparse.csr_array:
        """The scaled ICAR precision (typical variance one), jittered; the identity for islands."""
        scaled = self.laplacian * self.scaling_factors[:, None]
        return sparse.csr_array(scaled + sparse.diags_array(np.where(self.islands, 1.0, JITTER)))

    @cached_property
    def blocks(self) -> BlockMatrix:
        return BlockMatrix.of(self.precision, order=self.order)

    def _icar_variances(self) -> np.ndarray:
        jitter = sparse.diags_array(np.where(self.islands, 1.0, JITTER))
        factor = BlockMatrix.of(sparse.csr_array(self.laplacian + jitter), order=self.order).factor(np.zeros(len(self)))
        return constrained_variances(factor.inverse_diagonal(), factor.solve(self.constraints.T), self.constraints)


def constrained_variances(variances: np.ndarray, spread: np.ndarray, constraints: np.ndarray) -> np.ndarray:
    """The variances given that `constraints @ x` is zero; `spread` is the covariance times `constraints.T`."""
    if not len(constraints):
        return variances
    return variances - np.einsum("ij,ji->i", spread, np.linalg.solve(constraints @ spread, spread.T))
