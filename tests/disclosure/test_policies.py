"""Every rule that an owner of figures holds can be written down, and does what it says."""

import pandas as pd
import pytest
from pydantic import ValidationError

from tests.disclosure.small_tables import policy, statuses, table
from workbench.catalog.policy import strictest
from workbench.disclosure.primary import sensitive
from workbench.disclosure.protecting import protect

BY_SOURCE = policy(id="bron", kind="published_by_source")


def hides(numerator, denominator, **limits) -> bool:
    rows = table(f"area_code | numerator | denominator\n GM0106 | {numerator} | {denominator}")
    return bool(sensitive(rows.assign(status="published"), policy(**limits)).item())


@pytest.mark.parametrize("base", [10, 30, 50])
def test_a_group_smaller_than_the_minimum_base_is_hidden(base):
    assert hides(5, base - 1, minimum_base=base)
    assert not hides(5, base, minimum_base=base)


def test_a_questionnaire_needs_100_per_question_and_10_per_answer():
    rule = {"minimum_base": 100, "minimum_cell": 10}
    assert hides(50, 99, **rule)
    assert hides(9, 100, **rule)
    assert not hides(10, 100, **rule)


def test_a_share_over_90_percent_discloses_the_group():
    assert hides(91, 100, group_share=90)
    assert not hides(90, 100, group_share=90)


def test_nobody_and_everybody_are_disclosure_when_the_policy_says_so():
    assert not hides(0, 100, minimum_cell=10)
    assert hides(0, 100, hide_none=True)
    assert hides(100, 100, hide_everyone=True)


def test_few_people_outside_the_answer_are_as_recognisable_as_few_inside():
    assert hides(95, 100, minimum_rest=10)
    assert not hides(90, 100, minimum_rest=10)


def test_what_cannot_be_judged_is_hidden():
    assert hides("", 100, minimum_cell=10)
    assert hides(50, "", minimum_base=10)


def test_a_figure_without_a_count_is_hidden_under_any_limit():
    # 40 % of 900 minus 38 % of 880 is what the 20 others said: without counts nobody can see to it.
    assert hides("", 900, minimum_base=30)


def amounts(*each: float) -> pd.DataFrame:
    names = [f"organisatie {number}" for number in range(len(each))]
    return pd.DataFrame({"area_code": "GM0106", "contributor": names, "amount": each})


@pytest.mark.parametrize(
    ("limits", "given", "hidden"),
    [
        ({"dominance": {"n": 1, "k": 75}}, (76, 12, 12), True),
        ({"dominance": {"n": 1, "k": 75}}, (75, 13, 12), False),
        ({"dominance": {"n": 2, "k": 85}}, (50, 36, 14), True),
        # p %: 100 - 60 - 36 = 4 is less than 10 % of 60 = 6 (Hundepool et al. 2012, section 4.2.2)
        ({"p_percent": 10}, (60, 36, 4), True),
        ({"p_percent": 10}, (60, 34, 6), False),
        ({"minimum_contributors": 3}, (50, 50), True),
    ],
)
def test_a_dominating_contributor_hides_the_amount(limits, given, hidden):
    rows = table("area_code | numerator | denominator\n GM0106 | 100 | 1000").assign(status="published")
    assert sensitive(rows, policy(**limits), contributions=amounts(*given)).item() is hidden


def test_money_without_its_contributors_is_hidden():
    rows = table("area_code | numerator | denominator\n GM0106 | 100 | 1000").assign(status="published")
    assert sensitive(rows, policy(p_percent=10)).item() is True


def test_of_several_sources_the_strictest_holds():
    cells, groups = policy(minimum_cell=10, group_share=95), policy(id="b", minimum_base=30, group_share=90)
    joined = strictest([cells, groups, BY_SOURCE])
    assert (joined.minimum_base, joined.minimum_cell, joined.group_share, joined.width) == (30, 10, 90, 10)


def test_published_by_source_passes_on_what_the_source_shows():
    safe = protect(table("area_code | numerator | denominator\n GM0106 | 1 | 3"), BY_SOURCE)
    assert statuses(safe) == ["published"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "published_by_source", "minimum_cell": 10},
        {"kind": "threshold"},
        {"minimum_cell": 10, "method": "rounding"},
        {"minimum_cell": 10, "minimum_sell": 5},
        {"group_share": 101},
    ],
)
def test_a_policy_that_contradicts_itself_is_refused(wrong):
    with pytest.raises(ValidationError):
        policy(**wrong)


def test_a_dataset_without_a_policy_does_not_leave():
    with pytest.raises(ValueError, match="without a policy"):
        protect(table("area_code | numerator | denominator\n GM0106 | 100 | 1000"), {})
