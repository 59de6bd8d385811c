"""The report of one intervention: the agreement above the page that follows it, in one file that calls nobody."""

import html5lib
import pytest

from tests.session.figures import fill_course
from tests.session.test_register import MADE, PLAN
from workbench.publish.approach import report_of
from workbench.session import Journal
from workbench.session.interventions import Register

MARKUP = '<img src="x" onerror="alert(1)">'


@pytest.fixture
def page(home, tmp_path):
    fill_course()
    journal = Journal()
    register = Register(journal)
    told = {**MADE, "title": MARKUP, "since": "2037-03-01", "review": "2038-03-01"}
    made = register.make(journal.operator(""), told, id="m1")
    frozen = register.freeze(journal.operator(""), made.id, {**PLAN, "start": "2037-03-01"}, id="f1")
    written = report_of(register, made.id, output=tmp_path / "aanpak.html").read_text(encoding="utf-8")
    journal.close()
    return written, frozen.plan_hash


def test_the_agreement_stands_above_the_page_and_what_people_wrote_is_text(page):
    written, mark = page
    read = html5lib.parse(written, namespaceHTMLElements=False)
    headings = ["".join(found.itertext()) for level in ("h1", "h2") for found in read.findall(f".//{level}")]
    assert headings[:2] == ["Werkt de aanpak?", MARKUP]
    assert "Wijkt het verloop af van toeval?" in headings
    assert mark in written
    assert [image for image in read.findall(".//img") if not image.get("src", "").startswith("data:")] == []
