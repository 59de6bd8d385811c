"""The ledger of releases: every figure ever let out is an equation over base cells, and stays one.

A new release is solved together with all earlier ones on the same data, and with what sources published themselves: it
is safe, it is made safe by hiding more, or it is refused with the earlier release that is in the way. The ledger holds
what was shown and which cells were hidden; never a hidden figure.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from workbench import areas, settings
from workbench.catalog import load_catalog
from workbench.catalog.policy import Policy
from workbench.disclosure import certificate, record
from workbench.disclosure.adding import family
from workbench.disclosure.chain import Appending, Chain, Entry
from workbench.disclosure.scene import Asked, Behind, Scene, Source
from workbench.disclosure.secondary import Choice
from workbench.errors import UnknownName
from workbench.store import figures, versions
from workbench.table import LEVELS, PUBLISHED

SAFE, MADE_SAFE = "safe", "made_safe"
PASSED_ON = "passed_on"
Recall = Callable[[str, str, frozenset[str], int], pd.DataFrame]  # dataset, version, indicators, year -> as delivered


@dataclass(frozen=True)
class Release:
    """`hidden`: which of the rows are not let out; `figures`: the counts as they are shown, exact or rounded.

    `outcome`: made_safe when earlier releases hid more of them.
    """

    number: int
    label: str
    outcome: str
    hidden: pd.Series
    figures: pd.Series


class Ledger:
    """The releases of this workbench, in WORKBENCH_HOME/disclosure."""

    def __init__(
        self,
        *,
        recall: Recall | None = None,
        contributed: Recall | None = None,
        folder: Path | None = None,
        sum_of: Mapping[str, Iterable[str]] | None = None,
    ):
        self.folder = folder or settings.home() / "disclosure"
        self.chain = Chain(self.folder / "ledger.sqlite")
        self.recall = recall or from_store
        self.contributed = contributed or (contributed_to if recall is None else _nobody)
        self.sum_of = load_catalog().sum_of if sum_of is None else sum_of
        self._read: dict[int, pd.DataFrame] = {}
        self._fetched: dict[tuple, Behind] = {}

    def release(
        self,
        rows: pd.DataFrame,
        found: pd.Series,
        policy: Policy,
        *,
        label: str,
        contributions: pd.DataFrame | None = None,
    ) -> Release:
        """What may be let out of the rows of one version, given all that was let out before.

        Takes: rows of the one table as delivered, of one dataset and one year; `found`, which of them the policy's
        limits hide by themselves; `contributions` to them.
        Gives: the same answer again for the same request.
        Raises: Withheld, naming the earlier release that is in the way.
        """
        asked, year = Asked(rows, found, policy, contributions), _year(rows)
        related, request = sorted(family(rows["indicator"].unique(), self.sum_of)), record.request(rows, found, policy)
        with self.chain.appending() as log:
            earlier = [entry for name in related for entry in log.entries(record.subject(name, year))]
            earlier.sort(key=lambda entry: entry.number)
            if again := [entry for entry in earlier if entry.body["request"] == request]:
                return _again(again, rows, label=label)
            published = self._published(log, frozenset(related), year=year)
            recalled = self._recalled([*map(_source, earlier), asked.source], frozenset(related), year)
            scene = Scene(asked, recalled, published, self.sum_of, self._read)
            if policy.method == "rounding":
                choice, shown = scene.round(earlier)
                outcome = SAFE if not earlier or (shown.isna() == _without_rounding(asked)).all() else MADE_SAFE
            else:
                choice, hidden = scene.solve(earlier)
                shown = rows["numerator"].astype("Float64").mask(hidden | (rows["status"] != PUBLISHED))
                primary = (found & (rows["status"] == PUBLISHED)).sum()
                alone = not (earlier or published) or hidden.sum() in (primary, 0) or hidden.sum() <= scene.alone()
                outcome = SAFE if alone else MADE_SAFE
            body = {"label": label, "dataset": asked.source[0], "version": asked.source[1], "request": request}
            body |= {"outcome": outcome, "policy": policy.id, "rule": policy.model_dump(mode="json")}
            body |= {"rounded": policy.rounding_base, "certificate": self._certified(choice, policy, label=label)}
            number = _write(log, asked, shown, body=body, year=year)
        return Release(number, label, outcome, _hidden(rows, shown), shown)

    def pass_on(self, rows: pd.DataFrame) -> None:
        """Remember that a source published these figures itself: from now on everybody knows them."""
        with self.chain.appending() as log:
            earlier = log.entries(PASSED_ON)
            for (dataset, version), part in rows.groupby(["dataset", "version"]):
                told = [entry.body for entry in earlier if _source(entry) == (str(dataset), str(version))]
                names = set(map(str, part["indicator"].unique())) - {
                    name for each in told for name in each["indicators"]
                }
                if names:
                    body = {"label": f"{dataset}, door de bron", "dataset": str(dataset), "version": str(version)}
                    log.add(PASSED_ON, body | {"indicators": sorted(names), "rows": len(part), "policy": PASSED_ON})

    def releases(self) -> list[Entry]:
        """Every release by the workbench itself."""
        return [entry for entry in self.chain.entries() if entry.subject != PASSED_ON]

    def unproven(self) -> list[Entry]:
        """Releases whose certificate is gone, was changed, or is about other figures than the ledger wrote down."""
        return [entry for entry in self.releases() if "cells" in entry.body and not self._is_proven(entry)]

    def _is_proven(self, entry: Entry) -> bool:
        path = self.folder / "certificates" / entry.body["certificate"]
        if not path.is_file():
            return False
        proof = certificate.read(path)
        named = path.name == certificate.file_name(proof)
        return named and certificate.belongs_to(proof, entry.body["cells"])

    def _published(self, log: Appending, related: frozenset[str], *, year: int) -> dict[Source, pd.DataFrame]:
        found = {}
        for entry in log.entries(PASSED_ON):
            if names := related.intersection(entry.body["indicators"]):
                source = _source(entry)
                rows = self.recall(*source, names, year)
                found[source] = pd.concat([found[source], rows]) if source in found else rows
        return found

    def _recalled(self, sources: list[Source], related: frozenset[str], year: int) -> dict[Source, Behind]:
        return {source: self._behind(source, related, year) for source in sorted(set(sources))}

    def _behind(self, source: Source, related: frozenset[str], year: int) -> Behind:
        """A version never changes: it is fetched once, unless it was not there."""
        asked = (*source, related, year)
        if asked not in self._fetched:
            found = Behind(self.recall(*asked), self.contributed(*asked))
            if not len(found.rows):
                return found
            self._fetched[asked] = found
        return self._fetched[asked]

    def _certified(self, choice: Choice, policy: Policy, *, label: str) -> str:
        proof = certificate.certify(
            choice.linked.cells,
            choice.hidden,
            names=choice.linked.names,
            seen=choice.seen,
            width=policy.width,
            label=label,
            told=choice.told,
        )
        name = certificate.file_name(proof)
        (self.folder / "certificates").mkdir(parents=True, exist_ok=True)
        (self.folder / "certificates" / name).write_text(json.dumps(proof), encoding="utf-8")
        return name


def around_the_table() -> list[str]:
    """The codes of the region in every edition, and the country: a publisher gives the rest of the Netherlands too."""
    levels = [(level, edition) for level in LEVELS for edition in areas.EDITIONS]
    return sorted({area.code for level, edition in levels for area in areas.areas(level, edition=edition)})


def from_store(dataset: str, version: str, indicators: frozenset[str], year: int) -> pd.DataFrame:
    """The rows of a version as they were delivered; none when the store no longer has that version."""
    try:
        kept = versions.read(dataset, version)
    except UnknownName:
        return figures.read([], datasets=[])
    rows = figures.read_versions([kept], conditions={"indicator": indicators, "area_code": around_the_table()})
    return rows[record.years(rows) == year]


def contributed_to(dataset: str, version: str, indicators: frozenset[str], year: int) -> pd.DataFrame | None:
    """Who contributed to the rows of a version; nobody when its partner did not say."""
    try:
        rows = figures.read_contributions(versions.read(dataset, version))
    except UnknownName:
        return None
    return None if rows is None else rows[rows["indicator"].isin(indicators) & (record.years(rows) == year)]


def _nobody(*_asked: object) -> None:
    return None


def _year(rows: pd.DataFrame) -> int:
    if len(rows[["dataset", "version"]].drop_duplicates()) != 1 or record.years(rows).nunique() != 1:
        raise ValueError("a release is one year of one version of a dataset")
    return int(record.years(rows).iloc[0])


def _source(entry: Entry) -> Source:
    return entry.body["dataset"], entry.body["version"]


def _without_rounding(asked: Asked) -> pd.Series:
    return ~asked.known | asked.found


def _again(entries: list[Entry], rows: pd.DataFrame, *, label: str) -> Release:
    shown = record.shown_of(entries, rows)
    return Release(entries[0].number, label, entries[0].body["outcome"], _hidden(rows, shown), shown)


def _hidden(rows: pd.DataFrame, shown: pd.Series) -> pd.Series:
    return shown.isna() & (rows["status"] == PUBLISHED)


def _write(log: Appending, asked: Asked, shown: pd.Series, *, body: dict, year: int) -> int:
    """One entry per indicator, so that each is found by its own name; gives the number of the first."""
    rows, numbers = asked.rows, []
    for indicator, part in rows.groupby("indicator"):
        cells = record.cells(part, shown[part.index], asked.found[part.index], asked.policy)
        numbers.append(log.add(record.subject(str(indicator), year), body | {"cells": cells}))
    return numbers[0]
