"""Each finding is one plain Dutch sentence; a method that may not answer says why."""

import numpy as np
import pandas as pd
import pytest

from workbench.analysis.monitor import findings
from workbench.analysis.monitor.guard import Stretch
from workbench.analysis.monitor.series import Series, together
from workbench.catalog import load_catalog

MONTHS = tuple(year * 100 + month for year in range(2019, 2024) for month in range(1, 13))


def monthly(counts, *, direction: str = "higher_is_worse") -> Series:
    catalog = load_catalog()
    indicator = catalog.indicator("jongeren-met-jeugdzorg").model_copy(update={"direction": direction})
    counted = np.asarray(counts, dtype=float)
    return Series("GM0106", indicator, Stretch(MONTHS[: len(counted)], 2024), counted, counted, None)


@pytest.fixture
def steady() -> np.ndarray:
    return np.random.default_rng(4).poisson(60, 60)


def test_an_ordinary_point_is_called_ordinary(steady):
    assert "gewone schommeling" in findings.steadiness(monthly(steady)).answer


def test_a_point_far_out_is_named_by_what_it_means(steady):
    steady[-1] = 140
    assert "verslechtering" in findings.steadiness(monthly(steady)).answer


def test_a_short_series_cannot_be_judged_yet(steady):
    assert findings.steadiness(monthly(steady[:5])).answer.startswith("Nog niet te beoordelen: er zijn 5 punten")


def test_a_single_point_cannot_be_judged_yet_and_is_not_drawn(steady):
    found = findings.steadiness(monthly(steady[:1]))
    assert found.answer == "Nog niet te beoordelen: er is 1 punt en er zijn er minstens 12 nodig."
    assert found.result is None


@pytest.mark.parametrize(
    ("target", "told"), [(200.0, "wel"), (10.0, "niet"), (60.0, "soms wel en soms niet")]
)  # limits from about 37 to 83, and lower is better
def test_a_target_is_told_to_be_met_or_not_by_what_goes_on(steady, target, told):
    answer = findings.steadiness(monthly(steady), target=target).answer
    assert answer.endswith(f"wordt op deze manier {told} gehaald.")


def test_a_halved_level_is_found_and_said_with_its_interval(steady):
    halved = np.where(np.arange(60) >= 36, steady // 2, steady)
    answer = findings.level_change(monthly(halved), start=202201).answer
    assert answer.startswith("Sinds januari 2022 is het niveau")
    assert "lager" in answer
    assert "95%-interval" in answer


def test_a_start_in_the_future_gives_a_sentence_and_no_drawing(steady):
    found = findings.level_change(monthly(steady), start=203001)
    assert found.result is None
    assert found.answer.startswith("Nog niet te beoordelen")


def areas_panel(*, effect: float) -> pd.DataFrame:
    generator = np.random.default_rng(1)
    rows = [
        (
            f"GM{area:04d}",
            year,
            100 + 5 * area + 2 * (year - 2005) + generator.normal(0, 1) + effect * (area == 0 and year >= 2017),
        )
        for area in range(12)
        for year in range(2005, 2023)
    ]
    return pd.DataFrame(rows, columns=["area_code", "period", "value"])


@pytest.mark.parametrize("method", [findings.against_others, findings.against_mix])
def test_an_area_that_falls_behind_the_others_is_said_to_fall(method):
    assert "meer gedaald" in method(areas_panel(effect=-15), areas=["GM0000"], start=2017).answer


@pytest.mark.parametrize("method", [findings.against_others, findings.against_mix])
def test_a_comparison_over_fewer_than_twelve_points_is_not_judged_yet(method):
    panel = areas_panel(effect=-15)
    found = method(panel[panel["period"] >= 2012], areas=["GM0000"], start=2017)
    assert found.answer == "Nog niet te beoordelen: er zijn 11 punten en er zijn er minstens 12 nodig."
    assert found.result is None


def test_without_an_effect_the_mix_says_so():
    assert "niet te onderscheiden" in findings.against_mix(areas_panel(effect=0), areas=["GM0000"], start=2017).answer


def test_a_gap_with_other_areas_has_the_unit_of_the_figure():
    asked = {"areas": ["GM0000"], "start": 2017, "unit": "per_10000"}
    for method in (findings.against_others, findings.against_mix):
        assert "per 10.000)" in method(areas_panel(effect=-20), **asked).answer


def test_an_area_that_already_went_its_own_way_is_not_compared():
    panel = areas_panel(effect=0)
    panel.loc[panel["area_code"] == "GM0000", "value"] += 4 * (panel["period"] - 2005)
    assert findings.against_others(panel, areas=["GM0000"], start=2017).answer.startswith(
        "De vergelijking gaat niet op"
    )


def test_the_correction_for_choosing_a_peak_says_both_figures():
    before = pd.DataFrame({"area_code": [f"W{n}" for n in range(20)], "count": [130] + [100] * 19, "exposure": 1000.0})
    answer = findings.after_choice(before, area="W0", after=100, exposed_after=1000).answer
    assert "dalen vaak vanzelf" in answer
    assert "zonder correctie leek het een daling van 23" in answer


def test_a_rise_from_nothing_counted_is_said_without_a_share():
    before = pd.DataFrame({"area_code": [f"W{n}" for n in range(20)], "count": [0] + [100] * 19, "exposure": 1000.0})
    answer = findings.after_choice(before, area="W0", after=100, exposed_after=1000).answer
    assert "voor de start was er niets geteld" in answer
    assert "inf" not in answer


def test_areas_outside_the_funnel_are_named():
    observed, exposure = np.array([100.0] * 11 + [190]), np.full(12, 1000.0)
    names = [f"wijk {n}" for n in range(12)]
    assert findings.between_areas(observed, exposure, names=names).answer == "Buiten de trechter ligt: wijk 11."


def test_what_could_be_seen_is_said_before_the_start(steady):
    answer = findings.visible_beforehand(monthly(steady // 20), start=202201, place="deze wijk").answer
    assert "niet te onderscheiden van toeval" in answer


def test_a_series_that_will_be_too_short_is_said_before_the_start(steady):
    yearly = Series("GM0106", monthly(steady).indicator, Stretch((2021, 2022), 2024), *[steady[:2] * 10.0] * 2, None)
    answer = findings.visible_beforehand(yearly, start=2023, place="Assen", years=2).answer
    assert answer.endswith("Er zijn dan 4 punten; beoordelen kan vanaf 12.")


def test_areas_taken_together_are_judged_on_their_sum(steady):
    one, other = monthly(steady), monthly(steady[:40])
    both = together([one, other])
    assert both.stretch.periods == MONTHS[:40]
    assert (both.counts == 2 * steady[:40]).all()


def test_every_answer_says_what_would_change_it(steady):
    for found in (findings.steadiness(monthly(steady)), findings.level_change(monthly(steady), start=202101)):
        assert found.would_change.endswith((".", "helpt."))
