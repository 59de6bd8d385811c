"""The folder of the store: its paths, its locks, and what a full disk or a closed folder means for a person."""

import errno
import fcntl
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from workbench.errors import InvalidInput, StoreError
from workbench.settings import home

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
DAMAGED = (duckdb.IOException, duckdb.OutOfMemoryException, duckdb.InvalidInputException, duckdb.InternalException)
CLOSED = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST, errno.EISDIR}
SECRET = 32  # bytes
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")


def root() -> Path:
    return home() / "store"


def dataset_folder(dataset: str) -> Path:
    """The folder of one dataset. Raises: InvalidInput when the name could lead out of the store."""
    if not NAME.fullmatch(dataset):
        raise InvalidInput(f"not a dataset name: {dataset!r}", page=f"'{dataset}' is geen naam van een dataset.")
    return root() / dataset


@contextmanager
def guarded() -> Iterator[None]:
    """Turns what the disk refuses into a sentence; nothing that was there before is touched.

    Raises: StoreError.
    """
    try:
        yield
    except (OSError, *DAMAGED) as error:
        raise _store_error(error) from error


def _store_error(error: Exception) -> StoreError:
    number = getattr(error, "errno", None)
    text = str(error).lower()
    kept = "Er is niets opgeslagen en de vorige cijfers blijven staan."
    if number in FULL or "no space left" in text or "file too large" in text or "out of memory" in text:
        page = f"De schijf is vol. {kept} Maak ruimte en probeer het opnieuw."
    elif number in CLOSED or "permission denied" in text or "not a directory" in text:
        page = f"In de map {root()} kan niet geschreven worden. {kept} Maak de map schrijfbaar en probeer het opnieuw."
    else:
        page = f"De opslag in {root()} kan niet gelezen of geschreven worden. {kept}"
    return StoreError(f"the store at {root()} failed: {type(error).__name__}: {error}", page=page, folder=str(root()))


@contextmanager
def locked(dataset: str, *, wait: bool = False) -> Iterator[Path]:
    """The dataset's folder, held by this process alone. Raises: StoreError when another holds it, unless `wait`."""
    folder = dataset_folder(dataset)
    try:
        with held(folder / ".lock", wait=wait):
            yield folder
    except BlockingIOError as error:
        raise StoreError(
            f"{dataset} is being refreshed by another process",
            page=f"Er loopt al een verversing van {dataset}. Wacht tot die klaar is en probeer het dan opnieuw.",
            dataset=dataset,
        ) from error


@contextmanager
def held(path: Path, *, wait: bool = True) -> Iterator[None]:
    """A lock that goes when the process goes, even by kill -9. Raises: BlockingIOError, unless `wait`; StoreError."""
    with guarded():
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = path.open("w")
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        yield


def secret(path: Path) -> bytes:
    """The bytes in a file that only its owner can read: made when they are first asked for, and then always the same.

    Raises: StoreError.
    """
    with guarded():
        if not _is_whole(path):
            with held(path.with_name(f"{path.name}.lock")):
                if not _is_whole(path):
                    _write_secret(path)
        return path.read_bytes()


def _is_whole(path: Path) -> bool:
    return path.is_file() and path.stat().st_size == SECRET


def _write_secret(path: Path) -> None:
    draft = path.with_name(f"{path.name}.draft")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(secrets.token_bytes(SECRET))
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def write_atomically(path: Path, text: str) -> None:
    """The file holds the old text or the new, never half of it."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with draft.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
