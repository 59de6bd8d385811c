"""The same tests on both databases: SQLite, and a real PostgreSQL server from Debian's packages."""

import os
import pwd
import resource
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from tests.conftest import absent
from tests.session.figures import fill_store, write_notebook
from workbench.session import Journal, Seat

PATIENCE = 120  # seconds: a busy machine is slow, not wrong
NOBODY = "nobody"  # PostgreSQL refuses to run as root


class Postgres:
    """A running server that listens on a socket in a folder of its own."""

    def __init__(self, programs: Path):
        self.programs = programs
        self.folder = Path(tempfile.mkdtemp(prefix="pg"))
        self.user = {"user": NOBODY, "group": pwd.getpwnam(NOBODY).pw_gid, "extra_groups": []} if _root() else {}
        if _root():
            shutil.chown(self.folder, NOBODY)
        self._call(
            "initdb", "-D", "data", "-A", "trust", "-U", "werkplaats", "-E", "UTF8", "--no-sync", "--wal-segsize=1"
        )
        self.process = self.start()

    def start(self, *, limit: int = resource.RLIM_INFINITY) -> subprocess.Popen:
        # Only clients are killed here, never the machine: without fsync the tests take a quarter of the time.
        settings = ["-D", "data", "-k", str(self.folder), "-h", "", "-c", "max_connections=60", "-c", "fsync=off"]
        command = [str(self.programs / "postgres"), *settings]
        command = ["prlimit", f"--fsize={limit}:{limit}", *command] if limit != resource.RLIM_INFINITY else command
        with (self.folder / "log").open("a") as log:
            process = subprocess.Popen(command, cwd=self.folder, stdout=log, stderr=log, **self.user)
        deadline = time.monotonic() + PATIENCE
        while not self._answers():
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError((self.folder / "log").read_text())
            time.sleep(0.05)
        return process

    def stop(self) -> None:
        self.process.send_signal(signal.SIGINT)  # without waiting for its clients
        self.process.wait(PATIENCE)

    @contextmanager
    def where_files_cannot_grow(self, size: int) -> Iterator[None]:
        """Started again meanwhile, with the system itself refusing a file that is longer."""
        self.stop()
        self.process = self.start(limit=size)
        try:
            yield
        finally:
            self.stop()
            self.process = self.start()

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://werkplaats@/{database}?host={self.folder}"

    def fresh_database(self) -> str:
        engine = create_engine(self.url("postgres"))
        with engine.begin() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
        engine.dispose()
        return self.url("postgres")

    def _answers(self) -> bool:
        command = [str(self.programs / "pg_isready"), "-q", "-h", str(self.folder)]
        return subprocess.run(command, check=False).returncode == 0

    def _call(self, program: str, *arguments: str) -> None:
        command = [str(self.programs / program), *arguments]
        subprocess.run(command, cwd=self.folder, check=True, capture_output=True, **self.user)


def _root() -> bool:
    return os.geteuid() == 0


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    if not found:
        absent("no PostgreSQL: install Debian's package postgresql")
    server = Postgres(found[-1].parent)
    yield server
    server.stop()
    shutil.rmtree(server.folder)


@pytest.fixture(params=["sqlite", "postgresql"])
def journal_url(request: pytest.FixtureRequest, home: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of an empty journal, also in WORKBENCH_JOURNAL."""
    if request.param == "sqlite":
        url = f"sqlite:///{home / 'sessions' / 'journal.sqlite'}"
        (home / "sessions").mkdir(parents=True)
    else:
        url = request.getfixturevalue("postgres").fresh_database()
    monkeypatch.setenv("WORKBENCH_JOURNAL", url)
    return url


@pytest.fixture
def journal(journal_url: str) -> Iterator[Journal]:
    opened = Journal(journal_url)
    yield opened
    opened.close()


@pytest.fixture
def session(journal: Journal) -> str:
    return journal.start("Emmen, jongeren", notebook="verkennen", parameters={"gebied": "GM0114"}).id


@pytest.fixture
def sit(journal: Journal, session: str) -> Callable[..., Seat]:
    """Takes a seat in a role."""

    def _sit(role: str, *, organisation: str = "GGD Drenthe", word: str = "beleid") -> Seat:
        token = journal.invite(session, role=role)[1]
        return journal.take_seat(token, organisation=organisation, word=word)

    return _sit


@pytest.fixture
def seat(sit: Callable[..., Seat]) -> Seat:
    return sit("participant")


@pytest.fixture
def small_world(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One notebook, and one indicator for a few areas."""
    monkeypatch.setenv("WORKBENCH_NOTEBOOKS", str(tmp_path / "notebooks"))
    write_notebook(tmp_path / "notebooks")
    fill_store()


@pytest.fixture
def leader(sit: Callable[..., Seat]) -> Seat:
    return sit("facilitator")
