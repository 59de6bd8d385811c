"""Control charts against published limits, and their rules against series made to break them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.analysis.monitor import charts
from workbench.errors import CannotAnswer

# NHSRplotthedots, tests/testthat/test-ptd_spc_standard.R: set.seed(123); rnorm(20), to eight decimals as R prints it.
NHS_SERIES = [
    -0.56047565, -0.23017749, 1.55870831, 0.07050839, 0.12928774, 1.71506499, 0.46091621, -1.26506123, -0.68685285,
    -0.44566197, 1.22408180, 0.35981383, 0.40077145, 0.11068272, -0.55584113, 1.78691314, 0.49785048, -1.96661716,
    0.70135590, -0.47279141,
]  # fmt: skip
# NIST/SEMATECH e-Handbook, 6.3.2.2 (flow rate), 6.3.3.1 (wafer defects) and 6.3.3.2 (fraction defective, n = 50).
NIST_FLOW = [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]
NIST_DEFECTS = [16, 14, 28, 16, 12, 20, 10, 12, 10, 17, 19, 17, 14, 16, 15, 13, 14, 16, 11, 20, 11, 19, 16, 31, 13]
NIST_SHARES = [
    0.24, 0.30, 0.16, 0.20, 0.08, 0.14, 0.32, 0.18, 0.28, 0.20, 0.10, 0.12, 0.34, 0.24, 0.44,
    0.16, 0.20, 0.10, 0.26, 0.22, 0.40, 0.36, 0.48, 0.30, 0.18, 0.24, 0.14, 0.26, 0.18, 0.12,
]  # fmt: skip


def line(chart: charts.Chart) -> tuple[float, float, float]:
    return chart.mean[-1], chart.upper[-1], chart.lower[-1]


# Same package, tests/testthat/_snaps/ptd_spc_standard.md, every digit it prints: the series as it is, with point 15 set
# to ten, and the latter without leaving out-of-control ranges out.
WITH_AN_OUTLIER = [*NHS_SERIES[:14], 10.0, *NHS_SERIES[15:]]


@pytest.mark.parametrize(
    ("series", "screened", "published"),
    [
        (NHS_SERIES, True, ("0.1416238", "3.294627", "-3.01138")),
        (WITH_AN_OUTLIER, True, ("0.6694159", "3.722497", "-2.383666")),
        (WITH_AN_OUTLIER, False, ("0.6694159", "5.935457", "-4.596625")),
    ],
)
def test_the_nhs_reference_series_has_its_published_limits_to_the_last_digit(series, screened, published):
    assert tuple(f"{value:.7g}" for value in line(charts.xmr_chart(series, screened=screened))) == published


def test_the_nist_individuals_chart():
    found = line(charts.xmr_chart(NIST_FLOW, ranges_wide=charts.NIST))
    assert tuple(round(value, 4) for value in found) == (50.81, 55.8041, 45.8159)


def test_the_nist_counts_chart():
    assert line(charts.c_chart(NIST_DEFECTS)) == pytest.approx((16, 28, 4))


def test_the_nist_proportions_chart():
    counts = np.round(np.array(NIST_SHARES) * 50)
    assert line(charts.p_chart(counts, np.full(30, 50))) == pytest.approx((0.2313, 0.4102, 0.0524), abs=1e-4)


def test_large_denominators_widen_the_prime_chart_as_laney_intends():
    generator = np.random.default_rng(7)
    totals = np.full(40, 1_000_000)
    counts = generator.binomial(totals, np.clip(generator.normal(0.1, 0.004, 40), 0, 1))
    plain, prime = charts.p_chart(counts, totals), charts.p_chart(counts, totals, laney=True)
    assert charts.signals(plain).beyond.mean() > 0.5
    assert charts.signals(prime).beyond.mean() < 0.05


def test_without_extra_spread_the_prime_chart_equals_the_plain_one():
    generator = np.random.default_rng(3)
    exposures = generator.uniform(500, 2000, 4000)
    counts = generator.poisson(exposures * 0.02)
    plain, prime = charts.u_chart(counts, exposures), charts.u_chart(counts, exposures, laney=True)
    assert prime.upper == pytest.approx(plain.upper, rel=0.02)


def series_with(tail: list[float]) -> charts.Chart:
    steady = [10.0, 11.0] * 10
    return charts.Chart(*(np.array(part) for part in _parts(steady + tail)), kind="XmR")


def _parts(values):
    length = len(values)
    return values, [10.5] * length, [7.5] * length, [13.5] * length


@pytest.mark.parametrize(
    ("tail", "rule"),
    [
        ([14.0], "beyond"),
        ([10.6, 10.9, 10.6, 10.9, 10.6, 10.9, 10.7], "shift"),
        ([9.0, 9.4, 9.8, 10.2, 10.6, 10.7, 10.8], "trend"),
        ([13.0, 10.0, 13.1], "two_of_three"),
    ],
)
def test_each_rule_speaks_for_the_series_made_for_it(tail, rule):
    found = charts.signals(series_with(tail))
    assert getattr(found, rule)[-1]


def test_a_point_on_either_side_is_not_two_of_three():
    assert not charts.signals(series_with([13.0, 10.5, 8.0])).two_of_three.any()


def test_six_on_one_side_is_still_chance():
    assert not charts.signals(series_with([10.0, 10.6, 10.9, 10.6, 10.9, 10.6, 10.9])).shift[-1]


def test_the_word_for_a_change_depends_on_which_way_is_worse():
    high = series_with([14.0])
    assert charts.variation(high, higher_is_worse=True) == "verslechtering"
    assert charts.variation(high, higher_is_worse=False) == "verbetering"
    assert charts.variation(high, higher_is_worse=None) == "verandering"
    assert charts.variation(series_with([10.2]), higher_is_worse=True) == "toeval"


@pytest.mark.parametrize(
    ("target", "word"),
    [(20.0, "haalt het doel"), (5.0, "haalt het doel niet"), (10.0, "soms wel, soms niet"), (None, "geen doel")],
)
def test_a_target_is_judged_against_the_limits(target, word):
    assert charts.assurance(series_with([10.2]), target=target, higher_is_worse=True) == word


@pytest.mark.parametrize("values", [[1.0], [], [1.0, np.nan, 2.0], [1.0, np.inf]])
def test_a_series_with_a_gap_or_too_few_points_is_refused(values):
    with pytest.raises(CannotAnswer) as refused:
        charts.xmr_chart(values)
    assert "regelkaart" in refused.value.page


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=60), st.floats(-1e3, 1e3))
def test_moving_a_series_moves_its_limits_and_nothing_else(values, by):
    here, there = charts.xmr_chart(values), charts.xmr_chart(np.array(values) + by)
    assert there.mean - here.mean == pytest.approx(np.full(len(values), by), abs=1e-5)
    assert (here.lower <= here.mean).all()
    assert (here.mean <= here.upper).all()


def test_false_alarms_of_a_steady_series_are_rare():
    generator = np.random.default_rng(11)
    alarms = [charts.signals(charts.xmr_chart(generator.normal(50, 5, 24))).beyond.mean() for _ in range(500)]
    assert np.mean(alarms) < 0.01


def test_two_of_three_means_two_sigma_also_where_the_lower_limit_stops_at_nought():
    # A mean of four cases has a sigma of two, so one case is a deviation of one and a half sigma: no signal.
    chart = charts.c_chart([4, 7, 4, 1, 1, 7, 4, 4, 4, 4])
    assert (chart.mean[0], chart.lower[0]) == (4, 0)
    assert not charts.signals(chart).two_of_three.any()
    # Nine and nine are two and a half above it.
    assert charts.signals(charts.c_chart([4, 9, 9, 2, 2, 2, 4, 3, 3, 2])).two_of_three.tolist()[:4] == [
        False,
        True,
        True,
        False,
    ]
