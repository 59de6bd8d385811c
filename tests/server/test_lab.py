"""A researcher changes the session's copy in JupyterLab itself and puts it on the table: one walk in real browsers."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from tests.server.conftest import HERE, PATIENCE, Table, new_table, until
from tests.server.test_in_a_browser import LONG, people, push, sit_down, year  # noqa: F401  people: a fixture

pytestmark = [pytest.mark.browser, pytest.mark.slow]
# Says on the page which program the kernel was forked from.
EXTRA = 'w.HTML(value="Gestart door: " + open(f"/proc/{os.getppid()}/cmdline").read().replace("\\0", " "))'
SERVE = [sys.executable, "-c", "from workbench.cli import main; main()", "serve", "--port", "0", "--lab-port", "0"]


class Serving:
    """`workbench serve` with JupyterLab, as somebody starts it."""

    def __init__(self, home: Path):
        self.env = {"WORKBENCH_HOME": str(home), "WORKBENCH_NOTEBOOKS": str(HERE / "notebooks")}
        env = {**os.environ, **self.env, "PYTHONUNBUFFERED": "1"}
        self.process = subprocess.Popen(SERVE, env=env, stdout=subprocess.PIPE, text=True)
        said = {}
        while "JupyterLab" not in said:
            name, _, address = self.process.stdout.readline().partition(":")
            said[name] = address.strip()
        self.base = said["Pagina's"]


@pytest.fixture
def table(home: Path) -> Iterator[Table]:
    served = Serving(home)
    yield new_table(served)
    served.process.send_signal(signal.SIGTERM)
    assert served.process.wait(PATIENCE) == 0
    served.process.stdout.close()


def add_cell(lab: Page, source: str, copy: Path) -> None:
    """A last cell. JupyterLab saves by itself what is written together."""
    lab.locator(".jp-Notebook-footer").click()
    for key in ("Escape", "Enter"):  # into the new cell, wherever the keyboard is now
        lab.keyboard.press(key)
    lab.keyboard.insert_text(source)
    until(lambda: source in cells_of(copy))


def cells_of(copy: Path) -> list[str]:
    """What is saved; nothing while it is being written."""
    try:
        return [cell.source for cell in nbformat.read(copy, as_version=4).cells]
    except nbformat.reader.NotJSONError:
        return []


def run_until_said(lab: Page, beginning: str) -> str:
    """Run all cells, again while there is no kernel yet: JupyterLab then says that it is idle, and runs nothing."""
    said = lab.locator(".jp-OutputArea", has_text=beginning)
    end = time.monotonic() + PATIENCE
    while not said.count():
        assert time.monotonic() < end, "no kernel came"
        lab.get_by_role("menuitem", name="Run", exact=True).click()
        lab.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        with contextlib.suppress(PlaywrightTimeout):
            said.wait_for(timeout=10_000)
    return said.inner_text()


def on_table(researcher: Page, act: str) -> None:
    """Choose this from what is there for researchers; it stands folded again after the page came anew."""
    if not researcher.get_by_role("button", name=act).is_visible():
        researcher.get_by_text("Voor onderzoekers").click()
    researcher.get_by_role("button", name=act).click()


def test_a_change_in_jupyterlab_comes_on_the_table_and_goes_back_and_what_fails_never_comes(people, table):  # noqa: F811
    researcher = sit_down(people(), table, "researcher", "GGD Drenthe")
    other = sit_down(people(), table, "participant", "Gemeente Emmen")
    copy = Path(table.server.env["WORKBENCH_HOME"]) / "lab" / "sessies" / table.id / "klein.ipynb"
    researcher.get_by_text("Voor onderzoekers").click()
    with researcher.expect_popup() as opened:
        researcher.get_by_role("link", name="Aanpassen in JupyterLab").click()
    lab = opened.value
    lab.set_default_timeout(LONG)
    lab.locator(
        ".jp-Notebook-ExecutionIndicator[data-status=idle]"
    ).wait_for()  # before there is a kernel, Run does nothing
    add_cell(lab, EXTRA, copy)
    assert "workbench.kernels.forking" in run_until_said(lab, "Gestart door")
    expect(lab.get_by_text("official Jupyter news")).to_have_count(0)

    on_table(researcher, "Zet aangepaste versie op tafel")
    for page in (researcher, other):
        expect(page.locator("main")).to_contain_text("Gestart door")
    year(researcher)
    on_table(researcher, "Eén versie terug")
    for page in (researcher, other):
        expect(page.locator("main")).not_to_contain_text("Gestart door")
    year(other)

    add_cell(lab, "1 / 0", copy)
    other.evaluate("window.before = true")
    on_table(researcher, "Zet aangepaste versie op tafel")
    expect(researcher.locator("#dw-notice")).to_contain_text("De versie op tafel blijft staan")
    expect(researcher.locator("#dw-notice pre")).to_contain_text("ZeroDivisionError")
    expect(researcher.locator("main")).to_contain_text(f"Jaar {push(other)}")
    assert other.evaluate("window.before")
