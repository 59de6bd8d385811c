"""Who is asking: nobody, somebody alone at this very machine, or a seat of a session; and what every answer carries.

Without an invitation only the machine's own user gets in: the connection comes over loopback, the address that the
browser asked for is a loopback name (so that no other site can point its own name here), and nothing forwarded it.
"""

import asyncio
import ipaddress
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar

from tornado.httputil import HTTPServerRequest, split_host_and_port
from tornado.web import Finish, RequestHandler

from workbench.errors import InvalidInput, NotAllowed, StoreError, UnknownName, WorkbenchError
from workbench.session import Journal, Seat

NOBODY, SOLO = "nobody", "solo"
ROLES = ("partner", "participant", "researcher", "facilitator")
ANYBODY = frozenset({NOBODY, SOLO, *ROLES})
SEATED = frozenset(ROLES)
INSIDE = SEATED | {SOLO}
TABLE = SEATED - {"partner"}
DESK = frozenset({"researcher", "facilitator"})
LEAD = frozenset({"facilitator"})
SEAT_COOKIE, SOLO_COOKIE, DAY = "plaats", "bezoeker", 24 * 3600
FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-Ip", "Via")
STATUS = ((UnknownName, 404), (NotAllowed, 403), (StoreError, 503), (WorkbenchError, 400))


@dataclass(frozen=True)
class Visitor:
    """`role` decides what may be asked; `key` is who it is."""

    role: str = NOBODY
    key: str = ""
    seat: Seat | None = None


def let(**methods: frozenset[str]) -> Mapping[str, frozenset[str]]:
    """The rights of a route: for each HTTP method who may use it."""
    return MappingProxyType(methods)


def is_own_machine(request: HTTPServerRequest) -> bool:
    """Whether this request comes from the machine itself, and meant it."""
    if any(name in request.headers for name in FORWARDED):
        return False
    host = split_host_and_port(request.host or "")[0].strip("[]").lower()
    return _is_loopback(request.remote_ip) and (host == "localhost" or _is_loopback(host))


def _is_loopback(address: str | None) -> bool:
    try:
        return ipaddress.ip_address(address or "").is_loopback
    except ValueError:
        return False


class Door(RequestHandler):
    """What every route does first: look who asks, and turn away whom its `rights` do not name.

    `rights` says for each HTTP method which roles may use it; a route without them lets nobody in.
    """

    rights: ClassVar[Mapping[str, frozenset[str]]] = MappingProxyType({})
    visitor = Visitor()

    @property
    def journal(self) -> Journal:
        return self.settings["journal"]

    @property
    def base(self) -> str:
        return self.settings["base_url"]

    def set_default_headers(self) -> None:
        for name, value in SAFE_HEADERS.items():
            self.set_header(name, value)
        self.set_header("Content-Security-Policy", content_policy(self.request.host))

    async def prepare(self) -> None:
        if self.settings.get("stopping"):
            raise StoreError("the server is stopping", page=SENTENCES[503])
        self.visitor = await self._who()
        if self.visitor.role not in self.rights.get(self.request.method, frozenset()):
            raise self._turned_away()

    async def _who(self) -> Visitor:
        cookie = self.get_cookie(SEAT_COOKIE)
        if cookie:
            try:
                seat = await asyncio.to_thread(self.journal.seat_of, cookie, max_age=DAY)
            except (NotAllowed, UnknownName):
                self.clear_cookie(SEAT_COOKIE)
            else:
                return Visitor(seat.role, seat.id, seat)
        return self._alone() if is_own_machine(self.request) else Visitor()

    def _alone(self) -> Visitor:
        known = self.get_signed_cookie(SOLO_COOKIE)
        key = known.decode() if known else secrets.token_urlsafe(16)
        if known is None and self.request.method == "GET" and not self._is_websocket():
            self.set_signed_cookie(SOLO_COOKIE, key, httponly=True, samesite="Lax", path=self.base)
        return Visitor(SOLO, key)

    def _is_websocket(self) -> bool:
        return self.request.headers.get("Upgrade", "").lower() == "websocket"

    def _turned_away(self) -> NotAllowed:
        if self.visitor.role == NOBODY:
            page = "Deze pagina is alleen te openen met een uitnodiging. Vraag de begeleider om een link."
            return NotAllowed(f"no invitation for {self.request.path}", page=page)
        page = "Deze pagina hoort niet bij deze rol."
        return NotAllowed(f"role {self.visitor.role} may not {self.request.method} {self.request.path}", page=page)

    def of_session(self, session: str) -> Seat:
        """The visitor's seat in that session. Raises: NotAllowed for everybody else."""
        seat = self.visitor.seat
        if seat is None or seat.session != session:
            page = "Dit hoort bij een andere sessie. Open de uitnodiging van die sessie."
            raise NotAllowed(f"not a seat of session {session[:40]!r}", page=page)
        return seat

    def check_xsrf_cookie(self) -> None:
        try:
            super().check_xsrf_cookie()
        except Exception as error:
            page = "Dit verzoek is niet te vertrouwen. Ververs de pagina en probeer het opnieuw."
            raise NotAllowed("missing or wrong XSRF token", page=page) from error

    def page(self, template: str, **facts: object) -> None:
        """Answer with a page."""
        self.finish(self.settings["pages"].html(template, visitor=self.visitor, **facts))

    def write_error(self, status_code: int, **told: object) -> None:
        """One Dutch sentence, as a page or as JSON for the panel."""
        error = told["exc_info"][1] if "exc_info" in told else None
        sentence = error.page if isinstance(error, WorkbenchError) else SENTENCES.get(status_code, SENTENCES[500])
        if self.wants_json():
            self.finish({"error": sentence})
        else:
            self.page("melding.html.j2", title=TITLES.get(status_code, "Er ging iets mis"), sentence=sentence)

    def wants_json(self) -> bool:
        return "application/json" in self.request.headers.get("Accept", "") or "/api/" in self.request.path

    def send_error(self, status_code: int = 500, **told: object) -> None:
        error = told["exc_info"][1] if "exc_info" in told else None
        if isinstance(error, WorkbenchError):
            status_code = next(code for kind, code in STATUS if isinstance(error, kind))
            told.pop("reason", None)
        super().send_error(status_code, **told)

    def log_exception(self, kind, value, trace) -> None:
        if isinstance(value, WorkbenchError):
            self.settings["log"].info("%s %s: %s", self.request.method, self.request.path, value)
        elif not isinstance(value, Finish):
            super().log_exception(kind, value, trace)


def flat(arguments: dict[str, list[bytes]]) -> dict[str, str]:
    """The query as single texts. Raises: InvalidInput when a name comes twice or is not text."""
    found = {}
    for name, values in arguments.items():
        if len(values) != 1:
            raise InvalidInput(f"{name[:40]!r} is given twice", page=f"'{name[:40]}' staat twee keer in het adres.")
        try:
            found[name] = values[0].decode()
        except UnicodeDecodeError as error:
            raise InvalidInput("a value is not text", page=f"Controleer '{name[:40]}' in het adres.") from error
    return found


def content_policy(host: str) -> str:
    """Everything from this server, nothing from elsewhere; widgets bring their code as a blob."""
    # ipyleaflet's bundle compiles a template while it loads; without 'unsafe-eval' there is no map on any page.
    return (
        "default-src 'none'; script-src 'self' blob: 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; "
        f"font-src 'self' data:; connect-src 'self' blob: ws://{host} wss://{host}; frame-src 'self'; "
        "worker-src 'self' blob:; frame-ancestors 'self'; base-uri 'none'; form-action 'self'; object-src 'none'"
    )


SAFE_HEADERS = {
    "Server": "datawerkplaats",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cache-Control": "no-store",
}
TITLES = {
    400: "Dit klopt niet",
    403: "Geen toegang",
    404: "Niet gevonden",
    405: "Dit kan hier niet",
    503: "Even niet beschikbaar",
}
SENTENCES = {
    400: "Dit verzoek is niet te begrijpen.",
    403: "Deze pagina is niet voor iedereen.",
    404: "Deze pagina bestaat niet. Kies er een vanaf het begin.",
    405: "Dit kan hier niet.",
    500: "Er ging iets mis op de server. Probeer het opnieuw.",
    503: "De server is even niet beschikbaar. Probeer het zo opnieuw.",
}
