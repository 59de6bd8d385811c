"""How sure: the one sentence that each page of duiden has, and a chance without false certainty."""

from workbench.text import number
from workbench.views.drawings.svg import Markup, tag


def sure(words: str) -> Markup:
    """The sentence that says how sure the answer above it is."""
    return tag("p", tag("strong", "Hoe zeker? "), words, class_="dw-sure")


def chance(share: float) -> str:
    """`35 %`, and never `100 %` or `0 %`: a model that says so has assumptions too."""
    written = number(100 * share, decimals=0)
    return {"100": "> 99 %", "0": "< 1 %"}.get(written, f"{written} %")
