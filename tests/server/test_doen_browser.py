"""One walk in a real browser: look, interpret, decide, register, fix the plan, agenda, and back to the figure."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.server.conftest import Server, new_table
from tests.server.test_doen import MARKUP
from tests.server.test_in_a_browser import LONG, serious

pytestmark = pytest.mark.browser


@pytest.fixture
def page(chromium, works: Server) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    found = context.new_page()
    found.set_default_timeout(LONG)
    found.errors, found.asked = [], []
    found.on("pageerror", lambda error: found.errors.append(str(error)))
    found.on("request", lambda request: found.asked.append(request.url))
    yield found
    context.close()


def say(page: Page, kind: str, text: str) -> None:
    page.locator("#dw-form [name=kind]").select_option(kind)
    page.locator("#dw-form [name=text]").fill(text)
    page.get_by_role("button", name="Versturen").click()
    page.locator(f".is-{kind} .dw-written", has_text=text).wait_for()


def narrow(page: Page) -> None:
    """Nothing to scroll sideways for on a phone, and axe finds nothing serious."""
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_function("document.documentElement.scrollWidth <= 390")
    assert serious(page) == []
    page.set_viewport_size({"width": 1280, "height": 900})


def test_from_a_figure_to_an_approach_and_back_in_two_clicks_each_way(page, works):
    table = new_table(works, notebook="verkennen", indicator="eenzaamheid", groep="18plus", periode=2020)
    page.goto(f"{works.base}uitnodiging/{table.tokens['facilitator']}")
    page.get_by_label("Bij welke organisatie?").fill("GGD Drenthe")
    page.get_by_role("button", name="Ga aan tafel").click()
    page.locator("#dw-nu").click()
    expect(page.locator("#dw-form select").first).not_to_be_empty(timeout=LONG)

    # Look, interpret, decide: the decision is about the interpretation.
    page.locator("main svg").first.wait_for()
    say(page, "interpretation", "Veel klachten in Emmen.")
    page.locator(".is-interpretation").get_by_role("button", name="Reageer").click()
    say(page, "decision", f"We doen maatjes. {MARKUP}")

    # Register without leaving the view: a model estimate is refused, with what can be followed instead.
    page.get_by_role("button", name="Maak er een interventie van").click()
    form = page.locator("dialog")
    expect(form.locator(".dw-answer")).to_contain_text("modelschatting", timeout=LONG)
    narrow(page)
    form.get_by_role("button", name="Volg met: Aanmeldingen bij de jeugd-ggz per maand").click()
    expect(form.locator(".dw-answer")).to_contain_text("In Emmen is een daling", timeout=LONG)
    form.get_by_label("Hoe heet de aanpak?").fill("Maatjes")
    form.get_by_label("Wat is het doel?").fill("Minder aanmeldingen.")
    form.get_by_label("Nog een gebied").select_option(label="Assen")
    form.get_by_role("button", name="Voeg toe").press("Enter")
    expect(form.locator(".dw-answer")).to_contain_text("In Emmen en Assen samen", timeout=LONG)
    form.get_by_role("button", name="Assen weghalen").press("Enter")
    page.keyboard.press("Escape")  # closed by accident: nothing that was written is lost
    page.get_by_role("button", name="Maak er een interventie van").press("Enter")
    expect(form.get_by_label("Wat is het doel?")).to_have_value("Minder aanmeldingen.", timeout=LONG)
    form.get_by_label("Verwachte verandering").fill("0")
    form.get_by_role("button", name="Registreren").press("Enter")
    expect(form.get_by_role("alert")).to_contain_text("Vul in welke verandering wordt verwacht", timeout=LONG)
    form.get_by_label("Verwachte verandering").fill("-20")
    form.get_by_role("button", name="Registreren").press("Enter")
    expect(page.get_by_role("heading", name="Geregistreerd")).to_be_visible(timeout=LONG)
    page.get_by_role("button", name="Terug naar het beeld").click()
    expect(page.locator(".is-decision .dw-from-decision")).to_contain_text("Interventie: Maatjes", timeout=LONG)

    # The decision leads to the intervention, where the plan is fixed by keyboard alone.
    page.locator(".is-decision").get_by_role("link", name="Maatjes").click()
    assert page.locator("main img").count() == 0  # what people wrote is text
    page.locator("summary", has_text="Plan vastleggen").press("Enter")
    page.get_by_role("button", name="Plan vastleggen").press("Enter")
    expect(page.locator(".dw-mark")).to_have_text(re.compile("^[0-9a-f]{64}$"), timeout=LONG)
    expect(page.get_by_text("Het plan ligt vast.")).to_be_visible(timeout=LONG)
    narrow(page)

    # The agenda and back.
    page.get_by_role("link", name="Naar de agenda").click()
    expect(page.locator(".dw-item")).to_contain_text("Maatjes")
    narrow(page)
    page.locator(".dw-item").get_by_role("link", name="Maatjes").click()

    # To the figure it is followed by: one click; there the panel leads back in one.
    page.get_by_role("link", name="Cijfer", exact=True).click()
    here = page.get_by_role("region", name="Aanpak bij dit cijfer")
    expect(here).to_contain_text("Maatjes", timeout=LONG)
    expect(page.locator("main h1")).to_have_text("Werkt de aanpak?")
    here.get_by_role("link", name="Maatjes").click()

    # And to the view that the decision was about: one click, and one to the interpretation's.
    page.get_by_role("link", name="Besluit", exact=True).click()
    expect(page.locator("#dw-notice")).to_contain_text("Dit is het beeld bij: besluit", timeout=LONG)
    expect(page.locator("main h1")).to_have_text("Waar verschilt het?")

    # An action is done from the agenda in the panel.
    page.locator("#dw-form [name=kind]").select_option("action")
    page.locator("#dw-form [name=who]").fill("Sedna")
    page.locator("#dw-form [name=when]").fill("2026-01-01")
    say(page, "action", "Bel de school.")
    page.locator("#dw-agenda summary").press("Enter")
    due = page.locator("#dw-agenda .dw-item", has_text="Bel de school.")
    expect(due).to_contain_text("te laat", timeout=LONG)
    due.get_by_role("button", name="Afgerond").press("Enter")
    expect(page.locator(".is-action")).to_contain_text("Afgerond: GGD Drenthe", timeout=LONG)
    expect(due).to_have_count(0, timeout=LONG)

    own = works.base
    assert [url for url in page.asked if not url.startswith((own, "blob:", "data:"))] == []
    assert page.errors == []
