"""The notebooks: one question each, thin, and run by plain papermill."""

import ast
import re

import nbformat
import papermill
import pytest

from workbench import settings

OURS = ["verkennen", "gebiedsprofiel", "databronnen"]
DECLARED = re.compile(r'[a-z]+: (str|int) = (".*"|\d+)  # \w.+')
REFUSED = (ast.FunctionDef, ast.ClassDef, ast.For, ast.While, ast.If, ast.Try, ast.With)


@pytest.fixture(params=OURS)
def notebook(request):
    return nbformat.read(settings.notebook_folder() / f"{request.param}.ipynb", as_version=4)


def code_of(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def test_a_notebook_is_one_question_and_ends_with_its_sources(notebook):
    assert re.match(r"# [^\n]+\?\n\n", notebook.cells[0].source)
    assert "Waar komen deze cijfers vandaan?" in notebook.cells[-2].source
    assert notebook.cells[-1].source.startswith("views.sources(")


def test_parameters_are_typed_have_a_default_and_are_explained(notebook):
    tagged = [cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", [])]
    assert [bool(DECLARED.fullmatch(line)) for line in tagged[0].source.splitlines()].count(False) == 0
    assert len(tagged) == 1


def test_after_the_load_each_cell_is_one_expression(notebook):
    parsed = [ast.parse(cell.source) for cell in code_of(notebook)]
    assert all(len(each.body) == 1 and isinstance(each.body[0], ast.Expr) for each in parsed[2:])
    assert not [node for each in parsed for node in ast.walk(each) if isinstance(node, REFUSED)]


def test_a_paragraph_stands_above_each_picture(notebook):
    kinds = [cell.cell_type for cell in notebook.cells]
    pictures = [at for at, cell in enumerate(notebook.cells) if cell.source.startswith("views.")][1:]
    assert all(kinds[at - 1] == "markdown" and "\n\n" in notebook.cells[at - 1].source for at in pictures)


@pytest.mark.parametrize("name", OURS)
def test_it_runs_by_plain_papermill_on_a_new_store(home, tmp_path, name):
    source, done = settings.notebook_folder() / f"{name}.ipynb", tmp_path / "done.ipynb"
    made = papermill.execute_notebook(source, done, kernel_name="python3", progress_bar=False, log_output=False)
    stills = [
        out.data["text/html"] for cell in code_of(made) for out in cell.outputs if "text/html" in out.get("data", {})
    ]
    assert len(stills) == sum(cell.source.startswith("views.") for cell in code_of(made))
    assert "Demonstratiegegevens: verzonnen cijfers" in stills[0]
