"""Snapshots: what is put in comes out, every version is kept, and `current` switches in one step."""

import json
import subprocess
import sys
import time

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.store.conftest import table
from workbench import store
from workbench.errors import InvalidInput, StoreError, UnknownName
from workbench.store.folder import secret
from workbench.table import COLUMNS, DTYPES

FIRST = """
    area_code | value | status
    GM0106    |  46.4 | published
    GM0114    |  45.6 | published
    WK010600  |       | unreliable
"""
SECOND = FIRST.replace("46.4", "46.9")


def test_what_is_put_in_comes_out_in_the_columns_of_the_one_table(home):
    version = store.put("50090NED", table(FIRST), origin={"title": "x"})
    rows = store.figures.read(["eenzaamheid"])
    assert tuple(rows.columns) == COLUMNS
    assert {name: str(kind).split("[")[0] for name, kind in rows.dtypes.items()} == DTYPES
    assert rows["value"].tolist()[:2] == [46.4, 45.6]
    assert rows["value"].isna().tolist() == [False, False, True]
    assert set(rows["version"]) == {version.id}
    assert set(rows["dataset"]) == {"50090NED"}


def test_equal_figures_have_equal_versions_whatever_their_order(home):
    one = store.put("50090NED", table(FIRST), origin={})
    two = store.put("50090NED", table(FIRST).iloc[::-1], origin={})
    assert one.id == two.id
    assert len(store.history("50090NED")) == 1


@pytest.mark.parametrize(
    ("column", "value"),
    [("value", 46.5), ("lower", 40.0), ("numerator", 3), ("group", "65plus"), ("edition", 2024), ("area_code", "NL")],
)
def test_any_other_figure_is_another_version(home, column, value):
    one = store.put("50090NED", table(FIRST), origin={})
    other = table(FIRST)
    other.loc[0, column] = value
    assert store.put("50090NED", other, origin={}).id != one.id


def test_invented_figures_never_share_a_version_with_real_ones(home):
    invented = store.put("50090NED", table(FIRST), origin={"demo": True})
    real = store.put("50090NED", table(FIRST), origin={})
    assert (invented.demo, real.demo) == (True, False)
    assert invented.id != real.id


def test_the_way_back_brings_the_old_figures_and_throws_nothing_away(home):
    first = store.put("50090NED", table(FIRST), origin={})
    second = store.put("50090NED", table(SECOND), origin={})
    store.restore("50090NED", first.id)
    assert store.current("50090NED").id == first.id
    assert store.figures.read()["value"].tolist()[0] == 46.4
    assert {version.id for version in store.history("50090NED")} == {first.id, second.id}
    assert [switch["action"] for switch in store.versions.switches("50090NED")] == ["put", "put", "restore"]


def test_a_version_that_does_not_exist_is_refused(home):
    store.put("50090NED", table(FIRST), origin={})
    with pytest.raises(UnknownName):
        store.restore("50090NED", "0" * 16)
    with pytest.raises(UnknownName):
        store.restore("50090NED", "../50090NED")


@pytest.mark.parametrize("name", ["../elders", "a/b", "", ".demo", "_outlines"])
def test_a_dataset_name_cannot_lead_out_of_the_store(home, name):
    with pytest.raises(InvalidInput):
        store.put(name, table(FIRST), origin={})


def test_an_empty_store_gives_an_empty_table_with_the_right_columns(home):
    rows = store.figures.read(["eenzaamheid"])
    assert rows.empty
    assert tuple(rows.columns) == COLUMNS


def test_reading_takes_only_what_was_asked_for(home):
    rows = table(
        FIRST.replace("area_code |", "area_code | period |")
        .replace("    GM0106    |", "    GM0106 | 2016 |")
        .replace("    GM0114    |", "    GM0114 | 2020 |")
        .replace("    WK010600  |", "    WK010600 | 2020 |")
    )
    store.put("50090NED", rows, origin={})
    assert store.figures.read(periods=[2016])["area_code"].tolist() == ["GM0106"]
    assert store.figures.read(areas=["GM0114", "WK010600"], periods=[2020])["area_code"].tolist() == [
        "GM0114",
        "WK010600",
    ]
    assert store.figures.read(datasets=["85984NED"]).empty
    assert store.figures.read(groups=[]).empty


def test_changes_tell_what_is_new_changed_and_gone(home):
    old = store.put("50090NED", table(FIRST), origin={})
    new = store.put("50090NED", table(SECOND.replace("GM0114", "GM0118")), origin={})
    found = store.changes("50090NED", old.id, new.id).set_index("area_code")
    assert found["kind"].to_dict() == {"GM0106": "changed", "GM0114": "gone", "GM0118": "new"}
    assert (found.loc["GM0106", "old"], found.loc["GM0106", "new"]) == (46.4, 46.9)


def test_a_figure_that_was_withdrawn_is_a_change(home):
    old = store.put("50090NED", table(FIRST), origin={})
    hidden = FIRST.replace("45.6 | published", "     | unreliable")
    new = store.put("50090NED", table(hidden), origin={})
    found = store.changes("50090NED", old.id, new.id)
    assert found[["area_code", "kind", "new_status"]].to_numpy().tolist() == [["GM0114", "changed", "unreliable"]]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.integers(0, 40), st.one_of(st.none(), st.floats(0, 100, allow_nan=False)), min_size=1, max_size=30
    ),
    st.dictionaries(
        st.integers(0, 40), st.one_of(st.none(), st.floats(0, 100, allow_nan=False)), min_size=1, max_size=30
    ),
)
def test_the_changes_applied_to_the_old_figures_give_the_new_ones(home, before, after):
    def rows(cells):
        values = pd.Series(cells, dtype="Float64")
        return table("area_code\n" + "\n".join(f"BU{code:08}" for code in cells)).assign(
            value=values.to_numpy(), status=["published" if v is not None else "missing" for v in cells.values()]
        )

    old, new = (store.put("50090NED", rows(cells), origin={}) for cells in (before, after))
    result = {f"BU{code:08}": value for code, value in before.items() if value is not None}
    for change in store.changes("50090NED", old.id, new.id).itertuples():
        result.pop(change.area_code, None)
        if change.kind != "gone":
            result[change.area_code] = change.new
    assert result == {f"BU{code:08}": value for code, value in after.items() if value is not None}


def test_a_file_in_the_place_of_the_folder_gives_one_dutch_sentence(home):
    home.parent.mkdir(exist_ok=True)
    home.write_text("hier stond al iets")
    with pytest.raises(StoreError) as caught:
        store.put("50090NED", table(FIRST), origin={})
    assert "kan niet geschreven worden" in caught.value.page
    assert home.read_text() == "hier stond al iets"


FILL = """
import resource, sys
from tests.store.conftest import table
from workbench import store
from workbench.errors import StoreError
import numpy as np, pandas as pd
size = 60_000
rows = pd.DataFrame({"indicator": "eenzaamheid", "area_code": [f"BU{n:08}" for n in range(size)], "edition": 2020,
    "period": 2020, "group": "18plus", "value": np.random.default_rng(1).uniform(0, 100, size), "status": "published",
    "estimation": "model"})
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
try:
    store.put("50090NED", rows, origin={})
except StoreError as error:
    print(error.page)
"""


def test_a_full_disk_gives_one_dutch_sentence_and_keeps_the_last_good_version(home):
    good = store.put("50090NED", table(FIRST), origin={})
    done = subprocess.run([sys.executable, "-c", FILL], capture_output=True, text=True, timeout=120, check=False)
    assert done.stdout.startswith("De schijf is vol."), done.stderr
    assert store.current("50090NED") == good
    assert not list((home / "store" / "50090NED").glob(".draft-*"))


HOLD = """
import sys, time
from workbench.store.folder import locked
with locked("50090NED"):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_lock_goes_with_its_process_even_by_kill_9(home):
    holder = subprocess.Popen([sys.executable, "-c", HOLD], stdout=subprocess.PIPE, text=True)
    with holder:
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(StoreError, match="another process"), store.folder.locked("50090NED"):
            pass
        holder.kill()
    assert store.put("50090NED", table(FIRST), origin={}).rows == 3


def test_a_draft_left_by_a_killed_process_is_swept_away_and_never_read(home):
    store.put("50090NED", table(FIRST), origin={})
    draft = home / "store" / "50090NED" / ".draft-left"
    draft.mkdir()
    (draft / "origin.json").write_text("half")
    assert len(store.history("50090NED")) == 1
    store.put("50090NED", table(SECOND), origin={})
    assert not draft.exists()


def test_damaged_figures_are_named_and_a_refresh_mends_them(home):
    version = store.put("50090NED", table(FIRST), origin={})
    path = home / "store" / "50090NED" / version.id / "figures.parquet"
    whole = path.read_bytes()
    path.write_bytes(whole[:100])
    with pytest.raises(StoreError, match="failed"):
        store.figures.read()
    store.put("50090NED", table(FIRST), origin={})
    assert len(store.figures.read()) == 3


def test_readers_see_the_old_figures_or_the_new_ones_while_versions_switch(home):
    store.put("50090NED", table(FIRST), origin={})
    script = f"""
import time
from tests.store.conftest import table
from workbench import store
for turn in range(30):
    store.put("50090NED", table({SECOND!r} if turn % 2 else {FIRST!r}), origin={{}})
"""
    seen = set()
    with subprocess.Popen([sys.executable, "-c", script]) as writer:
        while writer.poll() is None:
            seen.add(tuple(store.figures.read()["value"].dropna()))
    assert writer.returncode == 0
    assert seen <= {(46.4, 45.6), (46.9, 45.6)}


def test_one_indicator_of_a_national_table_is_read_within_a_moment(home, national):
    # The bar is 50 ms on two quiet cores (issue "The main job"); the benchmark measures it. Here it is
    # processor time and a loose limit, so that other work on the machine makes no difference.
    store.put("50090NED", national, origin={})
    store.figures.read(["eenzaamheid"])
    times = []
    for _ in range(5):
        start = time.process_time()
        rows = store.figures.read(["eenzaamheid"])
        times.append(time.process_time() - start)
    assert len(rows) == 138_728
    assert min(times) < 0.25


def test_the_origin_is_kept_beside_the_figures(home):
    version = store.put("50090NED", table(FIRST), origin={"title": "Gezondheid per wijk en buurt", "modified": "2022"})
    facts = json.loads((home / "store" / "50090NED" / version.id / "origin.json").read_text())
    assert facts["origin"]["title"] == "Gezondheid per wijk en buurt"
    assert store.current("50090NED").modified == "2022"
    assert [path.name for path in home.iterdir()] == ["store"]


def test_the_name_of_a_version_does_not_tell_what_is_hidden_in_it(tmp_path, monkeypatch):
    # Somebody who knows all but one figure stores what it might be in a workbench of their own, and compares names.
    names = []
    for home, value in (("theirs", 46.4), ("mine", 46.3), ("mine", 46.4), ("theirs", 46.4)):
        monkeypatch.setenv("WORKBENCH_HOME", str(tmp_path / home))
        rows = table(FIRST)
        rows.loc[0, "value"] = value
        names.append(store.put("50090NED", rows, origin={}).id)
    assert names[0] == names[3]
    assert not set(names[:1]) & set(names[1:3])


def test_a_secret_is_made_once_by_however_many_ask_for_it(tmp_path):
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(8) as several:
        found = set(several.map(secret, [tmp_path / "geheim"] * 40))
    assert {len(each) for each in found} == {32}
    assert len(found) == 1
    assert (tmp_path / "geheim").stat().st_mode & 0o077 == 0
