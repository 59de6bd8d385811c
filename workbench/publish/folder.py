"""The folder a site stands in: made beside it, switched in one step, and never over somebody else's files."""

import ctypes
import hashlib
import json
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from workbench.errors import InvalidInput, StoreError

LIST = "inhoud.json"  # every file of the site with its checksum: ours, and whole
_EXCHANGE, _HERE = 2, -100  # RENAME_EXCHANGE and AT_FDCWD of Linux


@contextmanager
def switched(output: Path) -> Iterator[Path]:
    """An empty folder to fill; when the block ends well it takes the place of `output` in one step.

    Raises: InvalidInput when files in `output` are not of a site of ours; StoreError when there is no room.
    """
    refuse_foreign(output)
    fresh = output.with_name(f".{output.name}.nieuw")
    try:
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True)
        yield fresh
        _write_list(fresh)
        _take_place(fresh, output)
    except OSError as error:
        page = f"De site kan niet worden geschreven in {output}. Is er ruimte, en mag u daar schrijven?"
        raise StoreError(f"cannot write the site {output}: {error}", page=page) from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def refuse_foreign(output: Path) -> None:
    """Raises: InvalidInput naming a file that no site of ours put there."""
    if output.exists() and not output.is_dir():
        raise InvalidInput(f"{output} is a file", page=f"{output} is een bestand. Kies een map.")
    there = files_in(output)
    foreign = sorted(there - known_files(output) - {LIST})
    if foreign:
        page = f"In {output} staan bestanden die niet van een site zijn, zoals {foreign[0]}. Kies een lege map."
        raise InvalidInput(f"{output} holds {len(foreign)} files that are not of a site", page=page, file=foreign[0])


def files_in(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def known_files(folder: Path) -> set[str]:
    return set(checksums(folder))


def checksums(folder: Path) -> dict[str, str]:
    """The files of a site as it was made, with their checksums; empty when this is no site."""
    try:
        return json.loads((folder / LIST).read_text(encoding="utf-8"))["files"]
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def identity(folder: Path) -> str:
    """One hash of a site: what was checked is what is published. Raises: InvalidInput when a file was changed."""
    listed = checksums(folder)
    changed = sorted(name for name in listed if not (folder / name).is_file() or _sum(folder / name) != listed[name])
    if changed or not listed:
        page = f"De site in {folder} is niet heel. Maak haar opnieuw."
        raise InvalidInput(f"site {folder} is damaged: {changed[:3]}", page=page)
    return hashlib.sha256(json.dumps(listed, sort_keys=True).encode()).hexdigest()


def _write_list(folder: Path) -> None:
    sums = {name: _sum(folder / name) for name in sorted(files_in(folder))}
    (folder / LIST).write_text(json.dumps({"files": sums}, indent=0, sort_keys=True), encoding="utf-8")


def _sum(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _take_place(fresh: Path, output: Path) -> None:
    if not output.exists():
        fresh.replace(output)
    elif not _exchanged(fresh, output):
        # Two steps where the system cannot exchange: between them there is no site, never half a one.
        old = output.with_name(f".{output.name}.oud")
        shutil.rmtree(old, ignore_errors=True)
        output.replace(old)
        fresh.replace(output)
        shutil.rmtree(old, ignore_errors=True)


def _exchanged(one: Path, other: Path) -> bool:
    if sys.platform != "linux":
        return False
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except AttributeError:
        return False
    return rename(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0
