"""The same batch on a Dask cluster: each worker has its own warm parent, and the same code and figures."""

import socket
import threading
from collections.abc import Iterator

from workbench.errors import InvalidInput, SourceUnavailable
from workbench.publish.execution import Outcome, execute
from workbench.publish.jobs import Job, surroundings
from workbench.publish.kept_kernel import KeptKernel

CONNECT_SECONDS = 10
_here = threading.local()


def on_cluster(
    todo: list[tuple[Job, str]], scheduler: str, *, limit: float, theme: str, around: str
) -> Iterator[Outcome]:
    """Outcomes as they come ready. Raises: SourceUnavailable when nobody answers at the scheduler's address."""
    with _client(scheduler) as client:
        from distributed import as_completed

        futures = [client.submit(execute_there, job, text, limit, theme, around, pure=False) for job, text in todo]
        for future in as_completed(futures, loop=client.loop):
            yield future.result()


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
        socket.create_connection(get_address_host_port(scheduler), timeout=CONNECT_SECONDS).close()
        return Client(scheduler, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        page = f"Op {scheduler} antwoordt geen cluster."
        raise SourceUnavailable(f"no Dask scheduler at {scheduler}: {error}", page=page) from error
