"""Every report in one run: what fails is named, what is unchanged is kept, what was killed goes on."""

import json
import shutil

import pytest
from distributed import LocalCluster

from workbench import kernels, settings
from workbench.disclosure.chain import Chain
from workbench.errors import EditionMismatch, SourceUnavailable, UnknownName
from workbench.publish import batch, jobs
from workbench.publish.cluster import execute_there

from .conftest import THEME, made


@pytest.fixture(scope="module", autouse=True)
def warm():
    """One warm parent for all batches of this module: each would start its own."""
    with kernels.steady_parent():
        yield


def test_unchanged_reports_are_not_run_again(notebooks):
    notebooks(een="1 + 1", twee="2 + 2")
    first, second = made(), made()
    assert [one.kept for one in first] == [False] * 4
    assert [one.kept for one in second] == [True] * 4


def test_a_report_that_was_damaged_is_made_again(notebooks):
    notebooks(een="1 + 1")
    (made("GG0706")[0].folder / batch.PAGE).write_text("leeg")
    again = made("GG0706")[0]
    assert (again.kept, "leeg" in (again.folder / batch.PAGE).read_text()) == (False, False)


def test_another_notebook_makes_another_report(notebooks):
    notebooks(een="1 + 1", twee="2 + 2")
    made("GG0706")
    notebooks(een="1 + 3")
    again = {one.job.name: one for one in made("GG0706")}
    assert {name: one.kept for name, one in again.items()} == {"een-GG0706": False, "twee-GG0706": True}
    assert ">4</p>" in pages([again["een-GG0706"]])["GG0706"]


def test_another_area_makes_another_report(notebooks):
    notebooks(een="1 + 1")
    digests = [jobs.digest_of(job, around="zelfde") for job in jobs.jobs(THEME)]
    assert len(set(digests)) == len(digests) == 13


@pytest.fixture
def code(notebooks, tmp_path, monkeypatch):
    """A little package in the place of ours, and what is read of it anew."""
    notebooks(een="1 + 1")
    for room in (*jobs.ROOMS, "publish"):
        (tmp_path / "pakket" / room).mkdir(parents=True)
    monkeypatch.setattr(jobs, "PACKAGE", tmp_path / "pakket")
    jobs._code.cache_clear()
    yield tmp_path / "pakket"
    jobs._code.cache_clear()


@pytest.mark.parametrize("room", ["analysis", "views", "disclosure", "publish"])
def test_other_code_makes_other_reports(code, room):
    before = jobs.surroundings(THEME)
    (code / room / "nieuw.py").write_text("1")
    assert jobs.surroundings(THEME) == before  # a process keeps to the code that it began with
    jobs._code.cache_clear()
    assert jobs.surroundings(THEME) != before


def test_another_catalogue_makes_other_reports(notebooks, small, tmp_path, monkeypatch):
    notebooks(een="1 + 1")
    before = jobs.surroundings(THEME)
    shutil.copytree(small["WORKBENCH_CATALOG"], tmp_path / "catalogus")
    monkeypatch.setenv("WORKBENCH_CATALOG", str(tmp_path / "catalogus"))
    assert jobs.surroundings(THEME) == before
    note = tmp_path / "catalogus" / "themes" / f"{THEME}.yaml"
    note.write_text(note.read_text(encoding="utf-8") + "# een regel\n", encoding="utf-8")
    assert jobs.surroundings(THEME) != before


def test_other_figures_make_other_reports(notebooks):
    before = jobs.surroundings(THEME)
    pointer = next(notebooks(een="1").glob("store/50090NED/current"))
    other = pointer.parent / "andere"
    other.mkdir()
    origin = json.loads((pointer.parent / pointer.read_text().strip() / "origin.json").read_text())
    (other / "origin.json").write_text(json.dumps(origin | {"version": "andere"}))
    pointer.write_text("andere")
    assert jobs.surroundings(THEME) != before


def test_figures_that_were_let_out_or_taken_back_make_other_reports(notebooks):
    before = jobs.surroundings(THEME)
    folder = notebooks(een="1") / "disclosure"
    folder.mkdir(exist_ok=True)
    with Chain(folder / "gate.sqlite").appending() as log:
        log.add("levering/0123456789abcdef", {"what": "withdrawn"})
    assert jobs.surroundings(THEME) != before


def test_what_fails_is_named_with_its_cell_and_the_rest_goes_on(notebooks):
    sleep, geheim = "import time; time.sleep(60)", "raise ValueError('geheim 48271')"
    notebooks(goed="1 + 1", hangt=sleep, stuk=f"2 + 2\n{geheim}", sterft="import os; os._exit(3)")
    failures = {one.job.name: one.failure for one in made("GG0706", limit=5)}
    assert failures == {
        "goed-GG0706": None,
        "hangt-GG0706": f"cel 2 ({sleep}) was na 5 seconden nog niet klaar.",
        "sterft-GG0706": "De rekenkern stopte bij cel 2 (import os; os._exit(3)).",
        "stuk-GG0706": f"cel 3 ({geheim}) gaf de fout ValueError.",
    }


def test_a_failed_run_leaves_a_notebook_that_shows_where(notebooks):
    notebooks(stuk="raise ValueError('hier')")
    failed = made("GG0706")[0]
    assert "ValueError" in (failed.folder / batch.NOTEBOOK).read_text()
    assert not (failed.folder / batch.PAGE).exists()


TRACES = """"eerder" in globals(), gebied
eerder = __import__("ipywidgets").IntSlider()
len(__import__("ipywidgets").widgets.widget._instances), get_ipython().execution_count"""


def test_a_report_does_not_depend_on_what_its_kernel_made_before(notebooks):
    # The kernel of a notebook is kept from area to area: the names and widgets of the one before must be gone.
    notebooks(een=TRACES)
    codes = ("GG0706", "GM0106", "GM0114")
    apart = [pages(made(code)) for code in codes]
    for record in (settings.home() / "reports").rglob(batch.RECORD):
        record.unlink()
    together = made(*codes)
    assert [one.kept for one in together] == [False] * 3
    assert pages(together) == {code: page for each in apart for code, page in each.items()}
    assert "(False, 'GM0114')" in pages(together)["GM0114"]


def pages(reports: list) -> dict[str, str]:
    """The page of each area."""
    return {one.job.area: (one.folder / batch.PAGE).read_text(encoding="utf-8") for one in reports}


@pytest.mark.parametrize(
    ("choice", "error"),
    [
        ({"theme": "mentale-gezondhied"}, UnknownName),
        ({"within": ["GM9999"]}, UnknownName),
        ({"within": ["WK168116"]}, EditionMismatch),  # CBS: Valthermond, a wijk of the division of 2020 only
        ({"notebooks": ["enn"]}, UnknownName),
    ],
)
def test_what_does_not_exist_is_refused(notebooks, choice, error):
    notebooks(een="1")
    with pytest.raises(error) as refusal:
        jobs.jobs(choice.pop("theme", THEME), **choice)
    assert refusal.value.page


def test_every_notebook_is_made_for_the_region_and_each_of_its_twelve_gemeenten(notebooks):
    notebooks(een="1", twee="2")
    codes = {job.area for job in jobs.jobs(THEME)}
    assert (len(jobs.jobs(THEME)), len(codes), "GG0706" in codes) == (26, 13, True)  # Drenthe: 12 gemeenten (CBS)


def test_a_cluster_that_does_not_answer_is_named(notebooks):
    notebooks(een="1 + 1")
    with pytest.raises(SourceUnavailable) as refusal:
        made(scheduler="tcp://127.0.0.1:9")
    assert "tcp://127.0.0.1:9" in refusal.value.page


def test_a_cluster_makes_the_same_reports_and_names_what_fails(notebooks):
    notebooks(een="1 + 1\ngebied", stuk="raise ValueError('geheim 48271')")
    here = {one.job.name: one.failure or pages([one]) for one in made()}
    for record in (settings.home() / "reports").rglob(batch.RECORD):
        record.unlink()
    with LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=None) as cluster:
        there = {one.job.name: one.failure or pages([one]) for one in made(scheduler=cluster.scheduler_address)}
    assert there == here
    assert there["stuk-GG0706"] == "cel 2 (raise ValueError('geheim 48271')) gaf de fout ValueError."


def test_a_worker_with_other_figures_is_named(notebooks):
    notebooks(een="1 + 1")
    job = jobs.jobs(THEME, within=["GG0706"])[0]
    outcome = execute_there(job, "{}", 10, THEME, "iets anders")
    assert outcome.failure == "Deze werker heeft andere code of andere cijfers. Werk hem bij."
