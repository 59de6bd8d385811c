"""Which figures an owner's limits hide by themselves: primary suppression."""

import pandas as pd

from workbench.catalog.policy import Policy
from workbench.table import PUBLISHED

PERCENT = 100.0


def sensitive(rows: pd.DataFrame, policy: Policy, *, contributions: pd.DataFrame | None = None) -> pd.Series:
    """True for each published row that the policy's limits hide.

    Takes: rows of the one table; `contributions` with the table's key, `contributor` and `amount`, one row per
    contributor to a cell, for dominance and p %. Missing: a count that a limit needs and that is not there
    hides the row: what cannot be judged does not leave.
    """
    if policy.kind == "published_by_source":
        return pd.Series(False, index=rows.index)
    found = _small(rows, policy) | _whole_group(rows, policy)
    if policy.dominance or policy.p_percent is not None or policy.minimum_contributors:
        found |= _dominated(rows, policy, contributions)
    return found & (rows["status"] == PUBLISHED)


def _small(rows: pd.DataFrame, policy: Policy) -> pd.Series:
    numerator, base = rows["numerator"], rows["denominator"]
    found = pd.Series(False, index=rows.index)
    if policy.minimum_base:
        found |= (base < policy.minimum_base).fillna(True)
    if policy.minimum_cell:
        # Zero is nobody: it is told apart from few, and hidden only when the policy says so.
        found |= ((numerator < policy.minimum_cell) & (numerator != 0)).fillna(True)
    if policy.minimum_rest:
        rest = base - numerator
        found |= ((rest < policy.minimum_rest) & (rest != 0)).fillna(True)
    return found.astype(bool)


def _whole_group(rows: pd.DataFrame, policy: Policy) -> pd.Series:
    numerator, base = rows["numerator"], rows["denominator"]
    found = pd.Series(False, index=rows.index)
    if policy.group_share is not None:
        found |= (numerator * PERCENT > base * policy.group_share).fillna(True)
    if policy.hide_none:
        found |= (numerator == 0).fillna(True)
    if policy.hide_everyone:
        found |= (numerator == base).fillna(True)
    return found.astype(bool)


def _dominated(rows: pd.DataFrame, policy: Policy, contributions: pd.DataFrame | None) -> pd.Series:
    if contributions is None:
        return pd.Series(True, index=rows.index)
    keys = [name for name in rows.columns if name in contributions.columns and name not in ("contributor", "amount")]
    judged = contributions.groupby(keys, dropna=False)["amount"].agg(lambda amounts: _dominates(amounts, policy))
    matched = rows[keys].merge(judged.rename("found").reset_index(), on=keys, how="left")["found"]
    return pd.Series(matched.fillna(True).to_numpy(dtype=bool), index=rows.index)


def _dominates(amounts: pd.Series, policy: Policy) -> bool:
    """The (n, k) rule, the p % rule and the number of contributors, over one cell.

    Source: Hundepool et al. (2012), Statistical Disclosure Control, section 4.2.
    """
    largest, total = amounts.sort_values(ascending=False).to_numpy(dtype=float), float(amounts.sum())
    if len(largest) < policy.minimum_contributors:
        return True
    if policy.dominance and largest[: policy.dominance.n].sum() * PERCENT > policy.dominance.k * total:
        return True
    # The second largest contributor subtracts itself and knows the largest to within what remains.
    remainder = total - largest[:2].sum()
    return policy.p_percent is not None and remainder * PERCENT < policy.p_percent * largest[:1].sum()
