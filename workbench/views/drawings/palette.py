"""Five fixed classes per indicator, coloured so that the direction shows: warm when higher is worse.

Source: the sequential schemes YlOrBr, PuBu and Purples of ColorBrewer (Brewer and Harrower), safe for the colour-blind;
the palest step is left out, so that the lowest class is never taken for white, which stands for zero.
"""

import math
from bisect import bisect_left

PALETTES = {
    "higher_is_worse": ("#fee391", "#fec44f", "#fe9929", "#d95f0e", "#8c2d04"),
    "higher_is_better": ("#d0e0ee", "#a3c4de", "#67a3cb", "#2f78b0", "#0b4778"),
    "neutral": ("#dadaeb", "#bcbddc", "#9e9ac8", "#756bb1", "#4a1486"),
}
MEANING = {
    "higher_is_worse": "Donkerder is hoger, en hoger is ongunstiger.",
    "higher_is_better": "Donkerder is hoger, en hoger is gunstiger.",
    "neutral": "Donkerder is hoger; hoger is niet beter of slechter.",
}
ZERO, HIDDEN, UNSURE, NONE, ELSEWHERE = 5, 6, 7, 8, 9  # the bytes after the five classes
BY_STATUS = {"suppressed": HIDDEN, "unreliable": UNSURE, "missing": NONE}


def class_of(value: float | None, *, status: str, boundaries: list[float]) -> int:
    """The byte of an area on the map: 0..4 a class, then zero, hidden, too uncertain, not measured.

    A boundary belongs to the class below it, as the legend writes it.
    """
    if status in BY_STATUS:
        return BY_STATUS[status]
    if value is None or math.isnan(value):
        return NONE
    return ZERO if value == 0 else bisect_left(boundaries, value)
