"""The four notebooks in a real browser: change a control, the picture follows; by keyboard; weights of each seat."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.server.conftest import Server, Table, new_table
from workbench.settings import CHECKOUT

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LONG = 300_000
SECONDS = 1000


@pytest.fixture(scope="module")
def served(demo_store) -> Iterator[Server]:
    """A server with the curated notebooks and invented figures."""
    running = Server(demo_store, env={"WORKBENCH_NOTEBOOKS": str(CHECKOUT / "notebooks")})
    yield running
    running.stop()


@pytest.fixture(scope="module")
def people(chromium: Browser) -> Iterator:
    """Makes a browser of somebody's own."""
    contexts = []

    def person() -> Page:
        contexts.append(chromium.new_context(locale="nl-NL", viewport={"width": 1280, "height": 900}))
        page = contexts[-1].new_page()
        page.set_default_timeout(LONG)
        page.errors = []
        page.on("pageerror", lambda error: page.errors.append(str(error)))
        return page

    expect.set_options(timeout=LONG)
    yield person
    for context in contexts:
        context.close()


def visit(page: Page, served: Server, name: str) -> Page:
    page.goto(f"{served.base}voila/render/{name}.ipynb", timeout=LONG)
    page.locator(".dw-figure").first.wait_for()
    return page


def part(page: Page, title: str):
    """The picture under a heading: its sentence."""
    return page.locator(f"h2:has-text('{title}') >> xpath=following::figcaption[1]")


def press(page: Page, name: str) -> None:
    """By keyboard."""
    page.get_by_role("button", name=name, exact=True).focus()
    page.keyboard.press("Enter")


def fits_a_phone(page: Page) -> bool:
    page.set_viewport_size({"width": 390, "height": 844})
    fits = page.evaluate("document.documentElement.scrollWidth") <= 390
    page.set_viewport_size({"width": 1280, "height": 900})
    return fits


def test_samenhang_follows_another_kenmerk_and_offers_what_is_no_circle(people, served):
    page = visit(people(), served, "samenhang")
    before = part(page, "Gaan de twee cijfers samen op?").inner_text()
    page.get_by_label("Kenmerk", exact=True).select_option("laag-inkomen")
    expect(part(page, "Gaan de twee cijfers samen op?")).not_to_have_text(before)
    expect(page.locator(".dw-sure").first).to_contain_text("Hoe zeker?")
    page.get_by_label("Indicator", exact=True).select_option("angst-depressie-risico")
    expect(page.get_by_role("note").filter(has_text="Dit is een cirkel")).to_be_visible()
    press(page, "Afstand tot de huisarts")
    expect(page.locator("main")).to_contain_text("los van elkaar gemaakt")
    assert fits_a_phone(page)
    assert page.errors == []


def test_scenario_follows_the_change_and_the_rewritten_assumptions(people, served):
    page = visit(people(), served, "scenario")
    before = part(page, "Wat is er dan te verwachten?").inner_text()
    press(page, "− 1,0")
    expect(page.locator(".dw-scenario strong")).to_contain_text("2,0 procentpunt omlaag")
    expect(part(page, "Wat is er dan te verwachten?")).not_to_have_text(before)
    line = page.get_by_label("Aanname 5")
    line.fill("De gemeente betaalt mee.")
    line.press("Enter")
    expect(page.locator(".dw-figure li", has_text="De gemeente betaalt mee.")).to_be_visible()
    expect(page.get_by_label("Aanname 6")).to_be_visible()
    page.wait_for_function("new URL(location).searchParams.get('aannames')?.includes('betaalt mee')")
    assert fits_a_phone(page)
    assert page.errors == []


def test_risicowijken_shows_both_calculations_and_follows_another_indicator(people, served):
    page = visit(people(), served, "risicowijken")
    press(page, "Controleer met volledige MCMC")
    expect(page.get_by_role("status").filter(has_text="De volledige berekening loopt")).to_be_visible()
    other = visit(people(), served, "risicowijken")  # the pages of others stay alive meanwhile
    before = part(other, "Waar is het cijfer bijna zeker hoger?").inner_text()
    other.get_by_label("Indicator", exact=True).select_option("bijstand")
    expect(part(other, "Waar is het cijfer bijna zeker hoger?")).not_to_have_text(before)
    expect(other.get_by_text("Dit is een eerste, snelle schatting")).to_have_count(0)
    field = other.get_by_role("combobox", name="Gebied")
    field.fill("Assen")
    other.get_by_role("listbox").get_by_role("option", name="Assen", exact=True).wait_for()
    field.press("Enter")
    expect(part(other, "Hoeveel verschilt het gekozen gebied?")).to_contain_text("Assen")
    assert fits_a_phone(other)
    expect(page.locator("caption", has_text="Allebei, met 95%-interval")).to_be_visible(timeout=400 * SECONDS)
    expect(page.get_by_role("status").filter(has_text="klopt")).to_be_visible()
    assert page.errors + other.errors == []


def sit_down(page: Page, table: Table, role: str, organisation: str) -> Page:
    page.goto(f"{table.server.base}uitnodiging/{table.tokens[role]}")
    page.get_by_label("Bij welke organisatie?").fill(organisation)
    page.get_by_role("button", name="Ga aan tafel").click()
    page.locator("#dw-nu").click()
    page.locator(".dw-ballot input").first.wait_for()
    return page


def weigh(page: Page, *weights: int) -> None:
    """Sets each slider by keyboard and gives the weighing."""
    for slider, weight in zip(page.locator(".dw-ballot input").all(), weights, strict=True):
        slider.focus()
        page.keyboard.press("Home")
        for _ in range(weight):
            page.keyboard.press("ArrowRight")
    press(page, "Geef mijn weging")


def test_every_seat_gives_its_own_weights_also_when_somebody_else_moves_the_page(people, served):
    table = new_table(served, notebook="prioriteren")
    lead = sit_down(people(), table, "facilitator", "GGD Drenthe")
    other = sit_down(people(), table, "participant", "Gemeente Emmen")
    lead.get_by_label("Wie beweegt de keuzes?").select_option("facilitator")
    expect(other.locator("#dw-movers-now")).to_contain_text("alleen kijken")
    expect(lead.locator("main")).to_contain_text("Er is nog geen weging gegeven")
    weigh(other, 0, 5, 0)
    expect(other.locator(".dw-ballot [role=status]")).to_have_text("Uw weging telt mee.")
    expect(lead.locator("main")).to_contain_text("1 weging is gegeven")
    expect(lead.locator(".dw-ballot output").first).to_have_text("3")  # the weights of others stay theirs
    weigh(lead, 5, 0, 0)
    expect(other.locator("main")).to_contain_text("2 wegingen zijn gegeven")
    weigh(other, 5, 0, 0)
    expect(lead.locator("main")).to_contain_text("(1,00 van 1)")  # changed its mind: two weighings that agree
    expect(lead.locator("main")).to_contain_text("2 wegingen zijn gegeven")
    assert lead.errors + other.errors == []
