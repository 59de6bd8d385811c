"""From rows to cells that add up: over areas of one or more divisions, groups of one or more schemes, periods and
indicators that are sums of others.

Every row is a cell. Where a total has more in it than the parts that are here, the rest is a cell too: one that nobody
sees. Where age schemes cross, slices of age are such cells. Where the total of the coarsest areas is not in the rows,
it is assumed to be known from elsewhere.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
import pandas as pd

from workbench import areas
from workbench.disclosure.adding import Subject, Sum, sums_over
from workbench.disclosure.cells import Cells, matrix
from workbench.disclosure.groups import read_group, sums
from workbench.errors import EditionMismatch, InvalidInput, UnknownName, Withheld

TOGETHER = "+"  # an area made of several: GM0106+GM0109
_PREFIXES = {"BU": (("WK", 8), ("GM", 6)), "WK": (("GM", 6),)}
AT = ["indicator", "period", "area_code", "edition", "group"]
Key = tuple[str, str, str]  # area, group, subject


@dataclass
class Linked:
    """`cells` with a name for each; `place`: where each row given is among them."""

    cells: Cells
    names: list[Key]
    place: np.ndarray
    assumed: np.ndarray  # known from elsewhere: cannot be hidden
    latent: np.ndarray  # nobody sees it in any case
    unplaced: np.ndarray  # latent, and no group of its own: those of whom the source does not know where they belong


@dataclass
class _Draft:
    values: dict[Key, float]
    relations: list[tuple[Key, tuple[Key, ...]]] = field(default_factory=list)
    latent: set[Key] = field(default_factory=set)
    assumed: set[Key] = field(default_factory=set)
    unplaced: set[Key] = field(default_factory=set)
    limits: dict[Key, float] = field(default_factory=dict)  # what a cell that is in no row is not over
    gaps: set[tuple] = field(default_factory=set)  # areas with more in them than what is below, for some group

    def relate(self, total: Key, parts: Iterable[Key], *, complete: bool) -> None:
        """A total and its parts; what is in neither becomes a cell that nobody sees."""
        parts = tuple(parts)
        rest = self.values[total] - sum(self.values[part] for part in parts)
        if rest < 0:
            self._short(total, parts, by=-rest)
            return
        if rest > 0:
            self.gaps.add((total[0], total[2]))
        if not complete or rest > 0 or (np.isnan(rest) and (total[0], total[2]) in self.gaps):
            first = " ".join(parts[0])
            other = (f"{total[0]} zonder {len(parts)} delen", f"{total[1]}|{first}", total[2])
            self.values[other] = rest
            self.latent.add(other)
            if complete:
                self.unplaced.add(other)
            parts = (*parts, other)
        self.relations.append((total, parts))

    def _short(self, total: Key, parts: tuple[Key, ...], *, by: float) -> None:
        """A total that is less than its parts: the source rounded, or corrected on the way. It still tells about them.

        How far it is off nobody knows, but nobody has to think that it is further off than it is.
        """
        where, of = f"{total[0]} met {len(parts)} delen", f"{total[1]}|{' '.join(parts[0])}"
        whole, surplus = (where, f"{of} samen", total[2]), (where, f"{of} teveel", total[2])
        self.values |= {whole: self.values[total] + by, surplus: by}
        self.latent |= {whole, surplus}
        self.unplaced |= {whole, surplus}
        self.limits[surplus] = by
        self.relations += [(whole, parts), (whole, (total, surplus))]


def link(rows: pd.DataFrame, *, counts: pd.Series, sum_of: Mapping[str, Iterable[str]] | None = None) -> Linked:
    """The cells of indicators and periods that belong together.

    Takes: AT and `denominator`; `counts` in persons, NaN where the count is not known; `sum_of`, which indicators
    are the sum of which. Missing: an unknown count stays NaN; `with_possible_values` gives it one.
    Raises: Withheld when it cannot be known which groups add up.
    """
    _refuse_unreadable_groups(rows)
    subjects = {each: str(Subject(*each)) for each in set(zip(rows["indicator"], rows["period"], strict=True))}
    area_in = lru_cache(maxsize=None)(lambda area, edition: key(area, edition, "")[0])  # asked for every row
    keys = [
        (area_in(area, int(edition)), group, subjects[indicator, period])
        for indicator, period, area, edition, group in rows[AT].to_numpy()
    ]
    draft = _Draft(dict(zip(keys, counts.to_numpy(dtype=float, na_value=np.nan), strict=True)))
    _add_together(draft)
    lands = [_Land(edition) for edition in sorted(map(int, rows["edition"].unique()))]
    _add_subjects(draft, list(sums_over([Subject(*each) for each in subjects], sum_of or {})), lands=lands)
    _add_groups(draft)
    for land in lands:
        _add_areas(draft, land=land)
    return _linked(draft, keys, upper=_limits(rows, counts))


def _refuse_unreadable_groups(rows: pd.DataFrame) -> None:
    """Beside others, a group that cannot be read may be the rest of one: nobody could say what they give away."""
    for _, names in rows.groupby(["indicator", "period"])["group"]:
        found = set(names)
        strange = sorted(str(name) for name in found if read_group(str(name)) is None)
        if strange and len(found) > 1:
            page = (
                f"Deze cijfers blijven achter de deur: niemand weet hoe de groep '{strange[0]}' met andere groepen "
                "optelt. Vraag de data-officier om groepen naar leeftijd of geslacht, of om een dataset per indeling."
            )
            raise Withheld(f"groups {strange} cannot be read, so what adds up to what is not known", page=page)


def _limits(rows: pd.DataFrame, counts: pd.Series) -> np.ndarray:
    """The size of the group, which no count of persons exceeds; an amount of money may."""
    size = rows["denominator"].to_numpy(dtype=float, na_value=np.inf)
    amounts = bool(np.any(counts.to_numpy(dtype=float, na_value=0.0) > size))
    return np.full(len(rows), np.inf) if amounts else size


def key(area: str, edition: int, group: str) -> tuple[str, str]:
    """The same for the same area in two divisions; another edition's area of the same code is another one."""
    newest = max(areas.EDITIONS)
    if edition == newest or TOGETHER in area or edition not in areas.EDITIONS:
        return (area if edition == newest else f"{area}@{edition}", group)
    same = areas.concordance(edition, newest).counterpart(area)
    return (same or f"{area}@{edition}", group)


def _add_subjects(draft: _Draft, adding: list[Sum], *, lands: list["_Land"]) -> None:
    for land in lands if adding else ():
        _bridge(draft, adding, land=land)
    places = {(area, group) for area, group, _ in draft.values}
    for each in adding:
        for place in sorted(places):
            parts = [key for part in each.parts if (key := (*place, str(part))) in draft.values]
            if parts and (*place, str(each.total)) in draft.values:
                complete = each.complete and len(parts) == len(each.parts)
                draft.relate((*place, str(each.total)), parts, complete=complete)


def _bridge(draft: _Draft, adding: list[Sum], *, land: "_Land") -> None:
    """Where a total is counted per gemeente and its parts per wijk, the parts have a gemeente that is in no row."""
    coded = {(code, *about): area for area, *about in draft.values if (code := land.code_in(area))}
    above = {(up, *about) for code, *about in coded for up in land.above(code)}
    for each in adding:
        subjects = {str(subject) for subject in (each.total, *each.parts)}
        for (code, group, subject), area in coded.items():
            for other in sorted(subjects - {subject}) if subject in subjects else ():
                if (code, group, other) in above and (area, group, other) not in draft.values:
                    draft.values[area, group, other] = np.nan
                    draft.latent.add((area, group, other))


def _add_groups(draft: _Draft) -> None:
    by_place: dict[tuple[str, str], set[str]] = {}
    for area, group, subject in draft.values:
        by_place.setdefault((area, subject), set()).add(group)
    for (area, subject), groups in by_place.items():
        for each in sums(frozenset(groups)):
            parts = [(area, name, subject) for name in each.parts]
            for part in parts:
                if part not in draft.values:
                    draft.values[part] = np.nan
                    draft.latent.add(part)
            draft.relate((area, each.total, subject), parts, complete=each.complete)


def _add_areas(draft: _Draft, *, land: "_Land") -> None:
    present: dict[tuple[str, str], dict[str, str]] = {}
    for each in list(draft.values):
        area, *about = each
        code = land.code_in(area)
        if code and each not in draft.assumed:
            present.setdefault(tuple(about), {})[code] = area
    # Groups that are known tell where there are gaps: they come first.
    unknown = Counter(tuple(about) for (_, *about), value in draft.values.items() if np.isnan(value))
    for about, named in sorted(present.items(), key=lambda each: unknown[each[0]]):
        below: dict[str, list[str]] = {}
        for code in named:
            below.setdefault(next((up for up in land.above(code) if up in named), ""), []).append(code)
        for parent, inside in below.items():
            parts = [(named[code], *about) for code in inside]
            if parent:
                draft.relate((named[parent], *about), parts, complete=land.is_all_of(parent, inside))
            elif len(parts) > 1:
                _assume_total(draft, parts, edition=land.edition)


def _assume_total(draft: _Draft, parts: list[Key], *, edition: int) -> None:
    _, group, subject = parts[0]
    total = ("samen", f"{group}@{edition}", subject)
    draft.values[total] = sum(draft.values[part] for part in parts)
    draft.relations.append((total, tuple(parts)))
    if all(part in draft.latent for part in parts):
        draft.latent.add(total)
    else:
        draft.assumed.add(total)


def _add_together(draft: _Draft) -> None:
    """Before anything else: the members of areas made of several add up over groups and areas like any other."""
    for area, group, subject in list(draft.values):
        if TOGETHER in area:
            code, _, edition = area.partition("@")
            members = code.split(TOGETHER)
            parts = [(*key(member, int(edition or max(areas.EDITIONS)), group), subject) for member in members]
            for part in parts:
                if part not in draft.values:
                    draft.values[part] = np.nan
                    draft.latent.add(part)
            draft.relations.append(((area, group, subject), tuple(parts)))


class _Land:
    """The areas of one edition; what it finds out about an area it remembers, since every row asks for one."""

    def __init__(self, edition: int):
        self.edition = edition
        self.code_in, self.above = lru_cache(maxsize=None)(self._code_in), lru_cache(maxsize=None)(self._above)
        self._knows = lru_cache(maxsize=None)(lambda code: _known(code, edition))

    def _code_in(self, area: str) -> str | None:
        """The code that an area has in this edition; None when it is no area of it."""
        code, _, own = area.partition("@")
        if own:
            return code if int(own) == self.edition else None
        if TOGETHER in code or " " in code:
            return None
        newest = max(areas.EDITIONS)
        if self.edition == newest or self.edition not in areas.EDITIONS or not _known(code, newest):
            return code
        return areas.concordance(newest, self.edition).counterpart(code)

    def _above(self, code: str) -> list[str]:
        """What it lies in, from near to far."""
        if self._knows(code):
            return [area.code for area in areas.ancestors(code, edition=self.edition)]
        found = [f"{prefix}{code[2:length]}" for prefix, length in _PREFIXES.get(code[:2], ())]
        return [*found, areas.COUNTRY] if code != areas.COUNTRY else found

    def is_all_of(self, parent: str, inside: Iterable[str]) -> bool:
        """Whether these areas are all of the parent, as far as the division tells."""
        if not self._knows(parent):
            return True
        if parent == areas.COUNTRY:
            return False  # the division here holds one region of the country
        covered = set(inside)
        below = areas.children(parent, edition=self.edition)
        return bool(below) and all(area.code in covered or self.is_all_of(area.code, covered) for area in below)


def _known(code: str, edition: int) -> bool:
    try:
        areas.area(code, edition=edition)
    except (UnknownName, EditionMismatch, InvalidInput):
        return False
    return True


def _linked(draft: _Draft, keys: list[Key], *, upper: np.ndarray) -> Linked:
    names = list(draft.values)
    at = {name: place for place, name in enumerate(names)}
    relations = [(at[total], [at[part] for part in parts]) for total, parts in draft.relations]
    place, limits = np.array([at[name] for name in keys], dtype=int), np.full(len(names), np.inf)
    np.minimum.at(limits, place, upper)
    limits[[at[name] for name in draft.limits]] = list(draft.limits.values())
    values = np.array([draft.values[name] for name in names])
    flags = [np.array([name in chosen for name in names]) for chosen in (draft.assumed, draft.latent, draft.unplaced)]
    cells = Cells(matrix(relations, size=len(names)), values, np.zeros(len(names)), limits)
    return Linked(cells, names, place, *flags)
