"""The warm parent, seen from its owner: one per process that starts kernels, made again when it died or grew old."""

import atexit
import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from workbench.kernels import freshness
from workbench.kernels.process import ForkedKernel
from workbench.kernels.request import LAUNCH, READY, RETIRE, Request

# Elsewhere fork is absent, or unsafe beside the system's own libraries.
POSSIBLE = sys.platform == "linux" and hasattr(os, "fork") and hasattr(os, "pidfd_open")
START_SECONDS, ANSWER_SECONDS, REST_SECONDS, WATCH_SECONDS, LOOK_SECONDS = 120, 15, 60, 2, 0.1

_lock = threading.RLock()
_current: "WarmParent | None" = None
_steady = _watched = False
_starting: set["WarmParent"] = set()
_retired: list["WarmParent"] = []
_failed: tuple[int, float] | None = None  # state of the code that gave no parent, and when


class WarmParent:
    """A process with everything imported that forks kernels; it and they end when this process ends."""

    def __init__(self) -> None:
        self.code, self.figures = freshness.of_code(), freshness.of_figures()
        self._kernels: list[ForkedKernel] = []  # a kernel lives on when its manager is forgotten, as ordinary ones do
        self._turn = threading.Lock()
        self._line, theirs = socket.socketpair()
        with theirs:
            # A session of its own: Ctrl-C in the owner's terminal is for the owner to handle.
            self._process = subprocess.Popen(
                [sys.executable, "-X", "frozen_modules=off", "-m", "workbench.kernels.forking", str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                env={key: value for key, value in os.environ.items() if key != "JPY_PARENT_PID"},
                start_new_session=True,
            )
        _starting.add(self)
        try:
            self._await_ready()
        finally:
            _starting.discard(self)

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def launch(self, request: Request, *, stdout: int = 1, stderr: int = 2) -> ForkedKernel:
        """A new kernel. Raises: OSError when the parent cannot give one."""
        ours, theirs = socket.socketpair(type=socket.SOCK_SEQPACKET)  # keeps its messages apart
        with theirs, Path(os.devnull).open("r+b", buffering=0) as nowhere:
            streams = [nowhere.fileno() if number == subprocess.DEVNULL else number for number in (stdout, stderr)]
            try:
                socket.send_fds(self._line, [LAUNCH], [theirs.fileno(), nowhere.fileno(), *streams])
                theirs.close()
                ours.settimeout(ANSWER_SECONDS)
                ours.sendall(request.packet())
                kernel = _answer(ours)
            except BaseException:
                ours.close()
                raise
        with self._turn:
            self._kernels = [other for other in self._kernels if other.returncode is None] + [kernel]
        return kernel

    def retire(self) -> None:
        """No new kernels; the running ones go on and the parent ends after the last."""
        with contextlib.suppress(OSError):
            self._line.sendall(RETIRE)

    def stop(self) -> None:
        """The end of the parent and of all its kernels."""
        self._line.close()
        try:
            self._process.wait(ANSWER_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
            for kernel in self._kernels:  # which it can no longer end itself
                kernel.kill()

    def interrupt(self) -> None:
        """The end of a parent that is still starting, and of what it started to read the figures."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)

    def _await_ready(self) -> None:
        self._line.settimeout(START_SECONDS)
        try:
            ready = self._line.recv(1) == READY
        except OSError:
            ready = False
        self._line.settimeout(ANSWER_SECONDS)
        if not ready:
            self.interrupt()
            self.stop()
            raise ConnectionError("the warm parent did not start; its last words are on standard error")


def _answer(line: socket.socket) -> ForkedKernel:
    said, descriptors, _flags, _address = socket.recv_fds(line, 1 << 12, 1)
    if not descriptors:
        raise ConnectionError(said.decode().strip() or "the warm parent left")
    line.settimeout(None)
    return ForkedKernel(int(said), descriptor=descriptors[0], line=line)


def current() -> WarmParent:
    """The warm parent of this process, started or renewed when needed. Raises: OSError when there is none to be had.

    A parent that knows older figures will do: a kernel sees that itself and reads the new ones. One that knows older
    code will do while somebody watches (`warm_parent`): nobody at the table waits until the next one is warm.
    """
    with _lock:
        _bury()
        if _current is None or not _current.alive or (_is_old(_current) and not _watched):
            _replace()
        return _current


def _is_old(known: WarmParent) -> bool:
    return not _steady and known.code != freshness.of_code()


def _replace() -> None:
    global _current
    fresh = _started()
    with _lock:
        if _current is not None:
            _current.retire()
            _retired.append(_current)
        _current = fresh


def _started() -> WarmParent:
    global _failed
    if _failed and _failed[0] == freshness.of_code() and time.monotonic() - _failed[1] < REST_SECONDS:
        raise ConnectionError("the warm parent did not start a moment ago with this same code")
    try:
        return WarmParent()
    except OSError:
        _failed = (freshness.of_code(), time.monotonic())
        raise


def _bury() -> None:
    for parent in [parent for parent in _retired if not parent.alive]:
        parent.stop()
        _retired.remove(parent)


def start() -> None:
    """Begin warming in the background; the first kernel waits for it when it comes sooner."""
    if POSSIBLE:
        threading.Thread(target=_warm, name="warm-parent", daemon=True).start()


def _warm() -> None:
    with contextlib.suppress(OSError):
        known = current()
        if _is_old(known) or known.figures != freshness.of_figures():
            _replace()  # without the lock: meanwhile the old one serves


def stop() -> None:
    """End this process's warm parent and with it all kernels that it forked."""
    global _current, _failed
    for parent in list(_starting):
        parent.interrupt()
    with _lock:
        for parent in [*_retired, *([_current] if _current else [])]:
            parent.stop()
        _retired.clear()
        _current, _failed = None, None


@contextlib.contextmanager
def steady_parent() -> Iterator[None]:
    """One parent meanwhile, also when the code changes: what is made together is made by the same code.

    Within another one it is the parent of that one, which goes on.
    """
    global _steady
    if _steady:
        yield
        return
    _steady = True
    try:
        yield
    finally:
        _steady = False
        stop()


@contextlib.contextmanager
def warm_parent() -> Iterator[None]:
    """Keeps a parent warm meanwhile: renewed at once, not at the next kernel, when it dies or the code changes."""
    global _watched
    over, _watched = threading.Event(), True

    def watch() -> None:
        while not over.is_set():
            _warm()
            over.wait(WATCH_SECONDS)

    watcher = threading.Thread(target=watch, name="warm-parent", daemon=True)
    if POSSIBLE:
        watcher.start()
    try:
        yield
    finally:
        over.set()
        _watched = False
        while watcher.is_alive():
            stop()  # also what it may be starting at this moment
            watcher.join(LOOK_SECONDS)
        stop()


def _forget() -> None:
    # A fork of the owner is not the owner: without its copies of the lines the true owner's end stays visible.
    global _current, _lock
    for parent in [*_retired, *([_current] if _current else [])]:
        parent._line.close()
    _retired.clear()
    _current, _lock = None, threading.RLock()


if POSSIBLE:
    os.register_at_fork(after_in_child=_forget)
    atexit.register(stop)
