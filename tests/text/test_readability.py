"""Screen texts are plain Dutch: short sentences and short words."""

import re

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.settings import CHECKOUT
from workbench.text.readability import ease, sentences, syllables, too_long

LOWEST = 45  # Douma's scale: 45-60 is fairly hard, as words such as "jeugdgezondheidszorg" have many syllables
TEMPLATES = sorted(CHECKOUT.glob("workbench/*/templates/**/*.j2"))
NOTEBOOKS = sorted((CHECKOUT / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize(
    ("word", "number"), [("boom", 1), ("water", 2), ("gemeente", 3), ("eenzaamheid", 3), ("Drenthe", 2)]
)
def test_syllables_are_those_of_the_dictionary(word, number):
    assert syllables(word) == number  # hyphenation in Van Dale: boom, wa-ter, ge-meen-te, een-zaam-heid, Dren-the


def test_douma_s_formula_worked_out_by_hand():
    # 2 sentences, 8 words, 8 syllables: 206.84 - 0.93 * 4 - 77 * 1
    assert ease("De kat zat daar. De hond liep weg.") == pytest.approx(126.12)


@given(st.lists(st.sampled_from(["kat", "hond", "boom", "huis"]), min_size=3, max_size=20))
def test_longer_words_never_read_easier(chosen):
    assert ease(" ".join(chosen)) > ease(" ".join([*chosen[:-1], "verantwoordelijkheidsgevoel"]))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_plain_dutch(path):
    cells = nbformat.read(path, as_version=4).cells
    text = "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    assert (ease(text) >= LOWEST, too_long(text)) == (True, []), ease(text)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_page_is_plain_dutch(path):
    text = as_text(path.read_text(encoding="utf-8"))
    if sentences(text):
        assert (ease(text) >= LOWEST, too_long(text)) == (True, []), ease(text)


def as_text(template: str) -> str:
    """What a reader sees of a template: every element a piece of its own."""
    plain = re.sub(r"\{#.*?#\}|\{%.*?%\}|<(style|script)\b.*?</\1>", " ", template, flags=re.DOTALL)
    named = re.sub(r"\{\{.*?\}\}", "woord", plain, flags=re.DOTALL)
    return re.sub(r"<[^>]*>", "\n\n", named)
