"""The kernel provisioner `workbench-warm`: a fork of the warm parent, or else an ordinary kernel."""

import asyncio
import pathlib
import subprocess
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning import LocalProvisioner

from workbench.kernels import parent
from workbench.kernels.process import ForkedKernel
from workbench.kernels.request import request_of

# Of their own: who waits for a parent to warm up must not hold up what the program does in asyncio's few threads.
THREADS = ThreadPoolExecutor(max_workers=32, thread_name_prefix="warm-kernel")


class WarmProvisioner(LocalProvisioner):
    """Starts kernels as LocalProvisioner does, only sooner."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        kernel = await asyncio.get_running_loop().run_in_executor(THREADS, self._fork, cmd, kwargs)
        if kernel is None:
            return await super().launch_kernel(cmd, **kwargs)
        self.process, self.pid, self.pgid = kernel, kernel.pid, kernel.pid
        self.cwd = kwargs.get("cwd", pathlib.Path.cwd())
        return self.connection_info

    def _fork(self, cmd: list[str], options: dict[str, Any]) -> ForkedKernel | None:
        request = request_of(cmd, options) if parent.POSSIBLE else None
        streams = [_descriptor(options.get(name), usual) for name, usual in (("stdout", 1), ("stderr", 2))]
        if request is None or None in streams:
            return None
        try:
            return parent.current().launch(request, stdout=streams[0], stderr=streams[1])
        except OSError as failure:  # an ordinary kernel says itself what is wrong, in its own way
            self.log.warning("no warm kernel, starting an ordinary one: %s", failure)
            return None


def _descriptor(stream: Any, usual: int) -> int | None:
    """Where the kernel's output goes; None when only Popen can arrange that (a pipe)."""
    if stream is None:
        return usual
    number = stream if isinstance(stream, int) else stream.fileno()
    return None if number == subprocess.PIPE else number
