"""The door: raw rows in, a SafeTable out."""

import logging
from collections.abc import Collection, Mapping

import pandas as pd

from workbench.catalog.policy import Policy
from workbench.disclosure.ledger import Ledger
from workbench.disclosure.primary import sensitive
from workbench.disclosure.rounding import round_counts
from workbench.disclosure.safe_table import THE_DOORS_KEY, SafeTable
from workbench.disclosure.secondary import secondary
from workbench.errors import Withheld
from workbench.table import PUBLISHED, SUPPRESSED, as_table

log = logging.getLogger(__name__)

FIGURES = ["value", "lower", "upper", "numerator", "denominator"]


def protect(
    table: pd.DataFrame,
    policy: Policy | Mapping[str, Policy],
    *,
    theme: str = "",
    demo: bool = False,
    contributions: pd.DataFrame | None = None,
    ledger: Ledger | None = None,
    invented: Collection[str] = (),
) -> SafeTable:
    """The rows as they may be seen.

    Takes: rows of the one table (absent columns are filled in), one policy, or one per dataset; `ledger`, when what
    was released before counts too and this release is to be remembered; `invented`, datasets that need no memory.
    Gives: a SafeTable with every row; primary and secondary hidden rows carry the same mark and no figures.
    Raises: ValueError when a dataset has no policy.
    """
    rows = as_table(_completed(table))
    by_dataset = _policies(rows, policy)
    limited = [name for name, own in by_dataset.items() if own.kind == "threshold"]
    ours = rows[rows["dataset"].fillna("").isin(limited)]
    parts = [_without(rows.drop(ours.index), pd.Series(False, index=rows.index.difference(ours.index)))]
    for (dataset, _, _), part in ours.groupby([ours["dataset"].fillna(""), "indicator", "period"]):
        memory = None if dataset in invented else ledger
        parts.append(protected(part, by_dataset[dataset], contributions=contributions, ledger=memory))
    released = pd.concat(parts)
    return SafeTable(released, key=THE_DOORS_KEY, theme=theme, demo=demo, policies=by_dataset)


def protected(
    rows: pd.DataFrame, policy: Policy, *, contributions: pd.DataFrame | None = None, ledger: Ledger | None = None
) -> pd.DataFrame:
    """One indicator in one period, with what must be hidden taken out, or with counts rounded."""
    found = sensitive(rows, policy, contributions=contributions)
    label = f"{rows['dataset'].iloc[0]} {rows['indicator'].iloc[0]} {rows['period'].iloc[0]}"
    try:
        if policy.method == "rounding":
            return _without(round_counts(rows, base=policy.rounding_base), found)
        if ledger is None:
            return _without(rows, secondary(rows, found, policy))
        return _without(rows, ledger.release(rows, found, policy, label=label).hidden)
    except (Withheld, ArithmeticError) as refusal:
        # One table that has no safe form does not take the rest of the theme with it: it is hidden, all of it.
        log.warning("withheld %s: %s", label, refusal)
        return _without(rows, rows["status"] == PUBLISHED)


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
