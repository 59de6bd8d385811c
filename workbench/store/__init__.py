"""Where figures lie: versioned Parquet read by DuckDB, refreshed with a report of what changed.

`store/<dataset>/<version>/` holds one snapshot (figures, areas, origin) and is never changed; `current` names the
version in use and is switched in one step, so that a reader sees either the old figures or the new ones.
"""

from workbench.store import figures, outlines, versions
from workbench.store.changes import changes
from workbench.store.demo import ensure_demo, is_demo
from workbench.store.refreshing import Report, refresh, refresh_one
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
