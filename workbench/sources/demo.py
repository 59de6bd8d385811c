"""Invented figures for every indicator of the catalogue: seeded, plausible, and never to be taken for real ones.

One hidden deprivation score per buurt, alike among neighbours, drives all indicators a little; wijken, gemeenten and
the region are sums or weighted means of their buurten, so that counts add up. Some cells are hidden, too uncertain or
not measured, so that every status is seen.
"""

import zlib
from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench import areas
from workbench.catalog import Dataset, Indicator, Series
from workbench.table import MISSING, MODEL, PUBLISHED, REGISTER, SURVEY, as_table

SEED = 20261122
SHARE_OF_GROUP = {"totaal": 1.0, "18plus": 0.82, "18-65": 0.58, "65plus": 0.24, "16-25": 0.11, "jongeren": 0.23}
SHIFT_OF_GROUP = {"18-65": 0.15, "65plus": -0.35}
COUNTRY_PEOPLE, SMALL = 17_800_000, 60
UNSURE, GAP = 0.012, 0.01  # shares of cells that are too uncertain, and not measured
SIGN = {"higher_is_worse": 1.0, "higher_is_better": -1.0, "neutral": 0.3}
UPWARD = {"buurt": "wijk", "wijk": "gemeente", "gemeente": "regio", "regio": "land"}


@dataclass(frozen=True)
class Land:
    """The areas of one edition with, for each buurt, invented inhabitants and a place on the map."""

    edition: int
    codes: dict[str, list[str]]  # level -> codes
    parent: dict[str, str]  # buurt -> wijk, wijk -> gemeente, gemeente -> region
    people: pd.Series
    east: pd.Series
    north: pd.Series

    @property
    def buurten(self) -> list[str]:
        return self.codes["buurt"]


def figures(dataset: Dataset, indicators: list[Indicator], *, seed: int = SEED) -> pd.DataFrame:
    """The invented rows of one dataset in the one table: the same for the same catalogue and seed."""
    land = survey_land(dataset.edition, seed=seed)
    parts = [
        _series_rows(indicator, series, dataset=dataset, land=land, seed=seed)
        for indicator in indicators
        for series in indicator.series_in(dataset.id)
    ]
    rows = pd.concat(parts, ignore_index=True).drop_duplicates(["indicator", "area_code", "period", "group"])
    return as_table(rows.assign(edition=dataset.edition, estimation=dataset.estimation))


def survey_land(edition: int, *, seed: int) -> Land:
    """The real codes of one edition with invented inhabitants; a code has the same in every edition."""
    codes = {level: [area.code for area in areas.areas(level, edition=edition)] for level in UPWARD}
    parent = {area.code: area.parent for level in UPWARD for area in areas.areas(level, edition=edition)}
    middle = {code: _middle(feature) for code, feature in _outlines("buurt", edition=edition).items()}
    people = pd.Series({code: _people(code, seed=seed) for code in codes["buurt"]}, dtype="int64")
    place = pd.DataFrame.from_dict(middle, orient="index", columns=["east", "north"]).reindex(codes["buurt"])
    return Land(edition, codes, parent, people, place["east"], place["north"])


def _outlines(level: str, *, edition: int) -> dict[str, dict]:
    collection = areas.schematic(level, edition=edition)
    return {feature["properties"]["code"]: feature for feature in collection["features"]}


def _middle(feature: dict) -> tuple[float, float]:
    coordinates = feature["geometry"]["coordinates"]
    while isinstance(coordinates[0][0], list):
        coordinates = coordinates[0]
    return tuple(np.mean(np.asarray(coordinates, dtype=float)[:, :2], axis=0))


def _random(*names: object, seed: int) -> np.random.Generator:
    return np.random.default_rng([seed, zlib.crc32("|".join(map(str, names)).encode())])


def _people(code: str, *, seed: int) -> int:
    return int(np.clip(_random("people", code, seed=seed).lognormal(6.0, 1.0), 20, 9_000))


def _score(land: Land, name: str, *, seed: int) -> pd.Series:
    """A standardised score per buurt: a smooth surface, its gemeente, its wijk, and something of its own."""
    random = _random("surface", name, seed=seed)
    waves = random.normal(0, 9.0, size=(6, 2))
    turns = random.uniform(0, 2 * np.pi, size=6)
    surface = np.cos(np.outer(land.east, waves[:, 0]) + np.outer(land.north, waves[:, 1]) + turns).sum(axis=1)
    own = [_own(code, name, land=land, seed=seed) for code in land.buurten]
    total = pd.Series(surface * 0.45 + own, index=land.buurten)
    return (total - total.mean()) / total.std()


def _own(code: str, name: str, *, land: Land, seed: int) -> float:
    wijk = land.parent[code]
    parts = ((land.parent[wijk], 0.5), (wijk, 0.6), (code, 0.45))
    return sum(_random(name, part, seed=seed).normal(0, size) for part, size in parts)


def _series_rows(indicator: Indicator, series: Series, *, dataset: Dataset, land: Land, seed: int) -> pd.DataFrame:
    score = SIGN[indicator.direction] * 0.65 * _score(land, "deprivation", seed=seed)
    score = score + 0.75 * _score(land, indicator.id, seed=seed)
    levels = list(series.levels or dataset.levels)
    parts = [
        _cells(indicator, score, dataset=dataset, land=land, period=period, group=group, levels=levels, seed=seed)
        for period in series.periods or dataset.periods
        for group in series.groups or dataset.groups
    ]
    return pd.concat(parts, ignore_index=True)


def _cells(
    indicator: Indicator,
    score: pd.Series,
    *,
    dataset: Dataset,
    land: Land,
    period: int,
    group: str,
    levels: list[str],
    seed: int,
) -> pd.DataFrame:
    """All areas of one indicator, period and group: buurten first, then what they add up to."""
    random = _random(dataset.id, indicator.id, period, group, seed=seed)
    people = (land.people * SHARE_OF_GROUP.get(group, 0.5)).round().clip(lower=1)
    level_of = _typical(indicator, score + SHIFT_OF_GROUP.get(group, 0.0) + _drift(indicator, period, seed=seed))
    buurten = pd.DataFrame({"people": people, "value": level_of}, index=land.buurten)
    if _counted(indicator, dataset=dataset):
        buurten["numerator"] = _drawn(indicator, buurten, random=random)
    summed = _sum_up(buurten, land=land)
    rows = summed[summed["level"].isin(levels)]
    finish = _finish_counts if "numerator" in rows else _finish_estimates
    rows = finish(rows.copy(), indicator=indicator, dataset=dataset, random=random)
    return rows.assign(indicator=indicator.id, period=period, group=group)


def _counted(indicator: Indicator, *, dataset: Dataset) -> bool:
    """Registers that count people have a numerator and a denominator behind each figure."""
    return dataset.estimation not in (SURVEY, MODEL) and indicator.unit in ("percent", "per_1000", "per_10000", "count")


def _typical(indicator: Indicator, score: pd.Series) -> pd.Series:
    """A score as a figure: the class boundaries of the indicator say what is usual and how far it spreads."""
    low, middle, beyond, high = indicator.classes
    value = (middle + beyond) / 2 + (high - low) / 3.2 * score
    ceiling = 97.0 if indicator.unit == "percent" else None
    return value.clip(lower=max(low * 0.3, 0.0), upper=ceiling)


def _drift(indicator: Indicator, period: int, *, seed: int) -> float:
    """A slow trend per indicator, and with months a season."""
    year = period if period < 10_000 else period // 100 + (period % 100 - 1) / 12
    slope = _random("trend", indicator.id, seed=seed).normal(0.03, 0.04)
    season = 0.12 * np.cos(2 * np.pi * (period % 100) / 12) if period >= 10_000 else 0.0
    return slope * (year - 2020) + season


def _drawn(indicator: Indicator, buurten: pd.DataFrame, *, random: np.random.Generator) -> pd.Series:
    """How many people of each buurt are counted."""
    if indicator.unit == "count":
        return buurten["people"]
    share = (buurten["value"] / indicator.factor).clip(0.0, 1.0)
    return pd.Series(random.binomial(buurten["people"].astype(int), share), index=buurten.index)


def _sum_up(buurten: pd.DataFrame, *, land: Land) -> pd.DataFrame:
    """Buurten, and the same people per wijk, gemeente, region and country; means weigh by people."""
    weighted = buurten.assign(value=buurten["value"] * buurten["people"])
    found, part = [weighted.assign(level="buurt")], weighted
    for level in ("wijk", "gemeente", "regio"):
        part = part.groupby(part.index.map(land.parent)).sum()
        found.append(part.assign(level=level))
    country = part.sum() * (COUNTRY_PEOPLE / land.people.sum())
    found.append(pd.DataFrame([country], index=[areas.COUNTRY]).assign(level="land"))
    total = pd.concat(found)
    return total.assign(value=total["value"] / total["people"], area_code=total.index).reset_index(drop=True)


def _finish_counts(
    rows: pd.DataFrame, *, indicator: Indicator, dataset: Dataset, random: np.random.Generator
) -> pd.DataFrame:
    """Counts as a register has them: nothing is hidden yet unless the publisher hides it itself."""
    rows["numerator"], people = rows["numerator"].round(), rows["people"].round()
    if indicator.unit == "count":
        rows["value"] = rows["numerator"]
    else:
        rows["denominator"] = people
        rows["value"] = (rows["numerator"] / people * indicator.factor).round(indicator.decimals)
    rows["status"] = PUBLISHED
    if dataset.policy == "published_by_source":
        rows["status"] = _statuses(rows, dataset=dataset, random=random)
    return _emptied(rows)


def _finish_estimates(
    rows: pd.DataFrame, *, indicator: Indicator, dataset: Dataset, random: np.random.Generator
) -> pd.DataFrame:
    """A figure with its 95% interval where it was estimated, and without where it was measured."""
    rows["value"] = rows["value"].round(indicator.decimals)
    rows["status"] = _statuses(rows, dataset=dataset, random=random)
    if dataset.estimation != REGISTER:
        half = _half_width(rows, indicator=indicator)
        rows["lower"] = (rows["value"] - half).clip(lower=0.0).round(indicator.decimals)
        rows["upper"] = (rows["value"] + half).round(indicator.decimals)
        if indicator.unit == "percent":
            rows["upper"] = rows["upper"].clip(upper=100.0)
    return _emptied(rows)


def _half_width(rows: pd.DataFrame, *, indicator: Indicator) -> pd.Series:
    asked = rows["people"] * 0.08 + 120
    if indicator.unit == "percent":
        return 1.96 * 100 * np.sqrt(rows["value"] / 100 * (1 - rows["value"] / 100) / asked)
    return 1.96 * (indicator.classes[3] - indicator.classes[0]) / 2 / np.sqrt(asked / 10)


def _statuses(rows: pd.DataFrame, *, dataset: Dataset, random: np.random.Generator) -> np.ndarray:
    chance = random.uniform(size=len(rows))
    fine = rows["level"].isin(["wijk", "buurt"]).to_numpy()
    small = (rows["people"] < SMALL).to_numpy()
    unsure = (chance < UNSURE) | (small & (chance < 0.7))
    gap = (chance > 1 - GAP) & fine
    return np.select([gap, unsure & fine], [MISSING, dataset.unknown], PUBLISHED)


def _emptied(rows: pd.DataFrame) -> pd.DataFrame:
    figures = [name for name in ("value", "lower", "upper", "numerator", "denominator") if name in rows]
    rows[figures] = rows[figures].where(rows["status"] == PUBLISHED)
    return rows.drop(columns=["people", "level"])
