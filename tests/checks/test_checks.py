"""Each check says nothing when all is well and names what is not."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from workbench import checks, settings
from workbench.checks import documents, environment, notebooks

PARAMETERS = 'gebied: str = "GM0106"  # Uitgelicht gebied'


def notebook(*cells: dict) -> str:
    return json.dumps(
        {"cells": list(cells), "metadata": {"werkplaats": {"step": "data"}}, "nbformat": 4, "nbformat_minor": 5}
    )


def code(source: str, *, tags=(), outputs=()) -> dict:
    metadata = {"tags": list(tags)}
    return {
        "cell_type": "code",
        "source": source,
        "metadata": metadata,
        "outputs": list(outputs),
        "execution_count": None,
    }


def title(text: str = "# Waar verschilt het?") -> dict:
    return {"cell_type": "markdown", "source": text, "metadata": {}}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch) -> Path:
    monkeypatch.setenv("WORKBENCH_NOTEBOOKS", str(tmp_path))
    return tmp_path


def test_a_clean_notebook_gives_no_problem(folder):
    (folder / "goed.ipynb").write_text(notebook(title(), code(PARAMETERS, tags=["parameters"]), code("1 + 1")))
    assert list(notebooks.problems_in_notebooks()) == []


@pytest.mark.parametrize(
    ("cells", "complaint"),
    [
        ([title(), code(PARAMETERS, tags=["parameters"], outputs=[{}])], "outputs"),
        ([title("# Geen vraag"), code(PARAMETERS, tags=["parameters"])], "question"),
        ([title(), code(PARAMETERS)], "tagged parameters"),
        ([title(), code('gebied: str = "GM0106"', tags=["parameters"])], "explanation"),
        ([title(), code("x: int = 1  # iets", tags=["parameters"])], "not one of"),
        ([title(), code(PARAMETERS, tags=["parameters"]), code("for i in []: 1")], "loop"),
    ],
)
def test_an_untidy_notebook_is_named_with_what_is_wrong(folder, cells, complaint):
    (folder / "fout.ipynb").write_text(notebook(*cells))
    problems = list(notebooks.problems_in_notebooks())
    assert len(problems) == 1
    assert problems[0].startswith("fout.ipynb: ")
    assert complaint in problems[0]


@pytest.fixture
def copy(tmp_path: Path, monkeypatch) -> Path:
    """The project's own documents, to be spoiled."""
    for name in ("README.md", "pyproject.toml", "environment.yml", "requirements.lock"):
        shutil.copy(settings.CHECKOUT / name, tmp_path)
    monkeypatch.setattr(environment, "CHECKOUT", tmp_path)
    monkeypatch.setattr(documents, "CHECKOUT", tmp_path)
    return tmp_path


def spoil(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_environment_and_lock_follow_the_project(copy):
    assert list(environment.out_of_step()) == []


def test_a_version_that_differs_for_conda_users_is_named(copy):
    spoil(copy / "environment.yml", "  - voila>=", "  - voila>=9")
    assert list(environment.out_of_step()) == ["environment.yml and pyproject.toml differ about voila"]


def test_a_library_missing_from_the_lock_is_named(copy):
    spoil(copy / "requirements.lock", "\nduckdb==", "\nandersdb==")
    assert list(environment.out_of_step()) == ["requirements.lock lacks duckdb; run make lock"]


def test_a_lock_that_names_a_host_is_refused(copy):
    lock = copy / "requirements.lock"
    lock.write_text("--index-url https://example.org/simple\n" + lock.read_text())
    assert list(environment.out_of_step()) == ["requirements.lock names an index or a host"]


def test_a_command_setting_or_notebook_that_the_readme_forgets_is_named(copy):
    spoil(copy / "README.md", "`WORKBENCH_HOME", "`WORKBENCH_HUIS")
    spoil(copy / "README.md", "`workbench check", "`workbench controle")
    missing = list(documents.undocumented())
    assert "README.md does not mention WORKBENCH_HOME" in missing
    assert "README.md does not mention workbench check" in missing


@pytest.mark.parametrize("name", checks.CHECKS)
def test_this_project_is_in_order(name):
    assert list(checks.CHECKS[name]()) == []


def test_no_tracked_file_speaks_of_a_machine_path_or_holds_figures():
    listed = subprocess.run(["git", "ls-files"], cwd=settings.CHECKOUT, capture_output=True, text=True, check=False)
    tracked = listed.stdout.split()
    assert not [name for name in tracked if name.endswith((".parquet", ".geojson", ".sqlite", ".xz"))]
