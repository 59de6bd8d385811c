"""The ledger of releases: every figure ever let out is an equation over base cells, and stays one.

A new release is solved together with all earlier ones on the same data: it is safe, it is made safe by hiding more,
or it is refused with the earlier release that is in the way. The ledger holds what was shown and which cells were
hidden; never a hidden figure.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from workbench import settings
from workbench.catalog.policy import Policy
from workbench.disclosure import certificate
from workbench.disclosure.chain import Chain, Entry
from workbench.disclosure.history import AT, Shown, Together, join
from workbench.disclosure.secondary import Choice, choose, contradiction, differences, unassuming
from workbench.disclosure.suppress import NoSafeChoice
from workbench.errors import UnknownName, Withheld
from workbench.store import figures, versions
from workbench.table import PUBLISHED

SAFE, MADE_SAFE = "safe", "made_safe"
Recall = Callable[[str, str, str, int], pd.DataFrame]  # dataset, version, indicator, period -> rows as delivered


@dataclass(frozen=True)
class Release:
    """`hidden`: which of the rows are not let out. `outcome`: made_safe when earlier releases hid more of them."""

    number: int
    label: str
    outcome: str
    hidden: pd.Series


class Ledger:
    """The releases of this workbench, in WORKBENCH_HOME/disclosure."""

    def __init__(self, *, recall: Recall | None = None, folder: Path | None = None):
        self.folder = folder or settings.home() / "disclosure"
        self.chain = Chain(self.folder / "ledger.sqlite")
        self.recall = recall or from_store

    def release(self, rows: pd.DataFrame, found: pd.Series, policy: Policy, *, label: str) -> Release:
        """What may be let out of one indicator in one period of one version, given all that was let out before.

        Takes: rows of the one table as delivered; `found`, which of them the policy's limits hide by themselves.
        Gives: the same answer again for the same request.
        Raises: Withheld, naming the earlier release that is in the way.
        """
        dataset, version, indicator, period = _subject(rows)
        subject, request = f"{dataset}/{indicator}/{period}", _request(rows, found, policy)
        with self.chain.appending() as log:
            earlier = log.entries(subject)
            again = next((entry for entry in earlier if entry.body["request"] == request), None)
            if again:
                return Release(again.number, label, again.body["outcome"], _pattern(again, rows))
            scene = _Scene(rows, found, policy, self._recalled(earlier, (dataset, indicator, period)))
            choice, together = scene.solve(earlier)
            hidden = found | pd.Series(choice.hidden[together.place[version][: len(rows)]], index=rows.index)
            hidden &= rows["status"] == PUBLISHED
            outcome = SAFE if not earlier or hidden.sum() <= scene.alone().sum() else MADE_SAFE
            body = {"label": label, "version": version, "request": request, "outcome": outcome}
            body |= {"policy": policy.id, "certificate": self._certified(choice, policy, label=label)}
            number = log.add(subject, body | {"cells": _cells(rows, hidden, found, policy)})
        return Release(number, label, outcome, hidden)

    def releases(self) -> list[Entry]:
        return self.chain.entries()

    def _recalled(self, earlier: list[Entry], subject: tuple[str, str, int]) -> dict[str, pd.DataFrame]:
        dataset, indicator, period = subject
        wanted = {entry.body["version"] for entry in earlier}
        return {version: self.recall(dataset, version, indicator, period) for version in sorted(wanted)}

    def _certified(self, choice: Choice, policy: Policy, *, label: str) -> str:
        linked = choice.linked
        proof = certificate.certify(
            linked.cells, choice.hidden, names=linked.names, seen=choice.seen, width=policy.width, label=label
        )
        name = f"{certificate.digest(proof)[:32]}.json"
        (self.folder / "certificates").mkdir(parents=True, exist_ok=True)
        (self.folder / "certificates" / name).write_text(json.dumps(proof), encoding="utf-8")
        return name


@dataclass(frozen=True)
class _Scene:
    """The new request, and the rows behind all earlier ones."""

    rows: pd.DataFrame
    found: pd.Series
    policy: Policy
    recalled: dict[str, pd.DataFrame]

    def solve(self, earlier: list[Entry]) -> tuple[Choice, Together]:
        """First as if totals that are not here were known from elsewhere; if that cannot be, as if they were not."""
        for assuming in (True, False):
            try:
                return self._together(earlier, assuming=assuming)
            except NoSafeChoice:
                continue
            except ArithmeticError as error:
                raise contradiction() from error
        raise self._refusal(earlier)

    def alone(self) -> pd.Series:
        """What would be hidden if nothing had been released before."""
        choice, together = self.solve([])
        return self.found | pd.Series(choice.hidden[together.place[self.version][: len(self.rows)]], self.rows.index)

    @property
    def version(self) -> str:
        return str(self.rows["version"].iloc[0])

    def _together(self, earlier: list[Entry], *, assuming: bool) -> tuple[Choice, Together]:
        shown = self._shown(earlier)
        together = join(shown)
        out = together.spread(lambda rows: rows["out"], shown) > 0
        asked = together.spread(lambda rows: rows["asked"], shown) > 0
        width = together.spread(lambda rows: rows["width"], shown)
        width[differences(together.linked, together.known, self.policy)] = self.policy.width
        guarded = (width > 0) & ~out  # what is out already cannot be taken back
        seen, wide = (asked | guarded) & ~out, np.where(width > 0, width, float(self.policy.width))
        linked = together.linked if assuming else unassuming(together.linked)
        choice = choose(linked, guarded, seen=seen & asked, width=wide, keep=out)
        return replace(choice, seen=seen | out), together

    def _shown(self, earlier: list[Entry]) -> list[Shown]:
        parts: dict[str, list[pd.DataFrame]] = {self.version: [_asked(self.rows, self.found, self.policy)]}
        for entry in earlier:
            version = entry.body["version"]
            parts.setdefault(version, []).append(_behind(entry, self.recalled.get(version, self.rows.iloc[:0])))
        return [Shown(version, _merged(frames)) for version, frames in parts.items()]

    def _refusal(self, earlier: list[Entry]) -> Withheld:
        for entry in reversed(earlier):
            try:
                self._together([other for other in earlier if other is not entry], assuming=False)
            except NoSafeChoice:
                continue
            return _withheld([entry])
        return _withheld(earlier)


def from_store(dataset: str, version: str, indicator: str, period: int) -> pd.DataFrame:
    """The rows of a version as they were delivered; none when the store no longer has that version."""
    try:
        kept = versions.read(dataset, version)
    except UnknownName:
        return pd.DataFrame(columns=[*AT, "numerator", "denominator"])
    rows = figures.read_version(kept)
    return rows[(rows["indicator"] == indicator) & (rows["period"] == period)]


def _subject(rows: pd.DataFrame) -> tuple[str, str, str, int]:
    one = rows[["dataset", "version", "indicator", "period"]].drop_duplicates()
    if len(one) != 1:
        raise ValueError("a release is one indicator in one period of one version of a dataset")
    dataset, version, indicator, period = one.iloc[0]
    return str(dataset), str(version), str(indicator), int(period)


def _request(rows: pd.DataFrame, found: pd.Series, policy: Policy) -> str:
    keys = zip(rows["area_code"], rows["edition"], rows["group"], found, strict=True)
    cells = sorted([str(area), int(edition), str(group), bool(small)] for area, edition, group, small in keys)
    version = str(rows["version"].iloc[0])
    return hashlib.sha256(json.dumps([version, policy.model_dump_json(), cells]).encode()).hexdigest()


def _asked(rows: pd.DataFrame, found: pd.Series, policy: Policy) -> pd.DataFrame:
    seen = (rows["status"] == PUBLISHED) & rows["numerator"].notna()
    limit = rows["denominator"].astype("Float64").fillna(np.inf).clip(upper=policy.width)
    frame = rows[[*AT, "denominator"]].assign(count=rows["numerator"], out=False, asked=seen)
    return frame.assign(width=limit.where(found & seen, 0.0).astype(float))


def _behind(entry: Entry, rows: pd.DataFrame) -> pd.DataFrame:
    """The cells of an earlier release, with their counts as far as they can be recalled."""
    cells = pd.DataFrame(entry.body["cells"], columns=[*AT, "figure", "width"])
    known = rows[[*AT, "numerator", "denominator"]].astype({"edition": "int64"})
    cells = cells.astype({"area_code": "string", "group": "string"}).merge(known, on=AT, how="left")
    figure = pd.array(cells["figure"], dtype="Int64")
    count = cells["numerator"].astype("Int64").fillna(pd.Series(figure))
    cells = cells.assign(count=count, out=pd.notna(figure), asked=False, denominator=cells["denominator"])
    return cells[[*AT, "denominator", "count", "out", "asked", "width"]]


def _merged(frames: list[pd.DataFrame]) -> pd.DataFrame:
    """One row per cell, those of the new release first and in their order."""
    columns = {"edition": "Int64", "count": "Float64", "denominator": "Float64", "width": "float64"}
    rows = pd.concat([frame.astype(columns | {"out": bool, "asked": bool}) for frame in frames])
    rules = {"denominator": "min", "count": "first", "out": "max", "asked": "max", "width": "max"}
    return rows.groupby(AT, sort=False, as_index=False).agg(rules)


def _cells(rows: pd.DataFrame, hidden: pd.Series, found: pd.Series, policy: Policy) -> list[list]:
    figure = rows["numerator"].mask(hidden | (rows["status"] != PUBLISHED))
    width = _asked(rows, found, policy)["width"]
    columns = zip(rows["area_code"], rows["edition"], rows["group"], figure, width, strict=True)
    return [
        [str(area), int(edition), str(group), None if pd.isna(shown) else int(shown), float(keeps)]
        for area, edition, group, shown, keeps in columns
    ]


def _pattern(entry: Entry, rows: pd.DataFrame) -> pd.Series:
    shown = {tuple(cell[:3]) for cell in entry.body["cells"] if cell[3] is not None}
    keys = [(str(area), int(edition), str(group)) for area, edition, group in rows[AT].to_numpy()]
    return pd.Series([key not in shown for key in keys], index=rows.index) & (rows["status"] == PUBLISHED)


def _withheld(causes: list[Entry]) -> Withheld:
    names = " en ".join(f"'{entry.body['label']}' ({entry.at[:10]})" for entry in causes)
    numbers = [entry.number for entry in causes]
    return Withheld(
        f"no safe choice is left beside release {numbers}",
        page=f"Deze cijfers kunnen niet worden vrijgegeven naast {names}: samen geven ze een verborgen cijfer prijs.",
        causes=numbers,
    )
