"""Controlled rounding: every count becomes a multiple of the base next to it, and totals still are the sum of parts."""

import highspy
import numpy as np
import pandas as pd

from workbench.disclosure.cells import Cells, with_possible_values
from workbench.disclosure.linking import link
from workbench.table import PUBLISHED, SUPPRESSED


def round_counts(rows: pd.DataFrame, *, base: int) -> pd.DataFrame:
    """The rows with rounded numerators, and values and no intervals to match: an exact one would give the count away.

    Missing: a row without a count loses its value. Raises: ArithmeticError when no rounded table adds up.
    """
    linked = link(rows, counts=rows["numerator"])
    counts = rounded(with_possible_values(linked.cells), base=base)[linked.place]
    known = rows["numerator"].notna() & (rows["status"] == PUBLISHED)
    changed = rows.assign(lower=pd.NA, upper=pd.NA)
    changed["numerator"] = pd.array(counts, dtype="Float64")
    changed["numerator"] = changed["numerator"].where(known)
    share = changed["numerator"] / rows["denominator"] * _factor(rows)
    changed["value"] = share.where(rows["denominator"].notna(), changed["numerator"]).where(known)
    changed["status"] = rows["status"].where(known | (rows["status"] != PUBLISHED), SUPPRESSED)
    return changed


def _factor(rows: pd.DataFrame) -> float:
    """What a share is multiplied by to be in the indicator's unit, as the rows themselves show."""
    shares = rows["value"] * rows["denominator"] / rows["numerator"].where(rows["numerator"] > 0)
    return float(np.round(shares.dropna().median())) if shares.notna().any() else 1.0


def rounded(cells: Cells, *, base: int, seconds: float = 30.0) -> np.ndarray:
    """The nearest such table; a count that is a multiple already stays (zero-restricted).

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
    model.addVars(count, np.zeros(count), np.ones(count))
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
