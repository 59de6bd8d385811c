"""`workbench serve --published`: only what two people released, on shared kernels, and nothing that moves."""

import asyncio
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.disclosure.releasers import PASSWORD, releasers_in
from tests.server.conftest import Visitor
from tests.server.seats import Line, page_id
from workbench import settings
from workbench.errors import NotAllowed
from workbench.publish import release
from workbench.server import published
from workbench.server.app import Workplace
from workbench.server.readers import AS_THERE
from workbench.server.serving import Plan

from .conftest import THEME

REASONS = {"privacy": "kleine aantallen bekeken", "taal": "hardop voorgelezen", "bronnen": "elke bron aangeklikt"}
PAGE = "voila/render/verkennen.ipynb"


class Anybody(Visitor):
    """Somebody without an invitation, as `Line` wants to know them."""

    cookies = ""


@pytest.fixture(scope="module")
def let_out(small, site, tmp_path_factory):
    """A home in which two people released the small site, as `release` needs it: in the environment."""
    home = tmp_path_factory.mktemp("live")
    shutil.copytree(Path(small["WORKBENCH_HOME"]) / "store", home / "store")
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {**small, "WORKBENCH_HOME": str(home)}.items():
            patch.setenv(name, value)
        people = releasers_in(home / "catalogus", patch)
        for who in ("anna", "bert"):
            people.enrol(who)
        publish(site, people)
        yield people


def publish(site, people):
    for key in people.keys.values():
        release.check(THEME, site, key=key, password=PASSWORD, reasons=REASONS)
    release.publish(THEME, site)


SERVE = [sys.executable, "-c", "from workbench.cli import main; main()", "serve", "--published", "--port", "0"]


@pytest.fixture(scope="module")
def live(let_out):
    """The address of the running server."""
    with subprocess.Popen(SERVE, env=os.environ.copy(), stdout=subprocess.PIPE, text=True) as process:
        yield process.stdout.readline().split()[1]
        process.kill()  # its kernels end with it


@pytest.fixture
def anybody(live):
    return Anybody(live)


def test_nothing_published_is_one_clear_sentence(home):
    with pytest.raises(NotAllowed) as refusal:
        published.run(Plan(port=0), released=lambda: release.released(THEME), say=pytest.fail)
    assert refusal.value.page.startswith("Er is nog niets gepubliceerd.")


def test_the_first_page_names_the_released_notebooks_and_no_other(anybody):
    page = anybody.get("").text
    assert re.findall(r"<h2><a[^>]*render/(\w+)\.ipynb", page) == ["verkennen", "databronnen"]  # as in the cycle
    assert re.findall(r"gebied=(\w+)", page) == ["GG0706", "GM0114"]  # the region first


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("voila/render/scenario.ipynb", 404),  # there, but not released
        (f"{PAGE}?gebied=GM0106", 403),  # not among the released areas
        (f"{PAGE}?gebied=GM0114&indicator=stress", 403),
        (f"{PAGE}?gebied=GM0114&periode=2016", 403),
    ],
)
def test_what_was_not_released_is_not_shown(anybody, address, status):
    assert anybody.get(address).status == status


def test_everybody_looks_at_the_same_page_on_the_same_kernel(live):
    first, second = (page_id(Anybody(live).get(f"{PAGE}?gebied=GM0114")) for _ in range(2))
    assert first == second
    assert page_id(Anybody(live).get(f"{PAGE}?gebied=GG0706")) != first


def test_of_the_server_of_a_session_nothing_else_is_there(anybody):
    place = Workplace()
    place.setup()
    place.journal.close()
    kept = ("/$", "healthz", "voila/render/", "api/kernels/", "voila/api/shutdown/", *AS_THERE)
    closed = [route[0].removeprefix("/") for route in place.routes()]
    closed = [pattern for pattern in closed if pattern and not pattern.startswith(kept)]
    assert len(closed) >= 15
    for pattern in closed:
        address = re.sub(r"\([^)]*\)", "00000000-0000-4000-8000-000000000000", pattern).replace("\\", "")
        assert anybody.get(address).status == 404, address
        assert anybody.ask("POST", address, b"", {}).status in (403, 404), address


def test_no_control_moves_whatever_a_browser_sends(anybody):
    async def push() -> tuple[dict, dict]:
        page = page_id(anybody.get(f"{PAGE}?gebied=GM0114"))
        async with Line(anybody, page) as line, Line(anybody, page) as other:
            await asyncio.gather(line.ready(), other.ready())
            before = {name: dict(state) for name, state in other.states.items()}
            for name, state in before.items():
                for trait in ("value", "index"):
                    if trait in state:
                        other_one = "stress" if isinstance(state[trait], str) else 1
                        told = {"method": "update", "state": {trait: other_one}, "buffer_paths": []}
                        await line.send("comm_msg", {"comm_id": name, "data": told})
            press = {"method": "custom", "content": {"kind": "area", "given": "GM0106"}}
            await line.send("comm_msg", {"comm_id": line.find("AnyModel"), "data": press})
            for kind in ("execute_request", "shutdown_request"):
                await line.send(kind, {"code": "1", "silent": False})
            # A question moves nothing and does reach the kernel: after its answer all that came before is dealt with.
            asked = {"method": "custom", "content": {"kind": "search", "given": "Emm", "to": "abc"}}
            await line.done(await line.send("comm_msg", {"comm_id": line.find("AnyModel"), "data": asked}))
            await other.settle()
            return before, other.states

    before, after = asyncio.run(push())
    assert sum("value" in state or "index" in state for state in before.values()) >= 3
    assert any(state.get("view", {}).get("gebied") == "GM0114" for state in before.values())
    assert after == before


def test_other_figures_or_another_notebook_than_were_released_are_not_shown(anybody, let_out):
    pointer = settings.home() / "store" / "50090NED" / "current"
    kept, versions = pointer.read_text(), pointer.parent
    shutil.copytree(versions / kept.strip(), versions / "andere")
    origin = versions / "andere" / "origin.json"
    origin.write_text(origin.read_text().replace(kept.strip(), "andere"))
    pointer.write_text("andere")
    try:
        answer = anybody.get(f"{PAGE}?gebied=GM0114")
        assert (answer.status, "vernieuwd na de publicatie" in answer.text) == (403, True)
    finally:
        pointer.write_text(kept)
    assert anybody.get(f"{PAGE}?gebied=GM0114").status == 200


def test_what_is_withdrawn_is_gone_at_once(anybody, site, let_out):
    page = page_id(anybody.get(f"{PAGE}?gebied=GM0114"))
    release.withdraw(THEME, key=let_out.keys["anna"], password=PASSWORD, reason="een bron bleek fout")
    try:
        found = [anybody.get(address).status for address in ("", PAGE, f"api/kernels/{page}/channels")]
        assert found == [403, 403, 403]
    finally:
        publish(site, let_out)
    assert anybody.get(PAGE).status == 200


@pytest.mark.browser
def test_in_a_browser_it_can_be_read_by_anybody_and_asks_no_other_host(chromium, live):
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="nl-NL")
    context.set_default_timeout(120_000)  # a page may have to wait for its kernel
    page, asked = context.new_page(), []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(live)
    assert Axe().run(page).response["violations"] == []
    page.goto(f"{live}{PAGE}?gebied=GM0114")
    page.wait_for_selector(".dw-map-state[data-turn]", state="attached")
    page.wait_for_function("document.querySelector('.dw-controls')?.inert")
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    serious = [each["id"] for each in Axe().run(page).response["violations"]]
    page.get_by_role("navigation", name="Ander gebied").get_by_role("link", name="Drenthe").click()
    page.wait_for_url("**gebied=GG0706**")
    context.close()
    assert (serious, [url for url in asked if not url.startswith((live, "data:", "blob:"))]) == ([], [])
