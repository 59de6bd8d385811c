"""What if a determinant moved this much here: the expected change, with assumptions that the table can rewrite."""

import numpy as np

from workbench.analysis.rows import Column, column
from workbench.analysis.scenario import expected_change, expected_sentence
from workbench.disclosure import SafeTable
from workbench.errors import CannotAnswer
from workbench.text import level_label, number
from workbench.text.numbers import UNITS
from workbench.views.drawings.svg import Markup, figure, join, tag
from workbench.views.duiden import assumptions
from workbench.views.duiden.asking import Pair, companion, kind_of, pair, years
from workbench.views.duiden.sureness import sure
from workbench.views.duiden.validated import validated
from workbench.views.follow import follow, shown
from workbench.views.panel import Panel
from workbench.views.picture import Picture
from workbench.views.selection import Selection

FOLLOWED = ("indicator", "level", "area", "period", "group", "extra")
PEOPLE = "inwoners"
STEPS = (-1.0, -0.1, 0.1, 1.0)


def change(cijfers: SafeTable, keuze: Selection, verandering: float, aannames: str = "") -> Panel:
    """How much the determinant moves, and the assumptions, which can be rewritten.

    Takes: `aannames`, sentences parted by `|`; nothing for the usual ones. Raises: InvalidInput.
    """
    lines = assumptions.read(aannames)
    keuze.of(cijfers).remember(verandering=float(verandering), aannames=assumptions.write(lines))
    picture = follow(keuze, lambda: shown(lambda: _moved(keuze)), "extra", "indicator", "level", "area")
    picture.when("move", lambda step: keuze.remember(verandering=round(move(keuze) + float(step), 2)))
    box = assumptions.Sentences(
        label="Dit geldt alleen als deze aannames kloppen. Pas ze aan, voeg toe of maak leeg.",
        sentences=lines,
        write=lambda given: keuze.remember(aannames=assumptions.write(given)),
    )

    def again() -> None:
        box.sentences = assumed(keuze)

    keuze.follow(again, "extra")
    return Panel(picture, box, still=lambda: _moved(keuze), kind="dw-scenario")


def assumed(keuze: Selection) -> list[str]:
    return assumptions.read(str(keuze.extra.get("aannames", "")))


def expected(cijfers: SafeTable, keuze: Selection) -> Picture:
    """The expected change and the number of people, or why that cannot be said."""
    return follow(keuze.of(cijfers), lambda: shown(lambda: _expected(keuze)), *FOLLOWED)


def move(keuze: Selection) -> float:
    return float(keuze.extra.get("verandering", 0.0))


def _moved(keuze: Selection) -> Markup:
    other = keuze.catalog.indicator(companion(keuze))
    buttons = [
        tag(
            "button",
            f"{'+' if step > 0 else '−'} {number(abs(step))}",
            type="button",
            data_do=f"move:{step}",
            data_key=f"move-{step}",
        )
        for step in STEPS
    ]
    way = "omhoog" if move(keuze) >= 0 else "omlaag"
    size = f"{number(abs(move(keuze)))} {_points(other.unit)}".strip()
    said = f"Stel: '{other.label}' gaat {size} {way} in {_where(keuze)}."
    return tag("div", tag("p", tag("strong", said)), tag("p", join(*buttons)))


def _points(unit: str) -> str:
    """The unit of a change: a percentage changes by points."""
    return "procentpunt" if unit == "percent" else UNITS[unit]


def _where(keuze: Selection) -> str:
    plural = level_label(keuze.level, plural=True)
    inside = keuze.gemeente is not None and keuze.level != keuze_level(keuze)
    return f"alle {plural} van {keuze.name(keuze.area)}" if inside or keuze.gemeente is None else keuze.name(keuze.area)


def keuze_level(keuze: Selection) -> str:
    """The level of the selected area itself."""
    return {"GM": "gemeente", "WK": "wijk", "BU": "buurt"}.get(keuze.area[:2], "regio")


def _expected(keuze: Selection) -> Markup:
    found = pair(keuze)
    chosen = np.array([_inside(code, keuze) for code in found.codes])
    if not chosen.any():
        raise CannotAnswer(
            "no chosen area has both figures", page="In dit gebied zijn beide cijfers er niet. Kies een ander gebied."
        )
    persons, known = _persons(found, keuze)
    answer = expected_change(
        found.up,
        found.across,
        move=move(keuze),
        chosen=chosen,
        persons=persons,
        per=float(found.measure.factor),
        assumptions=tuple(assumed(keuze)),
    )
    sentence = expected_sentence(answer, outcome=found.measure.label, unit=_points(found.measure.unit))
    listed = tag("ul", [tag("li", each) for each in answer.assumptions])
    notes = [tag("p", each, class_="dw-note") for each in (years(found), "" if known else _unknown(found)) if each]
    notes.append(validated("scenario", keuze))
    low, high = sorted((abs(answer.lower), abs(answer.upper)))
    certain = (
        f"Als alle aannames kloppen, ligt de verandering tussen {number(low)} en {number(high)} "
        f"{_points(found.measure.unit)}. Klopt een aanname niet, dan zegt dit interval niets."
    )
    return figure(
        sure(certain),
        tag("div", tag("p", "Dit geldt alleen als:"), listed, class_="dw-notice"),
        notes,
        sentence=sentence,
    )


def _inside(code: str, keuze: Selection) -> bool:
    return keuze.gemeente is None or (
        kind_of(code, keuze) != "" if keuze_level(keuze) == "gemeente" else code == keuze.area
    )


def _unknown(found: Pair) -> str:
    return f"Hoeveel mensen dit zijn is niet te zeggen: van {found.measure.label.lower()} is geen aantal bekend."


def _persons(found: Pair, keuze: Selection) -> tuple[np.ndarray | None, bool]:
    """The people of each area: the figure's own base, else the inhabitants for a share of all."""
    if found.measure.factor <= 1:
        return None, False
    own = found.outcome.array("denominator", found.codes)
    if np.isfinite(own).all():
        return own, True
    people = _inhabitants(keuze, found.outcome)
    base = None if people is None else people.array("value", found.codes)
    return (
        (base, True)
        if base is not None and np.isfinite(base).all() and found.outcome.group == "totaal"
        else (None, False)
    )


def _inhabitants(keuze: Selection, outcome: Column) -> Column | None:
    try:
        found = column(
            keuze.figures, PEOPLE, level=keuze.level, period=outcome.period, edition=outcome.edition, group="totaal"
        )
    except CannotAnswer:
        return None
    return found if found.edition == outcome.edition else None
