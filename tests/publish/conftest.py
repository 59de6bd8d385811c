"""A small theme, real notebooks, the real command: sites as a user makes them."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
import yaml

from workbench.publish import batch, jobs
from workbench.settings import CHECKOUT

THEME = "mentale-gezondheid"
CHOSEN = ["--areas", "GG0706,GM0114", "--notebook", "verkennen", "--notebook", "databronnen"]
MADE_AT = "1790000000"  # seconds since 1970: so that two sites can be held side by side
INDICATORS = {
    "indicatoren": ["angst-depressie-risico", "stress"],
    "determinanten": ["eenzaamheid", "inwoners"],
    "gevolgen": ["jongeren-met-jeugdzorg", "aanmeldingen-jeugd-ggz"],
}


@pytest.fixture(scope="session")
def small(tmp_path_factory) -> dict[str, str]:
    """The environment of a workbench with invented figures and a theme of a handful of indicators."""
    folder = tmp_path_factory.mktemp("klein")
    shutil.copytree(CHECKOUT / "data_catalog", folder / "catalogus")
    path = folder / "catalogus" / "themes" / f"{THEME}.yaml"
    theme = yaml.safe_load(path.read_text(encoding="utf-8"))
    for group in theme["groups"]:
        group["indicators"] = [name for name in INDICATORS[group["id"]] if name in group["indicators"]]
    theme["groups"] = [group for group in theme["groups"] if group["indicators"]]
    path.write_text(yaml.safe_dump(theme, allow_unicode=True), encoding="utf-8")
    known = {"WORKBENCH_HOME": str(folder / "huis"), "WORKBENCH_CATALOG": str(folder / "catalogus")}
    known |= {"SOURCE_DATE_EPOCH": MADE_AT, "WORKBENCH_SITE": "https://cijfers.voorbeeld.nl/"}
    fill = "from workbench import store; store.ensure_demo()"
    subprocess.run([sys.executable, "-c", fill], env=os.environ | known, check=True)
    return known


class Finished:
    """What a command said."""

    def __init__(self, process: subprocess.CompletedProcess):
        self.code, self.out, self.err = process.returncode, process.stdout, process.stderr

    @property
    def facts(self) -> dict:
        return json.loads(self.out)


@pytest.fixture(scope="session")
def publish(small) -> Callable[..., Finished]:
    """Runs `workbench publish`."""

    def run(*words: str, **environment: str) -> Finished:
        process = subprocess.run(
            command(*words), env=os.environ | small | environment, capture_output=True, text=True, timeout=300
        )
        return Finished(process)

    return run


def command(*words: str, first: str = "") -> list[str]:
    """`workbench publish`, in a process that does `first` first."""
    return [sys.executable, "-c", f"{first}\nfrom workbench.cli import main; main()", "publish", *map(str, words)]


@pytest.fixture(scope="session")
def site(publish, tmp_path_factory) -> Path:
    """A site of two areas and two notebooks, as the command makes it."""
    folder = tmp_path_factory.mktemp("site") / "site"
    finished = publish(*CHOSEN, "--output", folder)
    assert finished.code == 0, finished.err
    return folder


@pytest.fixture
def notebooks(tmp_path, small, monkeypatch) -> Callable[..., Path]:
    """Makes a folder of little notebooks, beside the same figures in a home of the test's own, which it gives."""
    home, folder = tmp_path / "huis", tmp_path / "notebooks"
    shutil.copytree(Path(small["WORKBENCH_HOME"]) / "store", home / "store")
    folder.mkdir()
    for name, value in {**small, "WORKBENCH_HOME": home, "WORKBENCH_NOTEBOOKS": folder}.items():
        monkeypatch.setenv(name, str(value))

    def make(**sources: str) -> Path:
        for name, source in sources.items():
            nbformat.write(little(f"Wat is {name}?", source), folder / f"{name}.ipynb")
        return home

    return make


def made(*within: str, limit: float = 60, scheduler: str | None = None) -> list:
    """The reports of a batch over some areas, in order of their names."""
    todo = jobs.jobs(THEME, within=within or ("GG0706", "GM0114"))
    return sorted(batch.run(todo, theme=THEME, limit=limit, scheduler=scheduler), key=lambda one: one.job.name)


def little(question: str, source: str) -> nbformat.NotebookNode:
    """A notebook with one parameter, and a cell per line of the source."""
    parameters = nbformat.v4.new_code_cell('gebied: str = "GG0706"  # Gebied', metadata={"tags": ["parameters"]})
    cells = [nbformat.v4.new_markdown_cell(f"# {question}"), parameters]
    cells += [nbformat.v4.new_code_cell(line) for line in source.splitlines()]
    kernel = {"display_name": "Datawerkplaats (Python)", "language": "python", "name": "datawerkplaats"}
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cel{number}"
    return notebook
