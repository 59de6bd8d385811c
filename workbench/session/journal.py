"""The journal of sessions: who may write what, under the lock of the ledger, with the stamps of verified seats."""

import datetime as dt
import re
import secrets
import threading
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from workbench.errors import InvalidInput, NotAllowed, UnknownName
from workbench.session.database import Database
from workbench.session.entry import Draft, Entry, FigureSeen, View
from workbench.session.keys import Keys
from workbench.session.kinds import checked, checked_id
from workbench.session.ledger import Ledger, Verdict
from workbench.session.plain_text import one_line
from workbench.session.roles import require
from workbench.session.state import OPERATOR, Invitation, Seat, Session
from workbench.session.tally import Tally

DAYS_VALID = 14
INVITATION = "uitnodiging"  # the link is <server>/uitnodiging/<token>
COOKIE_SECONDS = 24 * 3600
PRIVATE_KINDS = ("vote_cast", "invited", "revoked")  # not for the panel: ballots are secret, links open doors


class Journal:
    """Every session on one database. Thread-safe; several processes may hold one each on the same database."""

    def __init__(self, url: str | None = None):
        self.ledger = Ledger(Database(url))
        self.keys = Keys()
        self._known: dict[str, Session] = {}
        self._turn = threading.Lock()

    def close(self) -> None:
        self.ledger.database.close()

    # --- a session and its people

    def start(self, title: str, *, notebook: str, parameters: Mapping | None = None, id: str | None = None) -> Session:
        """A new session. The parameters are taken as they are: check them first (`notebooks.checked_parameters`)."""
        content = checked("started", {"title": title, "notebook": notebook, "parameters": parameters or {}}, own=True)
        session_id = f"{slug(content['title'])}-{secrets.token_hex(3)}" if id is None else checked_id(id)
        self.ledger.open(session_id, draft_of(OPERATOR, "started", content, id="~started"), sort="session")
        return self.session(session_id)

    def invite(
        self, session_id: str, *, role: str, days: float = DAYS_VALID, by: Seat = OPERATOR
    ) -> tuple[Invitation, str]:
        """An invitation and the signed token for its link."""
        if not 0 < days <= 366:
            raise InvalidInput(f"an invitation of {days} days", page="Een uitnodiging geldt tussen 0 en 366 dagen.")
        expires = dt.datetime.now(dt.UTC) + dt.timedelta(days=days)
        content = {"role": role, "expires": expires.isoformat()}
        entry = self._write_own(session_id, by, "invited", content, id=secrets.token_urlsafe(9))
        return self.session(session_id).invitations[entry.id], self.token(session_id, entry.id)

    def token(self, session_id: str, invitation_id: str) -> str:
        """The token of an invitation, to show its link once more."""
        invitation = self.session(session_id).invitation(invitation_id, now=dt.datetime.now(dt.UTC))
        facts = {"s": session_id, "i": invitation.id, "r": invitation.role}
        return self.keys.sign("uitnodiging", facts)

    def invitation(self, token: str) -> Invitation:
        """The invitation a link carries. Raises: NotAllowed when it is forged, expired or revoked."""
        facts = self.keys.read("uitnodiging", token)
        found = self.session(facts["s"]).invitation(facts["i"], now=dt.datetime.now(dt.UTC))
        if found.role != facts["r"]:
            raise NotAllowed(
                "token and invitation differ in role", page="Deze uitnodiging klopt niet. Vraag een nieuwe."
            )
        return found

    def revoke(self, session_id: str, invitation_id: str, *, by: Seat = OPERATOR) -> None:
        """Closes an invitation, and with it the seats that came in by it."""
        found = self.session(session_id).invitations.get(invitation_id)
        if found is None:
            page = "Deze uitnodiging hoort niet bij deze sessie."
            raise UnknownName(f"no invitation {invitation_id!r} in {session_id!r}", page=page)
        if not found.revoked:
            content = {"invitation": invitation_id}
            self._write_own(session_id, by, "revoked", content, id=f"~revoked:{secrets.token_urlsafe(9)}")

    def take_seat(self, token: str, *, organisation: str, word: str, id: str | None = None) -> Seat:
        """A seat for whoever holds the link. The same secret `id` again (a double click) is the same seat."""
        invitation = self.invitation(token)
        # The journal shows only fingerprints of the id: who reads a panel cannot take another's seat with it.
        secret = f"{invitation.session}/{checked_id(id or secrets.token_urlsafe(12))}"
        told = {"invitation": invitation.id, "role": invitation.role, "organisation": organisation, "word": word}
        content = checked("seated", told, own=True)
        seat_id = self.keys.fingerprint("seat", secret)
        seat = Seat(
            seat_id, invitation.session, invitation.role, content["organisation"], content["word"], invitation.id
        )
        entry_id = f"~seated:{self.keys.fingerprint('entry', secret)}"
        self._append(invitation.session, draft_of(seat, "seated", content, id=entry_id))
        return seat

    def operator(self, session_id: str) -> Seat:
        """The seat of whoever runs the command line; no cookie speaks for it."""
        return replace(OPERATOR, session=session_id)

    def known_seat(self, seat: Seat) -> Seat:
        """The seat as the journal knows it: a seat object cannot be made up. Raises: UnknownName, NotAllowed."""
        return seat if seat == self.operator(seat.session) else self.session(seat.session).seat(seat.id)

    def cookie(self, seat: Seat) -> str:
        return self.keys.sign("plaats", {"s": seat.session, "p": seat.id})

    def seat_of(self, cookie: str, *, max_age: int = COOKIE_SECONDS) -> Seat:
        """The seat a signed cookie speaks for, as the journal knows it now. Raises: NotAllowed, UnknownName."""
        facts = self.keys.read("plaats", cookie, max_age=max_age)
        return self.session(facts["s"]).seat(facts["p"])

    def end(self, session_id: str, *, by: Seat = OPERATOR) -> None:
        """Closes the session: it stays readable and takes no more entries."""
        if not self.session(session_id).closed:
            self._write_own(session_id, by, "closed", {}, id="~closed")

    # --- writing and reading

    def write(
        self,
        seat: Seat,
        kind: str,
        content: Mapping,
        *,
        id: str,
        view: View | None = None,
        about: Iterable[str] = (),
    ) -> Entry:
        """Stores an entry in the name of this seat and returns it; the same `id` again returns the stored entry."""
        known, told, links = self.known_seat(seat), checked(kind, content), tuple(about)
        require(known.role, kind)  # judged again under the lock; here before anything is looked up for it
        if kind == "on_table":
            proposal = self._of_kind(
                "proposal", seat.session, told["proposal"], page="Alleen een voorstel kan op tafel."
            )
            view, links = proposal.view, tuple(dict.fromkeys((*links, proposal.id)))
        if kind == "done":
            action = self._of_kind("action", seat.session, told["action"], page="Alleen een actie kan worden afgerond.")
            links = tuple(dict.fromkeys((*links, action.id)))
        if kind == "registered" and told["intervention"] not in self.ledger.streams("intervention"):
            page = "Deze interventie staat niet in het register."
            raise UnknownName(f"no intervention {told['intervention']!r}", page=page)
        self._check_links(seat.session, links)
        kept = self._keep_picture(view)
        return self._append(seat.session, draft_of(known, kind, told, id=checked_id(id), view=kept, about=links))

    def sessions(self) -> list[Session]:
        """All sessions, the newest first."""
        return sorted(map(self.session, self.ledger.streams("session")), key=lambda one: one.started, reverse=True)

    def session(self, session_id: str) -> Session:
        """The session as it is now. Raises: UnknownName."""
        state = self._known.get(session_id, Session(session_id))
        now = state.after(self.ledger.read(session_id, after=state.number))
        if not now.started:  # a stream of another sort, such as an intervention
            raise UnknownName(f"{session_id!r} is no session", page="Deze sessie bestaat niet.")
        return self._remember(now)

    def entries(self, session_id: str, *, after: int = 0) -> list[Entry]:
        return self.ledger.read(session_id, after=after)

    def panel(self, session_id: str, *, after: int = 0) -> list[Entry]:
        """The entries every seat may see: without ballots, which are secret, and without invitations."""
        return [entry for entry in self.entries(session_id, after=after) if entry.kind not in PRIVATE_KINDS]

    def entry(self, session_id: str, entry_id: str) -> Entry:
        return self.ledger.entry(session_id, entry_id)

    def last_view(self, session_id: str, *, notebook: str | None = None) -> View | None:
        """The last shared view of the notebook on the table (or of another one), to come back to."""
        state = self.session(session_id)
        return state.views.get(notebook or state.notebook)

    def tally(self, session_id: str, vote_id: str) -> Tally:
        """The outcome of a closed vote. Raises: NotAllowed while it is open."""
        return self.session(session_id).vote(vote_id).tally()

    def picture(self, name: str) -> list[FigureSeen]:
        """All figures in a view, by the hash the view carries."""
        return [FigureSeen(*kept) for kept in self.ledger.picture(name)]

    def still(self, name: str) -> str:
        """The page as it was, as the server wrote it down, by the hash the view carries. Raises: UnknownName."""
        return self.ledger.picture(name)[0]

    def verify(self, session_id: str) -> Verdict:
        return self.ledger.verify(session_id)

    def export(self, session_id: str) -> Iterator[str]:
        return self.ledger.export(session_id)

    # --- inside

    def _write_own(self, session_id: str, by: Seat, kind: str, content: dict, *, id: str) -> Entry:
        seat = self.known_seat(replace(by, session=session_id))
        return self._append(session_id, draft_of(seat, kind, checked(kind, content, own=True), id=id))

    def _append(self, session_id: str, draft: Draft) -> Entry:
        state = self._known.get(session_id, Session(session_id))

        def judge(news: list[Entry]) -> None:
            self._remember(state.after(news)).judge(draft)

        return self.ledger.append(session_id, draft, judge=judge, seen=state.number)

    def _remember(self, state: Session) -> Session:
        with self._turn:
            known = self._known.get(state.id)
            if known is None or known.number < state.number:
                self._known[state.id] = state
        return state

    def _keep_picture(self, view: View | None) -> View | None:
        # Kept once under its hash: hundreds of figures, or a whole page, that many entries share.
        if view is not None and view.pictured:
            figures = [list(figure.as_dict().values()) for figure in view.pictured]
            view = replace(view, picture=self.ledger.keep_picture(figures), pictured=())
        if view is not None and view.drawn:
            view = replace(view, still=self.ledger.keep_picture([view.drawn]), drawn="")
        return view

    def _of_kind(self, kind: str, session_id: str, entry_id: str, *, page: str) -> Entry:
        found = self.ledger.entry(session_id, entry_id)
        if found.kind != kind:
            raise InvalidInput(f"entry {entry_id!r} is a {found.kind}, not a {kind}", page=page)
        return found

    def _check_links(self, session_id: str, links: tuple[str, ...]) -> None:
        if len(links) > 50:
            raise InvalidInput(f"{len(links)} links in one entry", page="Een regel verwijst naar hooguit 50 andere.")
        for link in links:
            there, _, entry_id = link.rpartition("/")
            self.ledger.entry(there or session_id, entry_id)


def draft_of(seat: Seat, kind: str, content: dict, *, id: str, view: View | None = None, about: tuple = ()) -> Draft:
    """An entry in the name of a seat, before it is numbered."""
    seen = view.as_dict() if view else None
    return Draft(id, kind, seat.id, seat.role, seat.organisation, content, view=seen, about=about)


def slug(title: str) -> str:
    """The title as part of an address."""
    plain = unicodedata.normalize("NFKD", one_line(title)).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40] or "sessie"
