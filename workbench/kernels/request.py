"""What a kernel may ask of the warm parent: arguments, a folder and an environment. Nothing else crosses."""

import json
import os
import socket
import sys
from dataclasses import asdict, dataclass

LAUNCH, RETIRE, READY = b"L", b"R", b"W"
LARGEST = 1 << 22

# Read by the interpreter or by a library at its start: a fork cannot change them any more.
_AT_START = ("PYTHON", "LD_", "OMP_", "OPENBLAS_", "MKL_", "NUMEXPR_", "MALLOC_")
_BY_THE_CHILD = ("PYTHONPATH",)
_LAUNCHER = ["-m", "ipykernel_launcher"]
_KNOWN = {"cwd", "env", "stdin", "stdout", "stderr", "kernel_id", "extra_arguments", "independent"}


@dataclass(frozen=True)
class Request:
    args: list[str]  # of IPKernelApp: -f and the connection file
    cwd: str
    env: dict[str, str]

    def __post_init__(self) -> None:
        words = [*self.args, self.cwd, *self.env, *self.env.values()]
        if not all(isinstance(word, str) for word in words):
            raise TypeError("a request holds text only")

    def packet(self) -> bytes:
        return json.dumps(asdict(self)).encode()

    @classmethod
    def read(cls, line: socket.socket) -> "Request":
        """Raises: ValueError or TypeError when the packet is not exactly a request."""
        return cls(**json.loads(line.recv(LARGEST)))


def request_of(command: list[str], options: dict) -> Request | None:
    """What `Popen(command, **options)` would have started, or None when only a new interpreter can do that."""
    if command[0] != sys.executable or command[1:3] != _LAUNCHER or set(options) - _KNOWN or options.get("independent"):
        return None
    env = {key: value for key, value in (options.get("env") or os.environ).items() if key != "JPY_PARENT_PID"}
    if _at_start(env) != _at_start(os.environ):
        return None
    return Request(args=command[3:], cwd=os.path.abspath(options.get("cwd") or "."), env=env)  # noqa: PTH100


def _at_start(env) -> dict[str, str]:
    return {key: value for key, value in env.items() if key.startswith(_AT_START) and key not in _BY_THE_CHILD}
