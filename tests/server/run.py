"""Runs a server for the tests: prints its address, then serves until it is told to stop."""

import asyncio
import signal
import sys

from workbench import kernels
from workbench.server.app import Workplace, free_sockets


async def serve(port: int) -> None:
    place, stop = Workplace(), asyncio.Event()
    place.setup()
    sockets, chosen = free_sockets("127.0.0.1", port)
    place.listen_on(sockets)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    print(f"http://127.0.0.1:{chosen}/", flush=True)
    await stop.wait()
    await place.close()


if __name__ == "__main__":
    with kernels.warm_parent():
        asyncio.run(serve(int(sys.argv[1])))
