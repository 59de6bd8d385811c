"""Small tables written as text, and figures of the size of a national table."""

import sys
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest

from workbench import cli


def table(text: str) -> pd.DataFrame:
    """Rows of the one table from a text table; what is not given is the same for all."""
    head, *lines = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    rows = pd.DataFrame(lines, columns=head).replace("", pd.NA)
    standard = {"indicator": "eenzaamheid", "edition": 2020, "period": 2020, "group": "18plus", "estimation": "model"}
    for column, value in standard.items():
        if column not in rows:
            rows[column] = value
    if "status" not in rows:
        rows["status"] = "published"
    numbers = [name for name in ("value", "lower", "upper", "numerator", "denominator", "period") if name in rows]
    return rows.assign(**{name: pd.to_numeric(rows[name]) for name in numbers})


@pytest.fixture
def national() -> pd.DataFrame:
    """Two indicators for as many areas, periods and groups as 50090NED has rows: 138,728 each."""
    size, random = 138_728, np.random.default_rng(1)
    place = np.arange(size)
    codes = np.char.add("BU", np.char.zfill((place // 8).astype(str), 8))
    return pd.DataFrame(
        {
            "indicator": np.repeat(["angst-depressie-risico", "eenzaamheid"], size),
            "area_code": np.tile(codes, 2),
            "edition": 2020,
            "period": np.tile(2012 + place % 4 * 4, 2),
            "group": np.tile(np.where(place % 8 < 4, "18plus", "65plus"), 2),
            "value": random.integers(0, 1000, size * 2) / 10,
            "status": "published",
            "estimation": "model",
        }
    )


@dataclass(frozen=True)
class Said:
    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def workbench(capsys, monkeypatch):
    """Run a command of the workbench as `main` does, in this process."""

    def run(*words: str) -> Said:
        monkeypatch.setattr(sys, "argv", ["workbench", *words])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return Said(ended.value.code or 0, *capsys.readouterr())

    return run
