"""The door: raw rows in, a SafeTable out."""

from collections.abc import Mapping

import pandas as pd

from workbench.catalog.policy import Policy
from workbench.disclosure.primary import sensitive
from workbench.disclosure.safe_table import THE_DOORS_KEY, SafeTable
from workbench.table import PUBLISHED, SUPPRESSED, as_table

FIGURES = ["value", "lower", "upper", "numerator", "denominator"]


def protect(
    table: pd.DataFrame,
    policy: Policy | Mapping[str, Policy],
    *,
    theme: str = "",
    demo: bool = False,
    contributions: pd.DataFrame | None = None,
) -> SafeTable:
    """The rows as they may be seen.

    Takes: rows of the one table (absent columns are filled in), one policy, or one per dataset.
    Gives: a SafeTable with every row; primary and secondary hidden rows carry the same mark and no figures.
    Raises: ValueError when a dataset has no policy.
    """
    rows = as_table(_completed(table))
    by_dataset = _policies(rows, policy)
    hidden = pd.Series(False, index=rows.index)
    for dataset, part in rows.groupby(rows["dataset"].fillna("")):
        hidden[part.index] = sensitive(part, by_dataset[dataset], contributions=contributions)
    return SafeTable(_without(rows, hidden), key=THE_DOORS_KEY, theme=theme, demo=demo, policies=by_dataset)


def _completed(table: pd.DataFrame) -> pd.DataFrame:
    """Small tables name only what matters; the rest is one indicator, one period, everybody."""
    standard = {"indicator": "indicator", "edition": 2024, "period": 2024, "group": "totaal"}
    standard |= {"status": PUBLISHED, "estimation": "register", "dataset": "", "version": ""}
    return table.assign(**{name: fill for name, fill in standard.items() if name not in table.columns})


def _policies(rows: pd.DataFrame, policy: Policy | Mapping[str, Policy]) -> dict[str, Policy]:
    datasets = [str(name) for name in rows["dataset"].fillna("").unique()]
    if isinstance(policy, Policy):
        return dict.fromkeys(datasets, policy)
    without = [name for name in datasets if name not in policy]
    if without:
        raise ValueError(f"datasets without a policy do not leave the door: {', '.join(without)}")
    return {name: policy[name] for name in datasets}


def _without(rows: pd.DataFrame, hidden: pd.Series) -> pd.DataFrame:
    # Whatever the source marked as not published loses its counts too: a count beside a mark would undo the mark.
    empty = hidden | (rows["status"] != PUBLISHED)
    shown = rows.copy()
    shown[FIGURES] = shown[FIGURES].mask(empty)
    shown["status"] = shown["status"].mask(hidden, SUPPRESSED)
    return shown
