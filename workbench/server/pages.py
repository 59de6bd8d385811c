"""All pages of this server: made when somebody asks, ended when nobody looks any more."""

import asyncio
import logging
import time
import uuid
from pathlib import Path

from workbench import settings
from workbench.disclosure import gate
from workbench.server import rendering
from workbench.server.page import Page, Place

log = logging.getLogger(__name__)
AT_ONCE = 3  # pages made at the same moment; more would only make each of them slower
OWN = 4  # pages of one visitor; the oldest makes room
SOLO_IDLE = 60  # seconds after the last window of a visitor alone was closed
ROOM = uuid.UUID("6f0d7f5e-3a51-4c8e-9d6a-6b8f1f0a7c11")


class Pages:
    """By id; `html` writes a template with what every page has."""

    def __init__(self, *, base: str, idle: float | None = None):
        self.base = base
        self.idle = float(settings.IDLE.read()) if idle is None else idle
        self.known: dict[str, Page] = {}
        self.templates = rendering.environment()
        self._turn = asyncio.Semaphore(AT_ONCE)
        self._tasks: set[asyncio.Task] = set()

    def html(self, template: str, **facts: object) -> str:
        return self.templates.get_template(template).render(base=self.base, **facts)

    def get(self, page: str) -> Page | None:
        return self.known.get(page)

    def alone(self, owner: str, name: str, path: Path, *, parameters: dict) -> Page:
        """A page for one visitor: the one just left, when it shows the same, else a new one."""
        place = Place(owner=owner)
        for page in self._of(place):
            same = page.name == name and parameters.items() <= page.state().items()
            if same and page.run and page.failure is None and not page.seats:
                return page
        return self._open(Page(name, path, parameters=parameters, place=place))

    def branch(self, session: str, owner: str, name: str, path: Path, *, parameters: dict) -> Page:
        """A page of one seat, to tinker with."""
        place = Place(session, owner, "branch")
        return self._open(Page(name, path, parameters=parameters, place=place))

    def table(self, session: str, name: str, path: Path, *, parameters: dict) -> Page:
        """The one page that all seats of a session share for a notebook."""
        id = table_id(session, name)
        page = self.known.get(id)
        if page is not None and page.failure is None:
            return page
        return self._open(Page(name, path, parameters=parameters, place=Place(session, sort="table"), id=id))

    def show_kept(self, page: Page) -> Page:
        """A page that stands still: nothing is made for it."""
        self.known[page.id] = page
        self._make_room(page)
        return page

    async def end(self, page: Page) -> None:
        self.known.pop(page.id, None)
        await page.end()

    async def close(self) -> None:
        """End everything."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.gather(*(page.end() for page in self.known.values()), return_exceptions=True)
        self.known.clear()

    async def clean(self) -> None:
        """End the pages that nobody looks at any more, and those that nobody may look at any more."""
        for page in [page for page in self.known.values() if self._is_over(page) or taken_back(page)]:
            log.info("ending page %s (%s): nobody looks at it, or its figures were withdrawn", page.name, page.id)
            await self.end(page)

    def _is_over(self, page: Page) -> bool:
        if page.seats or not page.settled.is_set():
            return False
        patience = min(self.idle, SOLO_IDLE) if page.place.sort == "alone" else self.idle
        return time.monotonic() - page.used > patience

    def _of(self, place: Place) -> list[Page]:
        return [page for page in self.known.values() if page.place == place]

    def _open(self, page: Page) -> Page:
        self.known[page.id] = page
        self._spawn(self._make(page))
        self._make_room(page)
        return page

    def _make_room(self, page: Page) -> None:
        if page.place.owner:
            for surplus in self._of(page.place)[:-OWN]:
                self._spawn(self.end(surplus))

    def _spawn(self, work) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _make(self, page: Page) -> None:
        async with self._turn:
            await page.make()
        page.used = time.monotonic()
        if page.id not in self.known:
            await page.end()


def taken_back(page: Page) -> list[str]:
    """The datasets on this page of which the version that it shows was withdrawn."""
    shown = page.shown()
    return gate.withdrawn(shown.versions) if shown and shown.versions else []


def table_id(session: str, name: str) -> str:
    return str(uuid.uuid5(ROOM, f"{session}/{name}"))
