"""Everything that was released about the same figures, as one set of linked cells.

Each state of the data (a version of one dataset beside the latest of the others) is linked by itself, over all areas,
groups, periods and indicators that were ever shown of it. A cell that is the same in two states is one cell; one that
was corrected is two. Who knows both states knows that.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import scipy.sparse as sp

from workbench.disclosure.cells import Cells, with_possible_values
from workbench.disclosure.linking import Linked, link


@dataclass(frozen=True)
class Shown:
    """One state of what belongs together: what was or would be released of it.

    `rows` has the key (linking.AT), denominator, `count` (NaN when unknown), and per row `out` (published already),
    `low` and `high` (between which a rounded figure says it is), `width` (what it must keep when hidden; 0 when
    nothing) and `asked` (whether it is in the new release).
    """

    state: str
    rows: pd.DataFrame


@dataclass(frozen=True)
class Together:
    """`linked`: all cells of all states; `place[state]`: where each row of that state is among them.

    `known`: the cells of which the count is known behind the door; the others have a possible one.
    """

    linked: Linked
    place: dict[str, np.ndarray]
    known: np.ndarray

    def spread(self, column: Callable[[pd.DataFrame], pd.Series], shown: list[Shown]) -> np.ndarray:
        """The largest that any state says about each cell."""
        found = np.zeros(len(self.linked.cells))
        for each in shown:
            np.maximum.at(found, self.place[each.state], column(each.rows).to_numpy(dtype=float))
        return found


def join(shown: list[Shown], *, sum_of: Mapping[str, Iterable[str]] | None = None) -> Together:
    """All states linked together. Raises: ArithmeticError when they cannot all be true."""
    linked = {each.state: _within(link(each.rows, counts=each.rows["count"], sum_of=sum_of), each) for each in shown}
    changed = _changed_areas(linked)
    names: dict[tuple, int] = {}
    place = {state: _places(state, each, names, changed=changed) for state, each in linked.items()}
    cells = _cells(linked, place, size=len(names))
    flags = [_flag(linked, place, attribute, size=len(names)) for attribute in ("assumed", "latent", "unplaced")]
    own = {state: at[linked[state].place] for state, at in place.items()}
    every, known = np.concatenate(list(own.values())), ~np.isnan(cells.values)
    return Together(Linked(with_possible_values(cells), [name[:3] for name in names], every, *flags), own, known)


def _within(linked: Linked, shown: Shown) -> Linked:
    """With what rounded figures say about their cells."""
    lower, upper = linked.cells.lower.copy(), linked.cells.upper.copy()
    np.maximum.at(lower, linked.place, shown.rows["low"].to_numpy(dtype=float))
    np.minimum.at(upper, linked.place, shown.rows["high"].to_numpy(dtype=float))
    return replace(linked, cells=replace(linked.cells, lower=lower, upper=upper))


def _changed_areas(linked: dict[str, Linked]) -> set[str]:
    """Areas of which some count is not the same in every state."""
    known: dict[tuple, float] = {}
    changed = set()
    for each in linked.values():
        for name, value in zip(each.names, each.cells.values, strict=True):
            if not np.isnan(value) and known.setdefault(name, value) != value:
                changed.add(name[0])
    return changed


def _places(state: str, linked: Linked, names: dict[tuple, int], *, changed: set[str]) -> np.ndarray:
    found = []
    for name, value in zip(linked.names, linked.cells.values, strict=True):
        # A count that is not known is the same cell in two states unless something of that area was corrected.
        told = (state if name[0] in changed else "") if np.isnan(value) else float(value)
        identity = (*name, told)
        found.append(names.setdefault(identity, len(names)))
    return np.array(found)


def _cells(linked: dict[str, Linked], place: dict[str, np.ndarray], *, size: int) -> Cells:
    values, lower, upper, parts = np.full(size, np.nan), np.zeros(size), np.full(size, np.inf), []
    for state, each in linked.items():
        at, matrix = place[state], each.cells.equations.tocoo()
        parts.append(sp.csr_matrix((matrix.data, (matrix.row, at[matrix.col])), shape=(matrix.shape[0], size)))
        values[at] = each.cells.values
        lower[at] = np.maximum(lower[at], each.cells.lower)
        upper[at] = np.minimum(upper[at], each.cells.upper)
    return Cells(sp.vstack(parts, format="csr"), values, lower, upper)


def _flag(linked: dict[str, Linked], place: dict[str, np.ndarray], attribute: str, *, size: int) -> np.ndarray:
    found = np.zeros(size, dtype=bool)
    for state, each in linked.items():
        found[place[state]] |= getattr(each, attribute)
    return found
