"""The game at the table follows its buttons and says what is invented."""

import re

import pytest

from workbench.errors import UnknownName
from workbench.joint import table_game


@pytest.fixture
def spel():
    return table_game.game("GM0106")


def press(picture, kind: str, given: str = "") -> None:
    picture._pressed(picture, {"kind": kind, "given": given}, [])


def test_the_page_says_that_it_is_invented_and_which_gemeente_it_is_about(spel):
    told = table_game.heading(spel)
    place = next(each for each in told.children if hasattr(each, "view"))
    assert "verzonnen cijfers" in told.children[0].html
    assert place.view == {"gebied": "GM0106"}


def test_a_higher_threshold_closes_more(spel):
    picture = table_game.outcome(spel)
    closed = []
    for threshold in ("5", "10", "20"):
        press(picture, "drempel", threshold)
        closed.append(picture.html.count("blijft dicht"))
    assert closed == sorted(closed)
    assert closed[0] < closed[-1]


def test_splitting_again_changes_the_parts_and_not_the_count(spel):
    picture = table_game.travelling_shares(spel)
    first = picture.html
    press(picture, "splits")
    assert picture.html != first
    assert re.findall(r"geven weer (\d+)", picture.html) == re.findall(r"geven weer (\d+)", first)


@pytest.mark.parametrize("given", ["0", "7", "tien", "<b>"])
def test_a_threshold_that_is_not_offered_changes_nothing(spel, given):
    picture = table_game.outcome(spel)
    press(picture, "drempel", given)
    assert spel.threshold == 10


@pytest.mark.parametrize("draw", [table_game.own_tables, table_game.outcome])
def test_what_is_invented_says_so(spel, draw):
    assert "Verzonnen cijfers" in draw(spel).html


def test_an_area_that_does_not_exist_is_refused():
    with pytest.raises(UnknownName):
        table_game.game("GM9999")
