"""Which indicators and periods add up to which: months to a year, and parts to an indicator that is their sum."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

MONTHS = 12


class Subject(NamedTuple):
    """What a count is about, besides where and of whom."""

    indicator: str
    period: int

    @property
    def year(self) -> int:
        return self.period // 100 if self.is_month else self.period

    @property
    def is_month(self) -> bool:
        return self.period > 9999

    def __str__(self) -> str:
        return f"{self.indicator} {self.period}"


class Sum(NamedTuple):
    """`total` is the sum of `parts`, and of others that are not here when it is not `complete`."""

    total: Subject
    parts: tuple[Subject, ...]
    complete: bool


def sums_over(present: Iterable[Subject], sum_of: Mapping[str, Iterable[str]]) -> Iterator[Sum]:
    """How these add up.

    Takes: `sum_of`, the indicators that an indicator is the sum of. A year is the sum of the months of the same
    indicator, or of the months of its parts when those have no year.
    """
    known = set(present)
    for total in sorted(known):
        if not total.is_month and (months := _months(total.indicator, total, known)):
            yield Sum(total, months, len(months) == MONTHS)
        found = [_parts(name, total, known) for name in sum_of.get(total.indicator, ())]
        if parts := tuple(part for each, _ in found for part in each):
            yield Sum(total, parts, all(whole for _, whole in found))


def _parts(name: str, total: Subject, known: set[Subject]) -> tuple[tuple[Subject, ...], bool]:
    """What is here of one part of a total, and whether that is all of it."""
    if (here := Subject(name, total.period)) in known:
        return (here,), True
    months = () if total.is_month else _months(name, total, known)
    return months, len(months) == MONTHS


def _months(name: str, year: Subject, known: set[Subject]) -> tuple[Subject, ...]:
    months = (Subject(name, year.period * 100 + month) for month in range(1, MONTHS + 1))
    return tuple(month for month in months if month in known)


def family(indicators: Iterable[str], sum_of: Mapping[str, Iterable[str]]) -> frozenset[str]:
    """These indicators and all that are tied to them by sums."""
    found = set(indicators)
    while True:
        tied = {
            name for total, parts in sum_of.items() if found.intersection({total, *parts}) for name in (total, *parts)
        }
        if tied <= found:
            return frozenset(found)
        found |= tied
