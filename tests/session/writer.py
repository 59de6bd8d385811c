"""A server in miniature, to be killed: writes entry after entry and tells each one that was acknowledged."""

import os
import resource
import signal
from collections.abc import Iterable
from contextlib import closing
from multiprocessing.connection import Connection

from workbench.errors import StoreError
from workbench.session import Journal


def write_and_tell(told: Connection, settings: dict[str, str], cookie: str, numbers: Iterable[int]) -> None:
    """Writes entries c<number> and sends each number once it is acknowledged; or why it was not."""
    os.environ.update(settings)
    with closing(Journal()) as journal:
        seat = journal.seat_of(cookie)
        for number in numbers:
            try:
                journal.write(seat, "comment", {"text": f"Regel {number}. " + "x" * 2000}, id=f"c{number}")
            except StoreError as error:
                told.send(error.page)
                return
            told.send(number)


def write_on_a_small_disk(told: Connection, settings: dict[str, str], cookie: str, numbers: Iterable[int]) -> None:
    """The same, where no file can grow beyond 300 kB."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
    write_and_tell(told, settings, cookie, numbers)
