"""`workbench serve`: ports, and stopping without leaving anything behind."""

import os
import signal
import socket
import subprocess
import sys

import pytest

from workbench.errors import StoreError
from workbench.server.app import free_sockets


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


def test_serve_says_where_the_pages_are_and_leaves_no_process_behind(home):
    import psutil

    command = [sys.executable, "-c", "from workbench.cli import main; main()", "serve", "--no-lab", "--port", "0"]
    env = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True) as process:
        said = [process.stdout.readline() for _ in range(2)]
        below = psutil.Process(process.pid).children(recursive=True)
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
    assert said[1].startswith("Pagina's:    http://127.0.0.1:")
    assert not any(each.is_running() and each.status() != psutil.STATUS_ZOMBIE for each in below)
