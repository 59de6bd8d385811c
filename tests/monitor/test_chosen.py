"""An area chosen for its peak falls back by itself; the corrected comparison must not call that an effect."""

import numpy as np
import pytest

from workbench.analysis.monitor.chosen import change_after_choice
from workbench.errors import CannotAnswer


def test_the_raw_comparison_would_see_an_effect_that_is_not_there():
    raw = [peak_without_effect(seed).raw for seed in range(100)]
    assert np.median(raw) < 0.85


def peak_without_effect(seed: int):
    """Fifty areas, of which the one with the highest rate is chosen; nothing is done there."""
    generator = np.random.default_rng(seed)
    exposure = generator.uniform(300, 900, 50)
    rates = generator.gamma(12, 0.05 / 12, 50)
    before = generator.poisson(rates * exposure)
    chosen = int(np.argmax(before / exposure))
    after = generator.poisson(rates[chosen] * exposure[chosen])
    return change_after_choice(before, exposure, chosen=chosen, after=after, exposed_after=exposure[chosen])


def test_when_all_areas_are_alike_the_correction_is_complete():
    change = change_after_choice([130] + [100] * 30, [1000] * 31, chosen=0, after=100, exposed_after=1000)
    assert change.raw == pytest.approx(100 / 130)
    assert change.ratio == pytest.approx(1.0, abs=0.08)


def test_a_large_area_keeps_its_own_level():
    change = change_after_choice(
        [13_000] + [100] * 30, [100_000] + [1000] * 30, chosen=0, after=6500, exposed_after=100_000
    )
    assert change.ratio == pytest.approx(0.5, abs=0.02)


@pytest.mark.parametrize("counts", [[3] * 7, [0] * 20])
def test_too_few_areas_or_nothing_counted_is_refused(counts):
    with pytest.raises(CannotAnswer):
        change_after_choice(counts, [100] * len(counts), chosen=0, after=1, exposed_after=100)
