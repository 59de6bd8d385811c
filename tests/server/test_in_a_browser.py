"""Two real browsers at one table, and one person alone with only a keyboard."""

import contextlib
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass

import psutil
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.conftest import CHROMIUM_FLAGS, find_chromium
from tests.server.conftest import PATIENCE, new_table

pytestmark = pytest.mark.browser
LONG = PATIENCE * 1000
expect.set_options(timeout=LONG)
LAPTOP = "--laptop-that-sleeps"  # says nothing to the browser; by it this one is told from the others
NIGHT = 60  # seconds
SAID = "Dit valt <b>op</b> in Emmen"


@dataclass
class Laptop:
    """A browser of its own that can be put to sleep as a whole, as the lid of a laptop does."""

    page: Page
    processes: dict[int, psutil.Process]
    slept_at: float = 0.0

    def sleep(self) -> None:
        root = next(one for one in psutil.Process().children(recursive=True) if LAPTOP in words(one))
        # By descent, never by age: another browser starts processes of its own at any moment. Once more each time
        # one was found, as a browser that is not yet asleep may have started it meanwhile.
        while new := [one for one in [root, *root.children(recursive=True)] if one.pid not in self.processes]:
            for process in new:
                self.processes[process.pid] = process
                with contextlib.suppress(psutil.NoSuchProcess):
                    process.suspend()
        self.slept_at = time.monotonic()

    def wake(self) -> None:
        for process in self.processes.values():
            with contextlib.suppress(psutil.NoSuchProcess):
                process.resume()


def words(process: psutil.Process) -> list[str]:
    """With what a process was started; nothing when it ended while we looked."""
    try:
        return process.cmdline()
    except (psutil.NoSuchProcess, psutil.ZombieProcess):
        return []


@pytest.fixture(scope="module", autouse=True)
def laptop(chromium: Browser, server) -> Iterator[tuple]:
    """A laptop that sleeps at a table while the other tests run; and that table."""
    table = new_table(server)
    browser = chromium.browser_type.launch(executable_path=find_chromium(), args=[*CHROMIUM_FLAGS, LAPTOP])
    page = browser.new_page()
    page.set_default_timeout(LONG)
    asleep = Laptop(page, {})
    try:
        sit_down(page, table, "participant", "GGZ Drenthe").evaluate("window.before = true")
        asleep.sleep()
        yield asleep, table
    finally:
        asleep.wake()
        browser.close()


@pytest.fixture
def people(chromium: Browser) -> Iterator:
    """Makes a browser of somebody's own; every request and every error in it is kept."""
    contexts = []

    def person(**options: object) -> Page:
        context = chromium.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(LONG)
        page.asked, page.errors = [], []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("pageerror", lambda error: page.errors.append(str(error)))
        return page

    yield person
    for context in contexts:
        context.close()


def sit_down(page: Page, table, role: str, organisation: str) -> Page:
    """From the invitation to the shared view, with its picture and its panel."""
    page.goto(f"{table.server.base}uitnodiging/{table.tokens[role]}")
    page.get_by_label("Bij welke organisatie?").fill(organisation)
    page.get_by_role("button", name="Ga aan tafel").click()
    page.locator("#dw-nu").click()
    year(page)
    expect(page.locator("#dw-form select").first).not_to_be_empty()
    return page


def slider(page: Page):
    return page.locator("main [role=slider]")


def year(page: Page) -> int:
    slider(page).wait_for()
    expect(page.locator("main")).to_contain_text(re.compile(r"Jaar \d{4}"))
    return int(re.search(r"Jaar (\d{4})", page.locator("main").inner_text())[1])


def push(page: Page, times: int = 1) -> int:
    """Moves the slider by keyboard; gives the year it should become."""
    wanted = year(page) + times
    slider(page).focus()
    for _ in range(times):
        page.keyboard.press("ArrowRight")
    return wanted


def test_two_browsers_share_a_view_and_a_journal(people, table):
    one = sit_down(people(), table, "facilitator", "GGD Drenthe")
    other = sit_down(people(), table, "participant", "Gemeente Emmen")
    expect(other.locator("main")).to_contain_text(f"Jaar {push(one)}")

    other.locator("#dw-form [name=text]").fill(SAID)
    other.get_by_role("button", name="Versturen").click()
    expect(one.locator(".dw-written", has_text=SAID)).to_be_visible()
    assert one.locator(".dw-written b").count() == 0  # what people write is text

    now = year(one)
    one.locator("#dw-form [name=text]").fill("nog niet verstuurd")
    one.reload()
    expect(one.locator("main")).to_contain_text(f"Jaar {now}")
    expect(one.locator(".dw-written", has_text=SAID)).to_be_visible()
    expect(one.locator("#dw-form [name=text]")).to_have_value("nog niet verstuurd")

    other.context.set_offline(True)
    expect(other.locator("#dw-message")).to_contain_text("Geen verbinding")
    wanted = push(one, 2)
    expect(one.locator("main")).to_contain_text(f"Jaar {wanted}")
    other.context.set_offline(False)
    expect(other.locator("main")).to_contain_text(f"Jaar {wanted}")
    expect(other.locator("#dw-message")).to_be_hidden()

    own = table.server.base
    assert [url for url in one.asked + other.asked if not url.startswith((own, "blob:", "data:"))] == []
    assert one.errors == []


def test_who_may_not_move_sees_it_spring_back_and_reads_why(people, table):
    lead = sit_down(people(), table, "facilitator", "GGD Drenthe")
    other = sit_down(people(), table, "participant", "Gemeente Emmen")
    lead.get_by_label("Wie beweegt de keuzes?").select_option("facilitator")
    expect(other.locator("#dw-movers-now")).to_contain_text("alleen kijken")
    before = year(lead)
    other.evaluate(WATCH)
    push(other)
    other.wait_for_function("window.moves.length >= 2")
    assert other.evaluate("window.moves") == [f"{before + 1}.0", f"{before}.0"]
    assert year(lead) == year(other) == before


# Keeps every place that the slider takes.
WATCH = """() => {
  window.moves = []
  const handle = document.querySelector("main [role=slider]")
  const look = () => {
    const now = handle.getAttribute("aria-valuenow")
    if (now !== window.moves.at(-1)) window.moves.push(now)
  }
  new MutationObserver(look).observe(handle, { attributeFilter: ["aria-valuenow"] })
}"""


def test_whose_invitation_is_revoked_reads_that_and_what_to_do(people, table):
    other = sit_down(people(), table, "participant", "Gemeente Emmen")
    lead = table.seat("facilitator")
    invitation = lead.get(f"sessie/{table.id}").text.split("/code/")[1].split(".svg")[0]
    assert lead.api("DELETE", f"uitnodigingen?uitnodiging={invitation}").status == 200
    expect(other.locator("#dw-message")).to_have_text(REVOKED)


REVOKED = "De uitnodiging voor deze plaats is ingetrokken. Vraag de begeleider om een nieuwe link."


def test_branch_proposal_and_onto_the_table_without_a_reload(people, table):
    lead = sit_down(people(), table, "facilitator", "GGD Drenthe")
    other = sit_down(people(), table, "participant", "Gemeente Emmen")
    other.get_by_role("button", name="Aftakken").click()
    other.wait_for_url("**/aftakking/**")
    wanted = push(other, 3)
    expect(other.locator("main")).to_contain_text(f"Jaar {wanted}")
    assert year(lead) == wanted - 3
    other.get_by_label("Voorstellen met één zin").fill("Kijk eens later")
    other.get_by_role("button", name="Voorstellen").click()
    lead.get_by_role("link", name="Naast de tafel").click()
    for frame, shown in (("Nu op tafel", wanted - 3), ("Het voorstel", wanted)):
        picture = lead.frame_locator(f"iframe[title='{frame}']").locator("main")
        expect(picture).to_contain_text(f"Jaar {shown}")
    lead.get_by_role("link", name="Terug naar de tafel").click()
    year(lead)
    lead.evaluate("window.before = true")
    lead.get_by_role("button", name="Zet op tafel").click()
    expect(lead.locator("main")).to_contain_text(f"Jaar {wanted}")
    assert lead.evaluate("window.before")
    other.get_by_role("link", name="Terug naar de tafel").click()
    expect(other.locator("main")).to_contain_text(f"Jaar {wanted}")


def test_the_facilitator_calls_all_to_another_question_and_who_wandered_off_is_asked(people, table):
    lead = sit_down(people(), table, "facilitator", "GGD Drenthe")
    other = sit_down(people(), table, "participant", "Gemeente Emmen")
    away = sit_down(people(), table, "participant", "GGZ Drenthe")
    away.get_by_role("button", name="Aftakken").click()
    away.wait_for_url("**/aftakking/**")
    expect(away.locator("#dw-here")).to_contain_text("eigen beeld")
    lead.goto(f"{table.server.base}sessie/{table.id}/tafel/binair")
    lead.get_by_role("button", name="Volg mij naar deze vraag").click()
    other.wait_for_url("**/tafel/binair*")
    expect(other.get_by_role("heading", level=1)).to_have_text("Gaan er bytes mee?")
    away.get_by_role("link", name="Ga naar de tafel").click()
    away.wait_for_url("**/tafel/binair*")


def test_a_phone_shows_everything_without_scrolling_sideways(people, table):
    page = sit_down(people(viewport={"width": 390, "height": 844}), table, "participant", "GGZ Drenthe")
    page.wait_for_function("document.documentElement.scrollWidth <= 390")
    assert page.evaluate("document.documentElement.lang") == "nl"
    assert page.locator("h1").count() == 1


def test_the_keyboard_alone_reaches_the_content_and_sends_an_entry(people, table):
    page = sit_down(people(), table, "participant", "GGZ Drenthe")
    page.locator("body").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Direct naar de inhoud"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "inhoud"
    text = page.locator("#dw-form [name=text]")
    for _ in range(40):
        page.keyboard.press("Tab")
        if text.evaluate("field => field === document.activeElement"):
            break
    page.keyboard.type("Met het toetsenbord")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".dw-written", has_text="Met het toetsenbord")).to_be_visible()


def test_alone_the_address_bar_holds_the_view_and_a_reload_keeps_it(people, server):
    page = people()
    page.goto(f"{server.base}voila/render/klein.ipynb?periode=2015")
    assert year(page) == 2015
    wanted = push(page)
    expect(page.locator("main")).to_contain_text(f"Jaar {wanted}")
    expect(page).to_have_url(re.compile(f"periode={wanted}"))
    page.reload()
    assert year(page) == wanted
    assert page.errors == []


@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_serious_from_invitation_to_table(people, table, width):
    page = people(viewport={"width": width, "height": 844})
    page.goto(f"{table.server.base}uitnodiging/{table.tokens['facilitator']}")
    found = serious(page)
    sit_down(page, table, "facilitator", "GGD Drenthe")
    found += serious(page)
    page.goto(f"{table.server.base}sessie/{table.id}")
    found += serious(page)
    assert found == []


def serious(page: Page) -> list[str]:
    """What axe-core calls serious or critical; ipywidgets' own slider of the test notebook is not ours."""
    options = {"resultTypes": ["violations"]}
    told = Axe().run(page, context={"exclude": [[".jupyter-widgets"]]}, options=options).response
    return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in told["violations"] if one["impact"] in GRAVE]


GRAVE = ("serious", "critical")


def test_a_laptop_that_slept_a_minute_comes_back_by_itself(laptop, people):
    asleep, table = laptop
    assert asleep.processes
    lead = sit_down(people(), table, "facilitator", "GGD Drenthe")
    wanted = push(lead, 4)
    expect(lead.locator("main")).to_contain_text(f"Jaar {wanted}")
    lead.locator("#dw-form [name=text]").fill("Gezegd terwijl de laptop sliep")
    lead.get_by_role("button", name="Versturen").click()
    expect(lead.locator(".dw-written", has_text="Gezegd terwijl")).to_be_visible()
    lead.wait_for_timeout(max(0.0, NIGHT - (time.monotonic() - asleep.slept_at)) * 1000)
    asleep.wake()
    expect(asleep.page.locator("main")).to_contain_text(f"Jaar {wanted}")
    expect(asleep.page.locator(".dw-written", has_text="Gezegd terwijl")).to_be_visible()
    expect(asleep.page.locator("#dw-message")).to_be_hidden()
    assert asleep.page.evaluate("window.before")  # without a reload
