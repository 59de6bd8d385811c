"""A warm kernel is a kernel like any other, only sooner."""

import os

import pytest

from workbench.kernels import parent
from workbench.kernels.process import ForkedKernel

from .conftest import PATIENCE, exists, parent_of, until


def test_it_is_a_fork_of_the_warm_parent(kernel):
    running = kernel()
    assert parent_of(running.pid) == parent._current.pid


def test_pandas_and_the_views_are_there_before_the_first_cell(kernel):
    loaded = kernel().value("[name in sys.modules for name in ('pandas', 'ipywidgets', 'jedi')]", first="import sys")
    assert loaded == [True, True, True]


def test_folder_and_environment_are_those_asked_for(kernel, tmp_path):
    running = kernel(env={**os.environ, "VRAAG": "ja", "PYTHONPATH": str(tmp_path / "mee")})
    asked = running.value("os.getcwd(), os.environ['VRAAG'], sys.path.count(mee)", first=_IMPORTS)
    assert asked == (str(tmp_path), "ja", 1)


_IMPORTS = "import os, sys; mee = os.environ['PYTHONPATH']"


def test_a_variable_of_the_parent_does_not_leak_into_the_kernel(kernel, monkeypatch):
    parent.current()
    monkeypatch.setenv("ALLEEN_NU", "1")
    without = {key: value for key, value in os.environ.items() if key != "ALLEEN_NU"}
    assert kernel(env=without).value("'ALLEEN_NU' in os.environ", first="import os") is False


def test_chance_differs_from_kernel_to_kernel(kernel):
    draw = "import random, uuid, numpy"
    one, other = (kernel().value("random.random(), numpy.random.random(), uuid.uuid4().hex", first=draw) for _ in "ab")
    assert [a != b for a, b in zip(one, other, strict=True)] == [True, True, True]


def test_an_interrupt_stops_the_cell_and_keeps_the_kernel(kernel):
    running = kernel()
    running.client.execute("import time; begun = 1; print('begun'); time.sleep(600)")
    while running.client.get_iopub_msg(timeout=PATIENCE)["msg_type"] != "stream":
        continue
    running.manager.interrupt_kernel()
    reply = running.client.get_shell_msg(timeout=PATIENCE)
    assert (reply["content"]["ename"], running.value("begun")) == ("KeyboardInterrupt", 1)


def test_a_restart_gives_a_new_process_behind_the_same_client(kernel):
    running = kernel()
    before = running.pid
    running.manager.restart_kernel(now=True)
    running.client.wait_for_ready(timeout=PATIENCE)
    assert (running.value("1 + 1"), running.pid == before, exists(before)) == (2, False, False)


def test_the_exit_code_reaches_the_owner(kernel):
    running = kernel()
    running.client.execute("import os; os._exit(7)")
    assert running.manager.provisioner.process.wait(timeout=PATIENCE) == 7


def test_after_shutdown_neither_process_nor_zombie_remains(kernel):
    running = kernel()
    pid = running.pid
    running.manager.shutdown_kernel()
    assert until(lambda: not exists(pid))


def test_what_a_kernel_started_ends_with_it(kernel):
    running = kernel()
    child = running.value("child.pid", first="import subprocess; child = subprocess.Popen(['sleep', '300'])")
    running.manager.shutdown_kernel(now=True)
    assert until(lambda: not exists(child))


def test_raw_output_goes_where_the_owner_said(kernel, tmp_path):
    with (tmp_path / "out").open("wb") as out, (tmp_path / "err").open("wb") as err:
        running = kernel(stdout=out, stderr=err)
    running.value("0", first="import os; os.write(1, b'gewoon'); os.write(2, b'mis')")
    assert (tmp_path / "out").read_text().endswith("gewoon")
    assert (tmp_path / "err").read_text().endswith("mis")


def test_an_interpreter_setting_of_its_own_gets_an_ordinary_kernel(kernel):
    running = kernel(env={**os.environ, "PYTHONHASHSEED": "7"})
    assert not isinstance(running.manager.provisioner.process, ForkedKernel)
    assert running.value("sys.flags.hash_randomization, 'pandas' in sys.modules", first="import sys") == (1, False)


def test_a_folder_that_is_not_there_is_refused_as_ever(kernel, tmp_path):
    with pytest.raises(FileNotFoundError):
        kernel(cwd=str(tmp_path / "weg"))
