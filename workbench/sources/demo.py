"""Invented figures for every indicator of the catalogue: seeded, plausible, and never to be taken for real ones.

One hidden deprivation score drives all indicators a little. Wijken, gemeenten and the region are sums or weighted
means of their buurten, so that counts add up. Some cells are hidden, too uncertain or not measured, so that every
status is seen.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.catalog import Dataset, Indicator
from workbench.sources.demo_land import Land
from workbench.table import MISSING, MODEL, PUBLISHED, REGISTER, SURVEY, as_table

SEED = 20261122
SHARE_OF_GROUP = {"totaal": 1.0, "18plus": 0.82, "18-65": 0.58, "65plus": 0.24, "16-25": 0.11, "jongeren": 0.23}
SHIFT_OF_GROUP = {"18-65": 0.15, "65plus": -0.35}
SMALL = 60  # people; of fewer a publisher often shows nothing
UNSURE, GAP = 0.012, 0.01  # shares of cells that are not shown, and not measured
SIGN = {"higher_is_worse": 1.0, "higher_is_better": -1.0, "neutral": 0.3}
COUNTED = ("percent", "per_1000", "per_10000", "count")
FIGURES = ("value", "lower", "upper", "numerator", "denominator")


class Invention:
    """Figures for any dataset; the lands and scores are made once."""

    def __init__(self, *, seed: int = SEED):
        self._seed = seed
        self._lands: dict[int, Land] = {}

    def figures(self, dataset: Dataset, indicators: list[Indicator]) -> pd.DataFrame:
        """The invented rows of one dataset in the one table: the same for the same catalogue and seed."""
        land = self._lands.setdefault(dataset.edition, Land(dataset.edition, seed=self._seed))
        parts = [
            _cells(_Cell(indicator, dataset, land, period, group), levels=series.levels or dataset.levels)
            for indicator in indicators
            for series in indicator.series_in(dataset.id)
            for period in series.periods or dataset.periods
            for group in series.groups or dataset.groups
        ]
        rows = pd.concat(parts, ignore_index=True).drop_duplicates(["indicator", "area_code", "period", "group"])
        return as_table(rows.assign(edition=dataset.edition, estimation=dataset.estimation))


@dataclass(frozen=True)
class _Cell:
    """What all areas of one part have in common."""

    indicator: Indicator
    dataset: Dataset
    land: Land
    period: int
    group: str

    @property
    def counted(self) -> bool:
        """Registers that count people have a numerator and a denominator behind each figure."""
        return self.dataset.estimation not in (SURVEY, MODEL) and self.indicator.unit in COUNTED

    def random(self) -> np.random.Generator:
        return self.land.random(self.dataset.id, self.indicator.id, self.period, self.group)


def _cells(cell: _Cell, *, levels: list[str]) -> pd.DataFrame:
    """All areas of one indicator, period and group: buurten first, then what they add up to."""
    random = cell.random()
    people = np.maximum(1, (cell.land.people * SHARE_OF_GROUP.get(cell.group, 0.5)).round())
    buurten = {"people": people, "value": _typical(cell)}
    if cell.counted:
        share = _share(cell, buurten, levels=levels)
        buurten["numerator"] = random.binomial(people.astype(int), share) if share is not None else people
    rows = cell.land.sum_up(buurten)
    rows = rows[rows["level"].isin(list(levels))].copy()
    finished = _counts(rows, cell) if cell.counted else _estimates(rows, cell)
    finished["status"] = _statuses(rows, cell, random=random)
    shown = [name for name in FIGURES if name in finished]
    finished[shown] = finished[shown].where(finished["status"] == PUBLISHED)
    finished = finished.drop(columns=["people", "level"])
    return finished.assign(indicator=cell.indicator.id, period=cell.period, group=cell.group)


def _typical(cell: _Cell) -> np.ndarray:
    """Scores as figures: the class boundaries of the indicator say what is usual and how far it spreads."""
    indicator, low, high = cell.indicator, cell.indicator.classes[0], cell.indicator.classes[3]
    score = SIGN[indicator.direction] * 0.65 * cell.land.score("deprivation") + 0.75 * cell.land.score(indicator.id)
    score = score + SHIFT_OF_GROUP.get(cell.group, 0.0) + _drift(cell)
    value = (indicator.classes[1] + indicator.classes[2]) / 2 + (high - low) / 3.2 * score
    return np.clip(value, max(low * 0.3, 0.0), 97.0 if indicator.unit == "percent" else None)


def _drift(cell: _Cell) -> float:
    """A slow trend per indicator, and with months a season."""
    monthly = cell.period >= 10_000
    year = cell.period // 100 + (cell.period % 100 - 1) / 12 if monthly else cell.period
    slope = cell.land.random("trend", cell.indicator.id).normal(0.03, 0.04)
    return slope * (year - 2020) + (0.12 * np.cos(2 * np.pi * (cell.period % 100) / 12) if monthly else 0.0)


def _share(cell: _Cell, buurten: dict[str, np.ndarray], *, levels: list[str]) -> np.ndarray | None:
    """The chance to be counted in each buurt; None when everybody is, as with inhabitants."""
    if cell.indicator.unit != "count":
        return np.clip(buurten["value"] / cell.indicator.factor, 0.0, 1.0)
    known = cell.land.buurten
    areas = len(known) if "buurt" in levels else len({cell.land.parent[code] for code in known})
    usual = buurten["value"] / (buurten["people"].sum() / areas)
    return None if usual.mean() > 1 else np.clip(usual, 0.0, 1.0)


def _counts(rows: pd.DataFrame, cell: _Cell) -> pd.DataFrame:
    """Counts as a register has them."""
    rows["numerator"] = rows["numerator"].round()
    if cell.indicator.unit == "count":
        return rows.assign(value=rows["numerator"])
    people = rows["people"].round()
    share = (rows["numerator"] / people * cell.indicator.factor).round(cell.indicator.decimals)
    return rows.assign(denominator=people, value=share)


def _estimates(rows: pd.DataFrame, cell: _Cell) -> pd.DataFrame:
    """A figure with its 95% interval where it was estimated, and without where it was measured."""
    decimals = cell.indicator.decimals
    rows["value"] = rows["value"].round(decimals)
    if cell.dataset.estimation == REGISTER:
        return rows
    half = _half_width(rows, cell.indicator)
    most = 100.0 if cell.indicator.unit == "percent" else None
    lower, upper = (rows["value"] - half).clip(lower=0.0), (rows["value"] + half).clip(upper=most)
    return rows.assign(lower=lower.round(decimals), upper=upper.round(decimals))


def _half_width(rows: pd.DataFrame, indicator: Indicator) -> pd.Series:
    asked = rows["people"] * 0.08 + 120
    if indicator.unit == "percent":
        return 1.96 * 100 * np.sqrt(rows["value"] / 100 * (1 - rows["value"] / 100) / asked)
    return 1.96 * (indicator.classes[3] - indicator.classes[0]) / 2 / np.sqrt(asked / 10)


def _statuses(rows: pd.DataFrame, cell: _Cell, *, random: np.random.Generator) -> np.ndarray:
    """What a publisher does not show; of a register that comes to us unprotected everything is there."""
    if cell.counted and cell.dataset.policy != "published_by_source":
        return np.full(len(rows), PUBLISHED)
    chance = random.uniform(size=len(rows))
    fine = rows["level"].isin(["wijk", "buurt"]).to_numpy()
    small = (rows["people"] < SMALL).to_numpy()
    unsure = (chance < UNSURE) | (small & (chance < 0.7))
    return np.select([(chance > 1 - GAP) & fine, unsure & fine], [MISSING, cell.dataset.unknown], PUBLISHED)
