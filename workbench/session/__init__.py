"""A session and its journal: who was at the table, what they saw, and what they said about exactly that figure.

    journal = Journal()                                 # WORKBENCH_JOURNAL, or SQLite under WORKBENCH_HOME/sessions
    session = journal.start("Emmen, jongeren", notebook="verkennen", parameters={"gebied": "GM0114"})
    invitation, token = journal.invite(session.id, role="participant")   # link: <server>/uitnodiging/<token>
    seat = journal.take_seat(token, organisation="GGD Drenthe", word="beleid", id=secret_of_the_browser)
    seat = journal.seat_of(journal.cookie(seat))        # signed; NotAllowed when forged, too old or revoked
    view = bind("verkennen", {"gebied": "GM0114"})      # all parameters, versions, and the figures in it
    entry = journal.write(seat, "interpretation", {"text": "...", "level": "lokaal"}, id=made_by_client, view=view)

`write` is the only way in. It returns after the entry is stored (an fsync) and never before; the same `id` again
gives the stored entry back, so a browser may retry; another content under it is InvalidInput. It stamps seat, role and
organisation from the journal's own record of the seat, checks `may(role, kind)`, cleans and limits every text, and
judges votes under the lock, so two servers on one journal agree. `about=[entry ids]` links to earlier entries.

Kinds and their content (texts are plain text, never markup; unknown keys are refused):
    looked {}                                  the shared view moved to `view`
    interpretation {text, level}               level: landelijk, regionaal or lokaal
    question {text}   comment {text}   decision {text}   action {text, who, when: "2027-03-01"}
    vote_opened {question, options: [..], dots: 1}    vote_cast {vote: entry id, dots: [0, 2, 1]}    vote_closed {vote}
    proposal {text}  with `view` the branch's state    on_table {proposal}  takes the proposal's view    branched {}
    notebook_change {notebook, version, diff, text}    one step back is a notebook_change too
    controls {movers: facilitator | researchers | everybody}     called {notebook}  ("volg mij")
    registered {intervention, title}           an intervention was made of a decision (written by Register.make)
    done {action}                              an action is done
The journal itself writes started, invited, revoked, seated, closed: start(), invite(), revoke(), take_seat(), end().

Reading:
    journal.session(id) -> Session, journal.sessions()    title, notebook and parameters of the table, movers, closed,
                                               seats, invitations, votes, views and versions per notebook; as of now
    journal.entries(id, after=0)               all, in order of `number` (1, 2, 3, ... without gaps)
    journal.panel(id, after=0)                 what a seat may see: without ballots and without invitations
    journal.last_view(id, notebook=None)       the last shared View, to come back to after a killed kernel; or None
    journal.tally(id, vote_id) -> Tally        dots per option; NotAllowed while the vote is open (secret until closed)
    journal.verify(id) -> Verdict              recomputes the hash chain;  journal.export(id): JSON lines
    chain(journal, id, entry_id) -> Chain      .before (interpretations ...), .after (decisions, actions ...), .figures
    changed_figures(journal, id)               {entry id: [Change]}: entries whose figure a refresh changed
    KINDS, LABELS                              content model and Dutch word of each kind
    may(role, action), require(role, action), may_move(role, movers)      the rights table is in roles.py

Every object has `.as_dict()` for JSON. Errors: UnknownName (no such session, seat, entry), InvalidInput, NotAllowed,
StoreError (disk full, database away: nothing was acknowledged). All calls block and are thread-safe: from asyncio
use `asyncio.to_thread`. `by=seat` says on whose authority invite(), revoke() and end() act.
"""

from importlib import import_module

from workbench.session.entry import Entry, FigureSeen, View
from workbench.session.journal import Journal
from workbench.session.kinds import KINDS, LABELS
from workbench.session.ledger import Verdict
from workbench.session.links import Chain, chain
from workbench.session.roles import MOVERS, RIGHTS, ROLES, may, may_move, require
from workbench.session.state import Invitation, Seat, Session, Vote
from workbench.session.tally import Tally

__all__ = [
    "KINDS",
    "LABELS",
    "MOVERS",
    "RIGHTS",
    "ROLES",
    "Chain",
    "Change",
    "Entry",
    "FigureSeen",
    "Invitation",
    "Journal",
    "Seat",
    "Session",
    "Tally",
    "Verdict",
    "View",
    "Vote",
    "bind",
    "chain",
    "changed_figures",
    "may",
    "may_move",
    "require",
]

# These need the figures (pandas, the store); a server that only writes should not wait for their import.
_WITH_FIGURES = {"bind": "binding", "Change": "changes", "changed_figures": "changes"}


def __getattr__(name: str):
    if name in _WITH_FIGURES:
        return getattr(import_module(f"workbench.session.{_WITH_FIGURES[name]}"), name)
    raise AttributeError(f"module 'workbench.session' has no attribute {name!r}")
