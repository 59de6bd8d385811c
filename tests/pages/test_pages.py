"""In a real browser: choose, click, and everything follows; nobody else is called; anybody can use it."""

import socket
import sys
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.pages.conftest import DRAWN, started, stopped
from workbench import settings

pytestmark = pytest.mark.browser
PAGES = {"verkennen.ipynb": DRAWN, "gebiedsprofiel.ipynb": ".dw-profile", "databronnen.ipynb": "meter"}
START = "verkennen.ipynb?indicator=angst-depressie-risico&gebied=GM0114&periode=2020"


@pytest.fixture(scope="module")
def explore(visit):
    """The page verkennen, used by several people after each other."""
    return visit(START)


@pytest.fixture(scope="module", params=PAGES)
def opened(request, visit):
    """Each page in turn, opened once."""
    if request.param == "verkennen.ipynb":
        return request.getfixturevalue("explore")
    return visit(request.param, wait=PAGES[request.param])


def sentence(page, drawing):
    """The sentence of the picture that has this drawing."""
    return page.locator(f"figure:has({drawing}) > figcaption")


def shown(page):
    """What the four pictures are about, in their own words."""
    expect(page.locator(".dw-ranking")).to_be_visible()
    facts = [sentence(page, ".dw-ranking"), sentence(page, ".dw-trend"), page.locator(".dw-data caption")]
    return [
        page.locator(".dw-map .leaflet-container").get_attribute("aria-label"),
        *(one.inner_text() for one in facts),
    ]


def choose(page, label, value):
    turn = page.locator(DRAWN).get_attribute("data-turn")
    page.get_by_label(label, exact=True).select_option(value)
    expect(page.locator(DRAWN)).not_to_have_attribute("data-turn", turn, timeout=15_000)


def test_map_ranking_trend_and_table_follow_another_indicator(explore):
    choose(explore, "Indicator", "stress")
    expect(sentence(explore, ".dw-ranking")).to_contain_text("Veel stress")
    assert all("Veel stress" in words for words in shown(explore))
    choose(explore, "Indicator", "angst-depressie-risico")
    expect(explore.locator(".dw-data caption")).to_contain_text("angst")


def test_map_ranking_and_table_follow_another_period_and_so_does_the_address(explore):
    choose(explore, "Periode", "2016")
    expect(explore.locator(".dw-data caption")).to_contain_text("2016")
    expect(sentence(explore, ".dw-ranking")).to_contain_text("2016")
    assert parse_qs(urlsplit(explore.url).query)["periode"] == ["2016"]
    choose(explore, "Periode", "2020")


def test_a_gemeente_is_found_while_typing_and_everything_follows(explore):
    field = explore.get_by_role("combobox", name="Gebied")
    field.fill("hoogev")
    explore.get_by_role("listbox").get_by_role("option", name="Hoogeveen", exact=True).wait_for()
    field.press("Enter")
    expect(sentence(explore, ".dw-comparison")).to_contain_text("Hoogeveen (")
    expect(sentence(explore, ".dw-trend")).to_contain_text("Hoogeveen")
    expect(explore.locator(".dw-data tr[aria-current]")).to_contain_text("Hoogeveen")
    expect(field).to_have_value("Hoogeveen")


def test_an_area_that_is_clicked_on_the_map_is_selected_everywhere(explore):
    place = explore.evaluate(
        """() => { const { map, shapes, file } = window.dwMaps.at(-1);
            map.getContainer().scrollIntoView({ block: "center" });
            const at = file.areas.findIndex((area) => area.n === "Assen");
            const point = map.latLngToContainerPoint(shapes[at].getBounds().getCenter());
            const box = map.getContainer().getBoundingClientRect();
            return [box.left + point.x, box.top + point.y]; }"""
    )
    explore.mouse.move(*place)
    expect(explore.locator(".dw-tip")).to_contain_text("Assen: ")
    explore.mouse.click(*place)
    expect(explore.locator(".dw-data tr[aria-current]")).to_contain_text("Assen")
    expect(sentence(explore, ".dw-comparison")).to_contain_text("Assen (")
    assert parse_qs(urlsplit(explore.url).query)["gebied"] == ["GM0106"]


def test_an_area_is_selected_from_the_table_by_keyboard_which_stays_there(explore):
    press = explore.locator(".dw-data").get_by_role("button", name="Meppel")
    press.focus()
    explore.keyboard.press("Enter")
    expect(explore.locator(".dw-data tr[aria-current]")).to_contain_text("Meppel")
    expect(press).to_be_focused()


def test_the_map_is_moved_and_zoomed_by_keyboard(explore):
    explore.locator(".dw-map .leaflet-container").focus()
    look = "() => { const { map } = window.dwMaps.at(-1); return [map.getZoom(), map.getCenter().lng]; }"
    zoom, middle = explore.evaluate(look)
    explore.keyboard.press("+")
    explore.wait_for_function(f"() => ({look})()[0] > {zoom}")
    explore.keyboard.press("ArrowRight")
    explore.wait_for_function(f"() => ({look})()[1] > {middle}")


def test_the_table_is_sorted_and_saved(explore):
    explore.locator(".dw-data").get_by_role("button", name="Cijfer").click()
    expect(explore.locator(".dw-data th[aria-sort=ascending]")).to_contain_text("Cijfer")
    with explore.expect_download() as saving:
        explore.get_by_role("button", name="Bewaar alle rijen als CSV").click()
    text = Path(saving.value.path()).read_text(encoding="utf-8-sig")
    assert text.startswith("gebied_code;gebied;")
    assert len(text.splitlines()) == 13


def test_a_choice_that_no_longer_fits_moves_and_the_page_says_so(explore):
    choose(explore, "Indicator", "jv-mentale-gezondheid")
    expect(explore.get_by_role("status").filter(has_text="Aangepast")).to_contain_text("de periode is nu 2024")
    choose(explore, "Indicator", "angst-depressie-risico")


def test_a_page_asks_no_other_host(opened, served):
    hosts = {urlsplit(asked).netloc for asked in opened.asked if asked.startswith(("http", "ws"))}
    assert hosts == {urlsplit(served).netloc}


def test_a_page_is_dutch_with_one_title_and_landmarks_and_says_that_figures_are_invented(opened):
    assert opened.locator("html").get_attribute("lang") == "nl"
    assert opened.locator("h1").count() == 1
    assert opened.get_by_role("main").count() == 1
    assert "Demonstratiegegevens: verzonnen cijfers" in opened.get_by_role("main").inner_text()


def test_axe_finds_nothing_serious_on_a_page(opened):
    found = Axe().run(opened).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"]) for each in found if each["impact"] in ("serious", "critical")] == []


def test_a_page_fits_a_phone(opened):
    opened.set_viewport_size({"width": 390, "height": 844})
    opened.wait_for_timeout(300)
    assert opened.evaluate("document.documentElement.scrollWidth") <= 390
    opened.set_viewport_size({"width": 1280, "height": 900})


def test_an_area_without_a_figure_has_none_among_the_bytes_that_go_to_the_browser(explore):
    # The map sends a byte and a number per area; where there is no figure the number is not a number.
    choose(explore, "Per", "wijk")
    sent = explore.evaluate(
        """() => { const areas = window.dwMaps.at(-1);
            return [[...areas.view("classes", Uint8Array)], [...areas.values].map(Number.isNaN)]; }"""
    )
    assert [byte > 5 for byte in sent[0]] == sent[1]
    assert any(sent[1])


def test_the_notebook_runs_under_plain_voila_too(chromium, demo_home, visit):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    notebook = str(settings.notebook_folder() / "verkennen.ipynb")
    command = [str(Path(sys.executable).with_name("voila")), notebook, "--no-browser", f"--port={port}"]
    process, base = started(command, home=demo_home, told=r"(http://\S+/)$")
    try:
        page = visit(base)
        choose(page, "Indicator", "stress")
        expect(sentence(page, ".dw-ranking")).to_contain_text("Veel stress")
    finally:
        stopped(process)
