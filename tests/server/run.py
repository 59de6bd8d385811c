"""Runs a server for the tests: tells its address, then serves until it is told to stop."""

import asyncio
import os
import resource
import signal
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection

from workbench import kernels
from workbench.server.app import Workplace, free_sockets


async def serve(port: int, tell: Callable[[str], None]) -> None:
    place, stop = Workplace(), asyncio.Event()
    place.setup()
    sockets, chosen = free_sockets("127.0.0.1", port)
    place.listen_on(sockets)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    tell(f"http://127.0.0.1:{chosen}/")
    await stop.wait()
    await place.close()


def serve_journal(port: int, told: Connection, settings: dict[str, str]) -> None:
    """A server for who only writes: no kernel is warmed up."""
    os.environ.update(settings)
    asyncio.run(serve(port, told.send))


def serve_on_a_small_disk(port: int, told: Connection, settings: dict[str, str], limit: int) -> None:
    """The same, where no file can grow beyond this many bytes."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    serve_journal(port, told, settings)


if __name__ == "__main__":
    with kernels.warm_parent():
        asyncio.run(serve(int(sys.argv[1]), lambda address: print(address, flush=True)))
