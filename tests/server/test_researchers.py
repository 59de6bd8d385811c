"""A researcher changes the session's own copy and puts it on the table; what fails never gets there."""

import json
from pathlib import Path

import nbformat

from tests.server.seats import page_id


def change_copy(table, source: str) -> None:
    """As JupyterLab does when a researcher saves: the copy in the session's folder."""
    original = Path(table.server.env["WORKBENCH_NOTEBOOKS"]) / "klein.ipynb"
    copy = Path(table.server.env["WORKBENCH_HOME"]) / "lab" / "sessies" / table.id / "klein.ipynb"
    notebook = nbformat.read(original, as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell(source))
    copy.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, copy)


def test_a_changed_notebook_comes_on_the_table_with_its_difference_and_goes_back(table):
    seat, other = table.seat("researcher"), table.seat("participant")
    page = seat.open()
    change_copy(table, "w.HTML(value='extra regel')")
    put = seat.api("POST", "versie", notebook="klein", id="v1", text="Een regel erbij")
    assert put.status == 200
    shown = other.get(f"sessie/{table.id}/tafel/klein")
    assert page_id(shown) == page
    assert shown.text.count("vnd.voila.cell-output") == 2
    change = next(entry for entry in other.entries() if entry["id"] == "v1")
    assert "extra regel" in change["content"]["diff"]
    assert seat.api("DELETE", "versie?notebook=klein&id=v2").status == 200
    assert other.get(f"sessie/{table.id}/tafel/klein").text.count("vnd.voila.cell-output") == 1


def test_a_failing_cell_leaves_the_last_good_version_and_shows_the_researcher_why(table):
    seat = table.seat("researcher")
    before = seat.get(f"sessie/{table.id}/tafel/klein")
    change_copy(table, "1 / 0")
    answer = seat.api("POST", "versie", notebook="klein", id="stuk", text="")
    assert answer.status == 422
    assert "ZeroDivisionError" in json.loads(answer.text)["trace"]
    assert seat.get(f"sessie/{table.id}/tafel/klein").text == before.text
    assert [entry for entry in seat.entries() if entry["kind"] == "notebook_change"] == []


def test_nothing_changed_is_said_and_not_put_on_the_table(table):
    answer = table.seat("researcher").api("POST", "versie", notebook="klein", id="gelijk", text="")
    assert answer.status == 400
    assert "gelijk" in json.loads(answer.text)["error"]
