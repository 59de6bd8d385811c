"""`workbench serve`: ports, and stopping without leaving anything behind."""

import contextlib
import os
import signal
import socket
import subprocess
import sys

import psutil
import pytest
from tornado.netutil import bind_sockets

from tests.server.conftest import PATIENCE, until
from workbench.errors import StoreError
from workbench.server.app import free_sockets
from workbench.server.serving import _held_port


def taken() -> socket.socket:
    one = socket.socket()
    one.bind(("127.0.0.1", 0))
    one.listen()
    return one


def test_a_taken_port_gives_the_next_free_one():
    with taken() as one:
        port = one.getsockname()[1]
        sockets, chosen = free_sockets("127.0.0.1", port)
        for each in sockets:
            each.close()
        assert port < chosen < port + 20


def test_no_free_port_is_one_clear_sentence():
    with taken() as one, pytest.raises(StoreError) as error:
        free_sockets("127.0.0.1", one.getsockname()[1], tries=1)
    assert "--port" in error.value.page


def test_the_port_of_jupyterlab_is_kept_for_it_and_it_can_listen_there():
    with _held_port("127.0.0.1", 0) as port:
        with socket.socket() as stranger, pytest.raises(OSError, match="in use"):
            stranger.bind(("127.0.0.1", port))
        with bind_sockets(port, "127.0.0.1")[0] as lab:  # as Jupyter Server does
            assert lab.getsockname()[1] == port


def test_serve_says_where_the_pages_are_and_leaves_no_process_behind(home):
    command = [sys.executable, "-c", "from workbench.cli import main; main()", "serve", "--no-lab", "--port", "0"]
    env = {**os.environ, "PYTHONUNBUFFERED": "1", MARK: str(home)}
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True) as process:
        said = [process.stdout.readline() for _ in range(2)]
        until(lambda: any("workbench.kernels.forking" in command for command in of(home).values()))
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0
    assert said[1].startswith("Pagina's:    http://127.0.0.1:")
    until(lambda: not of(home))


MARK = "WORKBENCH_TEST_OF"  # goes along to whatever it starts, and to what that starts


def of(home) -> dict[int, list[str]]:
    """Every running process that descends from the server in this home, also when what started it is gone."""
    found = {}
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if process.environ().get(MARK) == str(home):
                found[process.pid] = process.cmdline()
    return found
