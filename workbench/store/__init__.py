"""Where figures lie: versioned Parquet read by DuckDB, refreshed with a report of what changed.

`store/<dataset>/<version>/` holds one snapshot (figures, areas, origin) and is never changed; `current` names the
version in use and is switched in one step, so that a reader sees either the old figures or the new ones.
"""

from importlib import import_module

from workbench.store import figures, outlines, versions
from workbench.store.changes import changes
from workbench.store.demo import ensure_demo, is_demo
from workbench.store.snapshot import put
from workbench.store.status import status
from workbench.store.versions import Version, current, history, restore

__all__ = [
    "Report",
    "Version",
    "changes",
    "current",
    "ensure_demo",
    "figures",
    "history",
    "is_demo",
    "outlines",
    "put",
    "refresh",
    "refresh_one",
    "restore",
    "status",
    "versions",
]


def __getattr__(name: str) -> object:
    """What fetches from publishers loads when it is first used: no page needs it, and it takes half a second."""
    if name not in ("Report", "refresh", "refresh_one"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module("workbench.store.refreshing"), name)
