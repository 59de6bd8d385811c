"""A drawing as a file of its own: SVG with its styles inside, PNG for a slide, with its source written under it."""

import re
from collections.abc import Sequence
from functools import lru_cache
from html import unescape
from math import ceil
from xml.sax.saxutils import escape

import resvg_py

from workbench.publish import rules
from workbench.views.address import STYLES
from workbench.views.drawings.svg import Markup

WIDTH, HIGHEST, MARGIN, LINE, LETTERS, KEYS_A_LINE = 720.0, 520.0, 12.0, 17.0, 100, 3
_TAG = re.compile(r"<svg\b([^>]*)>(.*)</svg>", re.DOTALL)
_ATTRIBUTE = re.compile(r"([\w-]+)='([^']*)'")


def standalone(drawing: str, *, title: str, source: str, keys: Sequence[tuple[str, str]] = ()) -> str:
    """An SVG file of the first drawing in some markup, with a title above and the source below it.

    Takes: `keys`, colours with the words of a legend. Raises: ValueError when there is no drawing.
    """
    attributes, inside = _TAG.fullmatch(_first(drawing)).groups()
    known = dict(_ATTRIBUTE.findall(attributes))
    width, height = _size(known)
    heads, feet = wrapped(title), wrapped(source)
    legend = MARGIN + LINE * 1.3 * len(heads)
    top = legend + LINE * 1.4 * ceil(len(keys) / KEYS_A_LINE) + MARGIN / 2
    whole = top + height + MARGIN + LINE * len(feet) + MARGIN
    said = f"{known.get('aria-label', '')} {escape(source)}".strip()  # the name of a drawing is escaped already
    box = f' viewBox="{known["viewBox"]}"' if "viewBox" in known else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width + 2 * MARGIN:g}" height="{whole:g}" '
        f'viewBox="0 0 {width + 2 * MARGIN:g} {whole:g}" role="img" lang="nl" aria-labelledby="titel uitleg">'
        f'<title id="titel">{escape(title)}</title><desc id="uitleg">{said}</desc><style>{styles()}</style>'
        f'<rect width="100%" height="100%" fill="{token("paper")}"/>'
        f"{_lines(heads, top=MARGIN + LINE, step=LINE * 1.3, size=16, weight=700)}{_legend(keys, legend)}"
        f'<svg x="{MARGIN:g}" y="{top:g}" width="{width:g}" height="{height:g}"{box} class="{known.get("class", "")}">'
        f"{inside}</svg>{_lines(feet, top=top + height + MARGIN + LINE, step=LINE, size=12, weight=400)}</svg>"
    )


def words_of(svg: str) -> str:
    """What a picture file says to who does not see it: its title, its sentence and its source."""
    return unescape(" ".join(re.findall(r"<(?:title|desc) id=\"\w+\">(.*?)</(?:title|desc)>", svg)))


def png(svg: str, *, zoom: float = 2.0) -> bytes:
    """The picture in dots, twice as fine as on a screen; it carries no text data besides the dots."""
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, zoom=zoom, font_family="sans-serif"))


def _legend(keys: Sequence[tuple[str, str]], top: float) -> Markup:
    made = []
    for number, (colour, words) in enumerate(keys):
        x = MARGIN + (number % KEYS_A_LINE) * WIDTH / KEYS_A_LINE
        y = top + LINE * (0.6 + 1.4 * (number // KEYS_A_LINE))
        made.append(
            f'<rect x="{x:g}" y="{y:g}" width="22" height="14" fill="{colour}" stroke="{token("outline")}"/>'
            f'<text x="{x + 28:g}" y="{y + 12:g}" font-family="sans-serif" font-size="13">{escape(words)}</text>'
        )
    return Markup("".join(made))


def wrapped(text: str) -> list[str]:
    lines: list[str] = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + len(word) >= LETTERS:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def token(name: str) -> str:
    """The value of a colour in the one file with the look of the house."""
    return rules.values(STYLES[0].read_text(encoding="utf-8"))[f"--dw-color-{name}"]


@lru_cache(maxsize=1)
def styles() -> str:
    """The rules of the pieces with their values filled in: a file of its own has no tokens to look up."""
    tokens, pieces = (path.read_text(encoding="utf-8") for path in STYLES)
    return escape(rules.drawing(pieces, tokens=rules.values(tokens))).replace('"', "'")


def _first(drawing: str) -> str:
    """The first picture in the markup, with the pictures inside it. Raises: ValueError when there is none."""
    begin = re.search(r"<svg\b(?=[^>]*role='img')", drawing)
    depth = 0
    for edge in re.finditer(r"<svg\b|</svg>", drawing[begin.start() :] if begin else ""):
        depth += -1 if edge[0] == "</svg>" else 1
        if depth == 0:
            return drawing[begin.start() : begin.start() + edge.end()]
    raise ValueError("no drawing in this markup")


def _size(known: dict[str, str]) -> tuple[float, float]:
    if "viewBox" in known:
        _, _, width, height = map(float, known["viewBox"].split())
        return WIDTH, min(height * WIDTH / width, HIGHEST)
    return WIDTH, float(known["height"])


def _lines(texts: list[str], *, top: float, step: float, size: int, weight: int) -> Markup:
    made = [
        f'<text x="{MARGIN:g}" y="{top + step * number:g}" font-family="sans-serif" font-size="{size}" '
        f'font-weight="{weight}" fill="{token("ink")}">{escape(text)}</text>'
        for number, text in enumerate(texts)
    ]
    return Markup("".join(made))
