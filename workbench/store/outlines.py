"""Outlines of areas as GeoJSON: PDOK's when they were refreshed, otherwise the schematic ones of the areas room."""

import hashlib
import json
from pathlib import Path

from workbench import areas
from workbench.store.folder import guarded, root, write_atomically

FOLDER = "_outlines"  # no dataset can have this name


def read(level: str, *, edition: int) -> dict:
    """A GeoJSON FeatureCollection of the region at this level, each feature with `code` and `name`.

    Gives: beside `features`, `schematic` (True: invented outlines), `source`, and `absent`: the codes of this edition
    that the publisher has no outline of; they belong in a list, never on another area's outline.
    """
    place = _folder(level, edition=edition)
    pointer = place / "current"
    if not pointer.is_file():
        return areas.schematic(level, edition=edition) | {"schematic": True, "absent": [], "source": None}
    with guarded():
        return json.loads((place / pointer.read_text(encoding="utf-8")).read_text(encoding="utf-8"))


def version(level: str, *, edition: int) -> str:
    """Changes when the outlines do; for caches."""
    pointer = _folder(level, edition=edition) / "current"
    return pointer.read_text(encoding="utf-8").removesuffix(".json") if pointer.is_file() else "schematic"


def keep(collection: dict, *, level: str, edition: int) -> str:
    """Store real outlines as a new version and bring them into use; gives the version. Raises: StoreError."""
    text = json.dumps(collection | {"schematic": False}, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    name = hashlib.sha256(text.encode()).hexdigest()[:16]
    place = _folder(level, edition=edition)
    with guarded():
        place.mkdir(parents=True, exist_ok=True)
        write_atomically(place / f"{name}.json", text)
        write_atomically(place / "current", f"{name}.json")
    return name


def _folder(level: str, *, edition: int) -> Path:
    return root() / FOLDER / f"{edition}-{level}"
