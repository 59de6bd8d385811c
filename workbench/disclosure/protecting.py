"""The door: raw rows in, a SafeTable out."""

import logging
from collections.abc import Collection, Iterable, Iterator, Mapping

import pandas as pd

from workbench.catalog import load_catalog
from workbench.catalog.policy import Policy
from workbench.disclosure.adding import Subject, family
from workbench.disclosure.contributors import completed
from workbench.disclosure.ledger import Ledger
from workbench.disclosure.primary import sensitive
from workbench.disclosure.record import years
from workbench.disclosure.rounding import rounded_counts, with_counts
from workbench.disclosure.safe_table import THE_DOORS_KEY, Refusal, SafeTable
from workbench.disclosure.secondary import secondary
from workbench.errors import Withheld
from workbench.table import PUBLISHED, SUPPRESSED, as_table
from workbench.text import period as period_words

log = logging.getLogger(__name__)

NO_SAFE_FORM = (
    "Deze cijfers blijven achter de deur: er is geen veilige manier om ze te tonen. Vraag de data-officier wat wel kan."
)
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

    Takes: rows of the one table (absent columns are filled in), one policy, or one per dataset; `contributions` to
    them; `ledger`, when what was released before counts too and this release is to be remembered; `invented`,
    datasets that need no memory.
    Gives: a SafeTable with every row; primary and secondary hidden rows carry the same mark and no figures.
    Raises: ValueError when a dataset has no policy.
    """
    rows = as_table(_completed(table))
    by_dataset = _policies(rows, policy)
    limited = [name for name, own in by_dataset.items() if own.kind == "threshold"]
    ours = rows[rows["dataset"].fillna("").isin(limited)]
    theirs = rows.drop(ours.index)
    if ledger is not None:
        ledger.pass_on(theirs[~theirs["dataset"].isin(list(invented))])
    parts, refused = [_without(theirs, pd.Series(False, index=theirs.index))], []
    for dataset, part in _together(ours, ledger.sum_of if ledger else load_catalog().sum_of):
        memory = None if dataset in invented else ledger
        shown, refusals = protected(part, by_dataset[dataset], contributions=contributions, ledger=memory)
        parts.append(shown)
        refused += refusals
    released = pd.concat(parts)
    return SafeTable(released, key=THE_DOORS_KEY, theme=theme, demo=demo, policies=by_dataset, refused=refused)


def _together(rows: pd.DataFrame, sum_of: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, pd.DataFrame]]:
    """The rows of each dataset by what adds up: indicators that are sums of others, and the months of a year."""
    names = {str(name): min(family([str(name)], sum_of)) for name in rows["indicator"].unique()}
    keys = [rows["dataset"].fillna(""), rows["indicator"].map(names), years(rows)]
    for (dataset, _, _), part in rows.groupby(keys):
        yield str(dataset), part


def protected(
    rows: pd.DataFrame, policy: Policy, *, contributions: pd.DataFrame | None = None, ledger: Ledger | None = None
) -> tuple[pd.DataFrame, list[Refusal]]:
    """What belongs together, with what must be hidden taken out or counts rounded; and what was refused as a whole."""
    label = _label(rows)
    try:
        return _let_out(rows, policy, contributions=contributions, ledger=ledger, label=label), []
    except (Withheld, ArithmeticError) as refusal:
        if len(_subjects(rows)) > 1:
            # What has no safe form together may have one apart, each beside the ones before it.
            found = [
                protected(part, policy, contributions=contributions, ledger=ledger)
                for _, part in rows.groupby(["indicator", "period"])
            ]
            return pd.concat([part for part, _ in found]), [each for _, refused in found for each in refused]
        # One table that has no safe form does not take the rest of the theme with it: it is hidden, all of it.
        log.warning("withheld %s: %s", label, refusal)
        (subject,) = _subjects(rows)
        page = refusal.page if isinstance(refusal, Withheld) else NO_SAFE_FORM
        return _without(rows, rows["status"] == PUBLISHED), [Refusal(*subject, page)]


def _label(rows: pd.DataFrame) -> str:
    """What is let out, in the words of the catalogue: it stands in the ledger and in the reason of a refusal."""
    known, subjects = load_catalog().indicators, _subjects(rows)
    names = [
        known[name].label if name in known else name for name in dict.fromkeys(each.indicator for each in subjects)
    ]
    periods = sorted({each.period for each in subjects})
    when = period_words(periods[0]) if len(periods) == 1 else f"{period_words(periods[0])} en later"
    return f"{', '.join(names)}, {when}"


def _let_out(
    rows: pd.DataFrame, policy: Policy, *, contributions: pd.DataFrame | None, ledger: Ledger | None, label: str
) -> pd.DataFrame:
    ours = _of(contributions, rows)
    found = sensitive(rows, policy, contributions=ours)
    if ledger is not None:
        release = ledger.release(rows, found, policy, label=label, contributions=ours)
        counts = release.figures
    else:
        sum_of = load_catalog().sum_of
        if policy.method == "rounding":
            counts = rounded_counts(rows, base=policy.rounding_base, sum_of=sum_of).mask(found)
        else:
            return _without(rows, secondary(rows, found, policy, contributions=ours, sum_of=sum_of))
    if policy.method == "rounding":
        return with_counts(rows, counts)
    return _without(rows, release.hidden)


def _of(contributions: pd.DataFrame | None, rows: pd.DataFrame) -> pd.DataFrame | None:
    """The contributions to these rows."""
    if contributions is None:
        return None
    keys = [name for name in ("indicator", "period") if name in contributions.columns]
    ours = contributions.merge(rows[keys].drop_duplicates(), on=keys) if keys else contributions
    return completed(ours)


def _subjects(rows: pd.DataFrame) -> list[Subject]:
    pairs = rows[["indicator", "period"]].drop_duplicates().itertuples(index=False, name=None)
    return [Subject(str(indicator), int(period)) for indicator, period in pairs]


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
