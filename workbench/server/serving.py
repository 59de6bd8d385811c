"""`workbench serve` from start to stop: warm up, say where everything is, and end every process that was started."""

import asyncio
import contextlib
import io
import logging
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import segno

from workbench import kernels
from workbench.errors import WorkbenchError
from workbench.server import lab
from workbench.server.app import Workplace, free_sockets
from workbench.server.joining import open_invitations
from workbench.session import Journal
from workbench.store import ensure_demo
from workbench.text import role_label

Say = Callable[[str], None]


@dataclass(frozen=True)
class Plan:
    """Where to listen. `lab_port` is None without JupyterLab; `url` is how others reach this server."""

    ip: str = "127.0.0.1"
    port: int = 8866
    lab_port: int | None = 8888
    url: str = ""


def run(plan: Plan, *, say: Say) -> None:
    """Serve until Ctrl-C or SIGTERM. Raises: StoreError when no port is free or nothing can be written."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    sockets, port = free_sockets(plan.ip, plan.port)
    if plan.port and port != plan.port:
        say(f"Poort {plan.port} is bezet; de pagina's staan op {port}.")
    say("Gegevens klaarzetten…")
    ensure_demo()  # before the kernels warm up: their parent reads the figures once
    with kernels.warm_parent():
        asyncio.run(_serve(plan, sockets, port=port, say=say))


async def _serve(plan: Plan, sockets: list, *, port: int, say: Say) -> None:
    place = Workplace()
    base = plan.url.rstrip("/") or f"http://{_shown(plan.ip)}:{port}"
    place.setup(address=f"{base}/")
    place.listen_on(sockets)
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    say(f"Pagina's:    {base}/")
    _say_sessions(place.journal, base, say=say)
    try:
        await _open_lab(plan, place, say=say)
        say("Stoppen: Ctrl-C")
        await stop.wait()
    finally:
        say("Bezig met stoppen…")
        if place.lab is not None:
            await place.lab.stop()
        with contextlib.suppress(Exception):
            await place.close()


def _say_sessions(journal: Journal, base: str, *, say: Say) -> None:
    """The links of each session that is open, and a QR code for who comes in last."""
    for state in [state for state in journal.sessions() if not state.closed]:
        say(f"\nSessie:      {state.title}")
        links = {role: f"{base}/uitnodiging/{token}" for role, _, token in open_invitations(journal, state)}
        for role, link in links.items():
            say(f"{role_label(role).capitalize() + ':':<12} {link}")
        if "participant" in links:
            drawn = io.StringIO()
            segno.make(links["participant"], error="m").terminal(out=drawn, compact=True)
            say(drawn.getvalue())


async def _open_lab(plan: Plan, place: Workplace, *, say: Say) -> None:
    """JupyterLab beside the pages; without it the pages still work."""
    if plan.lab_port is None:
        return
    with _held_port(plan.ip, plan.lab_port) as port:
        if plan.lab_port and port != plan.lab_port:
            say(f"Poort {plan.lab_port} is bezet; JupyterLab staat op {port}.")
        say("JupyterLab starten…")
        try:
            place.lab = await lab.start(plan.ip, port, base=_lab_base(plan, port))
        except WorkbenchError as error:
            say(error.page)
        else:
            say(f"JupyterLab:  {place.lab.link()}")


@contextlib.contextmanager
def _held_port(ip: str, wanted: int) -> Iterator[int]:
    """A free port that nobody else gets in the seconds that JupyterLab takes before it listens there."""
    sockets, port = free_sockets(ip, wanted)
    family = sockets[0].family
    for each in sockets:
        each.close()
    with socket.socket(family) as held:
        if sys.platform == "linux":  # elsewhere who holds a port keeps it from JupyterLab too
            held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            held.bind((ip, port))
        yield port


def _lab_base(plan: Plan, port: int) -> str:
    host = urlsplit(plan.url).hostname if plan.url else _shown(plan.ip)
    return f"http://{host}:{port}"


def _shown(ip: str) -> str:
    return "127.0.0.1" if ip in ("0.0.0.0", "::", "") else ip  # noqa: S104 read, not bound
