"""Who contributed how much to a figure: what a dominating contributor gives away, and what contributors know already.

A contribution is a row with the key of its figure, `kind` (organisation or person), `contributor` (a name, or none for
persons), `amount` and `contributors`: one, or how many are behind an amount that is the rest of a cell.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from workbench.catalog.policy import Policy
from workbench.disclosure.cells import Cells
from workbench.disclosure.suppress import Insider

PERCENT, CLOSE = 100.0, 1e-6
AMOUNTS = ("kind", "contributor", "amount", "contributors")


def dominated(rows: pd.DataFrame, policy: Policy, contributions: pd.DataFrame | None) -> pd.Series:
    """True where a contributor can be known too closely. Missing: without its contributions a figure is hidden."""
    if contributions is None:
        return pd.Series(True, index=rows.index)
    return _per_row(rows, contributions, lambda cell: dominates(cell, policy), absent=True, worst=max).astype(bool)


def dominates(cell: pd.DataFrame, policy: Policy) -> bool:
    """The (n, k) rule, the p % rule and the number of contributors, over the contributions of one kind to one cell.

    Source: Hundepool et al. (2012), Statistical Disclosure Control, section 4.2.
    """
    cell = cell[cell["amount"] > 0]
    largest, total, number = _largest_first(cell), float(cell["amount"].sum()), int(cell["contributors"].sum())
    if number < policy.minimum_contributors:
        return True
    needed = max(policy.dominance.n if policy.dominance else 0, 2 if policy.p_percent is not None else 0)
    if len(largest) < min(needed, number):
        return True  # what cannot be judged does not leave
    if policy.dominance and largest[: policy.dominance.n].sum() * PERCENT > policy.dominance.k * total:
        return True
    # The second largest contributor subtracts itself and knows the largest to within what remains.
    remainder = total - largest[:2].sum()
    return policy.p_percent is not None and remainder * PERCENT < policy.p_percent * largest[:1].sum()


def widths(rows: pd.DataFrame, policy: Policy, contributions: pd.DataFrame | None) -> pd.Series:
    """What each figure keeps when it is hidden: the policy's width, p % of the amount, or what undoes a dominance."""
    found = pd.Series(float(policy.width), index=rows.index)
    amount = rows["numerator"].to_numpy(dtype=float, na_value=0.0)
    if policy.p_percent is not None:
        found = found.clip(lower=np.ceil(policy.p_percent * amount / PERCENT))
    if policy.dominance and contributions is not None:
        rule = policy.dominance
        top = _per_row(rows, contributions, lambda cell: _largest_first(cell)[: rule.n].sum(), absent=0.0, worst=max)
        found = found.clip(lower=np.ceil(PERCENT * top / rule.k - amount))
    return found


def has_rules(policy: Policy) -> bool:
    return bool(policy.dominance or policy.p_percent is not None or policy.minimum_contributors)


def insiders(cells: Cells, placed: pd.DataFrame) -> Iterator[Insider]:
    """What contributors know: nobody's figure is under what one of them brought, and who is alone knows all of it.

    Takes: contributions with `cell`, the place of their figure among the cells.
    """
    placed = placed[placed["amount"] > 0]
    single = placed[placed["contributors"] == 1]
    lower = cells.lower.copy()
    np.maximum.at(lower, single["cell"].to_numpy(dtype=int), np.floor(single["amount"].to_numpy(dtype=float)))
    lower = np.minimum(lower, cells.values)
    yield Insider(lower, cells.upper, lower > cells.lower)
    alone = placed[placed.groupby(["cell", "kind"])["contributors"].transform("sum") == 1]
    named = alone["contributor"].fillna(alone["cell"].astype("string"))
    for _, own in alone.groupby([alone["kind"], named]):
        known = np.zeros(len(cells), dtype=bool)
        known[own["cell"].to_numpy(dtype=int)] = True
        yield Insider(np.where(known, cells.values, lower), np.where(known, cells.values, cells.upper), known)


def _largest_first(cell: pd.DataFrame) -> np.ndarray:
    single = cell.loc[cell["contributors"] == 1, "amount"].to_numpy(dtype=float)
    return np.sort(single)[::-1]


def _per_row(rows: pd.DataFrame, contributions: pd.DataFrame, judge, *, absent, worst) -> pd.Series:
    """What `judge` says of the contributions to each row; of persons and organisations the worst."""
    keys = [name for name in rows.columns if name in contributions.columns and name not in AMOUNTS]
    complete = completed(contributions)
    found: dict[tuple, object] = {}
    for (*key, _), cell in complete.groupby([*keys, "kind"], dropna=False):
        found[tuple(key)] = worst(found.get(tuple(key), judge(cell)), judge(cell))
    places = rows[keys].itertuples(index=False, name=None)
    return pd.Series([found.get(place, absent) for place in places], index=rows.index)


def completed(contributions: pd.DataFrame) -> pd.DataFrame:
    """Small tables name only what matters: each row is one organisation."""
    standard = {"kind": "organisation", "contributors": 1}
    return contributions.assign(**{name: fill for name, fill in standard.items() if name not in contributions})
