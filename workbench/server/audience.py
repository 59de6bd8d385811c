"""Who sits before an open panel of a session, and telling them what is new: written once for all."""

import asyncio
from collections import Counter

from workbench.server.telling import event

GATHER = 0.3  # seconds in which comings and goings are gathered


class Audience:
    """The open event streams of a session at this server."""

    def __init__(self) -> None:
        self.panels: set = set()
        self._presence: asyncio.Task | None = None

    def join(self, panel, *, standing: dict) -> None:
        self.panels.add(panel)
        panel.send(event("stand", standing))
        self._gather()

    def leave(self, panel) -> None:
        self.panels.discard(panel)
        self._gather()

    def tell(self, name: str, facts: dict) -> None:
        """Tell every open panel."""
        written = event(name, facts)
        for panel in list(self.panels):
            panel.send(written)

    def present(self) -> list[dict]:
        """Who is here, gathered by organisation, role word, role and place."""
        seats = {(panel.seat.id, panel.where): panel.seat for panel in self.panels}
        kinds = Counter((seat.organisation, seat.word, seat.role, where) for (_, where), seat in seats.items())
        names = ("organisation", "word", "role", "where")
        return [dict(zip(names, kind, strict=True)) | {"count": count} for kind, count in sorted(kinds.items())]

    def turn_out(self, seats: set[str]) -> None:
        """End the panels of these seats."""
        for panel in [panel for panel in self.panels if panel.seat.id in seats]:
            panel.finish()

    async def close(self) -> None:
        if self._presence is not None:
            self._presence.cancel()
            await asyncio.gather(self._presence, return_exceptions=True)
        for panel in list(self.panels):
            panel.finish()

    def _gather(self) -> None:
        if self._presence is None or self._presence.done():
            self._presence = asyncio.create_task(self._tell_presence())

    async def _tell_presence(self) -> None:
        await asyncio.sleep(GATHER)
        written = event("plaatsen", {"present": self.present()})
        for panel in [panel for panel in self.panels if panel.seat.role != "partner"]:
            panel.send(written)
