"""The name at the start of a row: whole on a wide page, over two lines on a phone, never cut off."""

import textwrap

from workbench.views.drawings.svg import Markup, Percent, tag

WIDTH = Percent(36)
SHORT = 14  # letters that fit on any phone
LINE = 11  # pixels from one line to the next; two of them fit in a row


def row_name(name: str, *, height: int, kind: str) -> Markup:
    """Both ways of writing it; the style sheet of the page shows one of them."""
    middle, lines = height / 2, in_two(name)
    if len(lines) == 1:
        # A long word is not broken but written smaller.
        long = "dw-name dw-name-long" if len(name) > SHORT else ""
        return tag("svg", tag("text", name, y=middle + 4), width=WIDTH, class_=f"{long} {kind}".strip() or None)
    first, second = (tag("tspan", line, x=0, y=middle + at) for line, at in zip(lines, (-2, LINE - 2), strict=True))
    return tag(
        "svg",
        tag("text", name, y=middle + 4, class_="dw-name-wide"),
        tag("text", first, second, class_="dw-name-narrow", display="none"),
        width=WIDTH,
        class_=f"dw-name {kind}".strip(),
    )


def in_two(name: str) -> list[str]:
    """The name over at most two lines, as even as its words allow; a short one stays on one."""
    if len(name) <= SHORT or len(name.replace("-", "- ").split()) == 1:
        return [name]
    return next(
        lines
        for width in range(len(name) // 2, len(name) + 1)
        if len(lines := textwrap.wrap(name, width, break_long_words=False)) <= 2
    )
