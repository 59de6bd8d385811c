"""Whether a warm parent still knows the code, the catalogue and the figures as they are on disk."""

import os
from collections.abc import Iterator
from pathlib import Path

from workbench import settings

PACKAGE = Path(__file__).resolve().parent.parent
# What a notebook runs; a change in the server or a command is nothing to a kernel.
ROOMS = ("analysis", "areas", "catalog", "disclosure", "kernels", "store", "text", "views")
SUFFIXES = (".py", ".js", ".css", ".yaml", ".html", ".json")


def of_figures() -> int:
    """One number that changes when another version of a dataset comes into use."""
    return hash(tuple(sorted(_stamp(pointer) for pointer in settings.home().glob("store/*/current"))))


def of_code() -> int:
    """One number that changes when a file of the code or of the catalogue does."""
    folders = [PACKAGE / room for room in ROOMS] + [settings.catalog_folder()]
    stamps = [_stamp(file) for file in PACKAGE.glob("*.py")]
    for folder in folders:
        stamps += _stamps(str(folder))
    return hash(tuple(sorted(stamps)))


def _stamps(folder: str) -> Iterator[tuple[str, int, int]]:
    try:
        entries = list(os.scandir(folder))
    except FileNotFoundError:
        return
    for entry in entries:
        if entry.is_dir():
            yield from _stamps(entry.path)
        elif entry.name.endswith(SUFFIXES):
            yield _stamp(entry)


def _stamp(file: os.DirEntry[str] | Path) -> tuple[str, int, int]:
    try:
        state = file.stat()
    except FileNotFoundError:  # removed while we looked
        return (os.fspath(file), 0, 0)
    return (os.fspath(file), state.st_mtime_ns, state.st_size)
