"""The curated notebooks as pages: a real server, a real browser, demonstration figures."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

DRAWN = ".dw-map-state[data-turn]"


def started(command, *, home, told):
    """A process, and the address it tells in its output or log."""
    environment = os.environ | {"WORKBENCH_HOME": str(home), "PYTHONUNBUFFERED": "1"}
    log = home / f"{Path(command[0]).name}.log"
    with log.open("wb") as out:  # a file and not a pipe: a full pipe would stop the server
        process = subprocess.Popen(command, env=environment, stdout=out, stderr=out)
    for _ in range(600):
        if found := re.search(told, log.read_text(encoding="utf-8"), re.MULTILINE):
            return process, found[1]
        time.sleep(0.2)
    process.kill()
    raise RuntimeError(log.read_text(encoding="utf-8"))


def stopped(process):
    """As Ctrl-C does; it ends its kernels first, which takes its time on a busy machine."""
    process.send_signal(signal.SIGINT)
    try:
        process.wait(timeout=60)
    finally:
        process.kill()
        process.wait()


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory):
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="session")
def served(demo_home):
    """The address of `workbench serve`."""
    command = [str(Path(sys.executable).with_name("workbench")), "serve", "--no-lab", "--port", "0"]
    process, base = started(command, home=demo_home, told=r"Pagina's:\s+(http://\S+/)")
    yield base
    stopped(process)


@pytest.fixture(scope="module")
def visit(chromium, served):
    """Opens a notebook's page and waits until its pictures are there; `page.asked` are all addresses it asked for."""
    opened = []

    def go(address, *, width=1280, wait=DRAWN):
        context = chromium.new_context(viewport={"width": width, "height": 900}, locale="nl-NL")
        opened.append(context)
        page = context.new_page()
        page.asked = []
        page.on("request", lambda request: page.asked.append(request.url))
        page.goto(f"{served}voila/render/{address}" if "://" not in address else address, timeout=120_000)
        page.wait_for_selector(wait, state="attached", timeout=120_000)
        return page

    yield go
    for context in opened:
        context.close()
