"""What the ledger writes down of a release, and what it reads back: figures that were shown, never a hidden one."""

import hashlib
import json

import numpy as np
import pandas as pd

from workbench.catalog.policy import Policy
from workbench.disclosure.adding import Subject
from workbench.disclosure.chain import Entry
from workbench.disclosure.contributors import widths
from workbench.disclosure.linking import AT
from workbench.disclosure.primary import sensitive
from workbench.table import PUBLISHED

_WHOLE = {"period": "int64", "edition": "int64"}
_NUMBERS = {"count": "Float64", "denominator": "Float64", "width": "float64", "low": "float64", "high": "float64"}
_LEAST, _MOST = ["denominator", "high"], ["out", "asked", "width", "low"]  # what holds when a cell is told twice


def subject(indicator: str, year: int) -> str:
    return f"{indicator}/{year}"


def years(rows: pd.DataFrame) -> pd.Series:
    return rows["period"].map(lambda period: Subject("", int(period)).year)


def request(rows: pd.DataFrame, found: pd.Series, policy: Policy) -> str:
    """The same for the same rows, limits and hidden cells."""
    keys = rows[AT].assign(found=found).to_numpy()
    cells = sorted(
        [str(name), int(period), str(area), int(edition), str(group), bool(small)]
        for name, period, area, edition, group, small in keys
    )
    version = str(rows["version"].iloc[0])
    return hashlib.sha256(json.dumps([version, policy.model_dump_json(), cells]).encode()).hexdigest()


def cells(rows: pd.DataFrame, figures: pd.Series, found: pd.Series, policy: Policy) -> list[list]:
    """What is written: the key of each row, the figure as it was shown, and how wide it stays when it is not.

    A width that would tell an amount is not written: the policy and what is in the store give it again.
    """
    seen = (rows["status"] == PUBLISHED) & rows["numerator"].notna()
    limit = rows["denominator"].astype("Float64").fillna(np.inf).clip(upper=policy.width)
    width = limit.where(found & seen, 0.0)
    columns = zip(*(rows[name] for name in AT), figures, width, strict=True)
    return [
        [str(name), int(period), str(area), int(edition), str(group), _whole(shown), float(keeps)]
        for name, period, area, edition, group, shown, keeps in columns
    ]


def _whole(shown) -> int | None:
    return None if pd.isna(shown) else int(shown)


def shown_of(entries: list[Entry], rows: pd.DataFrame) -> pd.Series:
    """The figures that these entries showed of the rows; nothing where they showed none."""
    known = {tuple(cell[:5]): cell[5] for entry in entries for cell in entry.body["cells"]}
    keys = ((str(n), int(p), str(a), int(e), str(g)) for n, p, a, e, g in rows[AT].to_numpy())
    return pd.Series(pd.array([known.get(key) for key in keys], dtype="Float64"), index=rows.index)


def asked(rows: pd.DataFrame, found: pd.Series, policy: Policy, *, contributions: pd.DataFrame | None) -> pd.DataFrame:
    """The rows of a new release, as history.Shown has them."""
    seen = (rows["status"] == PUBLISHED) & rows["numerator"].notna()
    keeps = np.minimum(widths(rows, policy, contributions), rows["denominator"].astype("Float64").fillna(np.inf))
    if rows["numerator"].gt(rows["denominator"]).any():
        keeps = widths(rows, policy, contributions)  # amounts are not limited by how many persons there are
    frame = rows[[*AT, "denominator"]].assign(count=rows["numerator"], out=False, asked=seen, low=0.0, high=np.inf)
    return _typed(frame.assign(width=keeps.where(found & seen, 0.0).astype(float)))


def unasked(rows: pd.DataFrame, policy: Policy, *, contributions: pd.DataFrame | None) -> pd.DataFrame:
    """All rows of a version as they lie behind the door: nobody asks for them, and what is small stays small."""
    found = sensitive(rows, policy, contributions=contributions)
    return asked(rows, found, policy, contributions=contributions).assign(asked=False)


def behind(entry: Entry, rows: pd.DataFrame, *, contributions: pd.DataFrame | None) -> pd.DataFrame:
    """The cells of an earlier release, with their counts as far as they can be recalled."""
    written = pd.DataFrame(entry.body["cells"], columns=[*AT, "figure", "width"]).astype(_WHOLE)
    known = rows[[*AT, "numerator", "denominator"]].astype(_WHOLE)
    both = written.merge(known.astype({"indicator": object, "area_code": object, "group": object}), on=AT, how="left")
    figure, base = pd.Series(pd.array(both["figure"], dtype="Float64")), entry.body.get("rounded")
    count = both["numerator"].astype("Float64").fillna(figure if base is None else pd.NA)
    policy = Policy.model_validate(entry.body["rule"])
    wide = widths(both.assign(numerator=count), policy, contributions).clip(lower=both["width"])
    frame = both[[*AT, "denominator"]].assign(count=count, asked=False, out=figure.notna() & (base is None))
    frame = frame.assign(width=wide.where(both["width"] > 0, 0.0), low=0.0, high=np.inf)
    return _typed(frame if base is None else between(frame, figure, base=base))


def between(frame: pd.DataFrame, figure: pd.Series, *, base: int) -> pd.DataFrame:
    """What rounded figures say: each count is less than one base away."""
    shown = figure.astype(float)
    low, high = (shown - base + 1).clip(lower=0), shown + base - 1
    return frame.assign(low=low.fillna(0.0).to_numpy(), high=high.fillna(np.inf).to_numpy())


def passed_on(rows: pd.DataFrame) -> pd.DataFrame:
    """Figures that their source published: known to everybody."""
    known = rows[(rows["status"] == PUBLISHED) & rows["numerator"].notna()]
    frame = known[[*AT, "denominator"]].assign(count=known["numerator"], out=True, asked=False)
    return _typed(frame.assign(width=0.0, low=0.0, high=np.inf))


def merged(frames: list[pd.DataFrame]) -> pd.DataFrame:
    """One row per cell, those of the first frame first and in their order."""
    rows = pd.concat(frames, ignore_index=True)
    if not rows.duplicated(AT).any():
        return rows
    cells = rows.groupby(AT, sort=False)
    return pd.concat([cells[["count"]].first(), cells[_LEAST].min(), cells[_MOST].max()], axis=1).reset_index()


def beside(frames: list[pd.DataFrame]) -> pd.DataFrame:
    """Figures of several datasets, each merged: one cell where they count the same; else the first one holds."""
    if len(frames) == 1:
        return frames[0]
    rows = pd.concat(frames, ignore_index=True)
    first = rows.groupby(AT, sort=False)["count"].transform("first")
    return merged([rows[rows["count"].isna() | (rows["count"] == first)]])


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    words = dict.fromkeys(("indicator", "area_code", "group"), "string")
    return frame.astype(words | _WHOLE | _NUMBERS | {"out": bool, "asked": bool})
