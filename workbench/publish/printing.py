"""One report on paper: a tagged PDF, by WeasyPrint. It imports little, for it runs in fresh processes."""

import hashlib
import re
from pathlib import Path

PAGE, PDF = "report.html", "rapport.pdf"
# PDF/UA: what a screen reader needs is in the file. WeasyPrint takes the words of a drawing from its title.
_NAMED = re.compile(r"<svg\b([^>]*)>(?!<title)")
_LABEL = re.compile(r"aria-label=\"([^\"]*)\"")
PRINTED = "@page { size: A4; margin: 16mm } body { font-size: 10pt } main { max-width: none }"


def print_page(folder: Path) -> None:
    """Writes the PDF beside the page, and then the page's checksum, which says that it is whole."""
    from weasyprint import CSS, HTML
    from weasyprint.urls import URLFetcher

    html = _NAMED.sub(_with_title, (folder / PAGE).read_text(encoding="utf-8"))
    partial = folder / f"{PDF}.part"
    nobody = URLFetcher(allowed_protocols=["data"])  # a report needs nothing from outside
    HTML(string=html, url_fetcher=nobody).write_pdf(partial, stylesheets=[CSS(string=PRINTED)], pdf_variant="pdf/ua-1")
    partial.replace(folder / PDF)
    (folder / f"{PDF}.sha256").write_text(_sum(folder), encoding="utf-8")


def _with_title(drawing: re.Match) -> str:
    label = _LABEL.search(drawing[1])
    words = label[1] if label else "Teken uit de legenda" if "aria-hidden" in drawing[1] else ""
    return f"{drawing[0]}<title>{words}</title>" if words else drawing[0]


def is_printed(folder: Path) -> bool:
    try:
        return (folder / PDF).is_file() and (folder / f"{PDF}.sha256").read_text(encoding="utf-8") == _sum(folder)
    except OSError:
        return False


def _sum(folder: Path) -> str:
    # Of the page and of how it is printed: another way of printing is another PDF.
    return hashlib.sha256((folder / PAGE).read_bytes() + Path(__file__).read_bytes()).hexdigest()
