"""Secondary suppression of what belongs together: link the rows, choose what to hide, attack the result."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from workbench.catalog.policy import Policy
from workbench.disclosure.attacker import closer_than, intervals
from workbench.disclosure.cells import Cells, with_possible_values
from workbench.disclosure.contributors import completed, has_rules, insiders, widths
from workbench.disclosure.linking import AT, Linked, link
from workbench.disclosure.suppress import Insider, NoSafeChoice, suppress
from workbench.errors import Withheld
from workbench.table import PUBLISHED

CLOSE = 1e-6


@dataclass(frozen=True)
class Choice:
    """What is hidden of linked cells; `seen` are those that a reader sees as published or as hidden.

    `told`: of cells that were shown rounded, the width that they keep all the same; NaN for others.
    """

    linked: Linked
    hidden: np.ndarray
    seen: np.ndarray
    sensitive: np.ndarray
    width: np.ndarray
    insiders: tuple[Insider, ...] = ()
    told: np.ndarray | None = None


def secondary(
    rows: pd.DataFrame,
    found: pd.Series,
    policy: Policy,
    *,
    contributions: pd.DataFrame | None = None,
    sum_of: Mapping[str, Iterable[str]] | None = None,
) -> pd.Series:
    """The rows to hide, given those that the policy's limits already hide.

    Missing: a row without a count, or that the source did not publish, is a cell nobody sees.
    Raises: Withheld when the attacker still finds something.
    """
    seen = (rows["status"] == PUBLISHED) & rows["numerator"].notna()
    if not seen.any():
        return found
    linked = link(rows, counts=rows["numerator"], sum_of=sum_of)
    counted = ~np.isnan(linked.cells.values)
    try:
        linked = replace(linked, cells=with_possible_values(linked.cells))
    except ArithmeticError as error:
        raise contradiction() from error
    known = _extended(seen, linked)
    sensitive = _extended(found & seen, linked) | differences(linked, counted, policy)
    if not sensitive.any():
        return found
    width = np.full(len(linked.cells), float(policy.width))
    np.maximum.at(width, linked.place, widths(rows, policy, contributions).to_numpy(dtype=float))
    others = tuple(knowing(linked.cells, [(rows, linked.place)], contributions, policy))
    try:
        choice = choose(linked, sensitive, seen=known, width=width, insiders=others)
    except NoSafeChoice:
        choice = choose(unassuming(linked), sensitive, seen=known, width=width, insiders=others)
    return found | pd.Series(choice.hidden[linked.place], index=rows.index) & (rows["status"] == PUBLISHED)


def knowing(
    cells: Cells, placed: list[tuple[pd.DataFrame, np.ndarray]], contributions: pd.DataFrame | None, policy: Policy
) -> Iterable[Insider]:
    """The contributors, under a policy that protects them. Takes: `placed`, rows and where each is among the cells."""
    if contributions is None or not has_rules(policy):
        return ()
    keys = [name for name in AT if name in contributions.columns]
    parts = [rows[keys].assign(cell=place).merge(completed(contributions), on=keys) for rows, place in placed]
    return insiders(cells, pd.concat(parts).drop_duplicates(["cell", "kind", "contributor", "amount", "contributors"]))


def differences(linked: Linked, counted: np.ndarray, policy: Policy) -> np.ndarray:
    """Cells that are in no row, but that rows give away by subtraction, and that are too small to be given away."""
    cells, kind = linked.cells, linked.latent & ~linked.unplaced
    if not kind.any() or not policy.minimum_cell:
        return np.zeros_like(kind)
    known = np.where(counted, cells.values, np.nan)
    low, high = intervals(cells.equations, known, lower=cells.lower, upper=cells.upper)
    return kind & (high - low < policy.width - CLOSE) & (high > CLOSE) & (low < policy.minimum_cell - CLOSE)


def choose(
    linked: Linked,
    sensitive: np.ndarray,
    *,
    seen: np.ndarray,
    width,
    keep: np.ndarray | None = None,
    insiders: Sequence[Insider] = (),
) -> Choice:
    """The least to hide, such that every hidden cell, primary or secondary, keeps the width.

    Takes: `keep`, cells that are published already; `insiders`, from whom sensitive cells keep the width too.
    Raises: NoSafeChoice; Withheld.
    """
    fixed = linked.assumed if keep is None else linked.assumed | keep
    wide = np.minimum(width, linked.cells.upper - linked.cells.lower)
    guarded, free = sensitive, ~seen & ~fixed
    for _ in range(20):
        hidden = suppress(linked.cells, guarded, width=wide, keep=fixed, free=free, insiders=insiders).hidden
        narrow = seen & _narrow(linked.cells, hidden, wide)
        if not np.any(narrow & ~guarded):
            break
        # A mark that can be seen through would tell that it is a secondary one: it gets the same protection.
        guarded = guarded | narrow
    choice = Choice(linked, hidden, seen, sensitive, wide, tuple(insiders))
    check(choice)
    return choice


def unassuming(linked: Linked) -> Linked:
    """The same, as if totals that are not in the rows were not known from elsewhere either."""
    return replace(linked, assumed=np.zeros_like(linked.assumed))


def check(choice: Choice) -> None:
    """Nothing leaves unless the attacker finds nothing, inside or outside. Raises: Withheld, without any figure."""
    cells = choice.linked.cells
    narrow = choice.sensitive & _narrow(cells, choice.hidden, choice.width)
    for each in choice.insiders:
        left = each.upper - each.lower  # what somebody knows already is no disclosure to them
        sees = replace(cells, lower=each.lower, upper=each.upper)
        narrow |= choice.sensitive & _narrow(sees, choice.hidden, np.minimum(choice.width, left))
    if narrow.any():
        raise too_close(int(narrow.sum()))


def too_close(number: int) -> Withheld:
    return Withheld(
        f"{number} hidden cells can be computed too closely from what would be published",
        page="Deze cijfers blijven achter de deur: verborgen cijfers zijn eruit terug te rekenen. "
        "Kies grotere gebieden of groepen, of vraag de data-officier wat wel kan.",
        cells=number,
    )


def contradiction() -> Withheld:
    """What cannot be linked cannot be attacked, and what cannot be attacked does not leave."""
    return Withheld(
        "the counts of crossing groups do not add up, so they cannot be protected",
        page="Deze cijfers blijven achter de deur: de groepen tellen niet op, dus is niet na te rekenen of zij veilig "
        "zijn. Vraag de data-officier om kloppende aantallen van de bron.",
    )


def _narrow(cells: Cells, hidden: np.ndarray, width: np.ndarray) -> np.ndarray:
    known = np.where(hidden, np.nan, cells.values)
    return closer_than(width, cells.equations, known, lower=cells.lower, upper=cells.upper)


def _extended(flags: pd.Series, linked: Linked) -> np.ndarray:
    found = np.zeros(len(linked.cells), dtype=bool)
    found[linked.place] = flags.to_numpy(dtype=bool)
    return found
