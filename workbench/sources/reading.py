"""What every StatLine table becomes: rows of the one table, checked, one indicator at a time.

A table that was fetched lies on this disk as `Cells`: SQL that gives a row per cell of the table, with a trimmed
column per dimension and per topic. In a topic `''` is not measured, `'.'` is what the publisher does not show.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

import duckdb
import pandas as pd
import pyarrow as pa

from workbench.catalog import Dataset, Indicator, Series
from workbench.sources.codes import our_codes, period_of
from workbench.sources.distrust import changed, check_edition, check_figures
from workbench.sources.series_rows import register_areas, series_rows

Progress = Callable[[int, int | None], None]  # rows fetched, rows expected


@dataclass(frozen=True)
class Errand:
    """Where a table is fetched, where its pages are kept meanwhile, and who is told how far it is."""

    host: str
    staging: Path
    progress: Progress
    connection: duckdb.DuckDBPyConnection

    def at(self, host: str) -> "Errand":
        """The same errand at another service, with pages of its own."""
        return replace(self, host=host, staging=self.staging / "twin")


@dataclass
class Collected:
    """What a publisher served: one piece of the one table per indicator, in order of indicator, and where from."""

    pieces: Iterator[pa.Table]
    areas: pd.DataFrame  # area_code, name, level, edition
    origin: dict
    notes: list[str] = field(default_factory=list)  # Dutch sentences for the report


class Cells(Protocol):
    """A table of a publisher, fetched."""

    host: str

    def table(self) -> str:
        """SQL with a column per dimension, of all that was fetched."""

    def rows(self, series: Series) -> str:
        """SQL with a column per dimension and t0, t1, ... for the topics of the series, all text without padding."""


@dataclass(frozen=True)
class Codes:
    """The publisher's codes that are read, and what we call them."""

    areas: dict[str, str]
    periods: dict[str, int] | None  # None: the table is about its only period


def codes_of(dataset: Dataset, *, dimensions: dict[str, list[str]], host: str) -> Codes:
    """How the codes of this table translate. `dimensions`: each dimension with its codes, without padding.

    Raises: SourceChanged when a dimension is new, a code that we read is gone, or the division is another one.
    """
    known = {dataset.area_dimension, dataset.period_dimension, *dataset.fixed, *dataset.dimensions}
    if fresh := sorted(set(dimensions) - known):
        wat = f"is nu ook verdeeld naar {', '.join(fresh)}"
        raise changed(dataset, host=host, log=f"new dimensions {fresh}", wat=wat)
    read = {name: list(codes) for name, codes in dataset.dimensions.items()}
    read |= {name: [code] for name, code in dataset.fixed.items()}
    for name, codes in read.items():
        if gone := sorted(set(codes) - set(dimensions.get(name, []))):
            raise changed(dataset, host=host, log=f"{name} lost {gone}", wat=f"mist {', '.join(gone)} bij {name}")
    places = our_codes(dimensions.get(dataset.area_dimension, []), country=dataset.country)
    check_edition(set(places.values()), dataset=dataset, host=host)
    return Codes(places, _periods(dataset, dimensions=dimensions, host=host))


def _periods(dataset: Dataset, *, dimensions: dict[str, list[str]], host: str) -> dict[str, int] | None:
    if dataset.period_dimension is None:
        return None
    known = {code: period_of(code) for code in dimensions.get(dataset.period_dimension, [])}
    if gone := sorted(set(dataset.periods) - set(known.values())):
        absent = ", ".join(map(str, gone))
        raise changed(
            dataset, host=host, log=f"periods {absent} are gone", wat=f"heeft geen cijfers meer over {absent}"
        )
    return {code: period for code, period in known.items() if period in dataset.periods}


def pieces(
    cells: Cells, indicators: list[Indicator], *, dataset: Dataset, codes: Codes, connection: duckdb.DuckDBPyConnection
) -> Iterator[pa.Table]:
    """The rows of each indicator, sorted by the key. Raises: SourceChanged when a figure cannot be right."""
    register_areas(connection, codes.areas)
    known = dataset if _has_margins(cells, dataset, connection) else dataset.model_copy(update={"margins": None})
    for indicator in sorted(indicators, key=lambda each: each.id):
        selects = [
            series_rows(series, rows=cells.rows(series), indicator=indicator, dataset=known, periods=codes.periods)
            for series in indicator.series_in(dataset.id)
        ]
        union = " UNION ALL ".join(selects)
        ordered = f'SELECT * FROM ({union}) ORDER BY area_code, edition, period, "group"'  # noqa: S608 - see series_rows
        table = connection.sql(ordered).to_arrow_table()
        check_figures(table, indicator=indicator, dataset=dataset, host=cells.host)
        yield table


def _has_margins(cells: Cells, dataset: Dataset, connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether the interval that the catalogue knows of is really among the rows; looking is cheaper than joining."""
    if dataset.margins is None:
        return False
    found = connection.sql(f'SELECT DISTINCT "{dataset.margins.dimension}" FROM ({cells.table()})').fetchall()  # noqa: S608
    return {dataset.margins.lower, dataset.margins.upper} <= {code for (code,) in found}


def parquet(paths: list[str]) -> str:
    """SQL that reads these files as one table."""
    files = ", ".join("'" + path.replace("'", "''") + "'" for path in paths)
    return f"read_parquet([{files}])"
