"""A sparse positive definite matrix as a chain of dense blocks: factor, solve, sample, diagonal of the inverse.

Neighbours of areas in a narrow ordering lie in the same or the next block, so the Cholesky factor of 3,400 areas
is some thirty small dense ones: milliseconds with SciPy alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy import sparse
from scipy.linalg import blas, lapack

SMALLEST_BLOCK = 48  # smaller ones cost more in calls than they save in arithmetic


@dataclass(frozen=True, eq=False)
class BlockMatrix:
    """The diagonal blocks and those below them, in `order`; `cuts` are the borders between blocks."""

    order: np.ndarray
    cuts: tuple[int, ...]
    diagonal: tuple[np.ndarray, ...]
    below: tuple[np.ndarray, ...]

    @classmethod
    def of(cls, matrix: sparse.csr_array, *, order: np.ndarray) -> "BlockMatrix":
        arranged = sparse.csr_array(matrix)[order][:, order].tocsr()
        cuts = _cuts(arranged)
        spans = list(pairwise(cuts))
        diagonal = tuple(np.asfortranarray(arranged[a:b, a:b].toarray()) for a, b in spans)
        pairs = pairwise(spans)
        below = tuple(np.asfortranarray(arranged[c:d, a:b].toarray()) for (a, b), (c, d) in pairs)
        return cls(order, cuts, diagonal, below)

    def factor(self, addition: np.ndarray) -> "BlockFactor":
        """The Cholesky factor of the matrix with `addition` on its diagonal. Raises: LinAlgError."""
        added = addition[self.order]
        factors, links = [], []
        for k, block in enumerate(self.diagonal):
            pivot = block.copy(order="F")
            span = slice(self.cuts[k], self.cuts[k + 1])
            pivot[np.diag_indices_from(pivot)] += added[span]
            if k:
                pivot = blas.dsyrk(-1.0, links[-1], beta=1.0, c=pivot, lower=1, overwrite_c=1)
            lower, failed = lapack.dpotrf(pivot, lower=1, clean=1, overwrite_a=1)
            if failed:
                raise np.linalg.LinAlgError("the matrix is not positive definite")
            factors.append(lower)
            if k < len(self.below):
                links.append(blas.dtrsm(1.0, lower, self.below[k], side=1, lower=1, trans_a=1))
        return BlockFactor(self.order, self.cuts, tuple(factors), tuple(links))


@dataclass(frozen=True, eq=False)
class BlockFactor:
    """The factor L of a matrix, as its diagonal blocks and the links below them."""

    order: np.ndarray
    cuts: tuple[int, ...]
    lower: tuple[np.ndarray, ...]
    links: tuple[np.ndarray, ...]

    def log_determinant(self) -> float:
        return 2.0 * sum(float(np.log(np.diagonal(block)).sum()) for block in self.lower)

    def solve(self, right: np.ndarray) -> np.ndarray:
        """The inverse times `right`, a vector or a matrix with a row per area."""
        flat = right.ndim == 1
        columns = (right[:, None] if flat else right)[self.order]
        answer = np.empty_like(columns, dtype=float)
        answer[self.order] = np.vstack(self._backward(self._forward(columns)))
        return answer[:, 0] if flat else answer

    def sample(self, noise: np.ndarray) -> np.ndarray:
        """Draws with this precision from standard normal `noise`, a row per area and a column per draw."""
        spans = [noise[a:b] for a, b in self._spans()]
        answer = np.empty_like(noise)
        answer[self.order] = np.vstack(self._backward(spans))
        return answer

    def inverse_diagonal(self) -> np.ndarray:
        answer = np.empty(self.cuts[-1])
        covariance: np.ndarray | None = None
        pieces = []
        for k in range(len(self.lower) - 1, -1, -1):
            inverse, _ = lapack.dtrtri(self.lower[k], lower=1)
            own = blas.dsyrk(1.0, inverse, trans=1, lower=1)
            if covariance is not None:
                carried = blas.dtrmm(1.0, inverse, self.links[k], side=1, lower=1)
                own = _symmetric(own) + carried.T @ (covariance @ carried)
            covariance = own if covariance is not None else _symmetric(own)
            pieces.append(np.diagonal(covariance))
        answer[self.order] = np.concatenate(pieces[::-1])
        return answer

    def _spans(self) -> Iterator[tuple[int, int]]:
        return pairwise(self.cuts)

    def _forward(self, columns: np.ndarray) -> list[np.ndarray]:
        done: list[np.ndarray] = []
        for k, (a, b) in enumerate(self._spans()):
            part = columns[a:b] - self.links[k - 1] @ done[-1] if k else columns[a:b]
            done.append(blas.dtrsm(1.0, self.lower[k], part, lower=1))
        return done

    def _backward(self, parts: list[np.ndarray]) -> list[np.ndarray]:
        done: list[np.ndarray] = []
        for k in range(len(self.lower) - 1, -1, -1):
            part = parts[k] - self.links[k].T @ done[-1] if done else parts[k]
            done.append(blas.dtrsm(1.0, self.lower[k], part, lower=1, trans_a=1))
        return done[::-1]


def _symmetric(lower: np.ndarray) -> np.ndarray:
    return np.tril(lower) + np.tril(lower, -1).T


def _cuts(matrix: sparse.csr_array) -> tuple[int, ...]:
    """Borders such that every entry lies in a diagonal block or one next to it."""
    size = matrix.shape[0]
    last = np.array([matrix.indices[a:b].max(initial=row) for row, (a, b) in enumerate(_rows(matrix))])
    reach = np.maximum.accumulate(last) + 1 if size else last
    cuts = [0, min(size, SMALLEST_BLOCK)]
    while cuts[-1] < size:
        needed = max(int(reach[cuts[-1] - 1]), cuts[-1] + SMALLEST_BLOCK)
        cuts.append(size if size - needed < SMALLEST_BLOCK // 2 else needed)
    return tuple(cuts)


def _rows(matrix: sparse.csr_array) -> Iterator[tuple[int, int]]:
    return pairwise(matrix.indptr)
