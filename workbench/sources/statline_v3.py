"""StatLine OData v3 (opendata.cbs.nl and dataderden.cbs.nl): all rows of a table through the paged feed.

UntypedDataSet is read and not TypedDataSet, which makes both kinds of missing null. No rows are filtered, so no
filter can be ignored; only the topics that we use are asked for.
Source: https://www.cbs.nl/nl-nl/onze-diensten/open-data/statline-als-open-data
"""

from collections.abc import Iterable
from urllib.parse import parse_qsl, urlsplit

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from workbench.catalog import Dataset, Indicator, Series
from workbench.errors import SourceUnavailable
from workbench.sources.addresses import name_of
from workbench.sources.asking import Service
from workbench.sources.codes import named_areas, period_of
from workbench.sources.distrust import changed, check_count
from workbench.sources.pages import Pages
from workbench.sources.reading import Collected, Errand, codes_of, parquet, pieces
from workbench.sources.topics import resolve

JSON = {"$format": "json"}
DIMENSIONS = ("Dimension", "TimeDimension", "GeoDimension", "GeoDetail")


def collect(dataset: Dataset, indicators: list[Indicator], *, errand: Errand) -> Collected:
    """The figures of one table. Raises: SourceUnavailable (try later), SourceChanged (have somebody look)."""
    with Service(errand.host) as service:
        table = _Table(service, dataset)
        codes = codes_of(dataset, dimensions=table.dimensions, host=errand.host)
        keys = table.keys_of(indicators)
        fetched = table.fetch(errand, topics=keys.values())
        table.check_still_the_same()
    cells = _Fetched(errand.host, keys, table.dimensions, fetched.paths)
    return Collected(
        pieces(cells, indicators, dataset=dataset, codes=codes, connection=errand.connection),
        areas=table.area_names(codes.areas),
        origin=table.origin | {"pages": fetched.checksums, "topics": keys},
        notes=table.notes(),
    )


class _Table:
    """What the table says of itself, asked once."""

    def __init__(self, service: Service, dataset: Dataset):
        self.service, self.dataset = service, dataset
        self._root = f"ODataFeed/odata/{dataset.table}"
        self.info = self._items("TableInfos")[0]
        self.properties = self._items("DataProperties")
        names = [item["Key"] for item in self.properties if item["Type"] in DIMENSIONS]
        self._codes = {name: self._items(name) for name in names}
        self.dimensions = {name: [item["Key"].strip() for item in items] for name, items in self._codes.items()}

    @property
    def topics(self) -> list[str]:
        return [item["Key"] for item in self.properties if item["Type"] == "Topic"]

    @property
    def origin(self) -> dict:
        facts = {"service": self.service.host, "table": self.dataset.table, "odata": 3}
        return facts | {
            "title": self.info.get("Title"),
            "modified": self.info.get("Modified"),
            "rows": self._promised(),
        }

    def keys_of(self, indicators: list[Indicator]) -> dict[str, str]:
        wanted = [topic for each in indicators for series in each.series_in(self.dataset.id) for topic in series.topics]
        return resolve(wanted, keys=self.topics, dataset=self.dataset, host=self.service.host)

    def fetch(self, errand: Errand, *, topics: Iterable[str]) -> Pages:
        """All rows with our topics, on disk; goes on where an earlier attempt on the same table stopped."""
        columns = [*self.dimensions, *sorted(topics)]
        subject = {"table": self.dataset.table, "modified": self.info.get("Modified"), "columns": columns, "v": 3}
        pages, promised = Pages(errand.staging, subject=subject), self._promised()
        errand.progress(pages.rows, promised)
        while not pages.complete:
            answer = self._ask("UntypedDataSet", query=pages.next or JSON | {"$select": ",".join(columns)})
            pages.add(self._as_text(answer["value"], columns), following=_next_query(answer))
            errand.progress(pages.rows, promised)
            if pages.rows > promised or not answer["value"]:
                break
        check_count(pages.rows, promised=promised, dataset=self.dataset, host=self.service.host)
        return pages

    def check_still_the_same(self) -> None:
        """A table that was replaced while we read it is half old and half new. Raises: SourceUnavailable."""
        if self._items("TableInfos")[0].get("Modified") == self.info.get("Modified"):
            return
        host = self.service.host
        raise SourceUnavailable(
            f"{self.dataset.table} at {host} was replaced while it was read",
            page=f"{name_of(host)} werd tijdens het ophalen bijgewerkt. Er is niets opgeslagen. Ververs opnieuw.",
            service=host,
        )

    def area_names(self, ours: dict[str, str]) -> pd.DataFrame:
        """The publisher's name of each area that is read."""
        items = {item["Key"].strip(): item["Title"] for item in self._codes[self.dataset.area_dimension]}
        return named_areas(ours, names=items, edition=self.dataset.edition)

    def notes(self) -> list[str]:
        """Periods that the publisher has and the catalogue does not know yet."""
        if self.dataset.period_dimension is None:
            return []
        known = {period_of(code) for code in self.dimensions[self.dataset.period_dimension]} - {None}
        fresh = sorted(known - set(self.dataset.periods))
        return [f"De bron heeft ook {', '.join(map(str, fresh))}; de catalogus nog niet."] if fresh else []

    def _promised(self) -> int:
        if not hasattr(self, "_count"):
            path = f"ODataApi/odata/{self.dataset.table}/UntypedDataSet/$count"
            body = self.service.text(path, what=f"het aantal rijen van tabel {self.dataset.table}")
            self._count = self._whole(body)
        return self._count

    def _whole(self, body: bytes) -> int:
        try:
            return int(body.decode("utf-8-sig").strip())
        except ValueError as error:
            log, wat = "its number of rows is no number", "geeft geen leesbaar aantal rijen"
            raise changed(self.dataset, host=self.service.host, log=log, wat=wat) from error

    def _items(self, collection: str) -> list[dict]:
        items = self._ask(collection, query=JSON)["value"]
        if not items:
            raise changed(
                self.dataset, host=self.service.host, log=f"{collection} is empty", wat=f"heeft geen {collection}"
            )
        return items

    def _ask(self, collection: str, *, query: dict) -> dict:
        what = f"tabel {self.dataset.table}"
        answer = self.service.ask(f"{self._root}/{collection}", query=query, what=what)
        if not isinstance(answer.get("value"), list):
            log, wat = f"{collection} has another shape", f"heeft {collection} in een andere vorm"
            raise changed(self.dataset, host=self.service.host, log=log, wat=wat)
        return answer

    def _as_text(self, rows: list[dict], columns: list[str]) -> pa.Table:
        try:
            cells = {name: [row[name] for row in rows] for name in columns}
        except KeyError as error:
            log, wat = f"column {error} is gone from the rows", f"mist kolom {error.args[0]}"
            raise changed(self.dataset, host=self.service.host, log=log, wat=wat) from error
        return pa.table({name: _without_padding(column) for name, column in cells.items()})


def _without_padding(cells: list) -> pa.Array:
    """Text as it was, but for the spaces around it; a cell that is null is as empty as an empty one."""
    try:
        text = pa.array(cells, pa.string())
    except (pa.ArrowInvalid, pa.ArrowTypeError):  # a number where the untyped table has text
        text = pa.array([None if cell is None else str(cell) for cell in cells], pa.string())
    return pc.utf8_trim_whitespace(pc.fill_null(text, ""))


def _next_query(answer: dict) -> dict | None:
    """Only the query of the next page: its address may name another host than the mirror that is used."""
    link = answer.get("odata.nextLink")
    return dict(parse_qsl(urlsplit(link).query)) | JSON if link else None


class _Fetched:
    """The rows on disk: one column per topic, so a series is a choice of columns."""

    def __init__(self, host: str, keys: dict[str, str], dimensions: dict[str, list[str]], paths: list[str]):
        self.host, self._keys, self._dimensions, self._paths = host, keys, dimensions, paths

    def table(self) -> str:
        return self._select([])

    def rows(self, series: Series) -> str:
        return self._select([f'"{self._keys[topic]}" AS t{number}' for number, topic in enumerate(series.topics)])

    def _select(self, topics: list[str]) -> str:
        names = [f'"{name}"' for name in self._dimensions] + topics
        return f"SELECT {', '.join(names)} FROM {parquet(self._paths)}"  # noqa: S608 - names are the publisher's keys
