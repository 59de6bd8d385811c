"""The facilitator's guide says what the rights table says, and names only commands that exist."""

import re

import pytest
from typer.main import get_command

from tests.conftest import CHECKOUT
from workbench.cli import command_line
from workbench.session import ROLES, may

GUIDE = (CHECKOUT / "notebooks" / "handleiding-begeleider.md").read_text(encoding="utf-8")
ROWS = {
    "Meekijken, zelf rondkijken en terugkomen, het logboek lezen": ["look", "wander", "read_journal"],
    "De knoppen bedienen": ["move_controls", "looked"],
    "Duiding, vraag, opmerking of actie schrijven": ["interpretation", "question", "comment", "action", "done"],
    "Stemmen": ["vote_cast"],
    "Aftakken en een voorstel doen": ["branch", "branched", "proposal"],
    "Een besluit vastleggen of een interventie aanmaken": ["decision", "registered"],
    "Een notebook aanpassen in JupyterLab, verslag maken": ["tinker", "notebook_change", "report", "export"],
    'Een voorstel op tafel zetten, "volg mij", kiezen wie bedient': ["on_table", "called", "controls"],
    "Een stemming openen en sluiten": ["vote_opened", "vote_closed"],
    "Uitnodigen, uitnodigingen intrekken, de sessie sluiten": ["invite", "revoke", "close"],
}


@pytest.mark.parametrize("row", ROWS)
def test_the_guide_promises_each_role_what_the_table_gives_it(row):
    cells = next(line for line in GUIDE.splitlines() if line.startswith(f"| {row} |")).split("|")[2:6]
    for role, cell in zip(ROLES, cells, strict=True):
        assert {may(role, action) for action in ROWS[row]} == {cell.strip() != "nee"}


def test_every_right_of_the_table_in_the_guide_is_checked_here():
    rows = [line.split("|")[1].strip() for line in GUIDE.splitlines() if line.startswith("| ")]
    assert [row for row in rows if row] == list(ROWS)


def test_every_command_in_the_guide_exists_with_its_options():
    app = get_command(command_line())
    for words in re.findall(r"workbench ((?:[a-z-]+ ?)+[^`\n]*)", GUIDE):
        command = app
        names = words.split()
        while names and names[0] in getattr(command, "commands", {}):
            command = command.commands[names.pop(0)]
        assert not hasattr(command, "commands"), words
        known = {option for parameter in command.params for option in parameter.opts}
        assert set(re.findall(r"(?<!\w)--?[a-z-]+", words)) <= known, words
