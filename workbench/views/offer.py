"""Which combinations of indicator, level, period and group exist, and which one is nearest to a wish."""

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import NamedTuple

from workbench.catalog import Catalog
from workbench.disclosure import SafeTable
from workbench.errors import UnknownName
from workbench.table import LEVELS, MISSING
from workbench.text.labels import GROUP

PICTURED = ("gemeente", "wijk", "buurt")  # levels with areas to tell apart; the others serve as comparison
GROUPS = ("18plus", "totaal", *GROUP)


class Combination(NamedTuple):
    """Something that can be looked at; `rank` is the place of its dataset with the indicator, 0 the primary one."""

    indicator: str
    level: str
    period: int
    group: str
    edition: int
    rank: int = 0


class Offer:
    """All combinations that have at least one figure, or one that is hidden."""

    def __init__(self, combinations: Iterable[Combination]):
        self.all = sorted(set(combinations))

    @classmethod
    def of(cls, figures: SafeTable, *, catalog: Catalog) -> "Offer":
        return cls(
            Combination(indicator, level, int(period), group, int(edition), _rank(catalog, indicator, dataset))
            for indicator, level, period, group, edition, dataset in _distinct(figures)
        )

    def values(self, name: str, **given: object) -> list:
        """What can be chosen for `name`, given other choices; levels and groups in their own order."""
        fits = {getattr(one, name) for one in self.all if all(getattr(one, key) == given[key] for key in given)}
        return sorted(fits, key=_orders.get(name, lambda value: value))

    def nearest(self, wish: Combination, *, keep: str) -> Combination:
        """The combination closest to the wish that has its `keep` (the name of what was chosen).

        Raises: UnknownName when nothing at all has it.
        """
        kept = [one for one in self.all if getattr(one, keep) == getattr(wish, keep)]
        if not kept:
            raise _unknown(keep, given=getattr(wish, keep), known=self.values(keep))
        return min(kept, key=lambda one: _distance(one, wish))

    def whole(self, wish: dict[str, object]) -> Combination:
        """The combination with every value of the wish; what is not wished for is chosen well.

        Raises: UnknownName naming the first wish that cannot be met, and what can.
        """
        met: dict[str, object] = {}
        for name, value in wish.items():
            known = self.values(name, **met)
            if value not in known:
                raise _unknown(name, given=value, known=known)
            met[name] = value
        fits = [one for one in self.all if all(getattr(one, name) == met[name] for name in met)]
        return min(fits, key=lambda one: (-_moment(one.period), LEVELS.index(one.level), _group_place(one), one.rank))


@lru_cache(maxsize=4)  # a SafeTable never changes; a kernel that was forked has this already
def _distinct(figures: SafeTable) -> list[tuple]:
    rows = figures.rows(level=list(PICTURED))
    rows = rows[rows["status"] != MISSING]
    keys = rows.assign(level=rows["area_code"].str.slice(0, 2).map({"GM": "gemeente", "WK": "wijk", "BU": "buurt"}))
    distinct = keys[["indicator", "level", "period", "group", "edition", "dataset"]].drop_duplicates()
    return list(distinct.itertuples(index=False, name=None))


def _distance(one: Combination, wish: Combination) -> tuple:
    return (
        one.indicator != wish.indicator,
        abs(LEVELS.index(one.level) - LEVELS.index(wish.level)),
        abs(_moment(one.period) - _moment(wish.period)),
        one.group != wish.group,
        _group_place(one),
        -_moment(one.period),
        one.edition != wish.edition,
        one.rank,
    )


def _moment(period: int) -> float:
    return float(period) if period < 10_000 else period // 100 + (period % 100 - 1) / 12


def _group_place(one: Combination) -> int:
    return GROUPS.index(one.group) if one.group in GROUPS else len(GROUPS)


def _rank(catalog: Catalog, indicator: str, dataset: str) -> int:
    known = catalog.indicator(indicator).datasets
    return known.index(dataset) if dataset in known else len(known)


_orders: dict[str, Callable] = {
    "level": LEVELS.index,
    "group": lambda group: GROUPS.index(group) if group in GROUPS else len(GROUPS),
}
_WORDS = {
    "indicator": "Indicator",
    "level": "Niveau",
    "period": "Periode",
    "group": "Groep",
    "edition": "Indeling",
}


def _unknown(name: str, *, given: object, known: list) -> UnknownName:
    return UnknownName.among(map(str, known), given=str(given), kind=name, soort=_WORDS[name])
