"""Controlled rounding: every count becomes a multiple of the base next to it, and totals still are the sum of parts."""

from collections.abc import Iterable, Mapping

import highspy
import numpy as np
import pandas as pd

from workbench.disclosure.cells import Cells, with_possible_values
from workbench.disclosure.linking import link
from workbench.table import PUBLISHED, SUPPRESSED


def rounded_counts(
    rows: pd.DataFrame,
    *,
    base: int,
    fixed: pd.Series | None = None,
    sum_of: Mapping[str, Iterable[str]] | None = None,
) -> pd.Series:
    """A rounded numerator for each row.

    Takes: `fixed`, what some were rounded to before: a second rounding of the same count would tell more about it.
    Missing: a row without a count stays without. Raises: ArithmeticError when no rounded table adds up.
    """
    linked = link(rows, counts=rows["numerator"], sum_of=sum_of)
    before = np.full(len(linked.cells), np.nan)
    if fixed is not None:
        before[linked.place] = fixed.to_numpy(dtype=float, na_value=np.nan)
    counts = rounded(with_possible_values(linked.cells), base=base, fixed=before)[linked.place]
    return pd.Series(pd.array(counts, dtype="Float64"), index=rows.index).where(rows["numerator"].notna())


def with_counts(rows: pd.DataFrame, counts: pd.Series) -> pd.DataFrame:
    """The rows with these numerators, and values and no intervals to match: an exact one would give the count away."""
    known = counts.notna() & (rows["status"] == PUBLISHED)
    changed = rows.assign(lower=pd.NA, upper=pd.NA, numerator=counts.where(known))
    share = changed["numerator"] / rows["denominator"] * _factor(rows)
    changed["value"] = share.where(rows["denominator"].notna(), changed["numerator"]).where(known)
    changed["status"] = rows["status"].where(known | (rows["status"] != PUBLISHED), SUPPRESSED)
    return changed


def _factor(rows: pd.DataFrame) -> float:
    """What a share is multiplied by to be in the indicator's unit, as the rows themselves show."""
    shares = rows["value"] * rows["denominator"] / rows["numerator"].where(rows["numerator"] > 0)
    return float(np.round(shares.dropna().median())) if shares.notna().any() else 1.0


def rounded(cells: Cells, *, base: int, fixed: np.ndarray | None = None, seconds: float = 30.0) -> np.ndarray:
    """The nearest such table; a count that is a multiple already stays (zero-restricted).

    Takes: `fixed`, what some cells have to become; NaN for the others.
    Raises: ArithmeticError when there is no such table, which can happen in three dimensions.
    Source: Cox (1987), J. Am. Stat. Assoc. 82, 520-524.
    """
    down = np.floor(cells.values / base) * base
    over = cells.values - down
    loose = np.flatnonzero(over > 0)
    if not len(loose):
        return down
    ties, right = cells.equations[:, loose] * base, -(cells.equations @ down)
    model, count = highspy.Highs(), len(loose)
    for option, value in {"output_flag": False, "threads": 1, "time_limit": seconds, "mip_rel_gap": 1e-4}.items():
        model.setOptionValue(option, value)
    model.addVars(count, *_choices(down[loose], base, None if fixed is None else fixed[loose]))
    every = np.arange(count, dtype=np.int32)
    # Up moves a count by base - over, down by over: the difference is what choosing up costs.
    model.changeColsCost(count, every, base - 2 * over[loose])
    model.changeColsIntegrality(count, every, np.ones(count, dtype=np.uint8))
    model.addRows(len(right), right, right, ties.nnz, ties.indptr[:-1], ties.indices, ties.data)
    model.run()
    solution = model.getSolution()
    if not solution.value_valid:
        raise ArithmeticError("no rounded table adds up")
    result = down.copy()
    result[loose] += base * np.round(solution.col_value)
    if np.any(cells.equations @ result):
        raise ArithmeticError("the rounded table does not add up")
    return result


def _choices(down: np.ndarray, base: int, fixed: np.ndarray | None) -> tuple[np.ndarray, np.ndarray]:
    """From and up to which each count may move: 0 is down, 1 is up."""
    least, most = np.zeros(len(down)), np.ones(len(down))
    if fixed is None:
        return least, most
    upward = (fixed - down) / base
    return np.where(np.isnan(upward), least, upward), np.where(np.isnan(upward), most, upward)
