"""What a reader can ask of the published pages: the list, a page, and the line to its kernel. Nobody signs in."""

import asyncio

from workbench import areas
from workbench.errors import NotAllowed
from workbench.server import showing
from workbench.server.access import ANYBODY, Door, Visitor, flat, let
from workbench.server.app import Missing
from workbench.server.notebooks import listed
from workbench.server.page import Page
from workbench.server.released import NOT_RELEASED, Released, as_released, chosen
from workbench.server.routes import NAME, PAGE
from workbench.server.seat_line import SeatLine
from workbench.session.notebooks import path_of

MOST = 24  # pages that keep a kernel; who comes for another one lets the oldest go that nobody looks at


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
        self.page("gepubliceerd.html.j2", title=now.title, cards=await asyncio.to_thread(_cards, now))

    head = get


class View(Reader):
    """A released notebook at the choices it was published with."""

    rights = let(GET=ANYBODY, HEAD=ANYBODY)

    async def get(self, name: str) -> None:
        now, plain = self.now(), name.removesuffix(".ipynb")
        given = flat(self.request.query_arguments)
        area = chosen(now, plain, asked=given.pop("gebied", ""))
        await asyncio.to_thread(as_released, now, plain)
        values = {"gebied": area} if area else {}
        pages = self.settings["pages"]
        page = pages.table(f"{now.site}/{area}", plain, path_of(plain), parameters=values)
        await self._make_room(page)
        await _hold(page, given)
        await showing.show(self, page, reading={"area": area, "areas": _places(now.reports[plain])})

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


async def _hold(page: Page, given: dict[str, str]) -> None:
    """A browser's address bar names every choice of the page. Raises: NotAllowed for any other choice than that."""
    if given:
        await page.settled.wait()
        if not given.items() <= {name: str(value) for name, value in page.state().items()}.items():
            raise NotAllowed(f"{page.name} was not released with {sorted(given)[:5]}", page=NOT_RELEASED)


def _cards(now: Released) -> list[dict[str, object]]:
    """The released notebooks in the order of the cycle."""
    told = [each for each in listed() if each.name in now.reports]
    return [
        {"name": each.name, "title": each.title, "question": each.question, "areas": _places(now.reports[each.name])}
        for each in told
    ]


def _places(codes: tuple[str, ...]) -> list[dict[str, str]]:
    """The region first, then by name, as people look for a place."""
    found = [{"code": code, "name": areas.area(code, edition=max(areas.EDITIONS)).name} for code in codes if code]
    return sorted(found, key=lambda each: (each["code"] != areas.REGION, each["name"]))
