"""Refreshing and reading a national table, next to what a script with pandas does.

With the replica of the publishers beside the checkout, 50090NED (138,728 rows, 35 topics) is fetched from it.
Reading is always measured, without the replica on an invented table of the same size.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from unittest.mock import patch

import numpy as np
import pandas as pd

from workbench import store
from workbench.benchmarks.figure import Figure
from workbench.settings import CHECKOUT
from workbench.store.versions import FIGURES

REPLICA = CHECKOUT.parent / "shared" / "replica" / "replica.py"
TABLE, INDICATOR, ROWS, INDICATORS = "50090NED", "angst-depressie-risico", 138_728, 20
MEASURED = """
import json, resource, time
started = time.perf_counter()
{work}
seconds, peak = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps([seconds, peak]))
"""
OURS = "from workbench import store; store.refresh_one('50090NED')"
STOCK = """
import os, httpx, pandas as pd
url = os.environ["WORKBENCH_PUBLISHERS"] + "/dataderden.cbs.nl/ODataFeed/odata/50090NED/TypedDataSet?$format=json"
rows = []
while url:
    answer = httpx.get(url, timeout=120).json()
    rows += answer["value"]
    url = answer.get("odata.nextLink")
pd.DataFrame(rows).to_csv(os.environ["WORKBENCH_HOME"] + "/50090NED.csv")
"""


def figures() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as home, patch.dict(os.environ, {"WORKBENCH_HOME": home}):
        if REPLICA.is_file():
            with _replica() as base, patch.dict(os.environ, {"WORKBENCH_PUBLISHERS": base}):
                _measured(STOCK)  # the replica reads its own table at the first request; that is nobody's time
                stock, ours = _measured(STOCK), _measured(OURS)
            yield Figure("data: refresh 50090NED nationaal", ours[0], "s", stock=stock[0], bar=60)
            yield Figure("data: geheugen bij refresh", ours[1], "MB", stock=stock[1], bar=1024)
        else:
            store.put(TABLE, _invented(), origin={"demo": True})
        yield from _reading()


def _reading() -> Iterator[Figure]:
    path = store.current(TABLE).folder / FIGURES
    everything = _best(lambda: store.figures.read([INDICATOR]))
    stock = _best(lambda: pd.read_parquet(path).query("indicator == @INDICATOR"), times=3)
    yield Figure("data: lees 1 indicator, alle gebieden", everything * 1000, "ms", stock=stock * 1000, bar=50)
    areas = _best(lambda: store.figures.read([INDICATOR], areas=["GM0106", "GM0114", "NL"], periods=[2020]))
    yield Figure("data: lees 1 indicator, 3 gebieden, 1 jaar", areas * 1000, "ms", stock=stock * 1000)


def _best(work: Callable[[], object], *, times: int = 9) -> float:
    """The shortest of several turns: other work on the machine only ever makes it longer."""
    work()
    spent = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        spent.append(time.perf_counter() - started)
    return min(spent)


def _measured(work: str) -> tuple[float, float]:
    """Seconds and peak memory in MB of a process of its own."""
    script = MEASURED.format(work=work)
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True, timeout=900)
    seconds, peak = json.loads(done.stdout.splitlines()[-1])
    return seconds, peak


@contextmanager
def _replica() -> Iterator[str]:
    command = [sys.executable, "-B", str(REPLICA), "--port", "0", "--data", str(REPLICA.parent.parent / "data" / "raw")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process.stdout.readline().split()[1]
        finally:
            process.terminate()


def _invented() -> pd.DataFrame:
    """As many rows as the national table: 20 indicators of 138,728 cells."""
    random, place = np.random.default_rng(1), np.arange(ROWS)
    codes = np.char.add("BU", np.char.zfill((place // 8).astype(str), 8))
    names = [INDICATOR, *(f"indicator-{number:02}" for number in range(1, INDICATORS))]
    return pd.DataFrame(
        {
            "indicator": np.repeat(names, ROWS),
            "area_code": np.tile(codes, INDICATORS),
            "edition": 2020,
            "period": np.tile(2012 + place % 4 * 4, INDICATORS),
            "group": np.tile(np.where(place % 8 < 4, "18plus", "65plus"), INDICATORS),
            "value": random.integers(0, 1000, ROWS * INDICATORS) / 10,
            "status": "published",
            "estimation": "model",
        }
    )
