"""The partner site as a reader gets it: whole, valid, light, accessible, and without anything that should be hidden."""

import csv
import gzip
import re
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import unquote

import html5lib
import pytest
from axe_playwright_python.sync_playwright import Axe
from markupsafe import escape
from pypdf import PdfReader

from workbench.catalog import load_catalog
from workbench.publish import rules
from workbench.publish.printing import on_paper
from workbench.settings import CHECKOUT
from workbench.views.address import STYLES

SAMPLE = [
    "index.html",
    "cijfer/eenzaamheid.html",
    "gebied/GM0114.html",
    "vraag/verkennen.html",
    "toegankelijkheid.html",
]
SAMPLE.append("rapport/verkennen-GM0114/index.html")
LINK = re.compile(r"""(?:href|src)=["']([^"'#?]*)[^"']*["']""")
COLOUR = re.compile(rb"([\d.]+) ([\d.]+) ([\d.]+) (?:rg|RG|scn|SCN)\b")
WCAG = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}


LOOKS = ({"forced_colors": "none"}, {"contrast": "more"}, {"reduced_motion": "reduce"})
# In forced colours a bar or a class of the map that takes the colour of the page says nothing any more.
UNSEEN = """() => [...document.querySelectorAll(".s-bar, .s-kaart path")].filter((each) => {
    const paper = getComputedStyle(document.body).backgroundColor, own = getComputedStyle(each);
    return each.matches(".s-bar") ? own.backgroundColor === paper && each.offsetWidth > 0 : own.stroke === paper;
  }).map((each) => each.outerHTML.slice(0, 100))"""

MOVING = """() => document.getAnimations().length + [...document.querySelectorAll("*")]
  .filter((each) => parseFloat(getComputedStyle(each).transitionDuration) > 0.01).length"""


def pages(site: Path) -> Iterator[Path]:
    return site.rglob("*.html")


def test_every_link_leads_to_a_file_of_the_site(site):
    lost = {
        (page.relative_to(site).as_posix(), link)
        for page in pages(site)
        for link in LINK.findall(page.read_text())
        if link and ":" not in link and not (page.parent / unquote(link)).is_file()
    }
    assert lost == set()


def test_no_page_needs_another_host(site):
    # Links to publishers may be followed by a reader; nothing may be fetched.
    fetched = re.compile(rb"""(?:src|srcset|xlink:href)=["'](?:https?:)?//|url\(["']?(?:https?:)?//|@import|fetch\(""")
    assert [path.name for path in site.rglob("*") if path.is_file() and fetched.search(path.read_bytes())] == []


def test_the_html_of_every_page_is_valid_and_says_that_it_is_dutch(site):
    for page in pages(site):
        tree = html5lib.HTMLParser(strict=True).parse(page.read_bytes(), transport_encoding="utf-8")
        assert tree.get("lang") == "nl", page


def test_the_first_page_is_light(site):
    first = [site / name for name in ("index.html", "site.css", "site.js", "zoek.js")]
    assert sum(len(gzip.compress(path.read_bytes())) for path in first) < 300_000  # bytes, the bar of the issue


def test_every_figure_says_its_source_and_can_be_saved(site):
    page = (site / "cijfer" / "eenzaamheid.html").read_text()
    for part in ("kaart", "volgorde", "verloop"):
        section = page.partition(f'data-deel="{part}"')[2].partition("</section>")[0]
        assert all(f"figuur/eenzaamheid{end}" in section for end in (".csv", f"-{part}.svg", f"-{part}.png"))
        assert all(word in section for word in ("Bron:", "Hoe gemeten:", "Opgehaald op", "Licentie:", "Vast adres:"))


def test_the_source_under_a_figure_is_that_of_the_figures_that_are_shown(site):
    # An indicator can have more than one dataset: one per year. Which one a page shows, its own table says.
    catalog, several = load_catalog(), 0
    for page in site.glob("cijfer/*.html"):
        measure = catalog.indicator(page.stem)
        shown = newest(site / "figuur" / f"{page.stem}.csv")
        note = page.read_text(encoding="utf-8").partition('<p class="dw-note">Bron: ')[2].partition("</p>")[0]
        cited = {name for name in measure.datasets if markup(catalog.dataset(name).citation) in note}
        assert cited == shown, page.stem
        several += len(measure.datasets) > 1
    assert several >= 1


def newest(table: Path) -> set[str]:
    """The datasets of the newest figures, per gemeente where there are any: what a page begins with."""
    rows = list(csv.DictReader(table.read_text("utf-8-sig").splitlines(), delimiter=";"))
    rows = [row for row in rows if row["gebied_code"].startswith("GM")] or rows
    last = max(row["periode"] for row in rows)
    return {row["bron"] for row in rows if row["periode"] == last}


def markup(citation: str) -> str:
    return escape(citation.removeprefix("Bron: "))


def test_invented_figures_say_so_on_every_page_and_in_every_file(site):
    assert [page.name for page in pages(site) if "verzonnen cijfers" not in page.read_text()] == []
    assert [svg.name for svg in site.glob("figuur/*.svg") if "verzonnen cijfers" not in svg.read_text()] == []
    assert [table.name for table in site.rglob("*.csv") if not says_so(table)] == []


def says_so(table: Path) -> bool:
    """Whether a table of figures has a column for it, with yes on every row; a list of names needs none."""
    head, *rows = table.read_text("utf-8-sig").splitlines()
    return (
        "indicator" not in head.split(",") + head.split(";")
        or (head.split(";")[-1] == "demonstratie" and all(row.endswith(";ja") for row in rows))
        or (head.split(",")[-1] == "invented" and all(row.endswith(",True") for row in rows))
    )


def test_another_organisation_gives_it_another_look_in_one_file():
    # Every colour outside tokens.css would stay behind; the classes of a map belong to the indicators.
    room = CHECKOUT / "workbench" / "publish"
    styled = [path for ending in ("css", "js", "j2", "py") for path in room.rglob(f"*.{ending}")]
    own = [path for path in styled if "reveal" not in path.parts]
    colour = re.compile(r"#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{3})\b|\brgba?\(")
    assert len(own) > 20
    assert [(path.name, found) for path in own for found in colour.findall(path.read_text(encoding="utf-8"))] == []


def test_a_png_carries_dots_and_no_words(site):
    kinds = {kind for picture in site.glob("figuur/*.png") for kind in chunks(picture.read_bytes())}
    assert kinds <= {b"IHDR", b"IDAT", b"IEND", b"pHYs", b"sRGB", b"gAMA", b"PLTE", b"tRNS"}
    assert b"IDAT" in kinds


def chunks(content: bytes) -> Iterator[bytes]:
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    at = 8
    while at < len(content):
        yield content[at + 4 : at + 8]
        at += 12 + int.from_bytes(content[at : at + 4], "big")


@pytest.mark.browser
class TestInABrowser:
    @pytest.fixture
    def page(self, chromium):
        context = chromium.new_context(viewport={"width": 1280, "height": 900})
        page = context.new_page()
        page.said, page.asked = [], []
        page.on("console", lambda message: page.said.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: page.said.append(str(error)))
        page.on("request", lambda request: page.asked.append(request.url))
        yield page
        context.close()

    @pytest.fixture
    def served(self, site):
        handler = partial(Quiet, directory=str(site))
        with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
            Thread(target=server.serve_forever, daemon=True).start()
            yield f"http://127.0.0.1:{server.server_port}"
            server.shutdown()

    def test_from_a_plain_server_nothing_goes_wrong_and_nothing_is_fetched_elsewhere(self, page, served):
        for name in SAMPLE:
            page.goto(f"{served}/{name}")
        assert (page.said, [url for url in page.asked if not url.startswith((served, "data:"))]) == ([], [])

    @pytest.mark.parametrize("name", SAMPLE)
    def test_a_page_from_a_folder_is_for_everybody(self, page, site, name):
        page.goto((site / name).as_uri())
        assert (page.said, [url for url in page.asked if not url.startswith(("file:", "data:"))]) == ([], [])
        assert page.locator("[data-zonder]").count() == 0
        for look in LOOKS:
            page.emulate_media(**look)
            found = Axe().run(page, options=WCAG).response["violations"]
            assert [(look, each["id"], each["nodes"][0]["html"][:150]) for each in found] == []
        page.emulate_media(forced_colors="active")
        assert page.evaluate(UNSEEN) == []
        page.emulate_media(forced_colors="none", reduced_motion="reduce")
        assert page.evaluate(MOVING) == 0
        for width, height in ((320, 640), (320, 256)):  # a small phone, and 1280 x 1024 at 400 % (WCAG 1.4.10)
            page.set_viewport_size({"width": width, "height": height})
            assert page.evaluate("document.documentElement.scrollWidth") <= width

    def test_without_javascript_everything_can_be_read(self, chromium, site):
        context = chromium.new_context(java_script_enabled=False)
        page = context.new_page()
        page.goto((site / "index.html").as_uri())
        assert page.get_by_text("Zoeken kan hier niet").is_visible()
        page.goto((site / "cijfer" / "eenzaamheid.html").as_uri())
        assert page.get_by_text("Zelf een jaar, groep of gebied kiezen kan hier niet").is_visible()
        assert page.get_by_role("img").count() >= 3
        assert page.get_by_role("rowheader", name="Emmen").or_(page.get_by_role("cell", name="Emmen")).count() >= 1
        context.close()

    def test_the_main_task_by_keyboard_alone(self, page, site):
        page.goto((site / "index.html").as_uri())
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")  # skip to the content
        press_until(page, "Tab", lambda: focused(page).startswith("INPUT"))
        page.keyboard.type("eenzaam")
        press_until(page, "Tab", lambda: "cijfer/eenzaamheid.html" in focused(page))
        page.keyboard.press("Enter")
        page.wait_for_url("**/cijfer/eenzaamheid.html")
        press_until(page, "Tab", lambda: "kies-gebied" in focused(page))
        page.keyboard.type("E")  # of one letter: a list forgets what was typed when a machine is slow between two
        page.locator(".s-live", has_text="Emmen:").wait_for()
        assert "gebied=GM0114" in page.url

    def test_on_paper_what_cannot_be_pressed_is_gone_and_the_colours_and_all_rows_are_there(self, page, site):
        page.goto((site / "cijfer" / "aanmeldingen-jeugd-ggz.html").as_uri())
        rows = page.locator("[data-verken] tbody tr")
        assert rows.count() > 50  # each wijk of Drenthe
        page.emulate_media(media="print")
        assert [page.locator(each).first.is_visible() for each in ("nav", ".s-form", ".s-save")] == [False] * 3
        assert rows.last.evaluate("row => row.closest('.dw-scroll').clientHeight >= row.closest('table').offsetHeight")
        kept = page.locator(".s-bar").first.evaluate("bar => getComputedStyle(bar).printColorAdjust")
        assert kept == "exact"

    def test_choosing_a_year_changes_figures_address_and_sentence(self, page, site):
        page.goto((site / "cijfer" / "eenzaamheid.html").as_uri())
        before = page.locator(".s-live").inner_text()
        years = page.locator("#kies-periode option").all_inner_texts()
        page.select_option("#kies-periode", years[-1])
        assert f"periode={years[-1]}" in page.url
        assert page.locator(".s-live").inner_text() != before
        page.reload()
        assert page.locator("#kies-periode").input_value() == years[-1]

    def test_a_table_sorts_both_ways(self, page, site):
        page.goto((site / "cijfer" / "eenzaamheid.html").as_uri())
        head = page.locator("[data-verken] thead button").nth(1)
        values = page.locator("[data-verken] tbody td[data-value]")
        orders = []
        for _ in range(2):
            head.click()
            orders.append([float(cell.get_attribute("data-value")) for cell in values.all()])
        assert orders == [sorted(orders[0]), sorted(orders[0], reverse=True)]

    def test_a_tooltip_comes_with_the_keyboard_and_goes_with_escape(self, page, site):
        page.goto((site / "cijfer" / "eenzaamheid.html").as_uri())
        page.locator(".s-kaart path[tabindex]").first.focus()
        assert page.locator(".s-tip").count() == 1
        page.keyboard.press("Escape")
        assert page.locator(".s-tip").count() == 0


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


def focused(page) -> str:
    return page.evaluate(
        "document.activeElement.tagName + (document.activeElement.href || '') + document.activeElement.id"
    )


# What has the focus shows it: by an outline, or as a part of a drawing by its stroke.
SEEN = """() => { const at = document.activeElement, own = getComputedStyle(at);
  return at === document.body || at.id === "inhoud"
    || (own.outlineStyle !== "none" && parseFloat(own.outlineWidth) >= 2)
    || (at instanceof SVGElement && parseFloat(own.strokeWidth) >= 3); }"""


def press_until(page, key: str, true) -> None:
    for _ in range(150):
        assert page.evaluate(SEEN), f"the focus cannot be seen at {focused(page)}"
        if true():
            return
        page.keyboard.press(key)
    raise AssertionError(f"not reached; the focus is at {focused(page)}")


def test_each_pdf_is_tagged_dutch_and_titled_and_says_each_picture_in_words(site):
    found = sorted(site.glob("rapport/*/rapport.pdf"))
    assert len(found) == 3
    for path in found:
        reader = PdfReader(path)
        root = reader.trailer["/Root"]
        assert (root["/Lang"], root["/MarkInfo"]["/Marked"], root["/ViewerPreferences"]["/DisplayDocTitle"]) == (
            "nl",
            True,
            True,
        )
        assert reader.metadata.title
        assert reader.outline
        parts = list(structure(root["/StructTreeRoot"]))
        assert {"/H1", "/Table", "/TH", "/P"} <= {part["/S"] for part in parts}
        assert [part for part in parts if part["/S"] == "/Figure" and not part.get("/Alt")] == []
    assert any(part["/S"] == "/Figure" for part in parts)


def test_a_drawing_in_a_pdf_has_the_colours_and_the_names_of_its_page(site):
    # WeasyPrint knows no rules from outside a drawing: without care all of it is black, and names are cut off.
    reader = PdfReader(site / "rapport" / "verkennen-GM0114" / "rapport.pdf")
    drawn = b"".join(page.get_contents().get_data() for page in reader.pages)
    used = {tuple(round(float(part) * 255) for part in found) for found in COLOUR.findall(drawn)}
    tokens = rules.values(STYLES[0].read_text(encoding="utf-8"))
    for name in ("figure", "chosen", "region", "country"):
        wanted = tokens[f"--dw-color-{name}"]
        assert tuple(int(wanted[at : at + 2], 16) for at in (1, 3, 5)) in used, name
    assert "<svg class='x' width='36%' height='100%'>" in on_paper(
        "<svg class='x' width='36%'><text>Emmen</text></svg>"
    )


def test_a_drawing_on_paper_brings_only_the_rules_that_it_needs():
    # Each drawing compiles its own: with all rules in all drawings a report took three times as long.
    css = ".a{fill:red} .b .c{fill:blue} text{font-weight:700} .b,.a{stroke:red}"
    page = f"<style>{css}</style><svg class='a'><svg class='x'></svg></svg><svg class='b'><g class='c d'/></svg>"
    styles = re.findall(r"<style>(.*?)</style>", on_paper(page))[1:]
    assert [sorted(re.findall(r"([^{}]+)\{", each)) for each in styles] == [
        [".a", ".b,.a", "text"],
        [".b .c", ".b,.a", "text"],
    ]


def structure(part) -> Iterator[dict]:
    """The parts of a PDF that a screen reader goes through."""
    part = part.get_object()
    if isinstance(part, list):
        for each in part:
            yield from structure(each)
    elif isinstance(part, dict):
        if "/S" in part:
            yield part
        if "/K" in part:
            yield from structure(part["/K"])


def test_the_site_of_the_whole_region_stays_within_sixty_megabytes(site):
    # Reckoned from the mean of each kind: as many as the theme and thirteen areas with all notebooks bring.
    theme = len(load_catalog().indicators_of("mentale-gezondheid"))  # of the whole catalogue, not of this small one
    share = theme / len(list(site.glob("cijfer/*.html")))
    figures = weight(site, "figuur/*", "cijfer/*.html", "gegevens/*.js") * share
    places = weight(site, "gebied/*") * share  # all thirteen are there
    reports = weight(site, "rapport/*/*") / len(list(site.glob("rapport/*"))) * 105
    harvest = weight(site, "catalogus/**/*") * share
    assert 20e6 < figures + places + reports + harvest < 60e6


def weight(site: Path, *patterns: str) -> int:
    """The bytes of the files that fit."""
    return sum(path.stat().st_size for pattern in patterns for path in site.glob(pattern) if path.is_file())
