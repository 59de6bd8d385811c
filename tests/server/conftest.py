"""A running server with small notebooks of our own, on a port and in a home of the test's own."""

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path

import pytest

from tests.conftest import CHECKOUT

HERE = Path(__file__).parent
PATIENCE = 120  # seconds: a busy machine is slow, not wrong


@dataclass
class Answer:
    status: int
    text: str
    headers: dict


class Visitor:
    """A browser without a screen: keeps its cookies, follows redirects."""

    def __init__(self, base: str):
        self.base, self.jar = base, CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, None, headers)

    def ask(self, method: str, path: str, body: bytes | None, headers: dict) -> Answer:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(self.base + path, body, named, method=method)
        try:
            with self.opener.open(request, timeout=PATIENCE) as answer:
                return Answer(answer.status, answer.read().decode(), dict(answer.headers))
        except urllib.error.HTTPError as error:
            return Answer(error.code, error.read().decode(), dict(error.headers))


def reserved_port() -> socket.socket:
    """A port that stays ours also while nothing listens there: a server can be killed and come back to it."""
    held = socket.socket()
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the server's own: that one may listen beside it
    held.bind(("127.0.0.1", 0))
    return held


class Server:
    """A server in a process of its own, so that it can be killed; after `start()` it is at the same address again."""

    def __init__(self, home: Path, *, idle: float = 600, env: dict | None = None):
        notebooks = {"WORKBENCH_NOTEBOOKS": str(HERE / "notebooks")}
        self.env = {**os.environ, **notebooks, "WORKBENCH_HOME": str(home), "WORKBENCH_IDLE": str(idle), **(env or {})}
        self.held = reserved_port()
        self.port = self.held.getsockname()[1]
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-m", "tests.server.run", str(self.port)]
        with self.log() as log:
            self.process = subprocess.Popen(
                command, cwd=HERE.parent.parent, env=self.env, stdout=subprocess.PIPE, stderr=log, text=True
            )
        self.base = self.process.stdout.readline().strip()
        if not self.base.endswith(f":{self.port}/"):
            raise RuntimeError(f"the server did not start at its port {self.port}: {self.base!r}")

    def log(self) -> contextlib.AbstractContextManager:
        """Where it mutters: with the tests."""
        return contextlib.nullcontext()

    def visitor(self) -> Visitor:
        return Visitor(self.base)

    def kill(self) -> None:
        """As a power cut would."""
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def stop(self) -> None:
        self.held.close()
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self.kill()
                raise
        self.process.stdout.close()


@pytest.fixture(scope="session")
def shared_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="session")
def server(shared_home: Path) -> Iterator[Server]:
    """One server for all tests that leave it as it was."""
    running = Server(shared_home, idle=PATIENCE)  # so that kernels of tests that are over do not pile up
    yield running
    running.stop()


@pytest.fixture(scope="session")
def works(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with the curated notebooks and a few invented figures; one month of Emmen is hidden."""
    from tests.session.figures import fill_course, fill_store

    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WORKBENCH_HOME", str(home))
        fill_store()
        fill_course(hidden=(202402,))
    running = Server(home, idle=PATIENCE, env={"WORKBENCH_NOTEBOOKS": str(CHECKOUT / "notebooks")})
    yield running
    running.stop()


@pytest.fixture
def visitor(server: Server) -> Visitor:
    return server.visitor()


def until(true, *, every: float = 0.05) -> None:
    """Waits until `true()`; fails when it does not come."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, "it did not come"
        time.sleep(every)


@dataclass
class Table:
    """A session on the server, with the tokens of its invitations."""

    server: Server
    id: str
    tokens: dict[str, str]

    def seat(self, role: str, **told: str):
        from tests.server.seats import Seated

        return Seated(self.server, self.tokens[role], **told)


def new_table(server: Server, *, notebook: str = "klein", **chosen: object) -> Table:
    """Begins a session in the server's home, as the command line would."""
    from workbench.session import ROLES, Journal

    with pytest.MonkeyPatch.context() as patch:
        for name in ("WORKBENCH_HOME", "WORKBENCH_NOTEBOOKS"):
            patch.setenv(name, server.env[name])
        journal = Journal()
        session = journal.start("Emmen, jongeren", notebook=notebook, parameters={"gebied": "GM0114", **chosen})
        tokens = {role: journal.invite(session.id, role=role)[1] for role in ROLES}
        journal.close()
    return Table(server, session.id, tokens)


@pytest.fixture
def table(server: Server) -> Table:
    return new_table(server)


@pytest.fixture(scope="session")
def server_table(server: Server) -> Table:
    """One session for many small questions."""
    return new_table(server)
