"""A signed agreement with real keys, small enough to compute in a test."""

from pathlib import Path

import pytest

from workbench.joint.rehearse import Cast, cast_for

WIJKEN = {"areas": ["WK010600", "WK010601", "WK010602", "WK011400", "WK011401"], "bands": ["0-18", "18-23"]}
PARENTS = {
    "parents": {code: f"GM{code[2:6]}" for code in WIJKEN["areas"]} | {"GM0106": "GG0706", "GM0114": "GG0706"},
}


@pytest.fixture
def cast(tmp_path: Path) -> Cast:
    """Three compute parties and two organisations for five wijken in two gemeenten."""
    return cast_for(tmp_path, organisations=2, parties=3, manifest=WIJKEN | PARENTS)
