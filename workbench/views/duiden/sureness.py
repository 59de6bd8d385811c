"""How sure: the one sentence that each page of duiden has, and a chance without false certainty."""

from workbench.text import number
from workbench.views.drawings.svg import Markup, tag

NEARLY = 0.005  # a chance this close to one or nought is not told as certain


def sure(words: str) -> Markup:
    """The sentence that says how sure the answer above it is."""
    return tag("p", tag("strong", "Hoe zeker? "), words, class_="dw-sure")


def chance(share: float) -> str:
    """`35 %`, and never `100 %` or `0 %`: a model that says so has assumptions too."""
    if share > 1 - NEARLY:
        return "> 99 %"
    if share < NEARLY:
        return "< 1 %"
    return f"{number(100 * share, decimals=0)} %"
