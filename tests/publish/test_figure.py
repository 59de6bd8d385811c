"""`workbench figure`: any figure as an image with its source, also for who does not see it."""

import json
import xml.etree.ElementTree as ET

import pytest
from typer.testing import CliRunner

from workbench.cli import command_line
from workbench.errors import InvalidInput, StoreError, UnknownName

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def figure(small, monkeypatch):
    """Runs the command in this process; gives what it told."""
    for name, value in small.items():
        monkeypatch.setenv(name, value)

    def run(*words: object) -> dict:
        done = CliRunner().invoke(command_line(), ["figure", *map(str, words), "--json"], catch_exceptions=False)
        return json.loads(done.stdout)

    return run


@pytest.mark.parametrize("kind", ["kaart", "volgorde", "verloop"])
def test_an_svg_carries_its_title_its_sentence_and_its_source(figure, tmp_path, kind):
    told = figure("eenzaamheid", "--kind", kind, "-p", "gebied=GM0114", "--output", tmp_path / "beeld.svg")
    root = ET.parse(tmp_path / "beeld.svg").getroot()  # noqa: S314 - a file of our own
    named = [root.find(f"{SVG}{name}") for name in ("title", "desc")]
    assert (root.get("role"), root.get("lang")) == ("img", "nl")
    assert root.get("aria-labelledby").split() == [each.get("id") for each in named]
    assert " ".join(each.text for each in named) == told["alt"]
    for words in ("Eenzaamheid", "verzonnen cijfers", "Bron: RIVM", "Licentie: CC BY 4.0", "Hoe gemeten"):
        assert words in told["alt"]
    seen = " ".join(root.itertext())
    assert "Bron: RIVM" in seen.partition("</desc>")[0]


def test_a_png_for_a_slide_is_wide_enough_and_its_words_come_with_it(figure, tmp_path):
    told = figure("eenzaamheid", "--output", tmp_path / "beeld.png")
    header = (tmp_path / "beeld.png").read_bytes()[:24]
    assert header[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(header[16:20], "big") >= 1280
    assert "het hoogst" in told["alt"]


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (("eenzaamhid",), UnknownName),
        (("eenzaamheid", "--kind", "taart"), UnknownName),
        (("eenzaamheid", "-p", "gebeid=GM0114"), UnknownName),
        (("eenzaamheid", "-p", "periode=vorig"), InvalidInput),
        (("eenzaamheid", "--output", "beeld.gif"), InvalidInput),
        (("eenzaamheid", "--output", "/dev/null/beeld.svg"), StoreError),
    ],
)
def test_what_cannot_be_drawn_is_one_sentence(figure, words, error):
    with pytest.raises(error) as refusal:
        figure(*words)
    assert refusal.value.page.endswith((".", "?"))
