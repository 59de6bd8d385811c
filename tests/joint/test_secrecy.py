"""Nobody learns more: what a party receives looks the same whatever the other organisations put in."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from workbench.joint import rehearse

KEEPING = """
import asyncio, sys
from pathlib import Path
from workbench.joint import manifest
from workbench.joint.identity import read
from workbench.joint.party import serve
agreement, identity, folder = manifest.read(Path(sys.argv[1])), read(Path(sys.argv[2])), Path(sys.argv[3])
asyncio.run(serve(agreement, identity, folder=folder, say=print, keep=True))
"""
LEAVES = [f"WK0106{number:02d}" for number in range(40)]
SUMS = np.arange(20, 60)


def received(folder: Path, *, first: np.ndarray) -> tuple[bytes, str]:
    """All that the first compute party received, when the first organisation had these counts; and the outcome."""
    manifest = {"areas": LEAVES, "parents": {}, "bands": ["0-18"]}
    cast = rehearse.cast_for(folder, organisations=2, parties=3, manifest=manifest)
    counts = [first, SUMS - first]
    tables = [{(leaf, "0-18"): int(n) for leaf, n in zip(LEAVES, row, strict=True)} for row in counts]
    rehearse.drop_shares(cast, tables, folder)
    words = [sys.executable, "-c", KEEPING, str(folder / "manifest.json")]
    running = [
        subprocess.Popen([*words, str(each.folder), str(folder / each.name)], stdout=subprocess.DEVNULL)
        for each in cast.compute
    ]
    assert [process.wait(timeout=120) for process in running] == [0, 0, 0]
    own = folder / cast.compute[0].name
    return b"".join(path.read_bytes() for path in sorted(own.glob("verkeer-*.bin"))), (
        own / "uitkomst.json"
    ).read_text()


@pytest.mark.slow
def test_what_a_party_receives_does_not_depend_on_how_the_sum_is_made_up(tmp_path):
    nothing, everything = np.zeros_like(SUMS), SUMS
    groups = [
        b"".join(received(tmp_path / f"{name}{run}", first=first)[0] for run in range(2))
        for name, first in (("niets", nothing), ("alles", everything))
    ]
    assert len(groups[0]) == pytest.approx(len(groups[1]), rel=0.01)
    counts = [np.bincount(np.frombuffer(group, dtype=np.uint8), minlength=256) for group in groups]
    seen = np.array(counts)[:, np.sum(counts, axis=0) > 0]
    assert stats.chi2_contingency(seen).pvalue > 1e-4
