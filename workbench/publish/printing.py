"""One report on paper: a tagged PDF, by WeasyPrint. It imports little, for it runs in fresh processes."""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from workbench.publish import rules

PAGE, PDF = "report.html", "rapport.pdf"
# PDF/UA: what a screen reader needs is in the file. WeasyPrint takes the words of a drawing from its title.
_NAMED = re.compile(r"<svg\b([^>]*)>(?!<title)")
_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
_EDGE, _TITLE = re.compile(r"<svg\b|</svg>"), re.compile(r"<title>.*?</title>", re.DOTALL)
_LABEL = re.compile(r"aria-label=\"([^\"]*)\"")
PRINTED = "@page { size: A4; margin: 16mm } body { font-size: 10pt } main { max-width: none }"
PRINTED += " main h1 { font-size: 22pt !important }"


def print_page(folder: Path) -> None:
    """Writes the PDF beside the page, and then the page's checksum, which says that it is whole."""
    from weasyprint import CSS, HTML
    from weasyprint.urls import URLFetcher

    html = on_paper((folder / PAGE).read_text(encoding="utf-8"))
    partial = folder / f"{PDF}.part"
    nobody = URLFetcher(allowed_protocols=["data"])  # a report needs nothing from outside
    HTML(string=html, url_fetcher=nobody).write_pdf(partial, stylesheets=[CSS(string=PRINTED)], pdf_variant="pdf/ua-1")
    partial.replace(folder / PDF)
    (folder / f"{PDF}.sha256").write_text(_sum(folder), encoding="utf-8")


def on_paper(html: str) -> str:
    """The page as WeasyPrint needs it: each drawing with its words, and with the rules that draw it inside."""
    css = "".join(_STYLE.findall(html))
    tokens = rules.values(css)
    drawing = rules.drawing(css, tokens=tokens)
    parts, end = [], 0
    for begin, until in _drawings(html):
        parts += [html[end:begin], _drawn(html[begin:until], rules.needed(drawing, by=html[begin:until]))]
        end = until
    return rules.filled("".join([*parts, html[end:]]), tokens=tokens)


def _drawings(html: str) -> Iterator[tuple[int, int]]:
    """Where each drawing begins and ends, with the drawings inside it."""
    depth = begin = 0
    for edge in _EDGE.finditer(html):
        begin = begin if depth else edge.start()
        depth += -1 if edge[0] == "</svg>" else 1
        if depth == 0:
            yield begin, edge.end()


def _drawn(svg: str, css: str) -> str:
    named = _NAMED.sub(_with_title, svg)
    opened = named.index(">") + 1
    title = len(_TITLE.match(named, opened)[0]) if _TITLE.match(named, opened) else 0
    return f"{named[: opened + title]}<style>{css}</style>{named[opened + title :]}"


def _with_title(drawing: re.Match) -> str:
    label = _LABEL.search(drawing[1])
    words = label[1] if label else "Teken uit de legenda" if "aria-hidden" in drawing[1] else ""
    # A piece that only says how wide it is, is as high as what it stands in; WeasyPrint takes it to have no height.
    flat = "width=" in drawing[1] and "height=" not in drawing[1] and "viewbox=" not in drawing[1].lower()
    opening = f"<svg{drawing[1]} height='100%'>" if flat else drawing[0]
    return f"{opening}<title>{words}</title>" if words else opening


def is_printed(folder: Path) -> bool:
    try:
        return (folder / PDF).is_file() and (folder / f"{PDF}.sha256").read_text(encoding="utf-8") == _sum(folder)
    except OSError:
        return False


def _sum(folder: Path) -> str:
    # Of the page and of how it is printed: another way of printing is another PDF.
    made_by = [Path(__file__), Path(rules.__file__)]
    return hashlib.sha256(b"".join(path.read_bytes() for path in (folder / PAGE, *made_by))).hexdigest()
