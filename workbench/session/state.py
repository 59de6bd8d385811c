"""What a session is now: the fold of its entries, in order. Nothing about a session is kept anywhere else."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from workbench.errors import NotAllowed, UnknownName
from workbench.session.entry import Draft, Entry, View
from workbench.session.roles import require
from workbench.session.tally import Tally, check_ballot, count


@dataclass(frozen=True)
class Invitation:
    """A link for one role, for as many seats as use it, until it expires or is revoked."""

    id: str
    session: str
    role: str
    expires: dt.datetime
    revoked: bool = False

    def as_dict(self) -> dict:
        return {**self.__dict__, "expires": self.expires.isoformat()}


@dataclass(frozen=True)
class Seat:
    """Somebody at the table: a role, an organisation and a role word; no name."""

    id: str
    session: str
    role: str
    organisation: str
    word: str
    invitation: str = ""

    def as_dict(self) -> dict:
        return dict(self.__dict__)


OPERATOR = Seat("beheer", "", "facilitator", "beheer", "beheer")  # whoever runs the command line
# A closed session can still be read and its links withdrawn; what was agreed there is still carried out.
AFTER_CLOSING = ("seated", "revoked", "registered", "done")
EXPIRED = "Deze uitnodiging is verlopen. Vraag de begeleider om een nieuwe link."
REVOKED = "Deze uitnodiging is ingetrokken. Vraag de begeleider om een nieuwe link."
RIGHT_FOR = {"seated": "look", "invited": "invite", "revoked": "revoke", "closed": "close"}


@dataclass(frozen=True)
class Vote:
    """A vote as all may see it; who gave what stays inside the journal."""

    id: str
    question: str
    options: tuple[str, ...]
    dots: int
    closed: bool = False
    ballots: dict[str, tuple[int, ...]] = field(default_factory=dict, repr=False, compare=False)

    def as_dict(self) -> dict:
        """For the screen: the options and how many have voted, never the ballots."""
        told = {name: getattr(self, name) for name in ("id", "question", "dots", "closed")}
        voted = count(self.ballots, options=len(self.options))[1]
        return {**told, "options": list(self.options), "voted": voted}

    def tally(self) -> Tally:
        """Raises: NotAllowed while the vote is open."""
        if not self.closed:
            page = "De stemming is nog open. De uitslag komt als de begeleider sluit."
            raise NotAllowed(f"vote {self.id} is still open", page=page)
        dots, ballots = count(self.ballots, options=len(self.options))
        return Tally(self.id, self.question, self.options, dots, ballots)


@dataclass(frozen=True)
class Session:
    """A session after entry `number`. `notebook` and `parameters` are where the table is."""

    id: str
    number: int = 0
    title: str = ""
    started: str = ""
    notebook: str = ""
    parameters: dict = field(default_factory=dict)
    movers: str = "everybody"
    closed: bool = False
    seats: dict[str, Seat] = field(default_factory=dict)
    invitations: dict[str, Invitation] = field(default_factory=dict)
    votes: dict[str, Vote] = field(default_factory=dict)
    views: dict[str, View] = field(default_factory=dict)  # notebook -> the last shared view of it
    versions: dict[str, str] = field(default_factory=dict)  # notebook -> the version put on the table last

    def seat(self, seat_id: str) -> Seat:
        """Raises: UnknownName for a seat that is not of this session, NotAllowed when its invitation was revoked."""
        if seat_id not in self.seats:
            page = "Deze plaats hoort niet bij deze sessie. Open de uitnodiging opnieuw."
            raise UnknownName(f"no seat {seat_id!r} in {self.id!r}", page=page)
        seat = self.seats[seat_id]
        if seat.invitation and self.invitations[seat.invitation].revoked:
            raise NotAllowed(f"the invitation of seat {seat_id!r} was revoked", page=REVOKED)
        return seat

    def invitation(self, invitation_id: str, *, now: dt.datetime) -> Invitation:
        """An invitation that still opens the door. Raises: NotAllowed when expired or revoked, UnknownName."""
        found = self.invitations.get(invitation_id)
        if found is None:
            raise UnknownName(f"no invitation {invitation_id!r}", page="Deze uitnodiging bestaat niet.")
        if found.revoked:
            raise NotAllowed(f"invitation {invitation_id} was revoked", page=REVOKED)
        if now >= found.expires:
            raise NotAllowed(f"invitation {invitation_id} expired", page=EXPIRED)
        return found

    def vote(self, vote_id: str) -> Vote:
        if vote_id not in self.votes:
            raise UnknownName(f"no vote {vote_id!r} in {self.id!r}", page="Deze stemming bestaat niet.")
        return self.votes[vote_id]

    def after(self, entries: Iterable[Entry]) -> "Session":
        """The session after these entries too."""
        state = self
        for entry in entries:
            change = FOLDS.get(entry.kind, _nothing)(state, entry)
            state = replace(state, number=entry.number, **change)
        return state

    def judge(self, draft: Draft) -> None:
        """Raises: NotAllowed or InvalidInput when this draft may not follow the session as it is now."""
        if self.closed and draft.kind not in AFTER_CLOSING:
            raise NotAllowed(
                f"session {self.id} is closed", page="Deze sessie is gesloten. Het logboek blijft leesbaar."
            )
        require(draft.role, RIGHT_FOR.get(draft.kind, draft.kind))
        if draft.kind == "seated":
            self.invitation(draft.content["invitation"], now=dt.datetime.now(dt.UTC))
        elif draft.seat != OPERATOR.id:
            self.seat(draft.seat)
        if draft.kind in ("vote_cast", "vote_closed"):
            self._judge_vote(draft)

    def as_dict(self) -> dict:
        """For the screen: without seats and invitations, which not everybody may see."""
        told = ("id", "number", "title", "started", "notebook", "parameters", "movers", "closed", "versions")
        votes = [vote.as_dict() for vote in self.votes.values()]
        return {**{name: getattr(self, name) for name in told}, "votes": votes}

    def _judge_vote(self, draft: Draft) -> None:
        vote = self.vote(draft.content["vote"])
        if vote.closed:
            raise NotAllowed(f"vote {vote.id} is closed", page="Deze stemming is gesloten.")
        if draft.kind == "vote_cast":
            check_ballot(draft.content["dots"], options=len(vote.options), each=vote.dots)


def _nothing(_state: Session, _entry: Entry) -> dict:
    return {}


def _started(_state: Session, entry: Entry) -> dict:
    return {**entry.content, "started": entry.at}


def _invited(state: Session, entry: Entry) -> dict:
    expires = dt.datetime.fromisoformat(entry.content["expires"])
    invitation = Invitation(entry.id, state.id, entry.content["role"], expires)
    return {"invitations": {**state.invitations, entry.id: invitation}}


def _revoked(state: Session, entry: Entry) -> dict:
    gone = replace(state.invitations[entry.content["invitation"]], revoked=True)
    return {"invitations": {**state.invitations, gone.id: gone}}


def _seated(state: Session, entry: Entry) -> dict:
    told = entry.content
    seat = Seat(entry.seat, state.id, told["role"], told["organisation"], told["word"], told["invitation"])
    return {"seats": {**state.seats, seat.id: seat}}


def _looked(state: Session, entry: Entry) -> dict:
    if entry.view is None:
        return {}
    here = {"views": {**state.views, entry.view.notebook: entry.view}}
    return {**here, "parameters": dict(entry.view.parameters)} if entry.view.notebook == state.notebook else here


def _called(state: Session, entry: Entry) -> dict:
    notebook = entry.content["notebook"]
    parameters = state.views[notebook].parameters if notebook in state.views else {}
    return {"notebook": notebook, "parameters": dict(parameters)}


def _controls(_state: Session, entry: Entry) -> dict:
    return {"movers": entry.content["movers"]}


def _vote_opened(state: Session, entry: Entry) -> dict:
    told = entry.content
    vote = Vote(entry.id, told["question"], tuple(told["options"]), told["dots"])
    return {"votes": {**state.votes, vote.id: vote}}


def _vote_cast(state: Session, entry: Entry) -> dict:
    vote = state.votes[entry.content["vote"]]
    ballots = {**vote.ballots, entry.seat: tuple(entry.content["dots"])}
    return {"votes": {**state.votes, vote.id: replace(vote, ballots=ballots)}}


def _vote_closed(state: Session, entry: Entry) -> dict:
    vote = state.votes[entry.content["vote"]]
    return {"votes": {**state.votes, vote.id: replace(vote, closed=True)}}


def _notebook_change(state: Session, entry: Entry) -> dict:
    return {"versions": {**state.versions, entry.content["notebook"]: entry.content["version"]}}


def _closed(_state: Session, _entry: Entry) -> dict:
    return {"closed": True}


FOLDS = {
    "started": _started,
    "invited": _invited,
    "revoked": _revoked,
    "seated": _seated,
    "looked": _looked,
    "on_table": _looked,
    "called": _called,
    "controls": _controls,
    "vote_opened": _vote_opened,
    "vote_cast": _vote_cast,
    "vote_closed": _vote_closed,
    "notebook_change": _notebook_change,
    "closed": _closed,
}
