"""Which age and sex groups add up to which, also when two age schemes cross.

A group is written as its ages (`18-65`, `65plus`, `totaal`), a sex (`mannen`, `vrouwen`) or both (`mannen 18-65`).
What cannot be read is a group that adds up to nothing.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

OLD = 200  # nobody is older
BOTH, SEXES = "", ("mannen", "vrouwen")
# Groups whose name is not their boundaries (workbench/text/labels.py says what each is on screen).
NAMED = {"totaal": (0, OLD), "jongeren": (0, 23), "16-25": (16, 26)}


@dataclass(frozen=True, order=True)
class Group:
    sex: str
    start: int
    end: int  # ages up to, not including

    def contains(self, other: "Group") -> bool:
        return self.sex in (BOTH, other.sex) and self.start <= other.start and other.end <= self.end

    @property
    def name(self) -> str:
        return f"{self.sex} {self.start}-{self.end}".strip()


@dataclass(frozen=True)
class Sum:
    """`total` is the sum of `parts`, and of others that are no group here when it is not `complete`."""

    total: str
    parts: tuple[str, ...]
    complete: bool


def read_group(name: str) -> Group | None:
    """None for a group that cannot be read."""
    sex = next((sex for sex in SEXES if name == sex or name.startswith(f"{sex} ")), BOTH)
    ages = name[len(sex) :].strip() or "totaal"
    if ages in NAMED:
        return Group(sex, *NAMED[ages])
    if found := re.fullmatch(r"(\d{1,3})-(\d{1,3})", ages):
        return Group(sex, int(found[1]), int(found[2]))
    if found := re.fullmatch(r"(\d{1,3})plus", ages):
        return Group(sex, int(found[1]), OLD)
    return None


@lru_cache(maxsize=256)
def sums(names: frozenset[str]) -> tuple[Sum, ...]:
    """How these groups add up. Groups that cross are cut into slices of age; the names of slices are new."""
    known = {name: group for name in sorted(names) if (group := read_group(name))}
    found = [each for sex in (BOTH, *SEXES) for each in _by_age({n: g for n, g in known.items() if g.sex == sex})]
    used = {name: read_group(name) for each in found for name in (each.total, *each.parts)} | known
    return (*found, *_by_sex(used))


def _by_age(known: dict[str, Group]) -> Iterable[Sum]:
    groups = sorted(known.values())
    if any(one.start < other.start < one.end < other.end for one in groups for other in groups):
        return _sliced(known)
    return [each for name in known if (each := _nested(name, known))]


def _sliced(known: dict[str, Group]) -> Iterable[Sum]:
    edges = sorted({edge for group in known.values() for edge in (group.start, group.end)})
    sex = next(iter(known.values())).sex
    names = {group: name for name, group in known.items()}
    slices = [Group(sex, start, end) for start, end in pairwise(edges)]
    for name, group in known.items():
        parts = tuple(names.get(each, each.name) for each in slices if group.contains(each))
        if len(parts) > 1:
            yield Sum(name, parts, complete=True)


def _nested(name: str, known: dict[str, Group]) -> Sum | None:
    whole = known[name]
    inside = {other: group for other, group in known.items() if other != name and whole.contains(group)}
    inside = {other: group for other, group in inside.items() if group != whole}
    largest = [o for o, g in inside.items() if not any(h.contains(g) and h != g for h in inside.values())]
    if not largest:
        return None
    length = sum(inside[other].end - inside[other].start for other in largest)
    return Sum(name, tuple(largest), complete=length == whole.end - whole.start)


def _by_sex(known: dict[str, Group | None]) -> Iterable[Sum]:
    names = {group: name for name, group in known.items() if group}
    for group, name in names.items():
        if group.sex == BOTH:
            parts = [names[part] for sex in SEXES if (part := Group(sex, group.start, group.end)) in names]
            if parts:
                yield Sum(name, tuple(parts), complete=len(parts) == len(SEXES))
