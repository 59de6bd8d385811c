"""One kernel and the server's single line to it, however many look on."""

import asyncio
import contextlib
import logging
import queue
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from jupyter_client import AsyncKernelClient, AsyncKernelManager
from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel
from nbclient.exceptions import DeadKernelError

from workbench.kernels import KERNEL
from workbench.server.wire import Outgoing

log = logging.getLogger(__name__)
STOCK = "python3"  # what notebooks name so that they open everywhere
PATIENCE, ASK_AGAIN = 60, 0.1  # seconds to wait for a kernel that starts, and between two questions to it
LOOK = 0.25  # seconds between two looks at whether the kernel lives
Heard = Callable[[str, dict, dict, Outgoing], None]


class KernelLine:
    """A running kernel: what it says goes to `heard`, its death to `died`."""

    def __init__(self, *, heard: Heard, died: Callable[[], Awaitable[None]]):
        self.heard, self.died = heard, died
        self.kernel: AsyncKernelManager | None = None
        self.client = None
        self._tasks: list[asyncio.Task] = []

    async def start(self, name: str, *, folder: Path, env: dict[str, str], first: str) -> None:
        """Start the kernel, listen to all it says, and run one silent line of our own before anything else."""
        self.kernel = AsyncKernelManager(kernel_name=_known(name))
        await self.kernel.start_kernel(cwd=str(folder), env=env)
        self.client = self.kernel.client()
        self.client.start_channels(stdin=False, hb=False)
        await heard_by(self.client)
        # Waited for: the notebook comes by another line, which may be there sooner.
        await self.client.execute(first, silent=True, store_history=False, reply=True, timeout=PATIENCE)
        self._tasks = [asyncio.create_task(work()) for work in (self._listen, self._watch, self._drain)]

    def send(self, content: dict, *, buffers: tuple[bytes, ...] = ()) -> str:
        """Hand a widget update to the kernel; gives the id under which it will answer."""
        session = self.client.session
        told = session.msg("comm_msg", content)
        session.send(self.client.shell_channel.socket, told, buffers=list(buffers))
        return told["header"]["msg_id"]

    async def stop(self) -> None:
        """End the kernel and everything that listens to it."""
        mine = asyncio.current_task()
        for task in self._tasks:
            if task is not mine:
                task.cancel()
        if self.client is not None:
            self.client.stop_channels()
        if self.kernel is not None and self.kernel.has_kernel:
            await self.kernel.shutdown_kernel(now=True)
        elif self.kernel is not None:
            self.kernel.cleanup_connection_file()

    async def _listen(self) -> None:
        channel, session = self.client.iopub_channel.socket, self.client.session
        while True:
            pieces = await channel.recv_multipart()
            _, parts = session.feed_identities(pieces)
            try:
                told = session.deserialize(parts)
            except ValueError:  # a signature that does not fit: not from our kernel
                continue
            raw = Outgoing("iopub", bytes(parts[1]), bytes(parts[4]), b"{}", bytes(parts[3]), _buffers(parts))
            try:
                self.heard(told["header"]["msg_type"], told["parent_header"], told, raw)
            except Exception:
                log.exception("a message of the kernel could not be followed")

    async def _drain(self) -> None:
        while True:  # replies to our own requests: nobody waits for them, but they must not pile up
            await self.client.shell_channel.socket.recv_multipart()

    async def _watch(self) -> None:
        while await self.kernel.is_alive():
            await asyncio.sleep(LOOK)
        await self.died()


async def heard_by(client: AsyncKernelClient) -> None:
    """Until this client hears the kernel: whatever it tells before that is lost. Raises: DeadKernelError, TimeoutError.

    jupyter_client's own `wait_for_ready` also listens a fifth of a second to the silence that follows.
    """
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        client.kernel_info()
        with contextlib.suppress(queue.Empty):
            await client.get_iopub_msg(timeout=ASK_AGAIN)
            return
        if not await client.is_alive():
            raise DeadKernelError("the kernel ended before it answered")
    raise TimeoutError(f"the kernel did not answer in {PATIENCE} seconds")


def _buffers(parts: list) -> tuple[bytes, ...]:
    return tuple(bytes(part) for part in parts[5:])


def _known(name: str) -> str:
    """The kernel a notebook names, where plain Python means ours, which is that and warm; plain Python without it."""
    specs = KernelSpecManager()
    for choice in ([] if name == STOCK else [name]) + [KERNEL, STOCK]:
        try:
            specs.get_kernel_spec(choice)
        except NoSuchKernel:
            continue
        return choice
    raise NoSuchKernel(name)
