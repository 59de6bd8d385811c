"""An invented land on the real area codes: inhabitants per buurt, and scores that are alike among neighbours."""

import zlib
from collections.abc import Iterable
from functools import cached_property

import numpy as np
import pandas as pd
from scipy.special import ndtri

from workbench import areas

LEVELS = ("buurt", "wijk", "gemeente", "regio")
COUNTRY_PEOPLE = 17_800_000
_MIX = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))


class Land:
    """The areas of one edition. A code has the same inhabitants and the same chance in every edition."""

    def __init__(self, edition: int, *, seed: int):
        self.edition, self._seed = edition, seed
        found = [area for level in LEVELS for area in areas.areas(level, edition=edition)]
        self.parent = {area.code: area.parent for area in found}
        self.buurten = [area.code for area in found if area.level == "buurt"]
        self._scores: dict[str, np.ndarray] = {}

    @cached_property
    def people(self) -> np.ndarray:
        """Inhabitants per buurt."""
        return np.clip(np.exp(6.0 + self._chance("people", self.buurten)), 20, 9_000).round()

    def score(self, name: str) -> np.ndarray:
        """A standardised score per buurt: a smooth surface, its gemeente, its wijk, and something of its own."""
        if name not in self._scores:
            wijken = [self.parent[code] for code in self.buurten]
            gemeenten = [self.parent[code] for code in wijken]
            parts = ((gemeenten, 0.5), (wijken, 0.6), (self.buurten, 0.45))
            total = self._surface(name) + sum(size * self._chance(name, codes) for codes, size in parts)
            self._scores[name] = (total - total.mean()) / total.std()
        return self._scores[name]

    def random(self, *names: object) -> np.random.Generator:
        """A source of chance for one purpose: the same for the same seed and names."""
        return np.random.default_rng([self._seed, _hash("|".join(map(str, names)))])

    def sum_up(self, buurten: dict[str, np.ndarray]) -> pd.DataFrame:
        """Buurten, and the same people per wijk, gemeente, region and country; `value` is a mean over `people`."""
        amounts = buurten | {"value": buurten["value"] * buurten["people"]}
        found = []
        for level, codes, places in self._membership:
            sums = {name: np.bincount(places, weights=each, minlength=len(codes)) for name, each in amounts.items()}
            found.append(pd.DataFrame(sums | {"area_code": codes, "level": level}))
        scale = COUNTRY_PEOPLE / self.people.sum()
        country = {name: [each.sum() * scale] for name, each in amounts.items()}
        found.append(pd.DataFrame(country | {"area_code": areas.COUNTRY, "level": "land"}))
        total = pd.concat(found, ignore_index=True)
        return total.assign(value=total["value"] / total["people"])

    @cached_property
    def _membership(self) -> list[tuple[str, list[str], np.ndarray]]:
        """For each level its codes, and for each buurt which of them it lies in."""
        found, inside = [], self.buurten
        for level in LEVELS:
            codes = sorted(set(inside))
            number = {code: place for place, code in enumerate(codes)}
            found.append((level, codes, np.array([number[code] for code in inside])))
            inside = [self.parent[code] for code in inside]
        return found

    def _surface(self, name: str) -> np.ndarray:
        random = self.random("surface", name)
        waves, turns = random.normal(0, 9.0, size=(2, 6)), random.uniform(0, 2 * np.pi, size=6)
        return 0.45 * np.cos(self._places @ waves + turns).sum(axis=1)

    @cached_property
    def _places(self) -> np.ndarray:
        """Where each buurt lies on the schematic map, in degrees."""
        features = areas.schematic("buurt", edition=self.edition)["features"]
        middles = {each["properties"]["code"]: _middle(each["geometry"]["coordinates"]) for each in features}
        return np.array([middles[code] for code in self.buurten])

    def _chance(self, name: str, codes: Iterable[str]) -> np.ndarray:
        """A standard normal draw for each code, that depends on nothing but the seed, the name and the code."""
        mixed = np.array([_hash(code) for code in codes], dtype=np.uint64)
        mixed += np.uint64(_hash(name) << 32) ^ np.uint64(self._seed)
        for shift, factor in zip((30, 27), _MIX, strict=True):
            mixed = (mixed ^ (mixed >> np.uint64(shift))) * factor  # splitmix64
        return ndtri(((mixed ^ (mixed >> np.uint64(31))) >> np.uint64(11)) / 2**53 * 0.9998 + 0.0001)


def _hash(text: str) -> int:
    return zlib.crc32(text.encode())


def _middle(coordinates: list) -> np.ndarray:
    while isinstance(coordinates[0][0], list | tuple):
        coordinates = coordinates[0]
    return np.mean(np.asarray(coordinates, dtype=float)[:, :2], axis=0)
