"""From a fork of the warm parent to a kernel like any other: streams, folder, environment, chance, owner."""

import atexit
import logging
import os
import signal
import socket
import sys
import threading
import time
from typing import NoReturn

from ipykernel.kernelapp import IPKernelApp

from workbench.kernels.request import Request


def become_kernel(request: Request, *, line: socket.socket, streams: list[int]) -> NoReturn:
    """Runs the kernel in this process and never returns."""
    _take_streams(streams)
    _take_environment(request)
    _reseed()
    threading.Thread(target=_end_with_owner, args=(line,), name="owner", daemon=True).start()
    sys.argv = ["ipykernel_launcher", *request.args]
    try:
        WarmKernelApp.launch_instance(argv=request.args, parent_handle=os.getppid())
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    # The end of an ordinary kernel up to here; taking the parent's libraries apart would only copy its memory.
    atexit._run_exitfuncs()
    os._exit(code)


class WarmKernelApp(IPKernelApp):
    """Knows its owner by the line between them, so it need not poll for its parent's process."""

    def init_poller(self) -> None:
        self.poller = None

    def init_sockets(self) -> None:
        # Kernels listen on loopback only; ipykernel's advice about that is no news to who opens a page.
        before = self.log.level
        self.log.setLevel(logging.ERROR)
        super().init_sockets()
        self.log.setLevel(before)

    def init_kernel(self) -> None:
        super().init_kernel()
        # ipywidgets tells a kernel what it listens to when it is imported; here that was before there was a kernel.
        widgets = sys.modules.get("ipywidgets")
        if widgets is not None:
            widgets.register_comm_target()
        # And so does our own way of saying what went wrong: without it a page or report shows the words for the log.
        failures = sys.modules.get("workbench.views.failures")
        if failures is not None:
            failures.speak_dutch()


def _take_streams(streams: list[int]) -> None:
    for number, descriptor in enumerate(streams):
        os.dup2(descriptor, number, inheritable=True)
        os.close(descriptor)
    for number, name in ((1, "stdout"), (2, "stderr")):
        stream = open(number, "w", buffering=1, errors="backslashreplace", closefd=False)  # noqa: SIM115
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)


def _take_environment(request: Request) -> None:
    before = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    os.chdir(request.cwd)
    os.environ.clear()
    os.environ.update(request.env)
    time.tzset()
    wanted = [folder for folder in request.env.get("PYTHONPATH", "").split(os.pathsep) if folder]
    sys.path[:] = wanted + [folder for folder in sys.path if folder not in before and folder not in wanted]


def _reseed() -> None:
    # `random` reseeds itself after a fork, uuid4, secrets and tempfile ask the system; numpy's old generator does not.
    numpy = sys.modules.get("numpy")
    if numpy is not None:
        numpy.random.seed()


def _end_with_owner(line: socket.socket) -> None:
    # The owner never says anything here: the first thing to read is its end. The parent kills harder, but may be gone.
    line.settimeout(None)
    line.recv(1)
    os.killpg(0, signal.SIGKILL)
