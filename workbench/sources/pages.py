"""Pages fetched so far, on disk with their checksums, so that a refresh that was cut off goes on where it was."""

import hashlib
import json
import os
import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

MANIFEST = "manifest.jsonl"


class Pages:
    """The pages of one question to a publisher, in order.

    `subject` says what was asked and of which edition of the table; when it differs from what is on disk, the
    pages there are of another table and go. A page that is damaged goes, with all that came after it.
    """

    def __init__(self, folder: Path, *, subject: dict):
        self.folder = folder
        known, pages = _read_manifest(folder / MANIFEST)
        if known != json.loads(json.dumps(subject)):
            shutil.rmtree(folder, ignore_errors=True)
            pages = []
        folder.mkdir(parents=True, exist_ok=True)
        self._pages = _sound(pages, folder=folder)
        self._rewrite(subject)

    @property
    def rows(self) -> int:
        return sum(page["rows"] for page in self._pages)

    @property
    def complete(self) -> bool:
        return bool(self._pages) and self._pages[-1]["next"] is None

    @property
    def next(self) -> dict | None:
        """The query of the page to ask for next; None at the start."""
        return self._pages[-1]["next"] if self._pages else None

    @property
    def paths(self) -> list[str]:
        return [str(self.folder / page["file"]) for page in self._pages]

    @property
    def checksums(self) -> list[str]:
        return [page["sha256"] for page in self._pages]

    def add(self, rows: pa.Table, *, following: dict | None) -> None:
        """Keep one page; `following` is the query of the next one, None when this was the last."""
        path = self.folder / f"page-{len(self._pages):05}.parquet"
        pq.write_table(rows, path, compression="zstd")
        page = {"file": path.name, "sha256": _checksum(path), "rows": rows.num_rows, "next": following}
        with (self.folder / MANIFEST).open("a", encoding="utf-8") as manifest:
            manifest.write(json.dumps(page) + "\n")
            manifest.flush()
            os.fsync(manifest.fileno())
        self._pages.append(page)

    def _rewrite(self, subject: dict) -> None:
        lines = [json.dumps(line) + "\n" for line in ({"subject": subject}, *self._pages)]
        (self.folder / MANIFEST).write_text("".join(lines), encoding="utf-8")


def _read_manifest(path: Path) -> tuple[dict | None, list[dict]]:
    if not path.is_file():
        return None, []
    lines = []
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            lines.append(json.loads(line))
        except ValueError:  # the process was killed while it wrote this line
            break
    return (lines[0].get("subject"), lines[1:]) if lines else (None, [])


def _sound(pages: list[dict], *, folder: Path) -> list[dict]:
    for number, page in enumerate(pages):
        path = folder / page["file"]
        if not path.is_file() or _checksum(path) != page["sha256"]:
            return pages[:number]
    return pages


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
