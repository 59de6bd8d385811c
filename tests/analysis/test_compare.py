"""Differences, ratios and standardisation against published examples."""

import numpy as np
import pandas as pd
import pytest

from workbench.analysis.compare import (
    against_reference,
    by_chance,
    difference,
    false_discoveries,
    mistakes_expected,
    ratio,
)
from workbench.analysis.standardise import EUROPEAN_STANDARD, directly_standardised, standardised_shares
from workbench.errors import CannotAnswer


def test_a_difference_has_newcombes_interval():
    # Newcombe (1998), Stat. Med. 17, 873-890, table II, method 10: 56/70 - 48/80 gives 0.2 (0.0524 to 0.3339).
    assert difference((56, 48), (70, 80)) == pytest.approx((0.2, 0.0524, 0.3339), abs=5e-5)


def test_a_ratio_has_the_published_interval():
    # Physicians' Health Study: 104/11037 against 189/11034 infarctions, relative risk 0.55 (0.43 to 0.70);
    # Agresti, Categorical Data Analysis (2002), section 3.1 (there the other way round: 1.82, 1.43 to 2.30).
    assert ratio((189, 104), (11034, 11037)) == pytest.approx((1.82, 1.43, 2.31), abs=0.01)


def test_a_ratio_to_nobody_is_refused():
    with pytest.raises(CannotAnswer):
        ratio((3, 0), (50, 60))


def test_differences_hold_the_truth_in_95_percent_of_samples():
    generator = np.random.default_rng(5)
    one, other = generator.binomial(80, 0.3, 4000), generator.binomial(120, 0.15, 4000)
    bounds = np.array([difference((a, b), (80, 120))[1:] for a, b in zip(one, other, strict=True)])
    assert 0.93 <= np.mean((bounds[:, 0] <= 0.15) & (bounds[:, 1] >= 0.15)) <= 0.97


def test_an_area_without_an_interval_gets_no_verdict():
    rows = pd.DataFrame({"value": [5.0, 9.0, 9.0], "lower": [4.0, 8.0, np.nan], "upper": [6.0, 10.0, np.nan]})
    assert list(against_reference(rows, reference=5.5)["verdict"]) == ["niet te onderscheiden", "hoger", ""]


def test_the_note_counts_what_chance_alone_would_give():
    assert "ongeveer 9" in by_chance(189)
    assert by_chance(1) == ""


def test_false_discoveries_are_those_of_benjamini_and_hochberg():
    # Benjamini & Hochberg (1995), section 3.2: of these fifteen, the first four are kept at 0.05.
    published = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344]
    published += [0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0]
    assert false_discoveries(np.array([*published, np.nan])).sum() == 4


def test_a_standardised_rate_is_the_worked_example():
    # Worked by hand: rates 10/1000 and 60/2000 with standard weights 3:1 give 15 per 1,000.
    strata = pd.DataFrame(
        {"area_code": "A", "numerator": [10, 60], "denominator": [1000, 2000], "standard": [3000, 1000]}
    )
    found = directly_standardised(strata).iloc[0]
    assert found["value"] == pytest.approx(15.0)
    # Dobson with Byar limits of 70 (54.57 to 88.44) and variance .75^2*10/1000^2 + .25^2*60/2000^2.
    spread = np.sqrt((0.75**2 * 10 / 1000**2 + 0.25**2 * 60 / 2000**2) / 70) * 1000
    assert (found["lower"], found["upper"]) == pytest.approx((15 - spread * 15.43, 15 + spread * 18.44), abs=0.01)


def test_standardised_rates_hold_the_truth_in_95_percent_of_samples():
    generator = np.random.default_rng(7)
    persons, rates, standard = np.array([400, 300, 200]), np.array([0.02, 0.05, 0.12]), np.array([5, 3, 2])
    counts = generator.poisson(persons * rates, (1500, 3))
    strata = pd.DataFrame(
        {
            "area_code": np.repeat([f"A{number:04}" for number in range(1500)], 3),
            "numerator": counts.ravel(),
            "denominator": np.tile(persons, 1500),
            "standard": np.tile(standard, 1500),
        }
    )
    found, truth = directly_standardised(strata), 1000 * standard @ rates / 10
    assert 0.93 <= ((found["lower"] <= truth) & (truth <= found["upper"])).mean() <= 0.97


def test_an_area_with_a_hidden_stratum_gets_no_standardised_rate():
    strata = pd.DataFrame({"area_code": "A", "numerator": [30, None], "denominator": [1000, 500], "standard": [1, 1]})
    assert directly_standardised(strata)["value"].isna().all()


def shares(values: list[float], half: float) -> pd.DataFrame:
    figures = {"value": values, "lower": [v - half for v in values], "upper": [v + half for v in values]}
    return pd.DataFrame(figures | {"area_code": "A", "standard": list(EUROPEAN_STANDARD.values())})


def test_the_european_standard_has_the_adults_of_eurostat():
    # Eurostat (2013), Revision of the European Standard Population: 65 and older are 19,500 of 100,000; under 20
    # they are 21,500, of which 2,200 are 18 or 19.
    assert sum(EUROPEAN_STANDARD.values()) == 100_000 - (21_500 - 2_200)


def test_figures_by_age_are_weighted_and_so_are_their_margins():
    # Worked by hand: weights .7584 and .2416; sqrt((.7584*2)^2 + (.2416*2)^2) = 1.592.
    found = standardised_shares(shares([10.0, 20.0], 2.0)).iloc[0]
    assert found["value"] == pytest.approx(12.416, abs=1e-3)
    assert (found["lower"], found["upper"]) == pytest.approx((12.416 - 1.592, 12.416 + 1.592), abs=1e-3)


def test_figures_by_age_without_a_margin_get_no_interval_and_with_a_gap_no_figure():
    bare = shares([10.0, 20.0], np.nan)
    assert standardised_shares(bare).iloc[0].isna().tolist() == [False, False, True, True]
    assert np.isnan(standardised_shares(shares([10.0, np.nan], 2.0)).iloc[0]["value"])


def test_strata_that_do_not_fit_are_refused():
    with pytest.raises(CannotAnswer):
        standardised_shares(shares([10.0, 20.0], 2.0).iloc[:0])


def test_the_mistakes_among_areas_that_are_called_certain_are_added_up():
    # By hand: 0.05 + 0.04 + 0.03 of a mistake, and the area of 0.5 is not called anything.
    assert "Bij de 3 gebieden" in mistakes_expected(np.array([0.95, 0.04, 0.97, 0.5]))
    assert "bij minder dan één toch andersom" in mistakes_expected(np.array([0.95, 0.04, 0.97, 0.5]))
    assert "bij ongeveer 2 toch andersom" in mistakes_expected(np.full(40, 0.955))
    assert mistakes_expected(np.array([0.6, 0.4])) == ""
