"""Interventions that are in each other's way: what changes cannot be ascribed to one of them."""

from collections.abc import Iterable
from dataclasses import dataclass

from workbench import areas
from workbench.errors import WorkbenchError
from workbench.session.changes import area_words
from workbench.session.interventions.intervention import Intervention


@dataclass(frozen=True)
class Overlap:
    """Another intervention in the same area at the same time (`shared`), or in an area that is compared with."""

    other: Intervention
    codes: tuple[str, ...]
    compared: bool
    edition: int

    @property
    def sentence(self) -> str:
        return self._told(f"'{self.other.description['title']}'")

    @property
    def discreet(self) -> str:
        """The same, for who may not know what was agreed at another table."""
        return self._told("een aanpak van een andere sessie")

    def _told(self, what: str) -> str:
        named = ", ".join(area_words(code, edition=self.edition) for code in self.codes[:3])
        if self.compared:
            return f"In vergelijkingsgebied {named} loopt zelf een aanpak: {what}. Dat maakt het verschil kleiner."
        return f"In {named} loopt ook {what}. Een verandering is niet aan één van beide toe te schrijven."


def overlaps(one: Intervention, others: Iterable[Intervention]) -> list[Overlap]:
    """The interventions that run at the same time in the areas of this one, or in those it is compared with."""
    found = []
    for other in others:
        if other.id == one.id or not _at_the_same_time(one, other):
            continue
        for compared, codes in ((False, one.description["areas"]), (True, (one.plan or {}).get("comparison", []))):
            shared = _shared(codes, other, edition=one.description["edition"])
            if shared:
                found.append(Overlap(other, shared, compared, one.description["edition"]))
    return found


def _at_the_same_time(one: Intervention, other: Intervention) -> bool:
    pairs = ((one, other), (other, one))
    return all(not early.stopped_on or early.stopped_on > late.start.isoformat() for early, late in pairs)


def _shared(codes: Iterable[str], other: Intervention, *, edition: int) -> tuple[str, ...]:
    theirs = _with_ancestors(other.description["areas"], edition=other.description["edition"])
    own = set(other.description["areas"])
    # A buurt lies in its wijk: what is done in the one touches the other, upwards as well as downwards.
    return tuple(code for code in codes if code in theirs or _with_ancestors([code], edition=edition) & own)


def _with_ancestors(codes: Iterable[str], *, edition: int) -> set[str]:
    reached = set(codes)
    for code in list(reached):
        try:
            reached |= {area.code for area in areas.ancestors(code, edition=edition)}
        except WorkbenchError:
            continue
    # Region and country hold everything; being in the same region is not being in each other's way.
    return {code for code in reached if code in set(codes) or areas.level_of(code) not in ("regio", "land")}
