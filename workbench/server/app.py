"""The application: Voila's front end, templates and notebooks, with doors, pages and a journal of our own."""

import asyncio
import contextlib
import logging
import secrets
import socket

from tornado.httpserver import HTTPServer
from tornado.web import Application
from voila import __version__ as voila_version
from voila.app import Voila
from voila.configuration import VoilaConfiguration
from voila.utils import get_page_config

from workbench.errors import StoreError
from workbench.server import access, routes
from workbench.server.meeting import Meetings
from workbench.server.pages import Pages
from workbench.session import Journal, may, may_move

log = logging.getLogger("workbench.server")
NEEDED = ["@jupyter-widgets/jupyterlab-manager", "@voila-dashboards/widgets-manager8", "anywidget", "jupyter-leaflet"]
CLEAN = 5.0  # seconds between two looks at which pages are over
DRAIN = 120


class Workplace(Voila):
    """The server of the datawerkplaats. `listen_on()` starts it in the running loop, `close()` ends it."""

    lab = None  # a running JupyterLab, when there is one

    def setup(self, *, base_url: str = "/", address: str = "", idle: float | None = None) -> Application:
        """Make the tornado application. `address` is how others reach it, for in the links."""
        self.base_url, self.address = base_url, address
        self.voila_configuration = VoilaConfiguration(parent=self, extension_allowlist=NEEDED)
        self.journal = Journal()
        self.pages = Pages(base=base_url, idle=idle)
        self.meetings = Meetings(journal=self.journal, pages=self.pages)
        self.app = Application(self.routes(), default_host=None, **self.tornado())
        return self.app

    def tornado(self) -> dict:
        return {
            "base_url": self.base_url,
            "journal": self.journal,
            "pages": self.pages,
            "meetings": self.meetings,
            "address": self.address,
            "lab": lambda: self.lab,
            "page_config": self.front_end(),
            "log": log,
            "log_function": _log_request,
            "cookie_secret": secrets.token_hex(32),
            "xsrf_cookies": True,
            "xsrf_cookie_kwargs": {"samesite": "Lax", "path": self.base_url},
            "default_handler_class": Missing,
            "websocket_ping_interval": 20,
            "websocket_ping_timeout": 20,
            "websocket_max_message_size": 256 * 1024,
            "may_see": self.may_see,
            "may_move": self.may_move,
            "may_vote": self.may_vote,
            "number_of": self.number_of,
            "revive": self.revive,
            "sessions_of": self.sessions_of,
        }

    def front_end(self) -> dict:
        """Voila's own page configuration, without anything that would leave this server."""
        page_settings = {"mathjax_url": f"{self.base_url}statisch/formules.js", "mathjax_config": "geen"}
        given = {"settings": page_settings, "log": self.log, "voila_configuration": self.voila_configuration}
        config = get_page_config(base_url=self.base_url, **given)
        config["fullStaticUrl"] = f"{self.base_url}voila/static/{voila_version}"
        return config

    def routes(self) -> list[tuple]:
        return routes.all_of(self.base_url)

    # --- who may see and move what

    def may_see(self, visitor: access.Visitor, page) -> bool:
        place = page.place
        if place.owner:
            return place.owner == visitor.key
        return visitor.seat is not None and visitor.seat.session == place.session

    def may_move(self, visitor: access.Visitor, page) -> bool:
        place = page.place
        if page.kept is not None:
            return False
        if place.owner:
            return place.owner == visitor.key and visitor.role != "partner"
        meeting = self.meetings.known.get(place.session)
        return meeting is not None and not meeting.state.closed and may_move(visitor.role, meeting.state.movers)

    def may_vote(self, visitor: access.Visitor, page) -> bool:
        """Whether this visitor has a say of their own on the page, also when somebody else moves it."""
        if page.place.owner:
            return self.may_move(visitor, page)
        meeting = self.meetings.known.get(page.place.session)
        return meeting is not None and not meeting.state.closed and may(visitor.role, "vote_cast")

    def number_of(self, visitor: access.Visitor) -> int:
        """The number of a seat in its session, in the order in which seats were taken; one for a visitor alone."""
        meeting = self.meetings.known.get(visitor.seat.session) if visitor.seat else None
        return 1 + list(meeting.state.seats).index(visitor.seat.id) if meeting else 1

    async def revive(self, page: str, visitor: access.Visitor):
        """The page a browser had open before the server was restarted: a shared one can be made again."""
        return await self.meetings.revive(page, visitor.seat) if visitor.seat else None

    def sessions_of(self, visitor: access.Visitor) -> list:
        if visitor.seat is not None:
            return [self.journal.session(visitor.seat.session)]
        return []

    # --- running

    def listen_on(self, sockets: list[socket.socket]) -> None:
        """Serve on these sockets, in the running event loop."""
        limits = {"idle_connection_timeout": DRAIN, "max_header_size": 32 * 1024, "max_body_size": 256 * 1024}
        self.http = HTTPServer(self.app, **limits)
        self.http.add_sockets(sockets)
        self.cleaner = asyncio.ensure_future(self._clean())

    async def close(self) -> None:
        """Stop listening and end every kernel."""
        self.app.settings["stopping"] = True  # a browser on a line that is still open may ask once more
        self.http.stop()
        self.cleaner.cancel()
        await self.meetings.close()
        await self.pages.close()
        await self.http.close_all_connections()
        self.journal.close()

    async def _clean(self) -> None:
        while True:
            await asyncio.sleep(min(CLEAN, max(self.pages.idle / 4, 0.1)))
            with contextlib.suppress(Exception):
                await self.pages.clean()


class Missing(access.Door):
    """Whatever is not a route."""

    rights = dict.fromkeys(("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"), access.ANYBODY)

    async def prepare(self) -> None:
        await super().prepare()
        self.send_error(404)


def free_sockets(host: str, port: int, *, tries: int = 20) -> tuple[list[socket.socket], int]:
    """Sockets on this port, or on the next free one. Raises: StoreError when there is none."""
    for candidate in range(port, port + tries) if port else [0]:
        try:
            family = socket.AF_INET6 if ":" in host else socket.AF_INET
            listener = socket.create_server((host, candidate), family=family, backlog=512)
        except OSError:
            continue
        listener.setblocking(False)
        return [listener], listener.getsockname()[1]
    page = f"Poort {port} en de {tries - 1} volgende zijn bezet. Kies een andere met --port."
    raise StoreError(f"no free port from {port} on {host}", page=page)


def _log_request(handler) -> None:
    if handler.get_status() >= 500 and not handler.settings.get("stopping"):
        log.error("%d %s %s", handler.get_status(), handler.request.method, handler.request.path)
