"""The marks of every chart: a dot, its interval, a line, and what stands where there is no figure.

Hidden, too uncertain, not measured and zero look different everywhere: hatched, dotted, plain grey, and open.
"""

from collections.abc import Iterable
from itertools import pairwise

from workbench.table import MISSING, SUPPRESSED, UNRELIABLE
from workbench.text import status_label
from workbench.views.drawings.svg import Markup, tag

STATES = {SUPPRESSED: "dw-hidden", UNRELIABLE: "dw-unsure", MISSING: "dw-none"}


def dot(x: float, y: float, *, kind: str = "", radius: float = 4.5, zero: bool = False) -> Markup:
    """A figure. `kind` is a class name such as dw-chosen; a true zero is an open dot."""
    return tag("circle", cx=x, cy=y, r=radius, class_=f"dw-dot {kind}{' dw-zero' if zero else ''}".strip())


def whisker(low: float, high: float, *, y: float, kind: str = "") -> Markup:
    """A horizontal interval."""
    return tag("line", x1=low, x2=high, y1=y, y2=y, class_=f"dw-whisker {kind}".strip())


def whisker_up(low: float, high: float, *, x: float, kind: str = "") -> Markup:
    """A vertical interval."""
    return tag("line", x1=x, x2=x, y1=low, y2=high, class_=f"dw-whisker {kind}".strip())


def line(points: Iterable[tuple[float, float]], *, kind: str = "") -> Markup:
    """A line through the points; the caller breaks it where nothing may be drawn."""
    parts = [tag("line", x1=x1, y1=y1, x2=x2, y2=y2) for (x1, y1), (x2, y2) in pairwise(points)]
    return tag("g", parts, class_=f"dw-line {kind}".strip())


def absent(status: str, *, x: float, y: float, words: bool = True) -> Markup:
    """What stands where there is no figure: a patterned block, and the reason in words."""
    reason = tag("text", status_label(status), x=22, y=9, class_="dw-reason") if words else None
    mark = block(STATES[status], x=0.0, y=0.0, width=16.0, height=10.0)
    return tag("svg", mark, reason, x=x, y=y - 5.0, overflow="visible")


def block(kind: str, *, x: float, y: float, width: float, height: float) -> Markup:
    """A small block in the pattern of a state: `dw-hidden` hatched, `dw-unsure` dotted, the others plain."""
    ground = tag("rect", x=x, y=y, width=width, height=height, class_=kind)
    if kind == "dw-hidden":
        reach = range(0, int(width), 5)
        strokes = "".join(
            f"M{x + at:.1f} {y + height:.1f}l{min(height, width - at):.1f} -{min(height, width - at):.1f}"
            for at in reach
        )
        return tag("g", ground, tag("path", d=strokes, class_="dw-hatch"))
    if kind == "dw-unsure":
        places = [(x + at, y + down) for at in range(3, int(width), 5) for down in range(3, int(height), 5)]
        return tag("g", ground, [tag("circle", cx=cx, cy=cy, r=1.1, class_="dw-speck") for cx, cy in places])
    return ground


def patterns(prefix: str) -> Markup:
    """The same hatch and dots as fills `url(#<prefix>-hatch)` and `url(#<prefix>-dots)`, for shapes of any form."""
    hatch = _pattern(f"{prefix}-hatch", tag("path", d="M-1 1L1 -1M0 6L6 0M5 7L7 5", class_="dw-hatch"))
    return tag("defs", hatch, _pattern(f"{prefix}-dots", tag("circle", cx=3, cy=3, r=1.1, class_="dw-speck")))


def _pattern(name: str, drawn: Markup) -> Markup:
    paper = tag("rect", width=6, height=6, class_="dw-paper")
    return tag("pattern", paper, drawn, id=name, width=6, height=6, patternUnits="userSpaceOnUse")
