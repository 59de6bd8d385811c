"""The icons of Making Data Count, each with its word beside it: an icon alone says nothing to who does not know it.

Source: NHS England, Making data count: strengthening your decisions (2019), variation and assurance icons.
"""

from workbench.analysis.monitor.charts import ASSURANCE, VARIATION
from workbench.analysis.monitor.findings import Steadiness
from workbench.views.drawings.svg import Markup, tag

SIZE, MIDDLE, RING = 44, 22, 18
COLOURS = {
    VARIATION[0]: "var(--dw-color-outline)",
    VARIATION[1]: "var(--dw-color-accent)",
    VARIATION[2]: "var(--dw-color-notice-line)",
    VARIATION[3]: "var(--dw-color-country)",
    ASSURANCE[0]: "var(--dw-color-accent)",
    ASSURANCE[1]: "var(--dw-color-notice-line)",
    ASSURANCE[2]: "var(--dw-color-outline)",
}
LETTERS = {ASSURANCE[0]: "P", ASSURANCE[1]: "F", ASSURANCE[2]: "?"}  # pass, fail, hit and miss
WORDS = {VARIATION[0]: "gewone schommeling"}
WAVE = ((11, 25), (17, 19), (23, 25), (29, 19), (34, 23))  # five points that go up and down
CLIMB = ((11, 31), (16, 28), (21, 29))  # and three that leave


def of(found: Steadiness) -> Markup | None:
    """The icons that belong to a chart; none while it cannot be judged."""
    if not found.variation:
        return None
    told = [(variation(found.variation, high=found.high), WORDS.get(found.variation, found.variation))]
    if found.assurance in LETTERS:
        told.append((assurance(found.assurance), found.assurance))
    return tag("p", [tag("span", icon, " ", words, class_="dw-icon") for icon, words in told], class_="dw-icons")


def variation(word: str, *, high: bool) -> Markup:
    """Points within a ring; H or L says on which side of the mean the change is."""
    colour = COLOURS[word]
    if word == VARIATION[0]:
        return _ring(_dots(WAVE, colour), colour=colour)
    points = [(x, y if high else SIZE - y) for x, y in CLIMB]
    return _ring(_dots(points, colour), _letter("H" if high else "L", x=29, colour=colour), colour=colour)


def assurance(word: str) -> Markup:
    """P, F or ? above a line that stands for the target."""
    colour = COLOURS[word]
    line = tag("line", x1=10, x2=34, y1=31, y2=31, stroke=colour, stroke_width=2, stroke_dasharray="4 3")
    return _ring(_letter(LETTERS[word], x=MIDDLE, colour=colour), line, colour=colour)


def _ring(*inside: object, colour: str) -> Markup:
    ring = tag("circle", cx=MIDDLE, cy=MIDDLE, r=RING, fill="none", stroke=colour, stroke_width=4)
    return tag("svg", ring, *inside, viewBox=f"0 0 {SIZE} {SIZE}", width=SIZE, height=SIZE, aria_hidden="true")


def _dots(points, colour: str) -> list[Markup]:
    return [tag("circle", cx=x, cy=y, r=2.5, fill=colour) for x, y in points]


def _letter(letter: str, *, x: int, colour: str) -> Markup:
    style = {"font_size": 15, "font_weight": 700, "text_anchor": "middle", "fill": colour}
    return tag("text", letter, x=x, y=27, **style)
