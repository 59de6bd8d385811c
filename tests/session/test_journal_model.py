"""The journal against a model of it: whatever is done in whatever order, by two servers that come and go."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, precondition, rule

from workbench.errors import InvalidInput, NotAllowed
from workbench.session import Journal, may

ROLES = ("facilitator", "participant", "partner")
IDS = st.integers(0, 12).map("c{}".format)
TEXTS = st.text(min_size=1, max_size=12).filter(lambda text: text.strip())
SERVERS = st.integers(0, 1)


class JournalModel(RuleBasedStateMachine):
    seats = Bundle("seats")

    def __init__(self):
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.servers = [self._server(), self._server()]
        self.session = self.servers[0].start("Model", notebook="verkennen").id
        self.said: dict[str, tuple[str, str]] = {}  # id -> seat and stored text, in order of writing
        self.votes: dict[str, dict] = {}
        self.revoked: set[str] = set()

    def _server(self) -> Journal:
        with _home(self.folder):
            return Journal(f"sqlite:///{self.folder / 'journal.sqlite'}")

    @rule(target=seats, role=st.sampled_from(ROLES), server=SERVERS)
    def sit(self, role, server):
        token = self.servers[server].invite(self.session, role=role)[1]
        return self.servers[1 - server].take_seat(token, organisation="GGD", word=role)

    @rule(seat=seats, id=IDS, text=TEXTS, server=SERVERS)
    def comment(self, seat, id, text, server):
        try:
            entry = self.servers[server].write(seat, "comment", {"text": text}, id=id)
        except NotAllowed:
            assert seat.invitation in self.revoked or not may(seat.role, "comment")
        except InvalidInput:
            assert id in self.said or not text.isprintable()
        else:
            assert self.said.setdefault(id, (seat.id, entry.content["text"])) == (seat.id, entry.content["text"])

    @rule(seat=seats, server=SERVERS)
    def open_vote(self, seat, server):
        vote = f"v{len(self.votes)}"
        if self._allowed(seat, "vote_opened", {"question": "?", "options": ["a", "b"]}, vote, server):
            self.votes[vote] = {"ballots": {}, "closed": False, "cast": 0}

    @precondition(lambda self: self.votes)
    @rule(seat=seats, dots=st.sampled_from([[1, 0], [0, 1], [0, 0]]), server=SERVERS, pick=st.randoms())
    def cast(self, seat, dots, server, pick):
        name = pick.choice(sorted(self.votes))
        vote = self.votes[name]
        vote["cast"] += 1
        content = {"vote": name, "dots": dots}
        if self._allowed(seat, "vote_cast", content, f"{name}-b{vote['cast']}", server, closed=vote["closed"]):
            vote["ballots"][seat.id] = dots

    @precondition(lambda self: self.votes)
    @rule(seat=seats, server=SERVERS, pick=st.randoms())
    def close_vote(self, seat, server, pick):
        name = pick.choice(sorted(self.votes))
        vote = self.votes[name]
        vote["cast"] += 1
        content = {"vote": name}
        if self._allowed(seat, "vote_closed", content, f"{name}-s{vote['cast']}", server, closed=vote["closed"]):
            vote["closed"] = True

    @rule(seat=seats, server=SERVERS)
    def revoke(self, seat, server):
        self.servers[server].revoke(self.session, seat.invitation)
        self.revoked.add(seat.invitation)

    @rule(server=SERVERS)
    def restart(self, server):
        self.servers[server].close()
        self.servers[server] = self._server()

    @invariant()
    def both_servers_hold_what_was_acknowledged(self):
        for server in self.servers:
            entries = server.entries(self.session)
            comments = {one.id: (one.seat, one.content["text"]) for one in entries if one.kind == "comment"}
            assert list(comments.items()) == list(self.said.items())
            assert [one.number for one in entries] == list(range(1, len(entries) + 1))
            assert server.session(self.session).number == len(entries)

    @invariant()
    def the_outcome_of_closed_votes_is_what_was_given(self):
        for name, vote in self.votes.items():
            if vote["closed"]:
                sums = tuple(sum(ballot[option] for ballot in vote["ballots"].values()) for option in (0, 1))
                assert self.servers[0].tally(self.session, name).dots == sums

    @invariant()
    def the_chain_holds(self):
        assert self.servers[0].verify(self.session).holds

    def teardown(self):
        for server in self.servers:
            server.close()
        shutil.rmtree(self.folder)

    def _allowed(self, seat, kind, content, id, server, *, closed=False) -> bool:
        try:
            self.servers[server].write(seat, kind, content, id=id)
        except NotAllowed:
            assert closed or seat.invitation in self.revoked or not may(seat.role, kind)
            return False
        assert not closed
        assert seat.invitation not in self.revoked
        assert may(seat.role, kind)
        return True


@contextmanager
def _home(folder: Path) -> Iterator[None]:
    """WORKBENCH_HOME for as long as a journal is opened."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WORKBENCH_HOME", str(folder))
        yield


TestJournalModel = JournalModel.TestCase
TestJournalModel.settings = settings(
    max_examples=12, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
)
