"""Pages in a browser: the start page, a notebook's page while it is made and when it is there, and its failure."""

import asyncio
import gzip
import hashlib

from workbench.errors import NotAllowed, UnknownName
from workbench.server import notebooks as listing
from workbench.server.access import ANYBODY, INSIDE, NOBODY, SOLO, Door, flat, let
from workbench.server.files import answer
from workbench.server.page import Page
from workbench.server.parameters import parse
from workbench.session.notebooks import path_of

PATIENCE = 0.6  # seconds before a browser gets to see the progress
STEP = 0.2


class Start(Door):
    """The notebooks with their questions; for whoever has no invitation, what to do."""

    rights = let(GET=ANYBODY)

    async def get(self) -> None:
        found = await asyncio.to_thread(listing.listed) if self.visitor.role != NOBODY else []
        self.xsrf_token  # noqa: B018  sets the cookie that later requests need
        self.page("begin.html.j2", steps=listing.by_step(found), sessions=self.settings["sessions_of"](self.visitor))


class Health(Door):
    rights = let(GET=ANYBODY, HEAD=ANYBODY)

    def get(self) -> None:
        self.finish({"status": "ok", "pages": len(self.settings["pages"].known)})

    head = get


class Notebook(Door):
    """A notebook's page: at the table for a seat, a view of one's own for a visitor alone."""

    rights = let(GET=INSIDE)

    async def get(self, name: str) -> None:
        plain = name.removesuffix(".ipynb")
        path = path_of(plain)
        values = await asyncio.to_thread(parse, listing.read(path), flat(self.request.query_arguments))
        if self.visitor.role != SOLO:
            self.redirect(f"{self.base}sessie/{self.visitor.seat.session}/tafel/{plain}")
            return
        page = self.settings["pages"].alone(self.visitor.key, plain, path, parameters=values)
        await show(self, page)


async def show(door: Door, page: Page, **facts: object) -> None:
    """Answer with the page. A browser sees the progress meanwhile; others wait and get the status that fits."""
    door.xsrf_token  # noqa: B018  sets the cookie that the page's own requests need
    done = asyncio.ensure_future(page.settled.wait())
    await asyncio.wait([done], timeout=PATIENCE if _is_browser(door) else None)
    pages = door.settings["pages"]
    facts = {"page": page, "visitor": door.visitor, "page_config": page_config(door, page), **facts}
    if not done.done():
        door.set_header("Content-Type", "text/html; charset=UTF-8")
        door.set_header("X-Accel-Buffering", "no")
        door.write(pages.html("wachten.html.j2", title=page.title, **facts))
        await _stream_progress(door, page, done)
        door.write("</p></div>")
        door.finish(pages.html("fout_in_pagina.html.j2" if page.failure else "inhoud.html.j2", **facts))
        return
    if page.failure is not None:
        door.set_status(page.failure.status)
        door.finish(pages.html("fout.html.j2", title=page.title, **facts))
        return
    door.finish(pages.html("pagina.html.j2", title=page.title, **facts))


async def _stream_progress(door: Door, page: Page, done: asyncio.Future) -> None:
    told = -1
    while not done.done():
        if page.progress[0] != told:
            told = page.progress[0]
            door.write(f"<span>Stap {min(told + 1, page.progress[1])} van {page.progress[1]}</span>\n")
            await door.flush()
        await asyncio.wait([done], timeout=STEP)


def _is_browser(door: Door) -> bool:
    return "Upgrade-Insecure-Requests" in door.request.headers


def page_config(door: Door, page: Page) -> dict:
    """What Voila's front end must know; the kernel it talks to is the page."""
    return {**door.settings["page_config"], "kernelId": page.id}


class Outlines(Door):
    """The outlines of the areas of one level, which browsers keep until they change."""

    rights = let(GET=ANYBODY, HEAD=ANYBODY)

    async def get(self, edition: str, level: str) -> None:
        content, small, tag = await asyncio.to_thread(_outlines, level, int(edition))
        self.set_header("Content-Type", "application/json")
        self.set_header("Cache-Control", "no-cache")
        answer(self, content, small, tag=tag)

    head = get


_kept: dict[tuple[str, int], tuple[str, tuple[bytes, bytes, str]]] = {}


def _outlines(level: str, edition: int) -> tuple[bytes, bytes, str]:
    from workbench.views import geometry  # loads the widget libraries, which a server only needs here

    geometry.known_place(level, edition=edition)
    version = geometry.version(level, edition=edition)
    if _kept.get((level, edition), ("",))[0] != version:
        text = geometry.static_file(level, edition=edition)
        _kept[level, edition] = (
            version,
            (text, gzip.compress(text, 6, mtime=0), hashlib.sha256(text).hexdigest()[:24]),
        )
    return _kept[level, edition][1]


class KernelModel(Door):
    """What Voila's front end asks about "its kernel" before it opens the line; the page answers."""

    rights = let(GET=INSIDE)

    async def get(self, page: str) -> None:
        found = self.settings["pages"].get(page) or await self.settings["revive"](page, self.visitor)
        if found is None:
            raise UnknownName(f"no page {page}", page="Deze pagina is verlopen. Open haar opnieuw.")
        if not self.settings["may_see"](self.visitor, found):
            raise NotAllowed(f"{self.visitor.role} may not see page {page}", page="Deze pagina is van iemand anders.")
        self.finish({"id": page, "name": "python3", "execution_state": "idle", "connections": 1})


class PageClosed(Door):
    """Voila's front end says that a window was closed. Nothing ends: others may still look."""

    rights = let(POST=INSIDE)

    def post(self, _page: str) -> None:
        self.set_status(204)
