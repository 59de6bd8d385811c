"""The same batch on a Dask cluster: each worker has its own warm parent, and the same code and figures."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from workbench.errors import InvalidInput, SourceUnavailable
from workbench.publish.execution import Outcome, execute
from workbench.publish.jobs import Job, surroundings, text_of
from workbench.publish.kept_kernel import KeptKernel
from workbench.publish.rota import Maker, shared_out

KNOCK_SECONDS, CONNECT_SECONDS = 10, 60  # who opens the door may be busy; who is not there is known at once
_here = threading.local()


def on_cluster(todo: list[Job], scheduler: str, *, limit: float, theme: str, around: str) -> Iterator[Outcome]:
    """Outcomes as they come ready. Raises: SourceUnavailable when nobody answers at the scheduler's address.

    A worker stays with one notebook as long as it can: what the areas of a notebook share, it then reads once.
    """
    with _client(scheduler) as client:

        @contextmanager
        def worker(address: str) -> Iterator[Maker]:
            # Another worker may take over when this one goes away.
            there = {"pure": False, "workers": [address], "allow_other_workers": True}
            yield lambda job: client.submit(execute_there, job, text_of(job), limit, theme, around, **there).result()

        known = client.scheduler_info(n_workers=-1)["workers"]
        slots = [address for address, facts in known.items() for _ in range(facts["nthreads"])]
        if not slots:
            raise SourceUnavailable(f"no workers at {scheduler}", page=f"Op {scheduler} zijn nog geen werkers.")
        yield from shared_out(todo, [partial(worker, address) for address in slots])


def execute_there(job: Job, text: str, limit: float, theme: str, around: str) -> Outcome:
    """On a worker. Other code or figures there would give reports that do not belong together."""
    if surroundings(theme) != around:
        failure = "Deze werker heeft andere code of andere cijfers. Werk hem bij."
        return Outcome(job, 0.0, failure, None, text)
    return execute(job, text, limit=limit, kernel=_kernel())


def _kernel() -> KeptKernel:
    """The kernel of this thread of the worker, which it keeps as long as the same notebook comes by."""
    if not hasattr(_here, "kernel"):
        _here.kernel = KeptKernel()
    return _here.kernel


def _client(scheduler: str):
    try:
        from distributed import Client
        from distributed.comm import get_address_host_port
    except ModuleNotFoundError as error:
        page = "Voor een cluster is meer nodig. Installeer eerst datawerkplaats[cluster]."
        raise InvalidInput("the extra 'cluster' is not installed", page=page) from error
    try:
        # Dask keeps trying where nobody listens; one knock says as much, and at once.
        socket.create_connection(get_address_host_port(scheduler), timeout=KNOCK_SECONDS).close()
        return Client(scheduler, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        page = f"Op {scheduler} antwoordt geen cluster."
        raise SourceUnavailable(f"no Dask scheduler at {scheduler}: {error}", page=page) from error
