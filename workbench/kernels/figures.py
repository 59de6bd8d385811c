"""The protected figures, in the warm parent before the first fork.

Reading and protecting them starts threads, and a process with threads cannot be forked safely. So another process does
that and hands over the sealed tables.
"""

import os
import pickle
import select
import signal
import sys
import time

from workbench.areas import EDITIONS
from workbench.catalog import load_catalog
from workbench.disclosure import SafeTable, load
from workbench.disclosure.loading import keep
from workbench.store import versions
from workbench.views.cells import index
from workbench.views.geometry import rings
from workbench.views.offer import PICTURED, Offer

SECONDS = 40


def learn_figures() -> None:
    """Every theme whose figures are there. Without them, or after a failure, each kernel reads its own."""
    if versions.datasets():
        for table in pickle.loads(_elsewhere(_tables) or pickle.dumps([])):  # noqa: S301 - from our own fork, sealed
            keep(table, chosen=[indicator.id for indicator in load_catalog().indicators_of(table.theme)])
            Offer.of(table, catalog=load_catalog())
            learn_pictures(table)


def learn_pictures(table: SafeTable) -> None:
    """What every page looks up before it can draw: the cells of each indicator, and the outlines."""
    for indicator in load_catalog().indicators_of(table.theme):
        index(table, indicator.id)
    for level in PICTURED:
        for edition in EDITIONS:
            rings(level, edition=edition)


def _tables() -> bytes:
    return pickle.dumps([load(theme) for theme in load_catalog().themes])


def _elsewhere(make) -> bytes:
    """What `make()` gives in a fork of this process; nothing when it fails or takes too long."""
    ours, theirs = os.pipe()
    pid = os.fork()
    if pid == 0:
        _hand_over(make, theirs)
    os.close(theirs)
    try:
        return _all_of(ours, until=time.monotonic() + SECONDS)
    finally:
        os.close(ours)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def _hand_over(make, pipe: int) -> None:
    try:
        with os.fdopen(pipe, "wb") as out:
            out.write(make())
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        os._exit(0)


def _all_of(pipe: int, *, until: float) -> bytes:
    received = bytearray()
    while select.select([pipe], [], [], max(0.0, until - time.monotonic()))[0]:
        part = os.read(pipe, 1 << 20)
        if not part:
            return bytes(received)
        received += part
    return b""
