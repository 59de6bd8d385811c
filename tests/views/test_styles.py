"""A style sheet of one page never changes the pictures of another."""

import re
from pathlib import Path

import workbench
from workbench.views.picture import STATIC as PICTURES

PAGES = Path(workbench.__file__).parent / "server" / "static"


def restyled(sheet: str) -> set[str]:
    """The classes that a rule of this sheet changes wherever they stand: a selector that is one class, or begins so."""
    without_comments = re.sub(r"/\*.*?\*/", "", sheet, flags=re.S)
    selectors = [each.strip() for rule in re.findall(r"([^{}]+)\{", without_comments) for each in rule.split(",")]
    return {found[1] for each in selectors if (found := re.match(r"\.(dw-[a-z-]+)", each))}


def test_the_sheet_of_approaches_leaves_the_pieces_of_pictures_alone():
    pieces = restyled((PICTURES / "pieces.css").read_text())
    assert "dw-scroll" in pieces
    assert restyled((PAGES / "doen.css").read_text()) & pieces == set()
