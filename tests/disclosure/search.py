"""Search whatever came out for values that should have stayed behind the door.

`hidden_values_in(path_or_bytes, secrets)` looks through text, CSV, JSON, HTML, SVG, pickles, Parquet, SQLite and
zipped containers, in every way a number can be written here. Seed recognisable secrets (such as 48271 or 7.31946),
let your room produce its output, and expect an empty list.
"""

import gzip
import io
import re
import struct
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyarrow.parquet as pq


def hidden_values_in(path_or_bytes: Path | str | bytes, secrets: Iterable[float | int | str]) -> list[str]:
    """The secrets found, each with the place it was found in; a folder is searched through and through.

    Takes: a path, a folder, or bytes (a text is a path only when it exists; otherwise it is searched itself).
    """
    wanted, found = list(secrets), []
    for name, content in _contents(path_or_bytes):
        numbers = _numbers_in(content, fractions=any(isinstance(secret, float) for secret in wanted))
        found += [f"{name}: {secret}" for secret in wanted if _is_in(secret, content, numbers)]
    return sorted(set(found))


def _is_in(secret: float | int | str, content: bytes, numbers: set[bytes]) -> bool:
    """Plain, with a decimal comma, with thousands apart, or as the bytes of a number."""
    if isinstance(secret, str):
        return secret.encode() in content
    whole = float(secret).is_integer()
    if str(int(secret) if whole else secret).encode() in numbers:
        return True
    if b"\0" not in content:
        return False  # a number in memory has bytes of zero in it, or beside it
    binary = [struct.pack("<d", secret)]
    if whole and abs(secret) > 0xFFFF:
        binary += [struct.pack("<q", int(secret)), struct.pack("<i", int(secret))]
    return any(form in content for form in binary)


def _numbers_in(content: bytes, *, fractions: bool) -> set[bytes]:
    """Every number that is written: a number ends where its digits end, 5045 is not in 50450."""
    found = set(_WHOLE.findall(content))
    found |= {_BETWEEN.sub(b"", number) for number in _GROUPED.findall(content)}
    if fractions:
        found |= {number.replace(b",", b".") for number in _FRACTION.findall(content)}
    return found


_WHOLE = re.compile(rb"\d+")
_BETWEEN = re.compile(rb"[., ]|\xc2\xa0|\xe2\x80\xaf|&nbsp;|\\u00a0")  # what stands between thousands
_GROUPED = re.compile(rb"(?<!\d)\d{1,3}(?:(?:[., ]|\xc2\xa0|\xe2\x80\xaf|&nbsp;|\\u00a0)\d{3})+(?!\d)")
_FRACTION = re.compile(rb"(?=(?<!\d)(\d+[.,]\d+)(?!\d))")  # also where one begins inside another


def _contents(given: Path | str | bytes) -> Iterator[tuple[str, bytes]]:
    if isinstance(given, bytes):
        yield from _opened("bytes", given)
        return
    path = Path(given) if len(str(given)) < 1000 else None
    if path is None or not path.exists():
        yield from _opened("text", str(given).encode())
    elif path.is_dir():
        for file in sorted(path.rglob("*")):
            if file.is_file():
                yield from _opened(str(file), file.read_bytes())
    else:
        yield from _opened(str(path), path.read_bytes())


def _opened(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    yield name, content
    if content[:4] == b"PAR1":
        # Parquet packs its columns; written out as text nothing can hide in the packing.
        rows = pq.read_table(io.BytesIO(content)).to_pydict()
        yield f"{name} (columns)", "\n".join(str(value) for column in rows.values() for value in column).encode()
    elif content[:2] == b"\x1f\x8b":
        yield from _opened(f"{name} (gzip)", gzip.decompress(content))
    elif content[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for member in archive.namelist():
                yield from _opened(f"{name}/{member}", archive.read(member))
