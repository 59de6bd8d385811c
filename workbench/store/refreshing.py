"""Refresh datasets from their publishers: all of a dataset or nothing, resumable, and with a report of what changed."""

import shutil
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import pandas as pd

from workbench.catalog import Catalog, load_catalog
from workbench.errors import SourceChanged, WorkbenchError
from workbench.sources import collecting
from workbench.store import snapshot, versions
from workbench.store.changes import changes, none
from workbench.store.folder import guarded, locked
from workbench.store.outlining import outline_versions, refresh_outlines
from workbench.store.versions import Version

STAGING = ".staging"
Progress = Callable[[str, int, int | None], None]


@dataclass(frozen=True)
class Refreshed:
    """What became of one dataset. `error` is None when it is up to date; then `version` is in use."""

    dataset: str
    label: str
    seconds: float
    version: Version | None = None
    before: Version | None = None
    error: WorkbenchError | None = None
    notes: list[str] = field(default_factory=list)
    same: bool | None = None  # for outlines, which have no figures to compare
    differences: pd.DataFrame = field(default_factory=none, compare=False)

    @property
    def outcome(self) -> str:
        """`failed`, `first`, `unchanged` or `changed`; the first real figures after invented ones are `first`."""
        if self.error is not None:
            return "failed"
        if self.same is not None:
            return "unchanged" if self.same else "changed"
        if self.before is None or self.before.demo:
            return "first"
        return "unchanged" if self.before.id == self.version.id else "changed"

    def counts(self) -> pd.DataFrame:
        """Per indicator how many cells are new, changed and gone, and in how many areas."""
        if self.differences.empty:
            return pd.DataFrame(columns=["indicator", "kind", "cells", "areas"])
        grouped = self.differences.groupby(["indicator", "kind"], as_index=False)
        return grouped.agg(cells=("area_code", "size"), areas=("area_code", "nunique"))


@dataclass(frozen=True)
class Report:
    """One entry per dataset that was asked for; a failure of one leaves the others as they are."""

    datasets: list[Refreshed]

    @property
    def failures(self) -> list[Refreshed]:
        return [each for each in self.datasets if each.error is not None]


def refresh(datasets: Iterable[str] | None = None, *, progress: Progress | None = None) -> Report:
    """Fetch the named datasets, or all that a publisher serves, with the outlines of the region.

    A dataset that fails keeps its last good version and is in the report with its error.
    Takes: `progress`, called with dataset, rows fetched and rows expected (None when the publisher does not say).
    Raises: UnknownName for a dataset that is not in the catalogue.
    """
    catalog, say = load_catalog(), progress or (lambda *_: None)
    chosen = _chosen(catalog, datasets)
    done = [_refreshed(catalog, name, say=say) for name in chosen if name != OUTLINES]
    if OUTLINES in chosen:
        done.append(_outlined(say))
    return Report(done)


def refresh_one(dataset: str, *, progress: Progress | None = None) -> Refreshed:
    """Fetch one dataset. Raises: UnknownName, SourceUnavailable, SourceChanged, StoreError."""
    done = refresh([dataset], progress=progress).datasets[0]
    if done.error is not None:
        raise done.error
    return done


OUTLINES = "omtrekken"  # the outlines of the region, refreshed like a dataset


def _chosen(catalog: Catalog, datasets: Iterable[str] | None) -> list[str]:
    if datasets is None:
        served = [name for name, dataset in catalog.datasets.items() if collecting.can_collect(dataset)]
        return [name for name in served if catalog.indicators_in(name)] + [OUTLINES]
    return [name if name == OUTLINES else catalog.dataset(name).id for name in dict.fromkeys(datasets)]


def _refreshed(catalog: Catalog, name: str, *, say: Progress) -> Refreshed:
    started, label = time.perf_counter(), catalog.dataset(name).label
    before = None
    try:
        before = versions.current(name)
        version, notes = _fetched(catalog, name, say=say)
        found = none() if before is None or before.demo else changes(name, before.id, version.id)
    except WorkbenchError as error:
        return Refreshed(name, label, time.perf_counter() - started, before=before, error=error)
    spent = time.perf_counter() - started
    return Refreshed(name, label, spent, version=version, before=before, notes=notes, differences=found)


def _fetched(catalog: Catalog, name: str, *, say: Progress) -> tuple[Version, list[str]]:
    """The new version, in use. What was fetched stays on disk when the publisher stops answering halfway."""
    dataset, indicators = catalog.dataset(name), catalog.indicators_in(name)
    with locked(name) as folder, guarded():
        staging = folder / STAGING
        try:
            found = collecting.collect(
                dataset, indicators, staging=staging, progress=lambda done, total: say(name, done, total)
            )
            origin = _origin(dataset) | found.origin
            version = snapshot.write(name, found.pieces, origin=origin, areas=found.areas, action="refresh")
        except SourceChanged:
            shutil.rmtree(staging, ignore_errors=True)  # wrong pages must not be the start of the next attempt
            raise
        shutil.rmtree(staging, ignore_errors=True)
    return version, found.notes


def _origin(dataset) -> dict:
    kept = ("publisher", "label", "page", "licence", "citation", "frequency", "population", "estimation")
    return {"demo": False} | {name: getattr(dataset, name) for name in kept}


def _outlined(say: Progress) -> Refreshed:
    started, label, before = time.perf_counter(), "Omtrekken van gebieden", outline_versions()
    try:
        notes = refresh_outlines(lambda done, total: say(OUTLINES, done, total))
    except WorkbenchError as error:
        return Refreshed(OUTLINES, label, time.perf_counter() - started, error=error)
    spent, same = time.perf_counter() - started, before == outline_versions()
    return Refreshed(OUTLINES, label, spent, notes=notes, same=same)
