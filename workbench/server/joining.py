"""Coming in: the invitation, a seat with an organisation and a role word, and the lobby of the session."""

import asyncio
import io

import segno

from workbench import text
from workbench.errors import InvalidInput, NotAllowed
from workbench.server import notebooks as listing
from workbench.server.access import ANYBODY, DAY, LEAD, SEAT_COOKIE, SEATED, Door, let
from workbench.session import Session

WORDS = ("beleid", "zorg", "welzijn", "onderzoek", "ervaringsdeskundige", "onderwijs", "bestuur", "anders")


class Invitation(Door):
    """The page behind an invitation link: opening it takes no seat yet, so that a mail scanner takes none either."""

    rights = let(GET=ANYBODY, POST=ANYBODY)

    async def get(self, token: str) -> None:
        invitation = await asyncio.to_thread(self.journal.invitation, token)
        state = await asyncio.to_thread(self.journal.session, invitation.session)
        seat = self.visitor.seat
        here = seat is not None and seat.session == state.id
        known = {"session": state, "role": text.role_label(invitation.role), "words": WORDS, "token": token}
        self.page("uitnodiging.html.j2", **known, here=seat if here else None, xsrf=self.xsrf_form_html())

    async def post(self, token: str) -> None:
        told = {name: self.get_body_argument(name, "") for name in ("organisatie", "woord")}
        if not told["organisatie"].strip():
            raise InvalidInput("no organisation given", page="Vul in bij welke organisatie u hoort.")
        take = self.journal.take_seat
        word = told["woord"].strip() or "anders"
        seat = await asyncio.to_thread(take, token, organisation=told["organisatie"], word=word)
        cookie = await asyncio.to_thread(self.journal.cookie, seat)
        secure = self.request.protocol == "https"
        self.set_cookie(SEAT_COOKIE, cookie, httponly=True, samesite="Lax", secure=secure, path=self.base, max_age=DAY)
        self.redirect(f"{self.base}sessie/{seat.session}", status=303)


class Lobby(Door):
    """What there is to see in this session and who is here; for the facilitator the links and a QR code."""

    rights = let(GET=SEATED)

    async def get(self, session: str) -> None:
        seat = self.of_session(session)
        meeting = await self.settings["meetings"].get(session)
        await meeting.refresh()
        self.xsrf_token  # noqa: B018  sets the cookie that the lobby's own requests need
        found = await asyncio.to_thread(listing.listed)
        facts = {"session": meeting.state, "present": meeting.audience.present(), "seat": seat}
        links = await self._links(meeting.state) if seat.role == "facilitator" else []
        facts |= {"notebooks": found, "steps": listing.by_step(found), "links": links}
        self.page("lobby.html.j2", **facts, role_label=text.role_label)

    async def _links(self, state: Session) -> list[dict]:
        tokens = await asyncio.to_thread(open_invitations, self.journal, state)
        base = self.settings["address"] or f"{self.request.protocol}://{self.request.host}{self.base}"
        return [
            {"role": role, "label": text.role_label(role), "url": f"{base}uitnodiging/{token}", "invitation": name}
            for role, name, token in tokens
        ]


def open_invitations(journal, state: Session) -> list[tuple[str, str, str]]:
    """The newest invitation for each role that still opens the door: role, id and token."""
    found = {}
    for invitation in state.invitations.values():
        try:
            found[invitation.role] = (invitation.id, journal.token(state.id, invitation.id))
        except NotAllowed:
            continue  # expired or revoked
    return [(role, *found[role]) for role in ("facilitator", "researcher", "participant", "partner") if role in found]


class Code(Door):
    """The QR code of an invitation link, for on the wall."""

    rights = let(GET=LEAD)

    async def get(self, session: str, invitation: str) -> None:
        self.of_session(session)
        token = await asyncio.to_thread(self.journal.token, session, invitation)
        base = self.settings["address"] or f"{self.request.protocol}://{self.request.host}{self.base}"
        drawing = io.BytesIO()
        segno.make(f"{base}uitnodiging/{token}", error="m").save(drawing, kind="svg", scale=5, border=3)
        self.set_header("Content-Type", "image/svg+xml")
        self.finish(drawing.getvalue())


class Leave(Door):
    """Give up the seat in this browser."""

    rights = let(POST=SEATED)

    def post(self) -> None:
        self.clear_cookie(SEAT_COOKIE, path=self.base)
        self.redirect(self.base, status=303)
