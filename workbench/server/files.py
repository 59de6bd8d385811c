"""Files that browsers may keep: our own, those of Voila and of the widget libraries, packed once and for all."""

import gzip
import hashlib
import mimetypes
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from tornado.web import HTTPError

from workbench.server.access import ANYBODY, Door, let

PACKED = ("text/", "application/javascript", "application/json", "image/svg")
YEAR = 365 * 24 * 3600


@lru_cache(maxsize=600)
def packed(path: str, _changed: float) -> tuple[bytes, bytes | None, str]:
    """The file, the same packed small (when that helps), and its tag."""
    content = Path(path).read_bytes()
    small = gzip.compress(content, 6, mtime=0) if _kind(path).startswith(PACKED) else None
    return content, small, hashlib.sha256(content).hexdigest()[:24]


def _kind(path: str) -> str:
    kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
    return "application/javascript" if kind == "text/javascript" else kind


class Files(Door):
    """Any file in one of the folders, by its name; never a list of them."""

    rights = let(GET=ANYBODY, HEAD=ANYBODY)

    def initialize(self, folders: list[Path], keep: int = 0) -> None:
        self.folders, self.keep = folders, keep

    def get(self, name: str) -> None:
        path = self._find(name)
        content, small, tag = packed(str(path), path.stat().st_mtime)
        self.set_header("Content-Type", _kind(str(path)))
        self.set_header("Cache-Control", f"public, max-age={self.keep}, immutable" if self.keep else "no-cache")
        answer(self, content, small, tag=tag)

    head = get

    def _find(self, name: str) -> Path:
        with suppress(OSError, ValueError):  # a name too long, or one that no file can have
            for folder in self.folders:
                path = (folder / name).resolve()
                if path.is_relative_to(folder.resolve()) and path.is_file():
                    return path
        raise HTTPError(404)


def answer(door: Door, content: bytes, small: bytes | None, *, tag: str) -> None:
    """Give the content, packed when the browser takes that; nothing at all when it has the same already."""
    door.set_header("Etag", f'"{tag}"')
    door.set_header("Vary", "Accept-Encoding")
    if door.check_etag_header():
        door.set_status(304)
        door.finish()
        return
    if small is not None and "gzip" in door.request.headers.get("Accept-Encoding", ""):
        door.set_header("Content-Encoding", "gzip")
        content = small
    door.finish(content)
