"""`workbench publish` that is killed, runs out of room, or meets what it should not: never half a site."""

import os
import shutil
import signal
import subprocess
import threading
from pathlib import Path

import pytest

from workbench.cli import command_line
from workbench.errors import EditionMismatch, InvalidInput, UnknownName
from workbench.publish import batch
from workbench.publish.folder import checksums, files_in, identity

from .conftest import CHOSEN, command

WAIT = 300
# On a machine with many cores all reports would be ready at the same moment, and none half-way.
ONE_BY_ONE = "import os; os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})"
# No file may grow beyond this, as on a disk without room; the kernel refuses the write itself.
FULL = "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)"
FULL += "; resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))"


@pytest.fixture(scope="module")
def elsewhere(small, tmp_path_factory) -> dict[str, str]:
    """The environment of a home of this module's own, with the same figures."""
    home = tmp_path_factory.mktemp("elders")
    shutil.copytree(Path(small["WORKBENCH_HOME"]) / "store", home / "store")
    return {**small, "WORKBENCH_HOME": str(home)}


def killed(output: Path, env: dict[str, str], *, when, first: str = "") -> None:
    """Runs the command and kills it, as a power cut would, as soon as `when()` says so."""
    options = {"env": os.environ | env, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command(*CHOSEN, "--output", output, first=first), **options) as run:
        timer = threading.Timer(WAIT, run.kill)
        timer.start()
        while not when():
            assert run.poll() is None, "it was ready before it could be killed"
            threading.Event().wait(0.01)
        run.send_signal(signal.SIGKILL)
        timer.cancel()


def finished(output: Path, env: dict[str, str], *, first: str = "") -> subprocess.CompletedProcess:
    known = {"env": os.environ | env, "capture_output": True, "text": True, "timeout": WAIT}
    return subprocess.run(command(*CHOSEN, "--output", output, first=first), **known)


def test_killed_twice_half_way_and_started_again_it_is_the_same_site_byte_for_byte(elsewhere, site, tmp_path):
    # First among the reports, then among the pages; SOURCE_DATE_EPOCH holds the date still.
    output, home = tmp_path / "site", Path(elsewhere["WORKBENCH_HOME"])
    killed(output, elsewhere, when=lambda: list(home.glob(f"reports/*/*/{batch.RECORD}")), first=ONE_BY_ONE)
    assert not output.exists()
    made = len(list(home.glob(f"reports/*/*/{batch.RECORD}")))
    assert 1 <= made < 3
    killed(output, elsewhere, when=lambda: list(tmp_path.glob(".site.nieuw/cijfer/*.html")))
    assert not output.exists()
    done = finished(output, elsewhere)
    assert done.returncode == 0, done.stderr
    assert files_in(output) == files_in(site)
    assert [name for name in files_in(site) if (output / name).read_bytes() != (site / name).read_bytes()] == []
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_full_disk_is_one_clear_sentence_and_the_old_site_stays(elsewhere, site, tmp_path):
    output = tmp_path / "site"
    shutil.copytree(site, output)
    before = identity(output)

    done = finished(output, elsewhere, first=FULL)
    assert done.returncode == 1
    assert "ruimte" in done.stderr.strip().splitlines()[-1]
    assert "Traceback" not in done.stderr
    assert (identity(output), [path.name for path in tmp_path.iterdir()]) == (before, ["site"])


@pytest.fixture
def here(small, monkeypatch):
    """Runs the command in this process."""
    for name, value in small.items():
        monkeypatch.setenv(name, value)
    return lambda *words: command_line()(["publish", *map(str, words)], standalone_mode=False)


@pytest.mark.parametrize(
    ("words", "error", "said"),
    [
        (("--theme", "mentale-gezondhied"), UnknownName, "Bedoelt u 'mentale-gezondheid'?"),
        (("--areas", "WK168116"), EditionMismatch, "WK168116"),  # CBS: Valthermond, of the division of 2020 only
        (("--areas", "GM9999"), UnknownName, "GM9999"),
    ],
)
def test_what_does_not_exist_is_one_sentence_and_nothing_is_made(here, tmp_path, words, error, said):
    with pytest.raises(error) as refusal:
        here(*words, "--output", tmp_path / "site")
    assert said in refusal.value.page
    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_somebody_elses_files_is_refused_before_anything_runs(here, tmp_path):
    (tmp_path / "vakantie.jpg").write_text("strand")
    with pytest.raises(InvalidInput) as refusal:
        here("--output", tmp_path)
    assert "vakantie.jpg" in refusal.value.page
    assert [path.name for path in tmp_path.iterdir()] == ["vakantie.jpg"]


def test_a_notebook_that_hangs_is_named_and_the_site_is_there_without_it(here, notebooks, tmp_path, capsys):
    notebooks(goed="1 + 1", hangt="import time; time.sleep(600)")
    assert here("--areas", "GG0706", "--limit", "5", "--no-pdf", "--output", tmp_path / "site") == 1
    told = "hangt-GG0706: cel 2 (import time; time.sleep(600)) was na 5 seconden nog niet klaar."
    assert told in capsys.readouterr().err
    made = checksums(tmp_path / "site")
    assert ("rapport/goed-GG0706/index.html" in made, any("hangt" in name for name in made)) == (True, False)
