"""The same notebooks through papermill and in a real kernel: the report that `workbench report` makes."""

import nbformat
import pytest

from tests.notebooks_duiden.running import NAMES
from workbench.publish.report import make
from workbench.settings import notebook_folder

SAID = {
    "samenhang": ({}, "Hoe zeker?"),
    "risicowijken": ({}, "Kans boven vergelijking"),
    "prioriteren": ({"gewichten": "bijstand=2.5-0,wmo-clienten:laag=0.1-4"}, "Weging 2"),
    "scenario": ({"aannames": "De gemeente betaalt mee.|Al het andere blijft gelijk."}, "De gemeente betaalt mee."),
}


@pytest.mark.parametrize("name", NAMES)
def test_a_report_is_one_page_with_the_pictures_in_it(demo, tmp_path, name):
    asked, words = SAID[name]
    made = make(name, {"gebied": "GM0106", "niveau": "wijk"} | asked, output=tmp_path / "rapport.html")
    page = made.read_text("utf-8")
    assert words in page
    assert page.count("<figure") >= 1
    assert "Traceback" not in page


@pytest.mark.parametrize("name", NAMES)
def test_every_choice_of_a_page_is_one_of_its_parameters(demo, name):
    # What stands in the address of a page must be readable by the page.
    from tests.notebooks_duiden.running import page
    from workbench.server.parameters import declared

    names = page(name)
    [address] = [child for child in names["views.heading(cijfers, keuze)"].children if hasattr(child, "view")]
    assert set(address.view) <= set(declared(nbformat.read(notebook_folder() / f"{name}.ipynb", as_version=4)))
