"""Which codes mean the same area in two editions, so that a figure never lands on the outline of another area."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from workbench.areas.division import division
from workbench.areas.region import broken, read, region
from workbench.catalog.entry import Code, Edition, Entry, Mapped, Text


class Changes(Entry):
    """What a shared code means in one division and not in the other; every other shared code is the same area."""

    earlier: Annotated[Edition, Field(alias="from")]
    later: Annotated[Edition, Field(alias="to")]
    changed_wijken: Mapped[Code, Text]  # with their buurten
    changed_buurten_of_wijken: Mapped[Code, Text]
    renamed_wijken: Mapped[Code, Code]


@dataclass(frozen=True)
class Concordance:
    """From one edition to another."""

    origin: int
    target: int
    counterparts: dict[str, str]  # code in `origin` -> code of the same area in `target`
    reasons: dict[str, str]  # code in both that is not the same area -> why, in Dutch

    def same(self, code: str) -> bool:
        """Whether this code denotes the same area in both editions."""
        return self.counterparts.get(code) == code

    def counterpart(self, code: str) -> str | None:
        """The code of the same area in the other edition; None when there is no such area."""
        return self.counterparts.get(code)

    def why_not(self, code: str) -> str | None:
        """One Dutch clause on what changed, where the code exists in both editions but the area is not the same."""
        return self.reasons.get(code)


def concordance(origin: int, target: int) -> Concordance:
    """Raises: InvalidInput for an edition, or a pair of editions, that the catalogue does not know."""
    old, new = division(origin).areas, division(target).areas
    changes = _changes(*sorted((origin, target))) if origin != target else None
    made_from, known = _made.get((origin, target), ((), None))
    if not (known and all(one is other for one, other in zip(made_from, (old, new, changes), strict=True))):
        known = _between(origin, target, old=old, new=new, changes=changes)
        _made[origin, target] = ((old, new, changes), known)  # pictures ask it for every area
    return known


_made: dict[tuple[int, int], tuple[tuple, Concordance]] = {}


def _between(origin: int, target: int, *, old: dict, new: dict, changes: Changes | None) -> Concordance:
    if changes is None:
        return Concordance(origin, target, {code: code for code in old}, {})
    reasons = {code: why for code in old.keys() & new.keys() if (why := _why(code, changes))}
    pairs = {code: code for code in old.keys() & new.keys() if code not in reasons}
    renamed = changes.renamed_wijken
    pairs |= renamed if origin < target else {late: early for early, late in renamed.items()}
    return Concordance(origin, target, pairs, reasons)


def _changes(earlier: int, later: int) -> Changes:
    name = f"concordance-{earlier}-{later}.yaml"
    changes = read(Changes, name=name)
    if (changes.earlier, changes.later) != (earlier, later):
        raise broken(name, line=1, page="'from' en 'to' passen niet bij de naam van dit bestand.", log="other editions")
    return changes


def _why(code: str, changes: Changes) -> str | None:
    wijk = f"WK{code[2:8]}" if code.startswith("BU") else code
    found = changes.changed_wijken.get(wijk)
    if found is None and code.startswith("BU"):
        found = changes.changed_buurten_of_wijken.get(wijk)
    return found


def edition_for(code: str) -> list[int]:
    """The editions in which a code exists, the newest first."""
    return [year for year in sorted(region().editions, reverse=True) if code in division(year).areas]
