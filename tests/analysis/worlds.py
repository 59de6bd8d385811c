"""Invented and published regions to try models on."""

from pathlib import Path

import numpy as np
import pandas as pd

from workbench.analysis.graph import Graph
from workbench.analysis.likelihood import Binomial, Poisson

PUBLISHED = Path(__file__).parent / "published"


def scotland() -> tuple[Graph, Poisson, np.ndarray]:
    """Graph, counts and the percentage of outdoor workers divided by ten (see published/SOURCES.md)."""
    table = pd.read_csv(PUBLISHED / "scotland_lip_cancer.csv", dtype={"area": str})
    neighbours = {row.area: row.neighbours.split() for row in table.itertuples()}
    counts = Poisson(table["observed"].to_numpy(float), table["expected"].to_numpy(float))
    return Graph.among(list(table["area"]), neighbours=neighbours), counts, table[["outdoor_percent"]].to_numpy() / 10


def lattice(rows: int, columns: int) -> Graph:
    """A chessboard of areas that touch sideways, up and down, and along one diagonal."""
    steps = ((1, 0), (0, 1), (1, 1))
    cells = [(row, column) for row in range(rows) for column in range(columns)]
    touching = {f"{r},{c}": [f"{r + a},{c + b}" for a, b in steps] for r, c in cells}
    return Graph.among(list(touching), neighbours=touching)


def drawn_region(
    graph: Graph, *, seed: int, persons: tuple[int, int] = (20, 1000), sigma: float = 0.35, rho: float = 0.6
) -> tuple[Binomial, np.ndarray]:
    """Counts drawn from the BYM2 model itself, with the fractions they were drawn from."""
    generator = np.random.default_rng(seed)
    spatial = graph.blocks.factor(np.zeros(len(graph))).sample(generator.standard_normal((len(graph), 1)))[:, 0]
    spatial -= graph.constraints.T @ (graph.constraints @ spatial / graph.constraints.sum(axis=1))
    own = generator.standard_normal(len(graph))
    truth = 1 / (1 + np.exp(2.5 - sigma * (np.sqrt(rho) * spatial + np.sqrt(1 - rho) * own)))
    asked = generator.integers(*persons, len(graph))
    return Binomial(generator.binomial(asked, truth).astype(float), asked.astype(float)), truth
