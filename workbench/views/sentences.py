"""What a picture shows, said in Dutch: short sentences, the accessible names of the pictures."""

from collections.abc import Iterable

from workbench.catalog import Indicator
from workbench.text import group_label, interval, level_label, period, status_label, with_unit
from workbench.views.cells import Cell


def written(cell: Cell, measure: Indicator) -> str:
    """`5,5 %`, or the reason why there is no figure."""
    if not cell.shown:
        return status_label(cell.status)
    return with_unit(cell.value, measure.unit, decimals=measure.decimals)


def margin(cell: Cell, measure: Indicator) -> str:
    """`4,1 tot 6,9`; empty when the publisher gives no interval."""
    return interval(cell.lower, cell.upper, decimals=measure.decimals) if cell.shown else ""


def title(measure: Indicator, *, at: int, group: str) -> str:
    """`Eenzaamheid, 18 jaar en ouder, 2020`."""
    return f"{measure.label}, {group_label(group)}, {period(at)}"


def uncertainty(cells: Iterable[Cell]) -> str:
    """How sure the figures are, as far as the publisher tells."""
    there = [cell for cell in cells if cell.shown]
    if not there:
        return "Er zijn hier geen cijfers om te tonen."
    with_margin = sum(cell.lower is not None and cell.upper is not None for cell in there)
    if with_margin == len(there):
        return "De streep bij een cijfer is het 95%-interval: kleine verschillen kunnen toeval zijn."
    if with_margin:
        return "Niet elk cijfer heeft een interval van de bron. Vergelijk cijfers zonder interval voorzichtig."
    return _without_margin({cell.estimation for cell in there})


def estimation(kinds: Iterable[str]) -> str:
    """How the publisher knows, in one sentence per kind."""
    return " ".join(_HOW[kind] for kind in sorted(set(kinds)) if kind in _HOW)


def spread(cells: list[Cell], measure: Indicator, *, names: dict[str, str], level: str) -> str:
    """The range over the areas, and how many have no figure and why."""
    there = sorted((cell for cell in cells if cell.shown), key=lambda cell: cell.value)
    if not there:
        return f"Voor geen enkele {level_label(level)} is er een cijfer."
    low, high = there[0], there[-1]
    text = (
        f"Het laagst is {names[low.area]} ({written(low, measure)}), "
        f"het hoogst {names[high.area]} ({written(high, measure)})."
    )
    if written(low, measure) == written(high, measure):
        text = f"Overal is het cijfer {written(low, measure)}."
    return f"{text} {gaps(cells, level=level)}".strip()


def gaps(cells: Iterable[Cell], *, level: str) -> str:
    """How many areas have no figure, by reason; empty when all have one."""
    counts: dict[str, int] = {}
    for cell in cells:
        if not cell.shown:
            counts[cell.status] = counts.get(cell.status, 0) + 1
    said = [
        f"{number} {level_label(level, plural=number != 1)} {status_label(status)}" for status, number in counts.items()
    ]
    return f"Zonder cijfer: {', '.join(said)}." if said else ""


def difference(cell: Cell, other: Cell, measure: Indicator, *, name: str, than: str) -> str:
    """Which of two figures is higher, without suggesting more certainty than there is."""
    if not (cell.shown and other.shown):
        return ""
    if written(cell, measure) == written(other, measure):
        return f"{name} en {than} hebben hetzelfde cijfer: {written(cell, measure)}."
    word = "hoger" if cell.value > other.value else "lager"
    text = f"{name} ({written(cell, measure)}) ligt {word} dan {than} ({written(other, measure)})."
    if None in (cell.lower, cell.upper, other.lower, other.upper):
        return text
    apart = cell.lower > other.upper or cell.upper < other.lower
    return text + (" De intervallen overlappen niet." if apart else " De intervallen overlappen: het kan toeval zijn.")


def _without_margin(kinds: set[str]) -> str:
    if kinds == {"register"}:
        return "Deze cijfers zijn geteld in een register. Kleine aantallen schommelen van jaar tot jaar."
    if kinds == {"model"}:
        return (
            "De bron geeft geen interval bij deze modelschatting. De volgorde is dus onzeker: "
            "lees kleine verschillen niet als echte verschillen."
        )
    return (
        "De bron geeft geen interval. De volgorde is dus onzeker: lees kleine verschillen niet als echte verschillen."
    )


_HOW = {
    "register": "Register: geteld bij iedereen die in de registratie staat.",
    "survey": "Steekproef: een deel van de mensen vulde een vragenlijst in.",
    "model": "Modelschatting: berekend uit een vragenlijst en kenmerken van de inwoners, niet gemeten in elk gebied.",
    "joint_sum": "Gezamenlijke som: opgeteld over organisaties die hun eigen cijfers niet delen.",
}
