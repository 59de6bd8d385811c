"""The legend: the indicator's fixed classes and the states that occur, each with a swatch and words."""

from collections.abc import Iterable
from itertools import pairwise

from workbench.text import number
from workbench.text.numbers import UNITS
from workbench.views.drawings.marks import block
from workbench.views.drawings.palette import ELSEWHERE, HIDDEN, MEANING, NONE, PALETTES, UNSURE, ZERO
from workbench.views.drawings.svg import Markup, tag

STATES = {
    ZERO: ("dw-zero", "precies 0"),
    HIDDEN: ("dw-hidden", "verborgen om privacy"),
    UNSURE: ("dw-unsure", "te onzeker"),
    NONE: ("dw-none", "niet gemeten"),
    ELSEWHERE: ("dw-elsewhere", "hoort bij een andere indeling"),
}


def legend(boundaries: list[float], *, direction: str, unit: str, decimals: int, present: Iterable[int]) -> Markup:
    """Takes: the four inner boundaries and the bytes that occur in the picture (see palette.class_of)."""
    words = class_words(boundaries, unit=unit, decimals=decimals)
    steps = [_entry("dw-class", word, fill=colour) for word, colour in zip(words, PALETTES[direction], strict=True)]
    states = [_entry(*STATES[byte]) for byte in STATES if byte in set(present)]
    return tag("div", tag("ul", steps, states, class_="dw-legend"), tag("p", MEANING[direction], class_="dw-note"))


def class_words(boundaries: list[float], *, unit: str, decimals: int) -> list[str]:
    """`t/m 4,0 %`, `4,0 tot en met 5,0 %`, ..., `meer dan 8,0 %`."""
    places = max(decimals, *(_places(boundary) for boundary in boundaries)) if any(map(_places, boundaries)) else 0
    written = [number(boundary, decimals=places) for boundary in boundaries]
    mark = f"\N{NO-BREAK SPACE}{UNITS[unit]}" if UNITS[unit] else ""
    between = [f"{low} – {high}{mark}" for low, high in pairwise(written)]
    return [f"t/m {written[0]}{mark}", *between, f"meer dan {written[-1]}{mark}"]


def _places(boundary: float) -> int:
    return 0 if float(boundary).is_integer() else 1


def _entry(kind: str, words: str, fill: str | None = None) -> Markup:
    mark = tag("rect", x=0.5, y=0.5, width=21, height=13, class_=kind, fill=fill) if fill else None
    mark = mark or block(kind, x=0.5, y=0.5, width=21, height=13)
    return tag("li", tag("svg", mark, width=22, height=14, aria_hidden="true"), tag("span", words))
