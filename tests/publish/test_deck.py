"""The slides of a session: one file, by keyboard, for everybody, and on paper."""

import io
import re
import shutil
from pathlib import Path

import html5lib
import pytest
from axe_playwright_python.sync_playwright import Axe
from pypdf import PdfReader

from workbench.cli import command_line
from workbench.errors import UnknownName
from workbench.session import Journal, bind

WCAG = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
MARKUP = "<script>alert('x')</script>"
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def slides(small, tmp_path_factory) -> Path:
    """The deck that the command writes of a session in which something was seen, said, voted and agreed."""
    home = tmp_path_factory.mktemp("dia")
    shutil.copytree(Path(small["WORKBENCH_HOME"]) / "store", home / "store")
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {**small, "WORKBENCH_HOME": str(home)}.items():
            patch.setenv(name, value)
        session = held()
        command_line()(["session", "slides", session, "--output", str(home / "dia.html")], standalone_mode=False)
        with pytest.raises(UnknownName):
            command_line()(["session", "slides", "is-er-niet", "--output", str(home / "x")], standalone_mode=False)
        yield home / "dia.html"


def held() -> str:
    journal = Journal()
    session = journal.start("Emmen, jongeren", notebook="verkennen", parameters={"gebied": "GM0114"}).id
    token = journal.invite(session, role="facilitator")[1]
    seat = journal.take_seat(token, organisation="GGD Drenthe", word="beleid")
    seen, passed = (bind("verkennen", {"gebied": code}) for code in ("GM0114", "GM0106"))
    journal.write(seat, "looked", {}, id="l1", view=passed)
    journal.write(seat, "interpretation", {"text": MARKUP, "level": "lokaal"}, id="i1", view=seen)
    journal.write(seat, "vote_opened", {"question": "Waar beginnen?", "options": ["school", "wijk"]}, id="v1")
    journal.write(seat, "vote_cast", {"vote": "v1", "dots": [0, 1]}, id="b1")
    journal.write(seat, "vote_closed", {"vote": "v1"}, id="s1")
    journal.write(seat, "decision", {"text": "We beginnen in de wijk."}, id="d1", about=["v1"])
    journal.write(seat, "action", {"text": "Bellen.", "who": "Sedna", "when": "2027-03-01"}, id="a1", about=["d1"])
    journal.close()
    return session


@pytest.fixture
def shown(chromium, slides):
    """Opens the deck; `page.said` are its errors, `page.asked` all addresses."""
    opened = []

    def show(width: int = 1280, **how: object):
        context = chromium.new_context(viewport={"width": width, "height": 760}, **how)
        opened.append(context)
        page = context.new_page()
        page.said, page.asked = [], []
        page.on("console", lambda message: page.said.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: page.said.append(str(error)))
        page.on("request", lambda request: page.asked.append(request.url))
        page.goto(slides.as_uri())
        return page

    yield show
    for context in opened:
        context.close()


def current(page) -> str:
    return page.locator("section.present:not(.stack)").first.inner_text()


def test_the_deck_says_what_was_seen_said_voted_decided_and_agreed(slides):
    page = slides.read_text(encoding="utf-8")
    body = " ".join(html5lib.parse(page, namespaceHTMLElements=False).find("body").itertext())
    for words in ("Emmen (GM0114)", MARKUP, "Waar beginnen?", "We beginnen in de wijk.", "Sedna", "1 maart 2027"):
        assert words in body
    assert "Assen (GM0106)" not in body  # nobody said anything about it
    assert page.count("<figure") >= 3
    ids = re.findall(r"\sid=['\"]([^'\"]+)", page.partition("<body>")[2].partition("<script>")[0])
    assert len(ids) == len(set(ids)) > 0


def test_in_a_browser_it_goes_by_keyboard_asks_nobody_and_axe_finds_nothing(shown):
    page = shown(reduced_motion="reduce")  # nothing moves, so each slide is there at once
    page.wait_for_function("document.querySelector('.reveal').classList.contains('ready')")
    seen = [current(page)]
    for _ in range(30):
        page.keyboard.press("Space")
        page.evaluate("() => new Promise(requestAnimationFrame)")
        if current(page) != seen[-1]:
            seen.append(current(page))
            found = Axe().run(page, options=WCAG).response["violations"]
            assert [(each["id"], each["nodes"][0]["html"][:200]) for each in found] == []
    assert (seen[0].splitlines()[0], seen[-1].splitlines()[0]) == ("Emmen, jongeren", "Bronnen")
    assert len(seen) >= 8
    assert (page.said, [url for url in page.asked if not url.startswith(("file:", "data:"))]) == ([], [])


@pytest.mark.parametrize("how", [{"width": 320}, {"java_script_enabled": False}])
def test_on_a_phone_and_without_script_the_slides_stand_under_each_other(shown, how):
    page = shown(**how)
    assert page.get_by_role("heading", name="Bronnen").is_visible()
    assert page.get_by_role("img").count() >= 3
    box = page.locator("body").bounding_box()
    assert box["width"] <= how.get("width", 1280)
    assert box["height"] > 1500


def test_on_paper_every_slide_is_there(shown):
    page = shown()
    page.wait_for_function("document.querySelector('.reveal').classList.contains('ready')")
    text = " ".join(leaf.extract_text() for leaf in PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages)
    for words in ("Emmen, jongeren", "Wat hierbij is gezegd", "We beginnen in de wijk.", "Bronnen"):
        assert words in " ".join(text.split())
