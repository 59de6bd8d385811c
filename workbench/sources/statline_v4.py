"""StatLine OData v4 (datasets.cbs.nl): a record per area and measure, codes without padding.

A cell that was not measured has no record, one that is not shown has a record without a value: the same two kinds of
missing as in v3. Only our measures are asked for; other measures in the answer mean that the filter was ignored.
Source: https://www.cbs.nl/nl-nl/onze-diensten/open-data/statline-als-open-data
"""

from urllib.parse import parse_qsl, urlsplit

import duckdb
import pandas as pd
import pyarrow as pa

from workbench.catalog import Dataset, Indicator, Series
from workbench.sources.asking import Service
from workbench.sources.codes import named_areas
from workbench.sources.distrust import changed, check_count
from workbench.sources.pages import Pages
from workbench.sources.reading import Collected, Errand, codes_of, parquet, pieces

CATALOG = "CBS"


def collect(dataset: Dataset, indicators: list[Indicator], *, errand: Errand) -> Collected:
    """The figures of one table. Raises: SourceUnavailable (try later), SourceChanged (have somebody look)."""
    with Service(errand.host) as service:
        table = _Table(service, dataset)
        codes = codes_of(dataset, dimensions=table.dimensions, host=errand.host)
        measures = table.check_measures(indicators)
        fetched = table.fetch(errand, measures=measures)
    cells = _Fetched(errand.host, table.dimensions, fetched.paths)
    cells.check(errand.connection, dataset=dataset)
    return Collected(
        pieces(cells, indicators, dataset=dataset, codes=codes, connection=errand.connection),
        areas=table.area_names(codes.areas),
        origin=table.origin | {"pages": fetched.checksums, "rows": fetched.rows, "measures": measures},
    )


class _Table:
    """What the table says of itself, asked once."""

    def __init__(self, service: Service, dataset: Dataset):
        self.service, self.dataset = service, dataset
        self._root = f"odata/v1/{CATALOG}/{dataset.table}"
        self.info = self._ask("Properties")
        self.measures = {item["Identifier"]: item["Title"].strip() for item in self._items("MeasureCodes")}
        names = [item["Identifier"] for item in self._items("Dimensions")]
        self._codes = {name: self._items(f"{name}Codes") for name in names}
        self.dimensions = {name: [item["Identifier"].strip() for item in items] for name, items in self._codes.items()}

    @property
    def origin(self) -> dict:
        facts = {"service": self.service.host, "table": self.dataset.table, "odata": 4}
        return facts | {"title": self.info.get("Title"), "modified": self.info.get("Modified")}

    def check_measures(self, indicators: list[Indicator]) -> list[str]:
        """The codes of the measures that are read. Raises: SourceChanged when one is gone."""
        wanted = [code for each in indicators for series in each.series_in(self.dataset.id) for code in series.measures]
        wanted = list(dict.fromkeys(wanted))
        for code in wanted:
            if code not in self.measures:
                log, wat = f"measure {code} is gone", f"heeft geen onderwerp met code {code} meer"
                raise changed(self.dataset, host=self.service.host, log=log, wat=wat)
        return wanted

    def fetch(self, errand: Errand, *, measures: list[str]) -> Pages:
        """All records of our measures, on disk; goes on where an earlier attempt stopped."""
        names = ["Measure", *self.dimensions]
        subject = {"table": self.dataset.table, "modified": self.info.get("Modified"), "measures": measures, "v": 4}
        pages = Pages(errand.staging, subject=subject)
        query = {"$filter": " or ".join(f"Measure eq '{code}'" for code in measures)}
        query["$select"] = ",".join([*names, "Value", "ValueAttribute"])
        errand.progress(pages.rows, None)
        while not pages.complete:
            answer = self._ask("Observations", query=pages.next or query)
            records = self._records(answer)
            self._check_asked_for(records, measures=measures)
            pages.add(self._as_text(records, names), following=_next_query(answer))
            errand.progress(pages.rows, None)
            if not records:
                break
        check_count(pages.rows, promised=None, dataset=self.dataset, host=self.service.host)
        return pages

    def area_names(self, ours: dict[str, str]) -> pd.DataFrame:
        """The publisher's name of each area that is read."""
        items = {item["Identifier"].strip(): item["Title"] for item in self._codes[self.dataset.area_dimension]}
        return named_areas(ours, names=items, edition=self.dataset.edition)

    def _check_asked_for(self, records: list[dict], *, measures: list[str]) -> None:
        other = {record.get("Measure") for record in records} - set(measures)
        if other:
            log, wat = (
                f"measures {sorted(map(str, other))[:3]} were not asked for",
                "gaf cijfers waar niet om gevraagd is",
            )
            raise changed(self.dataset, host=self.service.host, log=log, wat=wat)

    def _as_text(self, records: list[dict], names: list[str]) -> pa.Table:
        try:
            columns = {name: [str(record[name]).strip() for record in records] for name in names}
            cells = [_cell(record["Value"], why=record["ValueAttribute"]) for record in records]
        except KeyError as error:
            log, wat = f"column {error} is gone from the records", f"mist kolom {error.args[0]}"
            raise changed(self.dataset, host=self.service.host, log=log, wat=wat) from error
        return pa.table({name: pa.array(column, pa.string()) for name, column in (columns | {"cell": cells}).items()})

    def _items(self, collection: str) -> list[dict]:
        return self._records(self._ask(collection), what=collection)

    def _records(self, answer: dict, *, what: str = "Observations") -> list[dict]:
        records = answer.get("value")
        if not isinstance(records, list) or (not records and what != "Observations"):
            log, wat = f"{what} is empty or has another shape", f"heeft geen leesbare {what}"
            raise changed(self.dataset, host=self.service.host, log=log, wat=wat)
        return records

    def _ask(self, collection: str, *, query: dict | None = None) -> dict:
        what = f"tabel {self.dataset.table}"
        return self.service.ask(f"{self._root}/{collection}", query=query, what=what)


def _cell(value: object, *, why: str) -> str:
    """The figure as text; without one, whether it cannot be there or is not shown."""
    if value is not None:
        return repr(value)
    return "" if why == "Impossible" else "."


def _next_query(answer: dict) -> dict | None:
    """Only the query of the next page: its address may name another host than the mirror that is used."""
    link = answer.get("@odata.nextLink")
    return dict(parse_qsl(urlsplit(link).query)) if link else None


class _Fetched:
    """The records on disk. A series is a grid of all areas and codes, with '' where there is no record."""

    def __init__(self, host: str, dimensions: dict[str, list[str]], paths: list[str]):
        self.host, self._names = host, list(dimensions)
        self._pages = parquet(paths)

    def check(self, connection: duckdb.DuckDBPyConnection, *, dataset: Dataset) -> None:
        """No record twice. Raises: SourceChanged."""
        names = ", ".join(f'"{name}"' for name in ["Measure", *self._names])
        sql = f"SELECT count(*) - count(DISTINCT ({names})) FROM {self._pages}"  # noqa: S608 - publisher's own names
        ((doubled,),) = connection.sql(sql).fetchall()
        if doubled:
            log, wat = f"{doubled} records twice", f"heeft {doubled} dubbele rijen"
            raise changed(dataset, host=self.host, log=log, wat=wat)

    def table(self) -> str:
        return f"SELECT * FROM {self._pages}"  # noqa: S608

    def rows(self, series: Series) -> str:
        names = ", ".join(f'"{name}"' for name in self._names)
        topics = ", ".join(
            f"coalesce(max(cell) FILTER (WHERE Measure = '{code}'), '') AS t{number}"
            for number, code in enumerate(series.measures)
        )
        # Grouping over all records, not only those of this series, keeps the areas that have no record of it.
        return f"SELECT {names}, {topics} FROM {self._pages} GROUP BY ALL"  # noqa: S608 - codes come from the catalogue
