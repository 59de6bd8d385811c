"""Researchers change the session's own copy of a notebook in JupyterLab and put it on the table when it runs well."""

import asyncio

from workbench.errors import InvalidInput, NotAllowed, StoreError
from workbench.server import versions
from workbench.server.access import DESK, let
from workbench.server.meeting import Meeting
from workbench.server.panel_api import PanelApi
from workbench.server.rendering import Failure
from workbench.server.telling import told
from workbench.session import require
from workbench.session.notebooks import path_of


class Desk(PanelApi):
    """To JupyterLab, at the session's own copy."""

    rights = let(GET=DESK)

    async def get(self, session: str, notebook: str) -> None:
        await self.meeting(session)
        require(self.visitor.role, "tinker")
        lab = self.settings["lab"]()
        if lab is None:
            raise StoreError("no JupyterLab here", page="Deze server draait zonder JupyterLab.")
        copy = await asyncio.to_thread(versions.copy_of, session, notebook)
        self.redirect(lab.link(f"sessies/{session}/{copy.name}"))


class Version(PanelApi):
    """Put the copy on the table, for all; or go one step back."""

    rights = let(POST=DESK, DELETE=DESK)

    async def post(self, session: str) -> None:
        meeting, given = await self.meeting(session), self.body()
        notebook, id = self.text(given, "notebook"), self.text(given, "id")
        copy = await asyncio.to_thread(versions.copy_of, session, notebook)
        before = await self._current(meeting, notebook)
        version = await asyncio.to_thread(versions.keep, session, notebook, copy)
        if version == before:
            page = "De kopie is gelijk aan wat op tafel ligt. Sla de wijziging eerst op in JupyterLab."
            raise InvalidInput("the copy equals the table", page=page)
        await self._replace(meeting, notebook, before, version, id=id, text=self.text(given, "text"))

    async def delete(self, session: str) -> None:
        meeting, notebook = await self.meeting(session), self.get_argument("notebook", "")
        before = await self._current(meeting, notebook)
        earlier = await self._earlier(meeting, notebook, before)
        await self._replace(meeting, notebook, before, earlier, id=self.get_argument("id", ""), text="Eén stap terug.")

    async def _replace(self, meeting: Meeting, notebook: str, before: str, after: str, *, id: str, text: str) -> None:
        old, new = (versions.kept(meeting.id, notebook, version) for version in (before, after))
        diff = await asyncio.to_thread(versions.difference, old, new)
        page = await meeting.table(notebook)
        await page.settled.wait()
        try:
            await page.replace(new, page.state())
        except Failure as failure:
            self.set_status(422)
            self.finish({"error": f"De versie op tafel blijft staan. {failure.page}", "trace": failure.trace})
            return
        content = {"notebook": notebook, "version": after, "diff": diff, "text": text}
        try:
            entry = await meeting.write(self.visitor.seat, "notebook_change", content, id=id)
        except (InvalidInput, NotAllowed, StoreError):
            await page.replace(old, page.state())  # what is not in the journal is not on the table
            raise
        meeting.tell("ververs", {"notebook": notebook})
        self.finish({"entry": told(entry, meeting.state)})

    async def _current(self, meeting: Meeting, notebook: str) -> str:
        """The version on the table; the curated one is kept too, so that there is a way back."""
        known = meeting.state.versions.get(notebook)
        return known or await asyncio.to_thread(versions.keep, meeting.id, notebook, path_of(notebook))

    async def _earlier(self, meeting: Meeting, notebook: str, current: str) -> str:
        entries = await asyncio.to_thread(self.journal.entries, meeting.id)
        changes = [entry for entry in entries if entry.kind == "notebook_change"]
        put = [entry.content["version"] for entry in changes if entry.content["notebook"] == notebook]
        first = await asyncio.to_thread(versions.keep, meeting.id, notebook, path_of(notebook))
        line = [first, *put]
        if len(line) == 1:
            page = "Er is geen eerdere versie: het oorspronkelijke notebook ligt op tafel."
            raise InvalidInput("no earlier version", page=page)
        return next(version for version in reversed(line[:-1]) if version != current)
