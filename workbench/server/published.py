"""Live views for partners: the released notebooks as pages, for everybody who can reach this server, and to read only.

One shared page, and so one kernel, per released report: a notebook at the choices it was published with. An address
chooses among what was released (`?gebied=GM0114`), and a control moves for nobody: what a partner sees is what two
people checked. There are no seats, sessions or invitations here; what is not named in `routes` does not exist.
"""

import asyncio
import logging
import signal

from workbench import kernels
from workbench.errors import NotAllowed
from workbench.server.access import Visitor
from workbench.server.app import Workplace, free_sockets
from workbench.server.page import Page
from workbench.server.readers import AS_THERE, OWN, NotThere
from workbench.server.released import Ask
from workbench.server.serving import Plan, Say


class Reading(Workplace):
    """The server with only what a reader needs."""

    def setup(self, *, released: Ask, **where: object):
        self.released = released
        return super().setup(**where)

    def tornado(self) -> dict:
        return super().tornado() | {"default_handler_class": NotThere, "released": self.released}

    def routes(self) -> list[tuple]:
        own = {f"{self.base_url}{pattern}": handler for pattern, handler in OWN.items()}
        kept = [route for route in super().routes() if route[0].removeprefix(self.base_url).startswith(AS_THERE)]
        return [*own.items(), *kept]

    def may_see(self, _visitor: Visitor, page: Page) -> bool:
        now = self.released()
        return now is not None and page.place.session.startswith(f"{now.site}/")

    def may_move(self, _visitor: Visitor, _page: Page) -> bool:
        return False

    async def revive(self, _page: str, _visitor: Visitor) -> None:
        return None


def run(plan: Plan, *, released: Ask, say: Say) -> None:
    """Serve until Ctrl-C or SIGTERM. Raises: NotAllowed when nothing is published, StoreError without a free port."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    if released() is None:
        page = "Er is nog niets gepubliceerd. Maak een site met `workbench publish`; twee mensen geven haar vrij."
        raise NotAllowed("nothing is published", page=page)
    sockets, port = free_sockets(plan.ip, plan.port)
    with kernels.warm_parent():
        asyncio.run(_serve(plan, sockets, port=port, released=released, say=say))


async def _serve(plan: Plan, sockets: list, *, port: int, released: Ask, say: Say) -> None:
    place, stop = Reading(), asyncio.Event()
    base = plan.url.rstrip("/") or f"http://{plan.ip}:{port}"
    place.setup(released=released, address=f"{base}/")
    place.listen_on(sockets)
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    say(f"Gepubliceerd: {base}/ (alleen lezen)")
    say("Stoppen: Ctrl-C")
    try:
        await stop.wait()
    finally:
        await place.close()
