"""The door: raw rows in, a SafeTable out."""

from collections.abc import Mapping

import pandas as pd

from workbench.catalog.policy import Policy
from workbench.disclosure.primary import sensitive
from workbench.disclosure.rounding import round_counts
from workbench.disclosure.safe_table import THE_DOORS_KEY, SafeTable
from workbench.disclosure.secondary import secondary
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
    parts = [
        protected(part, by_dataset[dataset], contributions=contributions)
        for (dataset, _, _), part in rows.groupby([rows["dataset"].fillna(""), "indicator", "period"])
        if by_dataset[dataset].kind == "threshold"
    ]
    by_source = rows[rows["dataset"].fillna("").map(lambda name: by_dataset[name].kind == "published_by_source")]
    released = pd.concat([_without(by_source, pd.Series(False, index=by_source.index)), *parts])
    return SafeTable(released, key=THE_DOORS_KEY, theme=theme, demo=demo, policies=by_dataset)


def protected(rows: pd.DataFrame, policy: Policy, *, contributions: pd.DataFrame | None = None) -> pd.DataFrame:
    """One indicator in one period, with what must be hidden taken out, or with counts rounded."""
    found = sensitive(rows, policy, contributions=contributions)
    if policy.method == "rounding":
        return _without(round_counts(rows, base=policy.rounding_base), found)
    return _without(rows, secondary(rows, found, policy))


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
