"""Formatting, lint and the order of the rooms, by the tools that own these rules."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from workbench.settings import CHECKOUT


def problems_of_style() -> Iterator[str]:
    yield from _complaints("ruff", "format", "--check", "--quiet", ".")
    yield from _complaints("ruff", "check", "--quiet", "--output-format", "concise", ".")


def problems_of_layers() -> Iterator[str]:
    # Its banner is drawn with box characters; only the lines that name a room or a verdict say something.
    said = _complaints("lint-imports", "--no-cache")
    yield from (line for line in said if "workbench" in line or "BROKEN" in line)


def _complaints(program: str, *arguments: str) -> Iterator[str]:
    found = Path(sys.executable).parent / program
    if not found.exists():
        yield f"{program} is not installed; run make setup"
        return
    ran = subprocess.run([found, *arguments], cwd=CHECKOUT, capture_output=True, text=True, check=False)
    if ran.returncode:
        yield from filter(None, (ran.stdout or ran.stderr).splitlines())
