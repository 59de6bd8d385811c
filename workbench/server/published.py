"""Live views for partners: the released notebooks as pages, for everybody who can reach this server, and to read only.

One shared page, and so one kernel, per released report: a notebook at the choices it was published with. An address
chooses among what was released (`?gebied=GM0114`), and a control moves for nobody: what a partner sees is what two
people checked. There are no seats, sessions or invitations here; what is not named in `routes` does not exist.
"""

import asyncio
import hashlib
import logging
import signal
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from workbench import areas, kernels
from workbench.disclosure import load
from workbench.errors import NotAllowed, UnknownName
from workbench.server import showing
from workbench.server.access import ANYBODY, Door, Visitor, flat, let
from workbench.server.app import NAME, PAGE, Missing, Workplace, free_sockets
from workbench.server.notebooks import describe, read
from workbench.server.page import Page
from workbench.server.seat_line import SeatLine
from workbench.server.serving import Plan, Say
from workbench.session.notebooks import path_of

log = logging.getLogger(__name__)
NOT_RELEASED = "Deze keuze is niet gepubliceerd. Kies een gebied uit de lijst."
MOST = 24  # pages that keep a kernel; who comes for another one lets the oldest go that nobody looks at


@dataclass(frozen=True)
class Released:
    """What two people let out: `reports`, areas by notebook ("" for the one without); `notebooks`, their checksums."""

    site: str
    theme: str
    title: str
    reports: Mapping[str, tuple[str, ...]]
    notebooks: Mapping[str, str]
    versions: Mapping[str, str]


Ask = Callable[[], Released | None]  # asked anew each time: what is withdrawn is gone at once


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


class Reader(Door):
    """Everybody is a partner here: nobody has to say who they are."""

    async def _who(self) -> Visitor:
        return Visitor("partner")

    def now(self) -> Released:
        """Raises: NotAllowed while nothing is published."""
        found = self.settings["released"]()
        if found is None:
            raise NotAllowed("nothing is published", page="Er is nu niets gepubliceerd.")
        return found


class Start(Reader):
    """The released notebooks, each with its areas."""

    rights = let(GET=ANYBODY, HEAD=ANYBODY)

    async def get(self) -> None:
        now = self.now()
        found = await asyncio.to_thread(lambda: [_card(name, codes) for name, codes in sorted(now.reports.items())])
        self.page("gepubliceerd.html.j2", title=now.title, cards=found)

    head = get


class View(Reader):
    """A released notebook at the choices it was published with."""

    rights = let(GET=ANYBODY, HEAD=ANYBODY)

    async def get(self, name: str) -> None:
        now, plain = self.now(), name.removesuffix(".ipynb")
        given = flat(self.request.query_arguments)
        area = _chosen(now, plain, given.pop("gebied", ""))
        await asyncio.to_thread(_as_released, now, plain)
        values = {"gebied": area} if area else {}
        pages = self.settings["pages"]
        page = pages.table(f"{now.site}/{area}", plain, path_of(plain), parameters=values)
        await self._make_room(page)
        await _hold(page, given)
        others = [{"code": code, "name": _name(code)} for code in now.reports[plain] if code]
        await showing.show(self, page, reading={"area": area, "areas": others})

    head = get

    async def _make_room(self, wanted: Page) -> None:
        pages = self.settings["pages"]
        idle = [page for page in pages.known.values() if not page.seats and page.settled.is_set()]
        surplus = max(0, len(pages.known) - MOST)
        for page in sorted(idle, key=lambda page: page.used)[:surplus]:
            if page is not wanted:
                await pages.end(page)


class Kernel(Reader, showing.KernelModel):
    pass


class Line(Reader, SeatLine):
    pass


class Closed(Reader, showing.PageClosed):
    pass


class Health(Reader, showing.Health):
    pass


class NotThere(Reader, Missing):
    pass


OWN: dict[str, type[Door]] = {
    "": Start,
    "healthz": Health,
    rf"voila/render/{NAME}": View,
    rf"api/kernels/{PAGE}": Kernel,
    rf"api/kernels/{PAGE}/channels": Line,
    rf"voila/api/shutdown/{PAGE}": Closed,
}
AS_THERE = ("omtrekken/", "voila/static/", "voila/labextensions/", "statisch/")


def _chosen(now: Released, notebook: str, asked: str) -> str:
    """The released area that an address asks for. Raises: UnknownName or NotAllowed for what was not released."""
    if notebook not in now.reports:
        raise UnknownName(f"{notebook[:40]!r} is not released", page="Deze pagina is niet gepubliceerd.")
    there = now.reports[notebook]
    area = asked or (areas.REGION if areas.REGION in there else there[0])
    if area not in there:
        raise NotAllowed(f"{notebook} was not released for {area[:12]!r}", page=NOT_RELEASED)
    return area


async def _hold(page: Page, given: dict[str, str]) -> None:
    """A browser's address bar names every choice of the page. Raises: NotAllowed for any other choice than that."""
    if given:
        await page.settled.wait()
        if not given.items() <= {name: str(value) for name, value in page.state().items()}.items():
            raise NotAllowed(f"{page.name} was not released with {sorted(given)[:5]}", page=NOT_RELEASED)


def _as_released(now: Released, notebook: str) -> None:
    """Raises: NotAllowed when the notebook or a figure is not the one that two people checked."""
    digest = hashlib.sha256(path_of(notebook).read_bytes()).hexdigest()
    found = load(now.theme).versions  # as notebooks see them: also of a partner's delivery the released version
    renewed = [name for name, kept in now.versions.items() if found.get(name) != kept]
    if digest != now.notebooks.get(notebook):
        page = "Dit notebook veranderde na de publicatie. Publiceer het eerst opnieuw."
        raise NotAllowed(f"{notebook} changed after its release", page=page)
    if renewed:
        page = "De cijfers zijn vernieuwd na de publicatie. Publiceer ze eerst opnieuw."
        raise NotAllowed(f"{len(renewed)} datasets were renewed after the release", page=page)


def _card(name: str, codes: tuple[str, ...]) -> dict[str, object]:
    told = describe(read(path_of(name)), name=name)
    links = [{"code": code, "name": _name(code)} for code in codes if code]
    return {"name": name, "title": told.title, "question": told.question, "areas": links}


def _name(code: str) -> str:
    return areas.area(code, edition=max(areas.EDITIONS)).name


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
