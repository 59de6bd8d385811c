"""A forked kernel, seen from its owner: the part of `subprocess.Popen` that jupyter_client uses."""

import os
import select
import signal
import socket

UNKNOWN = 255  # the parent that could have told the exit code is gone


class ForkedKernel:
    """Not a child of its owner, so it is followed by a process descriptor, which never means another process."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int, *, descriptor: int, line: socket.socket):
        self.pid, self.returncode = pid, None
        self._descriptor, self._line = descriptor, line

    def poll(self) -> int | None:
        if self.returncode is None and _readable(self._descriptor):
            self._end()
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        if self.returncode is None:
            if not _readable(self._descriptor, timeout):
                raise TimeoutError(f"kernel {self.pid} still runs")
            self._end()
        return self.returncode

    def send_signal(self, signum: int) -> None:
        if self.poll() is None:
            signal.pidfd_send_signal(self._descriptor, signum)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def _end(self) -> None:
        self.returncode = self._exit_code()
        os.close(self._descriptor)
        self._line.close()

    def _exit_code(self) -> int:
        # The parent sends the code right after the end; when it is gone itself the line is closed.
        try:
            return int(self._line.recv(16)) if _readable(self._line, 1.0) else UNKNOWN
        except (ValueError, OSError):
            return UNKNOWN


def _readable(watched, timeout: float | None = 0) -> bool:
    poller = select.poll()  # select() refuses descriptors above 1023
    poller.register(watched, select.POLLIN)
    return bool(poller.poll(None if timeout is None else timeout * 1000))
