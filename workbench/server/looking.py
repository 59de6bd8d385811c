"""A shared view that was moved and then stands still is a line in the journal, by who moved it."""

import asyncio
from collections.abc import Awaitable, Callable

from workbench.server.page import Page
from workbench.session import Seat

REST = 0.8  # seconds a view must stand still
Note = Callable[[Seat, str, Page], Awaitable[None]]


class Looking:
    """Watches the shared pages of one session; `note` writes down who looked at what."""

    def __init__(self, note: Note):
        self._note = note
        self._looks: dict[str, asyncio.Task] = {}
        self._movers: dict[str, Seat] = {}

    def moved(self, page: Page, asker) -> None:
        """This page shows something else now; `asker` is the line of the seat that asked for it."""
        seat = getattr(asker, "visitor", None) and asker.visitor.seat
        if seat is not None:
            self._movers[page.id] = seat
        if page.id in self._movers and page.id not in self._looks:
            self._looks[page.id] = asyncio.create_task(self._look(page))

    async def close(self) -> None:
        looks = list(self._looks.values())
        for look in looks:
            look.cancel()
        await asyncio.gather(*looks, return_exceptions=True)

    async def _look(self, page: Page) -> None:
        last = None
        try:
            while last != page.shown():
                last = page.shown()
                await asyncio.sleep(REST)
            await self._note(self._movers[page.id], "looked", page)
        finally:
            self._looks.pop(page.id, None)
            if page.shown() != last:
                self.moved(page, None)
