"""Every word on the site, in a warning and in a button is plain Dutch; templates and notebooks are held elsewhere."""

import ast
import re

import html5lib
import pytest

from tests.publish.test_site import SAMPLE
from workbench.settings import CHECKOUT
from workbench.text.readability import ease, too_long

LOWEST = 45  # as for templates and notebooks: Douma's scale, where 45 to 60 is fairly hard
CODE = sorted((CHECKOUT / "workbench").rglob("*.py"))
SCRIPTS = sorted((CHECKOUT / "workbench").rglob("static/*.js"))
NO_TEXT = {"script", "style", "svg", "table", "dl", "option"}  # figures and names, which nobody words here


def pieces(element) -> list[str]:
    """The texts of the paragraphs, headings and list items, each on its own."""
    if element.tag in NO_TEXT:
        return []
    own = " ".join(filter(None, [element.text, *(child.tail for child in element)]))
    inline = " ".join("".join(child.itertext()) for child in element if child.tag in ("a", "strong", "em", "time"))
    return [f"{own} {inline}".strip(), *(text for child in element for text in pieces(child))]


@pytest.mark.parametrize("name", [name for name in SAMPLE if not name.startswith("rapport/")])
def test_a_page_of_the_site_is_plain_dutch(site, name):
    body = html5lib.parse((site / name).read_text(encoding="utf-8"), namespaceHTMLElements=False).find("body")
    main = next(body.iter("main"))
    text = "\n\n".join(piece for piece in pieces(main) if not piece.startswith("Bron:"))
    assert (ease(text) >= LOWEST, too_long(text)) == (True, []), ease(text)


def sentences_in(source: str) -> list[str]:
    """What code says to a visitor: `page="..."` and `page = "..."`, with a word where a value comes."""
    found = [node.value for node in ast.walk(ast.parse(source)) if is_page(node)]
    return [text for text in map(written, found) if " " in text]


def is_page(node: ast.AST) -> bool:
    if isinstance(node, ast.Assign):
        return any(getattr(each, "id", "") == "page" for each in node.targets)
    return isinstance(node, ast.keyword) and node.arg == "page"


def written(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "woord" for part in node.values)
    return ""


def test_every_warning_is_short_and_all_of_them_together_read_easily():
    said = [text for path in CODE for text in sentences_in(path.read_text(encoding="utf-8"))]
    assert len(said) > 200
    assert [text for text in said if too_long(text)] == []
    assert ease("\n\n".join(said)) >= LOWEST


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: f"{path.parent.parent.name}/{path.name}")
def test_what_a_script_says_is_short(path):
    said = re.findall(r'"([A-Z][^"\\]*? [^"\\]*[.?!])"|`([A-Z][^`]* [^`]*[.?!])`', path.read_text(encoding="utf-8"))
    texts = [re.sub(r"\$\{[^}]*\}", "woord", first or second) for first, second in said]
    assert [text for text in texts if too_long(text)] == []
