"""Write one snapshot: a Parquet file sorted by the key, its areas and its origin, and bring it into use in one step."""

import datetime as dt
import hashlib
import hmac
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from workbench.store.folder import dataset_folder, guarded, locked, root, secret
from workbench.store.versions import AREAS, CONTRIBUTIONS, FIGURES, ORIGIN, Version, read, use
from workbench.table import KEY, as_table

ROW_GROUP = 40_000  # small enough that one indicator of one region skips most of the file
DRAFT, PUT, SECRET_NAME = ".draft-", "put", ".key"
SCHEMA = pa.schema(
    [
        ("indicator", pa.string()),
        ("area_code", pa.string()),
        ("edition", pa.int64()),
        ("period", pa.int64()),
        ("group", pa.string()),
        ("value", pa.float64()),
        ("lower", pa.float64()),
        ("upper", pa.float64()),
        ("numerator", pa.int64()),
        ("denominator", pa.int64()),
        ("status", pa.string()),
        ("estimation", pa.string()),
    ]
)
AREA_COLUMNS = ["area_code", "name", "level", "edition"]


CONTRIBUTED = ["kind", "contributor", "amount", "contributors"]  # besides the key of the figure


def put(
    dataset: str,
    frame: pd.DataFrame,
    *,
    origin: dict,
    areas: pd.DataFrame | None = None,
    contributions: pd.DataFrame | None = None,
) -> Version:
    """Store rows of the one table as a new version and bring it into use.

    Takes: columns of the one table; `dataset` and `version` are filled in here. `origin` says where the rows came
    from (`demo`: True for invented figures, `modified`: the producer's date). `areas`: names of the areas.
    The name of the version tells nothing about the figures, since nobody but the source may know them all.
    `contributions`: the key of a figure and CONTRIBUTED, one row per organisation or person behind it.
    Raises: StoreError; ValueError when the rows are not of the one table.
    """
    table = as_table(frame)
    pieces = (pa.Table.from_pandas(part, preserve_index=False) for _, part in table.groupby("indicator"))
    with locked(dataset, wait=True):
        return write(dataset, pieces, origin=origin, areas=areas, action=PUT, contributions=contributions)


def write(
    dataset: str,
    pieces: Iterable[pa.Table],
    *,
    origin: dict,
    areas: pd.DataFrame | None,
    action: str,
    contributions: pd.DataFrame | None = None,
) -> Version:
    """Store one piece per indicator, each sorted by the key, in order of indicator; the caller holds the lock."""
    with guarded(), _draft(dataset) as draft:
        digests, rows = _write_figures(draft / FIGURES, pieces)
        _write_areas(draft / AREAS, areas)
        brought = _write_contributions(draft / CONTRIBUTIONS, contributions)
        demo = bool(origin.get("demo", False))
        key = secret(root() / SECRET_NAME) if action == PUT and not demo else b""
        version = _content_hash(digests, demo=demo, brought=brought, key=key)
        facts = {
            "dataset": dataset,
            "version": version,
            "fetched_at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
            "modified": origin.get("modified"),
            "rows": rows,
            "demo": demo,
            "indicators": sorted(digests),
            "digests": digests,
            "origin": origin,
        }
        (draft / ORIGIN).write_text(json.dumps(facts, indent=1, ensure_ascii=False, default=str), encoding="utf-8")
        _settle(draft, draft.parent / version)
    chosen = read(dataset, version)
    use(chosen, action=action)
    return chosen


@contextmanager
def _draft(dataset: str) -> Iterator[Path]:
    """A folder to write in; leftovers of a process that was killed are swept away first."""
    folder = dataset_folder(dataset)
    for stale in folder.glob(f"{DRAFT}*"):
        shutil.rmtree(stale, ignore_errors=True)
    draft = Path(tempfile.mkdtemp(prefix=DRAFT, dir=folder))
    try:
        yield draft
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _content_hash(digests: dict[str, str], *, demo: bool, brought: str | None, key: bytes) -> str:
    """Invented figures never share a version with real ones, even if they were equal.

    A version's name stands on pages and in exports. Of figures that a publisher shows whole it is their plain hash. Of
    others it is made with the `key` of this store: with a plain one, somebody who knows the published cells could try
    what the few hidden ones are until the name fits.
    """
    told = json.dumps([digests, demo] if brought is None else [digests, demo, brought], sort_keys=True).encode()
    digest = hmac.new(key, told, hashlib.sha256) if key else hashlib.sha256(told)
    return digest.hexdigest()[:16]


def _write_contributions(path: Path, contributions: pd.DataFrame | None) -> str | None:
    """The digest of what was written; None when nobody said who contributed what."""
    if contributions is None or contributions.empty:
        return None
    columns = [*KEY, *CONTRIBUTED]
    rows = contributions[columns].sort_values(columns, ignore_index=True)
    rows.to_parquet(path, index=False)
    return hashlib.sha256(rows.to_csv(index=False).encode()).hexdigest()


def _settle(draft: Path, place: Path) -> None:
    """The draft becomes a version. A version that is there already keeps its origin; damaged figures are mended."""
    for path in draft.iterdir():
        with path.open("rb") as file:
            os.fsync(file.fileno())
    draft.chmod(0o755)
    if not (place / ORIGIN).is_file():
        shutil.rmtree(place, ignore_errors=True)
        draft.rename(place)
        return
    for name in (FIGURES, AREAS, CONTRIBUTIONS):
        if (draft / name).is_file():
            (draft / name).replace(place / name)


def _write_figures(path: Path, pieces: Iterable[pa.Table]) -> tuple[dict[str, str], int]:
    """The digest of each indicator, and the number of rows."""
    digests, rows = {}, 0
    with pq.ParquetWriter(path, SCHEMA, compression="zstd") as writer:
        for piece in pieces:
            table = piece.select(SCHEMA.names).cast(SCHEMA)
            if table.num_rows == 0:
                continue
            digests[table["indicator"][0].as_py()] = _digest(table)
            rows += table.num_rows
            writer.write_table(table, row_group_size=ROW_GROUP)
    return digests, rows


def _write_areas(path: Path, areas: pd.DataFrame | None) -> None:
    named = pd.DataFrame(columns=AREA_COLUMNS) if areas is None else areas[AREA_COLUMNS]
    named.astype({"edition": "Int64"}).to_parquet(path, index=False)


def _digest(table: pa.Table) -> str:
    """The same for the same rows, whatever wrote or chunked them: column by column, gaps and values apart."""
    digest = hashlib.sha256()
    for name in SCHEMA.names:
        column = table[name].combine_chunks()
        digest.update(f"{name} {len(column)} {column.null_count}\n".encode())
        digest.update(pc.is_null(column).to_numpy(zero_copy_only=False).tobytes())
        for part in _canonical(column):
            digest.update(part)
    return digest.hexdigest()


def _canonical(column: pa.Array) -> tuple[bytes, ...]:
    """Text as its distinct values in order of appearance and where they stand; numbers as they lie in memory."""
    if pa.types.is_string(column.type):
        encoded = pc.fill_null(column, "").dictionary_encode()
        return json.dumps(encoded.dictionary.to_pylist()).encode(), encoded.indices.to_numpy().tobytes()
    return (pc.fill_null(column, 0).to_numpy(zero_copy_only=False).tobytes(),)
