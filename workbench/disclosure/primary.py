"""Which figures an owner's limits hide by themselves: primary suppression."""

import pandas as pd

from workbench.catalog.policy import Policy
from workbench.disclosure.contributors import dominated, has_rules
from workbench.table import PUBLISHED

PERCENT = 100.0


def sensitive(rows: pd.DataFrame, policy: Policy, *, contributions: pd.DataFrame | None = None) -> pd.Series:
    """True for each published row that the policy's limits hide.

    Takes: rows of the one table; `contributions` to them, for dominance, p % and the number of contributors.
    Missing: a count that is not there hides the row. What cannot be judged does not leave, and what cannot be attacked
    neither: a share or a mean beside the size of its group is a count by another name.
    """
    if policy.kind == "published_by_source":
        return pd.Series(False, index=rows.index)
    found = rows["numerator"].isna() | _small(rows, policy) | _whole_group(rows, policy)
    if has_rules(policy):
        found |= dominated(rows, policy, contributions)
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
