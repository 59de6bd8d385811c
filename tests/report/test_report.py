"""`workbench report`: the main job on real figures, as one file; and what it says when it cannot."""

import re
import subprocess
import sys
from pathlib import Path

import html5lib
import nbformat
import pytest

from workbench import kernels, store
from workbench.errors import CannotAnswer, InvalidInput, StoreError, UnknownName
from workbench.publish import report

SVG = "http://www.w3.org/2000/svg"
ANXIETY = {"indicator": "angst-depressie-risico", "gebied": "GM0106", "periode": "2020"}


@pytest.fixture(scope="module", autouse=True)
def warm():
    """One warm parent for all reports that are made in this process."""
    with kernels.steady_parent():
        yield


@pytest.fixture(scope="module")
def real_home(running_replica, tmp_path_factory):
    """A store with RIVM table 50090NED as its publisher serves it."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("real")
        patch.setenv("WORKBENCH_HOME", str(folder))
        patch.setenv("WORKBENCH_PUBLISHERS", running_replica.base)
        running_replica.reset()
        store.refresh(["50090NED"])
        yield folder


@pytest.fixture(scope="module")
def real_report(real_home, tmp_path_factory):
    """The page that the command writes, parsed, and as text."""
    output = tmp_path_factory.mktemp("made") / "verkennen.html"
    given = [word for name, value in ANXIETY.items() for word in ("-p", f"{name}={value}")]
    done = workbench("report", "verkennen", *given, "--output", str(output))
    assert done.returncode == 0, done.stderr
    assert done.stderr.splitlines() == ["Rapport maken van 'verkennen'. Dat duurt een halve minuut."]
    return output.read_text(encoding="utf-8")


def workbench(*words):
    command = [str(Path(sys.executable).with_name("workbench")), *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)


def parsed(page):
    return html5lib.parse(page, namespaceHTMLElements=False)


def rows_of(page):
    """The first cell and the second of every table row, without no-break spaces."""
    texts = [["".join(cell.itertext()).strip() for cell in row] for row in parsed(page).iter("tr")]
    return {cells[0]: cells[1].replace("\N{NO-BREAK SPACE}", " ") for cells in texts if len(cells) > 1}


@pytest.mark.shared
def test_the_report_shows_the_figures_that_rivm_published(real_report):
    # RIVM StatLine 50090NED, 2020, 18 years and older, high risk of anxiety or depression.
    rows = rows_of(real_report)
    assert rows["Assen"] == "5,5 %"
    assert rows["Emmen"] == "6,4 %"
    assert rows["De Wolden"] == "3,4 %"
    assert rows["Nederland"] == "6,7 %"


@pytest.mark.shared
def test_each_figure_comes_with_source_date_estimation_and_uncertainty(real_report):
    assert "Bron: RIVM, GGD'en en CBS" in "".join(parsed(real_report).itertext())
    assert re.search(r"<dt>Opgehaald</dt><dd>\d+ \w+ \d{4}</dd>", real_report)
    assert "Modelschatting. Berekend uit een vragenlijst" in real_report
    assert "De bron geeft geen interval bij deze modelschatting" in real_report
    assert "Demonstratiegegevens" not in real_report


@pytest.mark.shared
def test_the_report_needs_no_other_host_and_no_script(real_report):
    tree = parsed(real_report)
    assert not list(tree.iter("script"))
    assert not [each for each in tree.iter() if each.tag in ("img", "iframe", "object", "source")]
    # The one link is the empty icon, without which a browser asks a server for one.
    assert [each.get("href") for each in tree.iter("link")] == ["data:,"]
    assert not re.search(r"url\(\s*['\"]?http|@import", real_report)


@pytest.mark.shared
def test_the_report_has_one_title_landmarks_and_a_name_for_every_picture(real_report):
    tree = parsed(real_report)
    assert tree.get("lang") == "nl"
    assert [title.text for title in tree.iter("h1")] == ["Waar verschilt het?"]
    assert [len(list(tree.iter(tag))) for tag in ("header", "main", "footer")] == [1, 1, 1]
    drawn = [each for each in tree.iter(f"{{{SVG}}}svg") if each.get("role") == "img"]
    assert len(drawn) >= 4
    assert all(len(each.get("aria-label")) > 40 for each in drawn)


def test_an_unknown_notebook_is_one_dutch_sentence_and_exit_code_1(home):
    done = workbench("report", "verkenen", "--output", str(home / "page.html"))
    assert done.returncode == 1
    assert done.stderr.strip().splitlines()[-1] == "Notebook 'verkenen' bestaat hier niet. Bedoelt u 'verkennen'?"
    assert not (home / "page.html").exists()


def test_a_parameter_without_a_value_is_wrong_usage(home):
    assert workbench("report", "verkennen", "-p", "gebied").returncode == 2


@pytest.mark.parametrize(
    ("given", "error", "said"),
    [
        ({"gebeid": "GM0106"}, UnknownName, "Bedoelt u 'gebied'?"),
        ({"indicator": "eenzaamhid"}, UnknownName, "Bedoelt u 'eenzaamheid'?"),
        ({"gebied": "GM9999"}, UnknownName, "GM9999"),
        ({"periode": "vorig jaar"}, InvalidInput, "'vorig jaar' past niet bij 'periode'"),
        ({"gebied": "GM0106'; import os  #"}, UnknownName, "bestaat hier niet"),
    ],
)
def test_what_does_not_exist_is_refused_before_anything_runs(home, tmp_path, given, error, said):
    with pytest.raises(error) as raised:
        report.make("verkennen", given, output=tmp_path / "page.html")
    assert said in raised.value.page
    assert list(tmp_path.glob("*.html")) == []


@pytest.fixture
def odd_notebook(tmp_path, monkeypatch):
    """A folder with one notebook whose second cell is given."""
    monkeypatch.setenv("WORKBENCH_NOTEBOOKS", str(tmp_path))

    def write(code):
        cells = [nbformat.v4.new_markdown_cell("# Wat?"), nbformat.v4.new_code_cell("from workbench import views")]
        book = nbformat.v4.new_notebook(cells=[*cells, nbformat.v4.new_code_cell(code)])
        nbformat.write(book, tmp_path / "vreemd.ipynb")

    return write


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (
            "from workbench.errors import Withheld; raise Withheld('secret', page='Te weinig mensen.')",
            "Te weinig mensen.",
        ),
        ("{}['een cijfer van achter de deur']", "Dat is een fout in het programma (KeyError)."),
    ],
)
def test_a_failed_cell_is_named_and_leaves_no_half_report(home, tmp_path, odd_notebook, code, said):
    odd_notebook(code)
    with pytest.raises(CannotAnswer) as raised:
        report.make("vreemd", {}, output=tmp_path / "page.html")
    assert "cel 2 (" in raised.value.page
    assert raised.value.page.endswith(said)
    assert "achter de deur" not in raised.value.page.replace(code, "").replace(code[:60], "")
    assert not (tmp_path / "page.html").exists()


def test_a_report_that_cannot_be_written_leaves_the_last_one(tmp_path):
    output = tmp_path / "page.html"
    output.mkdir()
    with pytest.raises(StoreError) as raised:
        report.write("nieuw", output)
    assert "kan niet worden geschreven" in raised.value.page
    assert [path.name for path in tmp_path.iterdir()] == ["page.html"]
