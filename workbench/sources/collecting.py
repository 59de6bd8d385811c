"""Collect one dataset from its publisher, through the service that the catalogue names or an equal one."""

from pathlib import Path

import duckdb

from workbench.catalog import Dataset, Indicator
from workbench.errors import InvalidInput, SourceChanged, SourceUnavailable
from workbench.sources import statline_v3, statline_v4
from workbench.sources.addresses import CBS, CBS_V4, name_of
from workbench.sources.reading import Collected, Errand, Progress

READERS = {"statline-v3": statline_v3.collect, "statline-v4": statline_v4.collect}
TWINS = {"statline-v3": ("statline-v4", CBS, CBS_V4), "statline-v4": ("statline-v3", CBS_V4, CBS)}


def can_collect(dataset: Dataset) -> bool:
    """Whether this dataset comes from a publisher's service."""
    return dataset.service in READERS


def collect(dataset: Dataset, indicators: list[Indicator], *, staging: Path, progress: Progress) -> Collected:
    """The figures of a dataset, verified as they are read.

    When the service does not answer, the same table at the publisher's other service is read, if that has every
    topic: the same table of the same publisher, so an honest replacement; a note says so.
    Raises: SourceUnavailable, SourceChanged; InvalidInput for a dataset that no publisher serves.
    """
    if not can_collect(dataset):
        raise InvalidInput(
            f"{dataset.id} comes by {dataset.service}, not from a publisher",
            page=f"{dataset.label} komt niet van een openbare bron en kan niet ververst worden.",
            dataset=dataset.id,
        )
    errand = Errand(dataset.host, staging, progress, _connection(staging))
    try:
        return READERS[dataset.service](dataset, indicators, errand=errand)
    except (SourceUnavailable, SourceChanged) as error:
        twin = _twin(dataset, indicators) if _is_away(error) else None
        if twin is None:
            raise
        service, host = twin
        return _from_twin(dataset, indicators, service=service, errand=errand.at(host), first=error)


def _is_away(error: Exception) -> bool:
    """Not there or not answering; a table that is there but different is never papered over."""
    return isinstance(error, SourceUnavailable) or bool(error.facts.get("gone"))


def _twin(dataset: Dataset, indicators: list[Indicator]) -> tuple[str, str] | None:
    """The other service of the same publisher, when it can give every topic."""
    service, host, other = TWINS[dataset.service]
    series = [each for indicator in indicators for each in indicator.series_in(dataset.id)]
    complete = service == "statline-v3" or all(len(each.measures) == len(each.topics) for each in series)
    return (service, other) if dataset.host == host and complete else None


def _from_twin(
    dataset: Dataset, indicators: list[Indicator], *, service: str, errand: Errand, first: Exception
) -> Collected:
    try:
        found = READERS[service](dataset, indicators, errand=errand)
    except (SourceUnavailable, SourceChanged) as error:
        raise first from error
    note = f"{name_of(dataset.host)} gaf geen antwoord; dezelfde tabel is gelezen bij {name_of(errand.host)}."
    found.notes.append(note)
    found.origin["instead_of"] = dataset.host
    return found


def _connection(staging: Path) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(config={"threads": 2, "memory_limit": "300MB", "temp_directory": str(staging / "spill")})
