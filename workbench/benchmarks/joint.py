"""Joint sums: the whole computation with suppression inside, next to the plain sum and to mpyc's own comparison."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from workbench.benchmarks.figure import Figure
from workbench.joint import rehearse
from workbench.joint.plain import plain_sum

BANDS = ["0-6", "6-12", "12-16", "16-18", "18-23"]
SIZES = ((3, 10_000, 3.0), (5, 10_000, 8.0), (3, 100_000, 40.0))
STOCK_CELLS = 200  # mpyc's comparison is so much slower that a sample stands for the whole
STOCK = """
import sys, time
from mpyc.runtime import mpc
import numpy as np
cells, threshold = int({cells}), 10
async def main():
    await mpc.start()
    kind = mpc.SecInt(32)
    shared = mpc.input([kind(int(v)) for v in np.random.default_rng(1).integers(0, 60, cells)], senders=0)
    begun = time.monotonic()
    await mpc.output([value < threshold for value in shared])
    if mpc.pid == 0:
        print("SECONDS", time.monotonic() - begun, flush=True)
    await mpc.shutdown()
mpc.run(main())
"""


def figures() -> Iterator[Figure]:
    per_cell = _stock_seconds_per_cell()
    for parties, cells, bar in SIZES:
        seconds, plain = _joint(parties=parties, cells=cells)
        name = f"joint.sum.{parties}_parties.{cells}_cells"
        yield Figure(name, seconds, "s", stock=per_cell * cells if parties == 3 else None, bar=bar)
        yield Figure(f"{name}.plain", plain, "s")
    yield from _persons()


def _joint(*, parties: int, cells: int) -> tuple[float, float]:
    """Seconds from connected to the result, the slowest party, and those of the plain sum."""
    areas = [f"WK{number:06d}" for number in range(cells // (len(BANDS) + 1) * 5 // 6)]
    parents = {area: f"GM{number % 60:04d}" for number, area in enumerate(areas)} | {
        f"GM{number:04d}": "GG0706" for number in range(60)
    }
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        manifest = {"areas": areas, "parents": parents, "bands": BANDS}
        cast = rehearse.cast_for(folder, organisations=3, parties=parties, manifest=manifest)
        tables = [rehearse.invented_table(cast.agreement.manifest, seed=number) for number in range(3)]
        rehearse.drop_shares(cast, tables, folder)
        record = rehearse.run_parties(cast, folder, say=lambda _: None)
        begun = time.monotonic()
        plain_sum(tables, cast.agreement.manifest)
        return record.seconds, time.monotonic() - begun


def _stock_seconds_per_cell() -> float:
    with tempfile.TemporaryDirectory() as name:
        script = Path(name) / "stock.py"
        script.write_text(STOCK.format(cells=STOCK_CELLS), encoding="utf-8")
        port = rehearse.free_ports(1)[0]
        words = [sys.executable, str(script), "-M3", "-B", str(port), "--no-log"]
        ran = subprocess.run(words, capture_output=True, text=True, check=False, timeout=300)
        return float(ran.stdout.split("SECONDS")[1]) / STOCK_CELLS


def _persons() -> Iterator[Figure]:
    """3 x 20,000 persons over 650 cells, half of them known to two organisations."""
    from workbench.joint.persons import bits_for

    generator = np.random.default_rng(5)
    cells, each = 650, 20_000
    known = [generator.choice(45_000, each, replace=False) for _ in range(3)]
    home = generator.integers(0, cells, 45_000)
    truth = len(set(np.concatenate(known).tolist()))
    bits = bits_for(45_000 // cells)
    seconds, total = rehearse.count_persons(known, home, cells=cells, bits=bits)
    yield Figure("joint.persons.3x20000", seconds, "s", bar=20.0)
    yield Figure("joint.persons.3x20000.error", abs(total - truth) / truth * 100, "%", bar=0.5)
