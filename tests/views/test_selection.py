"""The Selection: only what exists can be chosen, and what must move moves to the nearest, in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.catalog import load_catalog
from workbench.disclosure import protect
from workbench.errors import EditionMismatch, InvalidInput, UnknownName
from workbench.views.offer import PICTURED, Combination, Offer
from workbench.views.selection import Selection, select

ANXIETY, STRESS, YOUNG = "angst-depressie-risico", "stress", "jv-suicidepoging"


@pytest.fixture(scope="module")
def cijfers():
    policy = load_catalog().policies["published_by_source"]
    return protect(hand_typed(), policy, theme="mentale-gezondheid")


def hand_typed():
    import pandas as pd

    lines = """
        angst-depressie-risico GM0106     2020 2016 18plus 50090NED 5.1
        angst-depressie-risico GM0114     2020 2016 18plus 50090NED 5.9
        angst-depressie-risico GM0106     2020 2020 18plus 50090NED 5.5
        angst-depressie-risico GM0114     2020 2020 18plus 50090NED 6.4
        angst-depressie-risico GM1681     2020 2020 18plus 50090NED 4.4
        angst-depressie-risico WK168106   2020 2020 18plus 50090NED 4.5
        angst-depressie-risico WK011401   2020 2020 18plus 50090NED 7.1
        stress                 GM0106     2020 2020 18plus 50090NED 15.7
        stress                 GM0106     2020 2020 65plus 50090NED 8.0
        jv-suicidepoging       GM0106     2024 2024 16-25  50140NED 3.1
        inwoners               WK168187   2024 2024 totaal 85984NED 500
        inwoners               GM0106     2024 2024 totaal 85984NED 69701
    """
    names = ["indicator", "area_code", "edition", "period", "group", "dataset", "value"]
    rows = pd.DataFrame([line.split() for line in lines.strip().splitlines()], columns=names)
    numbers = {"edition": int, "period": int, "value": float}
    return rows.astype(numbers).assign(status="published", estimation="model", version="v1")


def test_what_is_left_empty_is_chosen_well(cijfers):
    keuze = select(cijfers, indicator=ANXIETY)
    assert (keuze.period, keuze.level, keuze.group, keuze.edition) == (2020, "gemeente", "18plus", 2020)
    assert keuze.area == "GG0706"


def test_another_indicator_moves_period_and_group_to_the_nearest_and_says_so(cijfers):
    keuze = select(cijfers, indicator=ANXIETY, gebied="GM0106", periode=2016)
    keuze.choose(indicator=YOUNG)
    assert (keuze.period, keuze.group, keuze.edition, keuze.area) == (2024, "16-25", 2024, "GM0106")
    assert "de periode is nu 2024" in keuze.said
    assert "de groep is nu 16 tot en met 25 jaar" in keuze.said
    assert "indeling 2024" in keuze.said


def test_what_was_asked_for_is_not_called_an_adjustment(cijfers):
    keuze = select(cijfers, indicator=ANXIETY, periode=2020)
    keuze.choose(period=2016)
    assert keuze.said == ""


def test_an_area_that_the_new_edition_lacks_gives_way_to_its_gemeente(cijfers):
    # Drouwenermond was WK168106 in 2020 and is WK168188 in 2024 (concordance-2020-2024.yaml), without a figure here.
    keuze = select(cijfers, indicator=ANXIETY, gebied="WK168106")
    keuze.choose(indicator="inwoners")
    assert keuze.area == "WK168188"
    keuze = select(cijfers, indicator=ANXIETY, gebied="WK168106")
    keuze.choose(indicator=YOUNG)
    assert keuze.area == "GM1681"
    assert "het gebied is nu Borger-Odoorn" in keuze.said


def test_a_finer_area_makes_the_level_finer(cijfers):
    keuze = select(cijfers, indicator=ANXIETY)
    keuze.choose(area="WK011401")
    assert (keuze.level, keuze.area) == ("wijk", "WK011401")


def test_a_finer_area_than_there_are_figures_for_is_refused_and_nothing_moves(cijfers):
    keuze = select(cijfers, indicator=STRESS, gebied="GM0106")
    with pytest.raises(InvalidInput, match="no figures at level wijk"):
        keuze.choose(area="WK011401")
    assert keuze.area == "GM0106"


@pytest.mark.parametrize(
    ("wish", "error", "word"),
    [
        ({"indicator": "eenzaamhid"}, UnknownName, "Indicator"),
        ({"indicator": ANXIETY, "periode": 2019}, UnknownName, "2016"),
        ({"indicator": ANXIETY, "niveau": "buurt"}, UnknownName, "Niveau"),
        ({"indicator": ANXIETY, "groep": "65plus"}, UnknownName, "Groep"),
        ({"indicator": ANXIETY, "gebied": "GM9999"}, UnknownName, "GM9999"),
        ({"indicator": ANXIETY, "gebied": "WK168187"}, EditionMismatch, "2024"),
        ({"indicator": ANXIETY, "vergelijking": "iedereen"}, UnknownName, "Vergelijking"),
    ],
)
def test_what_does_not_exist_is_named_in_dutch(cijfers, wish, error, word):
    with pytest.raises(error) as raised:
        select(cijfers, **wish)
    assert word in raised.value.page


def test_assigning_a_trait_is_choosing(cijfers):
    keuze = select(cijfers, indicator=ANXIETY)
    keuze.indicator = YOUNG
    assert keuze.period == 2024


def test_a_follower_is_told_once_and_only_of_what_it_follows(cijfers):
    keuze, told = select(cijfers, indicator=ANXIETY), []
    keuze.follow(lambda: told.append("indicator"), "indicator", "period", "group")
    keuze.follow(lambda: told.append("area"), "area")
    keuze.choose(indicator=YOUNG)
    assert told == ["indicator"]


def test_a_selection_of_other_figures_is_refused(cijfers):
    other = protect(hand_typed(), load_catalog().policies["published_by_source"], theme="mentale-gezondheid")
    with pytest.raises(InvalidInput):
        select(cijfers, indicator=ANXIETY).of(other)


COMBINATIONS = st.builds(
    Combination,
    st.sampled_from(["a", "b", "c"]),
    st.sampled_from(PICTURED),
    st.sampled_from([2012, 2016, 2020, 202003]),
    st.sampled_from(["totaal", "18plus", "65plus"]),
    st.sampled_from([2020, 2024]),
    st.just(0),
)


@given(st.lists(COMBINATIONS, min_size=1), COMBINATIONS, st.sampled_from(["indicator", "level", "period", "group"]))
def test_the_nearest_combination_exists_and_keeps_what_was_chosen(there, wish, keep):
    offer = Offer(there)
    if getattr(wish, keep) not in offer.values(keep):
        with pytest.raises(UnknownName):
            offer.nearest(wish, keep=keep)
        return
    found = offer.nearest(wish, keep=keep)
    assert found in there
    assert getattr(found, keep) == getattr(wish, keep)


@given(st.lists(COMBINATIONS, min_size=1), st.data())
def test_a_combination_that_exists_is_its_own_nearest(there, data):
    wish = data.draw(st.sampled_from(there))
    assert Offer(there).nearest(wish, keep="indicator") == wish


def test_every_offered_choice_can_be_chosen(cijfers):
    keuze = Selection(cijfers)
    for name in ("indicator", "level", "period", "group"):
        for value in keuze.offer.values(name):
            fresh = select(cijfers, indicator=ANXIETY)
            fresh.choose(**{name: value})
            assert getattr(fresh, name) == value
