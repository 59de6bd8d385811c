"""Read the one table from the versions in use: raw rows, so only rooms above and at the door may import this."""

import threading
from collections.abc import Iterable, Iterator

import duckdb
import pandas as pd
import pyarrow as pa

from workbench.store import versions
from workbench.store.folder import guarded
from workbench.store.versions import AREAS, CONTRIBUTIONS, FIGURES, Version
from workbench.table import COLUMNS

_local = threading.local()
PANDAS_TYPES = {
    pa.string(): pd.StringDtype("pyarrow"),
    pa.int64(): pd.Int64Dtype(),
    pa.float64(): pd.Float64Dtype(),
}


def connection() -> duckdb.DuckDBPyConnection:
    """One DuckDB per thread, made at first use: a kernel that is forked later must not inherit its threads."""
    if not hasattr(_local, "duckdb"):
        # Without a folder to spill to: DuckDB's own choice would be the folder one happens to work in.
        settings = {"threads": 2, "memory_limit": "400MB", "temp_directory": ""}
        _local.duckdb = duckdb.connect(config=settings)
    return _local.duckdb


def read(
    indicators: Iterable[str] | None = None,
    *,
    datasets: Iterable[str] | None = None,
    areas: Iterable[str] | None = None,
    periods: Iterable[int] | None = None,
    groups: Iterable[str] | None = None,
) -> pd.DataFrame:
    """The rows of the one table that were asked for, from the versions in use, in order of the key per dataset.

    Missing: what is not there gives no row; an empty store gives an empty table. Raises: StoreError.
    """
    wanted = None if indicators is None else set(indicators)
    found = [version for version in _in_use(datasets) if wanted is None or wanted.intersection(version.indicators)]
    conditions = {"indicator": wanted, "area_code": areas, "period": periods, '"group"': groups}
    return read_versions(found, conditions=conditions)


def read_version(version: Version) -> pd.DataFrame:
    """All rows of one version, in use or not."""
    return read_versions([version], conditions={})


def read_contributions(version: Version) -> pd.DataFrame | None:
    """Who contributed what to the figures of a version; None when its partner did not say."""
    path = version.folder / CONTRIBUTIONS
    if not path.is_file():
        return None
    with guarded():
        return pd.read_parquet(path, dtype_backend="numpy_nullable")


def read_versions(found: list[Version], *, conditions: dict[str, Iterable | None]) -> pd.DataFrame:
    where, values = _where(conditions)
    with guarded():
        parts = [_select(version, where=where, values=values) for version in found]
    table = pa.concat_tables(parts) if parts else _empty()
    return table.select(list(COLUMNS)).to_pandas(types_mapper=PANDAS_TYPES.get)


def areas(dataset: str) -> pd.DataFrame:
    """The publisher's own names: one row per area with `area_code`, `name`, `level`, `edition`."""
    version = versions.current(dataset)
    if version is None:
        return pd.DataFrame(columns=["area_code", "name", "level", "edition"])
    with guarded():
        return connection().sql("SELECT * FROM read_parquet(?)", params=[str(version.folder / AREAS)]).df()


def _in_use(datasets: Iterable[str] | None) -> Iterator[Version]:
    for dataset in versions.datasets() if datasets is None else datasets:
        version = versions.current(dataset)
        if version is not None:
            yield version


def _where(conditions: dict[str, Iterable | None]) -> tuple[str, list]:
    given = {column: list(values) for column, values in conditions.items() if values is not None}
    clause = " AND ".join(f"{column} IN (SELECT unnest(?))" for column in given)
    return (f" WHERE {clause}" if clause else ""), list(given.values())


def _select(version: Version, *, where: str, values: list) -> pa.Table:
    source = "SELECT *, ?::VARCHAR AS dataset, ?::VARCHAR AS version FROM read_parquet(?)"
    given = [version.dataset, version.id, str(version.folder / FIGURES), *values]
    return connection().sql(source + where, params=given).to_arrow_table()


def _empty() -> pa.Table:
    numbers = {"value", "lower", "upper"}
    whole = {"edition", "period", "numerator", "denominator"}
    kind = {True: pa.float64(), False: pa.string()}
    fields = [(name, pa.int64() if name in whole else kind[name in numbers]) for name in COLUMNS]
    return pa.schema(fields).empty_table()
