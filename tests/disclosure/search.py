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
    """The secrets found, each with the form it was found in; a folder is searched through and through.

    Takes: a path, a folder, or bytes (a text is a path only when it exists; otherwise it is searched itself).
    """
    found = []
    for name, content in _contents(path_or_bytes):
        for secret in secrets:
            found += [f"{name}: {secret} as {form!r}" for form in forms(secret) if _holds(content, form)]
    return sorted(set(found))


def forms(secret: float | int | str) -> list[bytes]:
    """Every way a secret can be written: plain, with a decimal comma, with thousands dots, as 8 bytes."""
    if isinstance(secret, str):
        return [secret.encode()]
    written = {str(secret), str(secret).replace(".", ",")}
    if float(secret).is_integer() and abs(secret) >= 1000:
        grouped = f"{int(secret):,}"
        written |= {str(int(secret)), f"{float(secret)}", grouped, grouped.replace(",", ".")}
        written |= {grouped.replace(",", "\N{NO-BREAK SPACE}"), grouped.replace(",", " ")}
    binary = [struct.pack("<d", secret)]
    if float(secret).is_integer() and abs(secret) > 0xFFFF:
        binary += [struct.pack("<q", int(secret)), struct.pack("<i", int(secret))]
    return [text.encode() for text in sorted(written)] + binary


def _holds(content: bytes, form: bytes) -> bool:
    # 5045 is not in 50450: a number ends where its digits end.
    if not form[-1:].isdigit() or not form[:1].isdigit():
        return form in content
    return re.search(rb"(?<!\d)" + re.escape(form) + rb"(?!\d)", content) is not None


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
