"""May this series carry a claim about an effect at all? Asked before any estimate is made.

A model estimate is made from what an area looks like, so an approach cannot show in it; a four-yearly point says
nothing about what happened between; a break in the series or another division changes what is measured.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from workbench.catalog import Catalog, Dataset
from workbench.errors import CannotAnswer
from workbench.table import MODEL

FEWEST_POINTS = 12


@dataclass(frozen=True)
class Stretch:
    """The part of a series that may be looked at in one go: one edition, no break, one step between points."""

    periods: tuple[int, ...]
    edition: int
    left_out: tuple[int, ...] = field(default=())

    @property
    def judgeable(self) -> bool:
        return len(self.periods) >= FEWEST_POINTS


def refuse_unsuited(catalog: Catalog, indicator: str, *, known: Collection[str] = ()) -> None:
    """Nothing when a series of this indicator may carry an effect claim.

    Takes: `known`, the indicators that there are figures of; those are offered instead, if any of them can.
    Raises: CannotAnswer with the reason and, in the sentence, registers of the catalogue that can be asked instead.
    """
    reason = _reason(catalog, indicator)
    if reason is None:
        return
    suited = registers(catalog)
    instead = [name for name in suited if name in known] or suited
    offer = f" Wel geschikt: {', '.join(catalog.indicator(name).label for name in instead[:3])}." if instead else ""
    raise CannotAnswer(
        f"{indicator} cannot carry an effect claim",
        page=f"'{catalog.indicator(indicator).label}' kan niet laten zien of een aanpak werkt: {reason}.{offer}",
        instead=instead,
    )


def registers(catalog: Catalog) -> list[str]:
    """The indicators whose figures come from a count that returns each year or month, the longest series first."""
    suited = [name for name in catalog.indicators if _reason(catalog, name) is None]
    return sorted(suited, key=lambda name: -len(catalog.periods(name)))


def suited_datasets(catalog: Catalog, indicator: str) -> list[Dataset]:
    """The datasets of an indicator that are no model estimate."""
    return [dataset for dataset in catalog.datasets_of(indicator) if dataset.estimation != MODEL]


def _reason(catalog: Catalog, indicator: str) -> str | None:
    suited = {dataset.id for dataset in suited_datasets(catalog, indicator)}
    if not suited:
        return "het cijfer is een modelschatting uit kenmerken van de bewoners en reageert niet op een aanpak"
    series = [one for one in catalog.indicator(indicator).series if one.dataset in suited]
    periods = {period for one in series for period in one.periods or catalog.dataset(one.dataset).periods}
    years = sorted({_year(period) for period in periods})
    if len(years) < 2:
        return "er is maar van één jaar een cijfer"
    if max(later - earlier for earlier, later in pairwise(years)) > 1:
        return "er is niet elk jaar een cijfer, dus wat er tussendoor gebeurde is onbekend"
    return None


def refuse_short(points: int) -> None:
    """Raises: CannotAnswer when a series, or each of the series compared, has fewer than twelve points."""
    if points >= FEWEST_POINTS:
        return
    told = "is 1 punt" if points == 1 else f"zijn {points} punten"
    raise CannotAnswer(
        f"{points} points, {FEWEST_POINTS} needed",
        page=f"Nog niet te beoordelen: er {told} en er zijn er minstens {FEWEST_POINTS} nodig.",
    )


def longest_stretch(points: Iterable[tuple[int, int]], *, breaks: Iterable[int] = ()) -> Stretch:
    """The longest part of a series that crosses no break and no change of edition.

    Takes: (period, edition) per point; `breaks` are the first periods of a new way of measuring.
    Raises: CannotAnswer when there are no points.
    """
    ordered = sorted(set(points))
    if not ordered:
        raise CannotAnswer("no points", page="Voor dit gebied zijn er geen cijfers in deze reeks.")
    parts, edges = [[ordered[0]]], set(breaks)
    for before, here in pairwise(ordered):
        crossed = here[1] != before[1] or any(before[0] < edge <= here[0] for edge in edges)
        if crossed or _steps(before[0], here[0]) != 1:
            parts.append([])
        parts[-1].append(here)
    # Of equally long parts the latest one is about the approach.
    best = max(parts, key=lambda part: (len(part), part[-1]))
    kept = tuple(period for period, _ in best)
    return Stretch(kept, best[0][1], tuple(period for period, _ in ordered if period not in kept))


def _year(period: int) -> int:
    return period if period < 10_000 else period // 100


def _steps(before: int, here: int) -> int:
    if here < 10_000:
        return here - before
    return 12 * (here // 100 - before // 100) + here % 100 - before % 100
