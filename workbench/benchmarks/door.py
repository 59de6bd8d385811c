"""The door on a seeded hierarchy of the size of Drenthe, next to pytauargus (Tau-Argus with its HiGHS solvers).

12 gemeenten, 130 wijken, 650 buurten and the region; threshold 10; 15 % of all cells are primary. Both get the same
table and the same primary cells. Tau-Argus is asked for a safety range of 100 % of the cell (its strictest), we for a
width of 10 persons; our attacker then counts, in both results, the primary cells that are known closer than that.
"""

import multiprocessing
import os
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from workbench.benchmarks.figure import Figure
from workbench.disclosure.attacker import intervals
from workbench.disclosure.cells import Cells
from workbench.disclosure.suppress import information, suppress

GEMEENTEN, WIJKEN, BUURTEN = 12, 130, 650
THRESHOLD, PRIMARY_SHARE, SEED = 10, 0.15, 1
BARS = {"gebied": 0.5, "geslacht": 3.0, "leeftijd": 10.0, "leeftijd_en_geslacht": 30.0}
CLOSE = 1e-6


@dataclass(frozen=True)
class Split:
    """How persons are split: group 0 is everybody; `atoms` are the finest groups, `sums` how they add up."""

    labels: dict[int, dict[str, str]]  # atom -> its code per dimension of Tau-Argus
    sums: list[tuple[int, list[int]]] = field(default_factory=list)
    size: int = 1

    @property
    def atoms(self) -> list[int]:
        return list(self.labels)


SPLITS = {
    "gebied": Split({0: {}}),
    "geslacht": Split({sex: {"sex": f"s{sex}"} for sex in (1, 2)}, [(0, [1, 2])], 3),
    "leeftijd": Split({age: {"age": f"a{age}"} for age in range(1, 6)}, [(0, [1, 2, 3, 4, 5])], 6),
    "leeftijd_en_geslacht": Split(
        {sex * 6 + age: {"sex": f"s{sex}", "age": f"a{age}"} for sex in (1, 2) for age in range(1, 6)},
        # First the atoms to their margins, then the margins to everybody.
        [(age, [6 + age, 12 + age]) for age in range(1, 6)]
        + [(sex * 6, [sex * 6 + age for age in range(1, 6)]) for sex in (1, 2)]
        + [(0, [6, 12]), (0, [1, 2, 3, 4, 5])],
        18,
    ),
}


def figures() -> Iterator[Figure]:
    parent = tree()
    for name, split in SPLITS.items():
        counts = persons(parent, split)
        cells = linked(parent, split, counts)
        primary = (cells.values > 0) & (cells.values < THRESHOLD)
        stock = _tau_argus(parent, split, counts)
        yield from _measured(f"deur_{name}", cells, primary, bar=BARS[name], stock=stock)


def _measured(name: str, cells: Cells, primary: np.ndarray, *, bar: float, stock) -> Iterator[Figure]:
    started = time.perf_counter()
    found = suppress(cells, primary, width=THRESHOLD)
    seconds = time.perf_counter() - started
    started = time.perf_counter()
    under = under_protected(cells, primary, found.hidden)
    attack = time.perf_counter() - started
    stock_seconds, stock_hidden = stock or (None, None)
    worth = information(cells.values)
    stock_cost = None if stock is None else float(worth[stock_hidden].sum())
    stock_under = None if stock is None else float(under_protected(cells, primary, stock_hidden))
    yield Figure(f"{name}_{len(cells)}_cellen", seconds, "s", stock=stock_seconds, bar=bar)
    yield Figure(f"{name}_afstand_tot_bewezen_grens", found.gap * 100, "%", bar=5.0 if len(cells) > 5000 else 0.0)
    yield Figure(f"{name}_verloren_informatie", found.cost, "punten", stock=stock_cost)
    yield Figure(f"{name}_te_weinig_beschermd", under, "cellen", stock=stock_under, bar=0)
    yield Figure(f"{name}_aanvaller", attack, "s", bar=3.0)


def under_protected(cells: Cells, primary: np.ndarray, hidden: np.ndarray) -> int:
    """How many primary cells the attacker knows closer than the threshold."""
    low, high = intervals(cells.equations, np.where(hidden, np.nan, cells.values), upper=cells.upper)
    return int(np.sum(primary & (high - low < THRESHOLD - CLOSE)))


def tree() -> np.ndarray:
    """The place of each area's parent; the region is 0 and comes before its gemeenten, wijken and buurten."""
    random = np.random.default_rng(SEED)
    in_gemeente = np.append(np.repeat(np.arange(GEMEENTEN), 2), random.integers(0, GEMEENTEN, WIJKEN - 2 * GEMEENTEN))
    in_wijk = np.append(np.arange(WIJKEN), random.integers(0, WIJKEN, BUURTEN - WIJKEN))
    wijken = 1 + GEMEENTEN + np.sort(in_wijk)
    return np.concatenate([[-1], np.zeros(GEMEENTEN, dtype=int), 1 + np.sort(in_gemeente), wijken])


def persons(parent: np.ndarray, split: Split) -> np.ndarray:
    """Persons per area and group, at such a scale that 15 % of the cells are primary."""
    random = np.random.default_rng(SEED + 100)
    size = random.lognormal(0, 1, len(parent))
    share = random.dirichlet(np.full(len(split.atoms), 5.0))
    chance = random.random((len(parent), len(split.atoms)))
    low, high = 1.0, 1e6
    while high / low > 1.0005:
        scale = (low * high) ** 0.5
        counts = _filled(parent, split, np.floor(scale * np.outer(size, share) * (0.5 + chance)))
        small = np.mean((counts > 0) & (counts < THRESHOLD))
        low, high = (scale, high) if small > PRIMARY_SHARE else (low, scale)
    return _filled(parent, split, np.floor(high * np.outer(size, share) * (0.5 + chance)))


def _filled(parent: np.ndarray, split: Split, atoms: np.ndarray) -> np.ndarray:
    counts = np.zeros((len(parent), split.size), dtype=np.int64)
    leaves = ~np.isin(np.arange(len(parent)), parent)
    counts[np.ix_(leaves, split.atoms)] = atoms[leaves]
    for area in range(len(parent) - 1, 0, -1):
        counts[parent[area]] += counts[area]
    for total, parts in split.sums:
        counts[:, total] = counts[:, parts].sum(axis=1)
    return counts


def linked(parent: np.ndarray, split: Split, counts: np.ndarray) -> Cells:
    at = np.arange(counts.size).reshape(counts.shape)
    areas = [(area, np.flatnonzero(parent == area)) for area in range(len(parent))]
    over_areas = [
        (at[area, g], at[inside, g].tolist()) for area, inside in areas if len(inside) for g in range(split.size)
    ]
    over_groups = [
        (at[area, total], at[area, parts].tolist()) for area in range(len(parent)) for total, parts in split.sums
    ]
    return Cells.of(over_areas + over_groups, counts.ravel())


def _tau_argus(parent: np.ndarray, split: Split, counts: np.ndarray) -> tuple[float, np.ndarray] | None:
    """Seconds and hidden cells of pytauargus on the same table; None when it is not installed or gives up.

    It runs in a process of its own, for on some of these tables it ends in a segmentation fault; then it is asked
    once more, for a safety range of 30 %.
    """
    if find_spec("pytauargus") is None:
        return None
    for safety_range in (100, 30):
        with tempfile.TemporaryDirectory() as folder:
            answer = Path(folder) / "answer.npz"
            task = (parent, split, counts, safety_range, folder)
            process = multiprocessing.get_context("spawn").Process(target=_ask_tau_argus, args=task)
            process.start()
            process.join(timeout=150)
            process.kill()
            if answer.exists():
                found = np.load(answer)
                return float(found["seconds"]), found["hidden"]
    return None


def _ask_tau_argus(parent: np.ndarray, split: Split, counts: np.ndarray, safety_range: int, folder: str) -> None:
    from pytauargus import protect

    os.chdir(folder)  # it leaves its logs wherever it runs
    dimensions = ["area", *next(iter(split.labels.values()))]
    hierarchy = Path(folder) / "area.hrc"
    hierarchy.write_text("\n".join(_hierarchy(parent, 0, depth=0)) + "\n")
    records, started = _records(parent, split, counts), time.perf_counter()
    result = protect(
        records,
        [dimensions],
        "one",
        safety_rules=f"FREQ({THRESHOLD},{safety_range})",
        suppress="MOD(1)" if len(dimensions) > 1 else "OPT(1)",  # its modular method wants two dimensions
        hrc={"area": str(hierarchy)},
        totcode="Total",
        workdir=folder,
    )
    seconds = time.perf_counter() - started
    hidden = _hidden(result.tables[0].rows, split, counts)
    np.savez(Path(folder) / "draft.npz", seconds=seconds, hidden=hidden)
    (Path(folder) / "draft.npz").rename(Path(folder) / "answer.npz")


def _hierarchy(parent: np.ndarray, area: int, *, depth: int) -> Iterator[str]:
    for below in np.flatnonzero(parent == area):
        yield "@" * depth + f"A{below:03d}"
        yield from _hierarchy(parent, below, depth=depth + 1)


def _records(parent: np.ndarray, split: Split, counts: np.ndarray) -> dict[str, list]:
    """One record per person, as Tau-Argus wants it."""
    records: dict[str, list] = {"area": [], "one": []} | {name: [] for name in next(iter(split.labels.values()))}
    for area in np.flatnonzero(~np.isin(np.arange(len(parent)), parent)):
        for atom, codes in split.labels.items():
            for name, code in ({"area": f"A{area:03d}", "one": 1} | codes).items():
                records[name] += [code] * int(counts[area, atom])
    return records


def _hidden(rows: list[dict], split: Split, counts: np.ndarray) -> np.ndarray:
    hidden = np.zeros(counts.shape, dtype=bool)
    for row in rows:
        area = 0 if row["area"] == "Total" else int(row["area"][1:])
        sex, age = (0 if row.get(name, "Total") == "Total" else int(row[name][1:]) for name in ("sex", "age"))
        group = sex * 6 + age if split.size == 18 else sex + age
        hidden[area, group] = row["status"] in ("U", "M")
    return hidden.ravel()
