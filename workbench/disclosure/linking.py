"""From rows to cells that add up: over areas of one or more divisions, and over groups of one or more schemes.

Every row is a cell. Where a total has more in it than the parts that are here, the rest is a cell too: one that nobody
sees. Where age schemes cross, slices of age are such cells. Where the total of the coarsest areas is not in the rows,
it is assumed to be known from elsewhere.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from workbench import areas
from workbench.disclosure.cells import Cells, matrix
from workbench.disclosure.groups import sums
from workbench.errors import EditionMismatch, InvalidInput, UnknownName

TOGETHER = "+"  # an area made of several: GM0106+GM0109
_PREFIXES = {"BU": (("WK", 8), ("GM", 6)), "WK": (("GM", 6),)}
Key = tuple[str, str]  # area, group


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
    gaps: set[str] = field(default_factory=set)  # areas with more in them than the areas below, for some group

    def relate(self, total: Key, parts: Iterable[Key], *, complete: bool) -> None:
        """A total and its parts; what is in neither becomes a cell that nobody sees."""
        parts = tuple(parts)
        rest = self.values[total] - sum(self.values[part] for part in parts)
        if rest < 0:
            return  # the source rounded or corrected on the way: these figures do not add up
        if rest > 0:
            self.gaps.add(total[0])
        if not complete or rest > 0 or (np.isnan(rest) and total[0] in self.gaps):
            other = (f"{total[0]} zonder {len(parts)} delen", f"{total[1]}|{parts[0][0]} {parts[0][1]}")
            self.values[other] = rest
            self.latent.add(other)
            if complete:
                self.unplaced.add(other)
            parts = (*parts, other)
        self.relations.append((total, parts))

    def unknown(self, group: str) -> int:
        """How many counts of a group are not known: groups that are known tell where there are gaps."""
        return sum(np.isnan(value) for (_, other), value in self.values.items() if other == group)


def link(rows: pd.DataFrame, *, counts: pd.Series) -> Linked:
    """The cells of one indicator in one period.

    Takes: `area_code`, `edition`, `group`, `denominator`; `counts` in persons, NaN where the count is not known.
    Missing: an unknown count stays NaN; `with_possible_values` gives it one.
    """
    keys = [key(area, int(edition), group) for area, edition, group in rows[["area_code", "edition", "group"]].values]
    draft = _Draft(dict(zip(keys, counts.to_numpy(dtype=float, na_value=np.nan), strict=True)))
    _add_together(draft)
    _add_groups(draft)
    for edition in sorted(rows["edition"].unique()):
        _add_areas(draft, edition=int(edition))
    return _linked(draft, keys, upper=rows["denominator"].to_numpy(dtype=float, na_value=np.inf))


def key(area: str, edition: int, group: str) -> Key:
    """The same for the same area in two divisions; another edition's area of the same code is another one."""
    newest = max(areas.EDITIONS)
    if edition == newest or TOGETHER in area or edition not in areas.EDITIONS:
        return (area if edition == newest else f"{area}@{edition}", group)
    same = areas.concordance(edition, newest).counterpart(area)
    return (same or f"{area}@{edition}", group)


def _add_groups(draft: _Draft) -> None:
    by_area: dict[str, set[str]] = {}
    for area, group in draft.values:
        by_area.setdefault(area, set()).add(group)
    for area, groups in by_area.items():
        for each in sums(frozenset(groups)):
            for name in each.parts:
                if (area, name) not in draft.values:
                    draft.values[area, name] = np.nan
                    draft.latent.add((area, name))
            draft.relate((area, each.total), [(area, name) for name in each.parts], complete=each.complete)


def _add_areas(draft: _Draft, *, edition: int) -> None:
    present: dict[str, dict[str, str]] = {}
    for area, group in list(draft.values):
        code = _code_in(area, edition)
        if code and (area, group) not in draft.assumed:
            present.setdefault(group, {})[code] = area
    for group, named in sorted(present.items(), key=lambda each: draft.unknown(each[0])):
        below: dict[str, list[str]] = {}
        for code in named:
            below.setdefault(next((up for up in _above(code, edition) if up in named), ""), []).append(code)
        for parent, inside in below.items():
            parts = [(named[code], group) for code in inside]
            if parent:
                draft.relate((named[parent], group), parts, complete=_complete(parent, inside, edition))
            elif len(parts) > 1:
                _assume_total(draft, parts, group=f"{group}@{edition}")


def _assume_total(draft: _Draft, parts: list[Key], *, group: str) -> None:
    total = ("samen", group)
    draft.values[total] = sum(draft.values[part] for part in parts)
    draft.relations.append((total, tuple(parts)))
    if all(part in draft.latent for part in parts):
        draft.latent.add(total)
    else:
        draft.assumed.add(total)


def _add_together(draft: _Draft) -> None:
    """Before anything else: the members of areas made of several add up over groups and areas like any other."""
    for area, group in list(draft.values):
        if TOGETHER in area:
            code, _, edition = area.partition("@")
            parts = [key(member, int(edition or max(areas.EDITIONS)), group) for member in code.split(TOGETHER)]
            for part in parts:
                if part not in draft.values:
                    draft.values[part] = np.nan
                    draft.latent.add(part)
            draft.relations.append(((area, group), tuple(parts)))


def _code_in(area: str, edition: int) -> str | None:
    """The code that an area has in an edition; None when it is no area of that edition."""
    code, _, own = area.partition("@")
    if own:
        return code if int(own) == edition else None
    if TOGETHER in code or " " in code:
        return None
    newest = max(areas.EDITIONS)
    if edition == newest or edition not in areas.EDITIONS or not _known(code, newest):
        return code
    return areas.concordance(newest, edition).counterpart(code)


def _above(code: str, edition: int) -> Iterator[str]:
    if _known(code, edition):
        yield from (area.code for area in areas.ancestors(code, edition=edition))
        return
    for prefix, length in _PREFIXES.get(code[:2], ()):
        yield f"{prefix}{code[2:length]}"
    if code != areas.COUNTRY:
        yield areas.COUNTRY


def _complete(parent: str, inside: list[str], edition: int) -> bool:
    """Whether these areas are all of the parent, as far as the division tells."""
    if not _known(parent, edition):
        return True
    if parent == areas.COUNTRY:
        return False  # the division here holds one region of the country
    covered = set(inside)
    below = areas.children(parent, edition=edition)
    return bool(below) and all(area.code in covered or _complete(area.code, inside, edition) for area in below)


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
    values = np.array([draft.values[name] for name in names])
    flags = [np.array([name in chosen for name in names]) for chosen in (draft.assumed, draft.latent, draft.unplaced)]
    cells = Cells(matrix(relations, size=len(names)), values, limits)
    return Linked(cells, names, place, *flags)
