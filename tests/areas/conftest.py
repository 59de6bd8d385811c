"""A copy of the real catalogue whose areas a test may break."""

import shutil
from pathlib import Path

import pytest

from workbench.settings import CHECKOUT


@pytest.fixture
def areas_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(CHECKOUT / "data_catalog" / "areas", tmp_path / "areas")
    monkeypatch.setenv("WORKBENCH_CATALOG", str(tmp_path))
    return tmp_path / "areas"
