"""Secondary suppression of one indicator in one period: link the rows, choose what to hide, attack the result."""

import numpy as np
import pandas as pd

from workbench.catalog.policy import Policy
from workbench.disclosure.attacker import intervals
from workbench.disclosure.linking import Linked, link
from workbench.disclosure.suppress import NoSafeChoice, suppress
from workbench.errors import Withheld
from workbench.table import PUBLISHED

CLOSE = 1e-6


def secondary(rows: pd.DataFrame, found: pd.Series, policy: Policy) -> pd.Series:
    """The rows to hide, given those that the policy's limits already hide.

    Missing: a row without a count, or that the source did not publish, is a cell nobody sees.
    Raises: Withheld when the attacker still finds something.
    """
    seen = (rows["status"] == PUBLISHED) & rows["numerator"].notna()
    if not (found & seen).any():
        return found
    linked = link(rows, counts=rows["numerator"])
    sensitive, free = _extend((found & seen).to_numpy(), linked), linked.latent.copy()
    free[: len(rows)] |= ~seen.to_numpy()
    width = np.minimum(policy.width, linked.cells.upper)
    try:
        chosen = suppress(linked.cells, sensitive, width=width, keep=linked.assumed, free=free).hidden
    except NoSafeChoice:
        chosen = np.ones(len(linked.cells), dtype=bool)
    check(linked, chosen, sensitive=sensitive, width=width)
    return found | pd.Series(chosen[: len(rows)], index=rows.index) & (rows["status"] == PUBLISHED)


def check(linked: Linked, hidden: np.ndarray, *, sensitive: np.ndarray, width: np.ndarray) -> None:
    """Nothing leaves unless the attacker finds nothing. Raises: Withheld, without any figure."""
    cells = linked.cells
    low, high = intervals(cells.equations, np.where(hidden, np.nan, cells.values), upper=cells.upper)
    narrow = sensitive & (high - low < width - CLOSE)
    if narrow.any():
        raise Withheld(
            f"{int(narrow.sum())} hidden cells can be computed too closely from what would be published",
            page="Deze cijfers blijven achter de deur: verborgen cijfers zijn eruit terug te rekenen. "
            "Kies grotere gebieden of groepen.",
            cells=int(narrow.sum()),
        )


def _extend(flags: np.ndarray, linked: Linked) -> np.ndarray:
    return np.append(flags, np.zeros(len(linked.cells) - len(flags), dtype=bool))
