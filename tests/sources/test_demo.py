"""Invented figures: for every indicator, plausible, the same each time, and adding up."""

import subprocess
import sys
import time

import pytest

from workbench import areas, store
from workbench.catalog import load_catalog
from workbench.sources.demo import Invention


@pytest.fixture(scope="module")
def invented(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WORKBENCH_HOME", str(tmp_path_factory.mktemp("demo")))
        started = time.process_time()
        store.ensure_demo()
        spent = time.process_time() - started
        yield store.figures.read(), spent


def test_an_empty_store_is_filled_within_seconds_without_a_network(invented):
    assert invented[1] < 20  # of processor time; about 3 on two quiet cores


def test_every_indicator_has_figures_in_every_period_of_the_catalogue(invented):
    # Joint sums are left out: nobody adds up what was invented.
    catalog, rows = load_catalog(), invented[0]
    found = rows.groupby("indicator")["period"].agg(lambda periods: sorted(set(periods)))
    summed = {name for name in catalog.indicators if catalog.datasets_of(name)[0].service == "joint"}
    assert found.to_dict() == {name: catalog.periods(name) for name in catalog.indicators if name not in summed}
    assert len(found) >= 30


def test_every_status_is_to_be_seen_and_only_published_cells_have_a_figure(invented):
    rows = invented[0]
    assert set(rows["status"]) == {"published", "suppressed", "unreliable", "missing"}
    assert (rows["value"].notna() == (rows["status"] == "published")).all()


def test_all_areas_are_of_the_edition_that_the_dataset_names(invented):
    for edition, rows in invented[0].groupby("edition"):
        known = {
            area.code
            for level in ("land", "regio", "gemeente", "wijk", "buurt")
            for area in areas.areas(level, edition=edition)
        }
        assert set(rows["area_code"]) <= known


def test_percentages_are_percentages_and_lie_in_their_interval(invented):
    catalog, rows = load_catalog(), invented[0].dropna(subset=["value"])
    percent = rows[rows["indicator"].map(lambda name: catalog.indicators[name].unit == "percent")]
    assert percent["value"].between(0, 100).all()
    inside = rows.dropna(subset=["lower"])
    assert len(inside) > 10_000
    assert ((inside["lower"] <= inside["value"]) & (inside["value"] <= inside["upper"])).all()


def test_counts_of_wijken_add_up_to_their_gemeente():
    catalog = load_catalog()
    delivered = next(each for each in catalog.datasets.values() if each.policy != "published_by_source")
    dataset = delivered.model_copy(update={"levels": ["gemeente", "wijk"]})
    rows = Invention().figures(dataset, catalog.indicators_in(dataset.id))
    for column in ("numerator", "denominator"):
        wijken = rows[rows["area_code"].str.startswith("WK")]
        by_gemeente = wijken.groupby(["GM" + wijken["area_code"].str[2:6], "period", "group"])[column].sum()
        gemeenten = rows[rows["area_code"].str.startswith("GM")].set_index(["area_code", "period", "group"])[column]
        assert len(gemeenten) > 12
        assert (by_gemeente.sort_index() == gemeenten.sort_index()).all()


def test_neighbours_are_alike(invented):
    rows = invented[0]
    chosen = rows[(rows["indicator"] == "eenzaamheid") & (rows["period"] == 2020) & (rows["group"] == "18plus")]
    buurten = chosen[chosen["area_code"].str.startswith("BU")].dropna(subset=["value"]).set_index("area_code")["value"]
    near = areas.neighbours(areas.schematic("buurt", edition=2020))
    pairs = [(buurten[one], buurten[two]) for one in buurten.index for two in near[one] if two in buurten.index]
    middle = buurten.mean()
    likeness = sum((one - middle) * (two - middle) for one, two in pairs) / len(pairs) / buurten.var()
    assert likeness > 0.2  # Moran's I; a random pattern is near 0


def test_the_same_seed_invents_the_same_and_another_seed_does_not():
    catalog = load_catalog()
    dataset, indicators = catalog.dataset("50140NED"), catalog.indicators_in("50140NED")
    once, again, other = (Invention(seed=seed).figures(dataset, indicators) for seed in (1, 1, 2))
    assert once.equals(again)
    assert not once.equals(other)


def test_two_processes_that_start_at_once_make_the_same_store(home):
    command = [sys.executable, "-c", "from workbench import store; store.ensure_demo()"]
    with subprocess.Popen(command) as one, subprocess.Popen(command) as two:
        assert (one.wait(), two.wait()) == (0, 0)
    assert all(len(store.history(name)) == 1 for name in store.versions.datasets())


def test_once_anything_is_real_nothing_is_invented_any_more(home, invented):
    rows = invented[0]
    store.put("50140NED", rows[rows["dataset"] == "50140NED"], origin={})
    store.ensure_demo()
    assert store.versions.datasets() == ["50140NED"]
    assert not store.is_demo()
