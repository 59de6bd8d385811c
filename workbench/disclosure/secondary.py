"""Secondary suppression of one indicator in one period: link the rows, choose what to hide, attack the result."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from workbench.catalog.policy import Policy
from workbench.disclosure.attacker import intervals
from workbench.disclosure.cells import Cells, with_possible_values
from workbench.disclosure.linking import Linked, link
from workbench.disclosure.suppress import NoSafeChoice, suppress
from workbench.errors import Withheld
from workbench.table import PUBLISHED

CLOSE = 1e-6


@dataclass(frozen=True)
class Choice:
    """What is hidden of linked cells; `seen` are those that a reader sees as published or as hidden."""

    linked: Linked
    hidden: np.ndarray
    seen: np.ndarray
    sensitive: np.ndarray
    width: np.ndarray


def secondary(rows: pd.DataFrame, found: pd.Series, policy: Policy) -> pd.Series:
    """The rows to hide, given those that the policy's limits already hide.

    Missing: a row without a count, or that the source did not publish, is a cell nobody sees.
    Raises: Withheld when the attacker still finds something.
    """
    seen = (rows["status"] == PUBLISHED) & rows["numerator"].notna()
    if not seen.any():
        return found
    linked = link(rows, counts=rows["numerator"])
    counted = ~np.isnan(linked.cells.values)
    try:
        linked = replace(linked, cells=with_possible_values(linked.cells))
    except ArithmeticError as error:
        raise contradiction() from error
    known = _extended(seen, linked)
    sensitive = _extended(found & seen, linked) | differences(linked, counted, policy)
    if not sensitive.any():
        return found
    try:
        choice = choose(linked, sensitive, seen=known, width=policy.width)
    except NoSafeChoice:
        choice = choose(unassuming(linked), sensitive, seen=known, width=policy.width)
    return found | pd.Series(choice.hidden[linked.place], index=rows.index) & (rows["status"] == PUBLISHED)


def differences(linked: Linked, counted: np.ndarray, policy: Policy) -> np.ndarray:
    """Cells that are in no row, but that rows give away by subtraction, and that are too small to be given away."""
    cells, kind = linked.cells, linked.latent & ~linked.unplaced
    if not kind.any() or not policy.minimum_cell:
        return np.zeros_like(kind)
    low, high = intervals(cells.equations, np.where(counted, cells.values, np.nan), upper=cells.upper)
    return kind & (high - low < policy.width - CLOSE) & (high > CLOSE) & (low < policy.minimum_cell - CLOSE)


def choose(linked: Linked, sensitive: np.ndarray, *, seen: np.ndarray, width, keep: np.ndarray | None = None) -> Choice:
    """The least to hide, such that every hidden cell, primary or secondary, keeps the width.

    Takes: `keep`, cells that are published already. Raises: NoSafeChoice; Withheld.
    """
    fixed = linked.assumed if keep is None else linked.assumed | keep
    wide = np.minimum(width, linked.cells.upper)
    guarded = sensitive
    for _ in range(20):
        hidden = suppress(linked.cells, guarded, width=wide, keep=fixed, free=~seen & ~fixed).hidden
        narrow = hidden & seen & (_widths(linked.cells, hidden) < wide - CLOSE)
        if not np.any(narrow & ~guarded):
            break
        # A mark that can be seen through would tell that it is a secondary one: it gets the same protection.
        guarded = guarded | narrow
    choice = Choice(linked, hidden, seen, sensitive, wide)
    check(choice)
    return choice


def unassuming(linked: Linked) -> Linked:
    """The same, as if totals that are not in the rows were not known from elsewhere either."""
    return replace(linked, assumed=np.zeros_like(linked.assumed))


def check(choice: Choice) -> None:
    """Nothing leaves unless the attacker finds nothing. Raises: Withheld, without any figure."""
    narrow = choice.sensitive & (_widths(choice.linked.cells, choice.hidden) < choice.width - CLOSE)
    if narrow.any():
        raise Withheld(
            f"{int(narrow.sum())} hidden cells can be computed too closely from what would be published",
            page="Deze cijfers blijven achter de deur: verborgen cijfers zijn eruit terug te rekenen. "
            "Kies grotere gebieden of groepen.",
            cells=int(narrow.sum()),
        )


def contradiction() -> Withheld:
    """What cannot be linked cannot be attacked, and what cannot be attacked does not leave."""
    return Withheld(
        "the counts of crossing groups do not add up, so they cannot be protected",
        page="Deze cijfers blijven achter de deur: de groepen tellen niet op, dus is niet na te rekenen of zij veilig "
        "zijn. Vraag de bron om kloppende aantallen.",
    )


def _widths(cells: Cells, hidden: np.ndarray) -> np.ndarray:
    low, high = intervals(cells.equations, np.where(hidden, np.nan, cells.values), upper=cells.upper)
    return high - low


def _extended(flags: pd.Series, linked: Linked) -> np.ndarray:
    found = np.zeros(len(linked.cells), dtype=bool)
    found[linked.place] = flags.to_numpy(dtype=bool)
    return found
