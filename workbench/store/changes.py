"""What differs between two versions of a dataset, cell by cell."""

import pandas as pd
import pyarrow as pa

from workbench.store import versions
from workbench.store.figures import PANDAS_TYPES, connection
from workbench.store.folder import guarded
from workbench.store.versions import FIGURES, Version

_COMPARE = """
SELECT indicator, area_code, edition, period, "group", old.value AS old, new.value AS new,
       old.status AS old_status, new.status AS new_status,
       CASE WHEN old.status IS NULL THEN 'new' WHEN new.status IS NULL THEN 'gone' ELSE 'changed' END AS kind
FROM (SELECT * FROM read_parquet($old) WHERE indicator = $indicator AND status <> 'missing') AS old
FULL JOIN (SELECT * FROM read_parquet($new) WHERE indicator = $indicator AND status <> 'missing') AS new
  USING (indicator, area_code, edition, period, "group")
WHERE old.status IS DISTINCT FROM new.status OR old.value IS DISTINCT FROM new.value
   OR old.lower IS DISTINCT FROM new.lower OR old.upper IS DISTINCT FROM new.upper
   OR old.numerator IS DISTINCT FROM new.numerator OR old.denominator IS DISTINCT FROM new.denominator
ORDER BY ALL
"""
_SCHEMA = pa.schema(
    [("indicator", pa.string()), ("area_code", pa.string()), ("edition", pa.int64()), ("period", pa.int64())]
    + [("group", pa.string()), ("old", pa.float64()), ("new", pa.float64())]
    + [(name, pa.string()) for name in ("old_status", "new_status", "kind")]
)


def changes(dataset: str, old: str, new: str) -> pd.DataFrame:
    """Each cell that is new, changed or gone between two versions.

    Gives: indicator, area_code, edition, period, group, old, new, old_status, new_status, kind (new, changed, gone).
    Missing: a cell that is not measured counts as absent; one that is hidden or too uncertain counts as there.
    Raises: UnknownName when a version does not exist.
    """
    before, after = versions.read(dataset, old), versions.read(dataset, new)
    names = sorted(before.digests.keys() | after.digests.keys())
    differing = [name for name in names if before.digests.get(name) != after.digests.get(name)]
    with guarded():
        # One indicator at a time, and only those that differ: a revision of a national table is millions of cells.
        parts = [_compared(before, after, indicator=name) for name in differing]
    return pa.concat_tables([_SCHEMA.empty_table(), *parts]).to_pandas(types_mapper=PANDAS_TYPES.get)


def none() -> pd.DataFrame:
    """No changes, in the columns of `changes`."""
    return _SCHEMA.empty_table().to_pandas(types_mapper=PANDAS_TYPES.get)


def _compared(before: Version, after: Version, *, indicator: str) -> pa.Table:
    given = {"old": str(before.folder / FIGURES), "new": str(after.folder / FIGURES), "indicator": indicator}
    return connection().sql(_COMPARE, params=given).to_arrow_table().cast(_SCHEMA)
