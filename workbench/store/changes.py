"""What differs between two versions of a dataset, cell by cell."""

import pandas as pd

from workbench.store import versions
from workbench.store.figures import connection
from workbench.store.folder import guarded
from workbench.store.versions import FIGURES

NEW, CHANGED, GONE = "new", "changed", "gone"

_COMPARE = """
SELECT indicator, area_code, edition, period, "group", old.value AS old, new.value AS new,
       old.status AS old_status, new.status AS new_status,
       CASE WHEN old.status IS NULL THEN 'new' WHEN new.status IS NULL THEN 'gone' ELSE 'changed' END AS kind
FROM (SELECT * FROM read_parquet(?) WHERE status <> 'missing') AS old
FULL JOIN (SELECT * FROM read_parquet(?) WHERE status <> 'missing') AS new
  USING (indicator, area_code, edition, period, "group")
WHERE old.status IS DISTINCT FROM new.status OR old.value IS DISTINCT FROM new.value
   OR old.lower IS DISTINCT FROM new.lower OR old.upper IS DISTINCT FROM new.upper
   OR old.numerator IS DISTINCT FROM new.numerator OR old.denominator IS DISTINCT FROM new.denominator
ORDER BY ALL
"""
_TYPES = {"old": "Float64", "new": "Float64", "edition": "Int64", "period": "Int64"}


def changes(dataset: str, old: str, new: str) -> pd.DataFrame:
    """Each cell that is new, changed or gone between two versions.

    Gives: indicator, area_code, edition, period, group, old, new, old_status, new_status, kind (new, changed, gone).
    Missing: a cell that is not measured counts as absent; one that is hidden or too uncertain counts as there.
    Raises: UnknownName when a version does not exist.
    """
    folders = [versions.read(dataset, version).folder / FIGURES for version in (old, new)]
    with guarded():
        return connection().execute(_COMPARE, [str(path) for path in folders]).df().astype(_TYPES)
