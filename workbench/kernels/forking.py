"""The warm parent process: imports everything, then forks a kernel for each request on its one inherited socket.

No thread and no ZMQ context may exist here before the fork. When the owner leaves, by whatever death, the socket closes
and every kernel is killed with all its children.
"""

import contextlib
import gc
import os
import selectors
import signal
import socket
import sys
from collections.abc import Iterator

from workbench.kernels.preload import first, later, learn
from workbench.kernels.request import LAUNCH, READY, RETIRE, Request

REQUEST_SECONDS, OWNER_SECONDS, IDLE_SECONDS = 5, 1, 0.3


class Forking:
    def __init__(self, line: socket.socket):
        self._line, self._owner, self._retired = line, os.getppid(), False
        self._kernels: dict[int, tuple[int, socket.socket]] = {}  # process descriptor -> pid and the owner's line
        self._selector = selectors.DefaultSelector()
        self._selector.register(line, selectors.EVENT_READ)

    def serve(self) -> None:
        """Until the owner leaves, or has retired this parent and its last kernel ended."""
        lessons = later()
        while os.getppid() == self._owner and not (self._retired and not self._kernels):
            events = self._selector.select(IDLE_SECONDS if lessons else OWNER_SECONDS)
            if not events and lessons and not self._learn(lessons):
                lessons = None
            for key, _ in events:
                if key.fileobj is not self._line:
                    self._reap(key.fd)
                elif not self._listen():
                    return

    def _learn(self, lessons: Iterator[str]) -> bool:
        name = next(lessons, None)
        if name is not None:
            learn(name)
        freeze()
        return name is not None

    def kill_all(self) -> None:
        for pid, _ in self._kernels.values():
            with contextlib.suppress(ProcessLookupError):
                os.killpg(pid, signal.SIGKILL)

    def _listen(self) -> bool:
        said, descriptors, _flags, _address = socket.recv_fds(self._line, 1, 4)
        if said == LAUNCH and len(descriptors) == 4:
            self._launch(socket.socket(fileno=descriptors[0]), descriptors[1:])
        elif said == RETIRE:
            self._retired = True
        else:
            return False  # the owner is gone, or is not one we understand
        return True

    def _launch(self, line: socket.socket, streams: list[int]) -> None:
        line.settimeout(REQUEST_SECONDS)
        try:
            request = Request.read(line)
            if not os.path.isdir(request.cwd):  # noqa: PTH112 - asked of the system, without a Path's memory
                raise NotADirectoryError("the folder to start in does not exist")
        except (OSError, ValueError, TypeError) as refusal:
            self._refuse(line, refusal)
        else:
            self._fork(request, line, streams)
        for descriptor in streams:
            os.close(descriptor)

    def _refuse(self, line: socket.socket, refusal: Exception) -> None:
        with contextlib.suppress(OSError), line:
            line.sendall(f"{type(refusal).__name__}: {refusal}".encode())

    def _fork(self, request: Request, line: socket.socket, streams: list[int]) -> None:
        pid = os.fork()
        if pid == 0:
            self._become(request, line, streams)
        descriptor = os.pidfd_open(pid)
        self._kernels[descriptor] = (pid, line)
        self._selector.register(descriptor, selectors.EVENT_READ)
        with contextlib.suppress(OSError):  # an owner that left meanwhile is noticed by serve()
            socket.send_fds(line, [f"{pid}".encode()], [descriptor])

    def _become(self, request: Request, line: socket.socket, streams: list[int]) -> None:
        from workbench.kernels.child import become_kernel

        try:
            os.setsid()
            self._selector.close()
            self._line.close()
            for descriptor, (_, other) in self._kernels.items():
                os.close(descriptor)
                other.close()
            become_kernel(request, line=line, streams=streams)
        except BaseException:
            sys.excepthook(*sys.exc_info())
            os._exit(1)

    def _reap(self, descriptor: int) -> None:
        pid, line = self._kernels.pop(descriptor)
        self._selector.unregister(descriptor)
        os.close(descriptor)
        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        with contextlib.suppress(OSError), line:
            line.sendall(f"{code}".encode())


def freeze() -> None:
    """Keeps the collector of every fork from touching, and so copying, the shared pages."""
    gc.collect()
    gc.freeze()


def main(number: int) -> None:
    line = socket.socket(fileno=number)
    line.set_inheritable(False)
    first()
    freeze()
    forking = Forking(line)
    with contextlib.suppress(OSError):
        line.sendall(READY)
        forking.serve()
    forking.kill_all()
    os._exit(0)  # without the libraries' clean-up: there is nothing of ours left to clean


if __name__ == "__main__":
    if sys.path[0] in ("", os.getcwd()):  # noqa: PTH109 - as ipykernel_launcher: import nothing from the work folder
        del sys.path[0]
    main(int(sys.argv[1]))
