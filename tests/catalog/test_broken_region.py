"""The shipped catalogue, broken at random: the check names a file and a line and never falls over."""

import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbench.areas import problems_in_areas
from workbench.catalog import problems_in
from workbench.settings import CHECKOUT

SHIPPED = CHECKOUT / "data_catalog"
FILES = sorted(path.relative_to(SHIPPED).as_posix() for path in SHIPPED.rglob("*") if path.suffix in (".yaml", ".csv"))
NOISE = st.text(alphabet=st.sampled_from("ab:1 -[]{}#&*!|>'\"\n\t%@,?0.;"), min_size=1, max_size=8)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(file=st.sampled_from(FILES), place=st.floats(0, 1), cut=st.integers(0, 30), noise=NOISE)
def test_the_check_survives_whatever_is_typed(shipped: Path, monkeypatch: pytest.MonkeyPatch, file, place, cut, noise):
    monkeypatch.setenv("WORKBENCH_CATALOG", str(shipped))
    text = (SHIPPED / file).read_text(encoding="utf-8")
    start = int(place * len(text))
    (shipped / file).write_text(text[:start] + noise + text[start + cut :], encoding="utf-8")
    try:
        for problem in problems_in(shipped) + problems_in_areas():
            lines = (shipped / problem.file).read_text(encoding="utf-8").count("\n") + 1
            assert 1 <= problem.line <= lines
            assert "\n" not in str(problem)
    finally:
        shutil.copy(SHIPPED / file, shipped / file)
