"""Where high figures lie together more than chance would have it: Moran and Getis-Ord, false findings controlled."""

import warnings
from dataclasses import dataclass

import numpy as np

from workbench.analysis.compare import false_discoveries
from workbench.analysis.graph import Graph
from workbench.analysis.posterior import SEED
from workbench.analysis.spatial_regression import weights
from workbench.errors import CannotAnswer
from workbench.text import number

FEWEST_AREAS = 10
PERMUTATIONS = 999
KINDS = {1: "hoog tussen hoog", 2: "laag tussen hoog", 3: "laag tussen laag", 4: "hoog tussen laag"}


@dataclass(frozen=True)
class Clustering:
    """Moran's I of the whole; `chance` is that of so strong a pattern if figures lay at random."""

    value: float
    expected: float
    z: float
    chance: float
    areas: int


@dataclass(frozen=True, eq=False)
class Hotspots:
    """Per area, in the order of the graph: its kind (empty when not beyond chance), statistics and chances."""

    kind: list[str]
    moran: np.ndarray
    moran_chance: np.ndarray
    getis: np.ndarray  # G*, as a z-score
    getis_chance: np.ndarray
    hot: np.ndarray


def clustering(values: np.ndarray, *, graph: Graph, seed: int = SEED) -> Clustering:
    """Whether neighbours look alike more than chance. Islands do not count. Raises: CannotAnswer.

    Source: Moran (1950), Biometrika 37, 17-23; Cliff & Ord (1981), Spatial Processes.
    """
    from esda import Moran  # brings half of PySAL along: only where it is asked for

    inner, figures, _ = _connected(values, graph)
    with _seeded(seed):
        found = Moran(figures, weights(inner), permutations=PERMUTATIONS)
    return Clustering(float(found.I), float(found.EI), float(found.z_rand), float(found.p_sim), len(figures))


def hotspots(values: np.ndarray, *, graph: Graph, rate: float = 0.05, seed: int = SEED) -> Hotspots:
    """The areas whose surroundings stand out, with at most `rate` of the findings false.

    Missing: an area without a figure or without neighbours that have one is no finding and keeps empty statistics.
    Raises: CannotAnswer for too few areas or a figure that is the same everywhere.
    Source: Anselin (1995), Geogr. Anal. 27, 93-115; Ord & Getis (1995), ibid. 286-306; Benjamini & Hochberg (1995).
    """
    from esda import G_Local

    inner, figures, places = _connected(values, graph)
    local, chance, quadrant = _local_moran(figures, inner, seed=seed)
    with _seeded(seed):
        # G* does not change when all figures are raised, and esda wants them positive.
        raised = figures - figures.min() + np.ptp(figures)
        getis = G_Local(raised, weights(inner), transform="B", permutations=0, star=True, n_jobs=1)
    found = false_discoveries(chance, rate=rate)
    kind = [""] * len(values)
    for place, which in zip(places[found], quadrant[found], strict=True):
        kind[place] = KINDS[int(which)]
    wide = {name: _spread(part, places, len(values)) for name, part in (("i", local), ("p", chance))}
    z, tail = _spread(getis.Zs, places, len(values)), _spread(2 * getis.p_norm, places, len(values))
    return Hotspots(kind, wide["i"], wide["p"], z, np.minimum(tail, 1.0), false_discoveries(tail, rate=rate) & (z > 0))


def standardised_rates(counts: np.ndarray, persons: np.ndarray) -> np.ndarray:
    """Rates on a scale on which small areas do not stand out by chance alone, to ask for patterns in.

    Missing: a gap stays a gap. Raises: CannotAnswer when nobody was counted.
    Source: Assunção & Reis (1999), Stat. Med. 18, 2147-2162.
    """
    known = np.isfinite(counts) & np.isfinite(persons) & (persons > 0)
    if not counts[known].sum() > 0:
        raise CannotAnswer("no area has a case", page="Er is in geen enkel gebied een geval geteld of gepubliceerd.")
    rates, mean = counts[known] / persons[known], counts[known].sum() / persons[known].sum()
    spread = persons[known] @ (rates - mean) ** 2 / persons[known].sum() - mean / persons[known].mean()
    variance = spread + mean / persons[known]
    answer = np.full(len(counts), np.nan)
    answer[known] = (rates - mean) / np.sqrt(np.where(variance > 0, variance, mean / persons[known]))
    return answer


def clustering_sentence(found: Clustering) -> str:
    value = number(found.value, decimals=2)
    if found.chance >= 0.05:
        return f"Hoge en lage cijfers liggen verspreid: buurgebieden lijken niet aantoonbaar op elkaar (Moran {value})."
    way = "lijken op elkaar" if found.value > found.expected else "verschillen juist van elkaar"
    return f"Buurgebieden {way}, meer dan door toeval te verwachten is (Moran {value})."


def _connected(values: np.ndarray, graph: Graph) -> tuple[Graph, np.ndarray, np.ndarray]:
    """The graph of areas that have a figure and a neighbour with one, their figures and their places."""
    places = np.flatnonzero(np.isfinite(values))
    while True:
        inner = Graph(tuple(graph.codes[p] for p in places), graph.adjacency[places][:, places].tocsr())
        if not inner.islands.any():
            break
        places = places[~inner.islands]
    figures = values[places]
    if len(figures) < FEWEST_AREAS or np.ptp(figures) == 0:
        raise CannotAnswer(
            f"{len(figures)} areas with neighbours, or all figures equal",
            page="Er zijn te weinig gebieden met een cijfer en een buurgebied, of overal staat hetzelfde cijfer.",
        )
    return inner, figures, places


def _local_moran(figures: np.ndarray, graph: Graph, *, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Local Moran, its two-sided chance and the quadrant of each area.

    By permutation of all other areas around it. Ours, because esda compiles its own for half a minute first.
    """
    z = (figures - figures.mean()) / figures.std()
    degree = np.diff(graph.adjacency.indptr)
    around = (graph.adjacency @ z) / degree
    scale = (len(z) - 1) / len(z)
    others = np.random.default_rng(seed).random((PERMUTATIONS, len(z) - 1)).argpartition(degree.max() - 1, axis=1)
    others = np.random.default_rng(seed + 1).permuted(others[:, : degree.max()], axis=1)
    chance = np.empty(len(z))
    for place, size in enumerate(degree):
        drawn = np.delete(z, place)[others[:, :size]].mean(axis=1) * z[place]
        above = int((drawn >= around[place] * z[place]).sum())
        chance[place] = 2 * (min(above, PERMUTATIONS - above) + 1) / (PERMUTATIONS + 1)
    quadrant = np.where(z > 0, np.where(around > 0, 1, 4), np.where(around > 0, 2, 3))
    return scale * z * around, np.minimum(chance, 1.0), quadrant


def _spread(part: np.ndarray, places: np.ndarray, size: int) -> np.ndarray:
    whole = np.full(size, np.nan)
    whole[places] = part
    return whole


class _seeded(warnings.catch_warnings):  # noqa: N801 - reads as a phrase
    """esda draws from NumPy's global generator: seeded inside, given back after."""

    def __init__(self, seed: int):
        super().__init__()
        self._seed = seed

    def __enter__(self) -> None:
        super().__enter__()
        warnings.simplefilter("ignore")
        self._state = np.random.get_state()
        np.random.seed(self._seed)

    def __exit__(self, *raised: object) -> None:
        np.random.set_state(self._state)
        super().__exit__(*raised)
