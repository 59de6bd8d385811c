"""A running server with small notebooks of our own, on a port and in a home of the test's own."""

import os
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

HERE = Path(__file__).parent


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
            with self.opener.open(request, timeout=60) as answer:
                return Answer(answer.status, answer.read().decode(), dict(answer.headers))
        except urllib.error.HTTPError as error:
            return Answer(error.code, error.read().decode(), dict(error.headers))


class Server:
    """A server in a process of its own, so that it can be killed."""

    def __init__(self, home: Path, *, idle: float = 600, port: int = 0, env: dict | None = None):
        notebooks = {"WORKBENCH_NOTEBOOKS": str(HERE / "notebooks")}
        self.env = {**os.environ, **notebooks, "WORKBENCH_HOME": str(home), "WORKBENCH_IDLE": str(idle), **(env or {})}
        self.start(port)

    def start(self, port: int = 0) -> None:
        command = [sys.executable, "-m", "tests.server.run", str(port)]
        self.process = subprocess.Popen(
            command, cwd=HERE.parent.parent, env=self.env, stdout=subprocess.PIPE, text=True
        )
        self.base = self.process.stdout.readline().strip()
        if not self.base:
            raise RuntimeError("the server did not start")

    @property
    def port(self) -> int:
        return int(self.base.rsplit(":", 1)[1].rstrip("/"))

    def visitor(self) -> Visitor:
        return Visitor(self.base)

    def kill(self) -> None:
        """As a power cut would."""
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(30)
        self.process.stdout.close()


@pytest.fixture(scope="session")
def shared_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="session")
def server(shared_home: Path) -> Iterator[Server]:
    """One server for all tests that leave it as it was."""
    running = Server(shared_home)
    yield running
    running.stop()


@pytest.fixture
def visitor(server: Server) -> Visitor:
    return server.visitor()


def until(true, *, seconds: float = 10) -> None:
    """Waits until `true()`; fails when it does not come."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.05)


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
