"""Everything that was released about the same figures, as one set of linked cells.

Each version of the data is linked by itself, over all areas and groups that were ever shown of it. A cell that is the
same in two versions is one cell; one that was corrected is two. Who knows both versions knows that.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
import scipy.sparse as sp

from workbench.disclosure.cells import Cells, with_possible_values
from workbench.disclosure.linking import Linked, link

AT = ["area_code", "edition", "group"]


@dataclass(frozen=True)
class Shown:
    """One version of the rows of one subject: what was or would be released of it.

    `rows` has AT, denominator, `count` (NaN when unknown), and per row `out` (published already), `width` (what it must
    keep when hidden; 0 when nothing) and `asked` (whether it is in the new release).
    """

    version: str
    rows: pd.DataFrame


@dataclass(frozen=True)
class Together:
    """`linked`: all cells of all versions; `place[version]`: where each row of that version is among them.

    `known`: the cells of which the count is known behind the door; the others have a possible one.
    """

    linked: Linked
    place: dict[str, np.ndarray]
    known: np.ndarray

    def spread(self, column: Callable[[pd.DataFrame], pd.Series], shown: list[Shown]) -> np.ndarray:
        """The largest that any version says about each cell."""
        found = np.zeros(len(self.linked.cells))
        for each in shown:
            np.maximum.at(found, self.place[each.version], column(each.rows).to_numpy(dtype=float))
        return found


def join(shown: list[Shown]) -> Together:
    """All versions linked together. Raises: ArithmeticError when they cannot all be true."""
    linked = {each.version: link(each.rows, counts=each.rows["count"]) for each in shown}
    changed = _changed_areas(linked)
    names: dict[tuple, int] = {}
    place = {version: _places(version, each, names, changed=changed) for version, each in linked.items()}
    cells = _cells(linked, place, size=len(names))
    flags = [_flag(linked, place, attribute, size=len(names)) for attribute in ("assumed", "latent", "unplaced")]
    own = {version: at[linked[version].place] for version, at in place.items()}
    every, known = np.concatenate(list(own.values())), ~np.isnan(cells.values)
    return Together(Linked(with_possible_values(cells), [name[:2] for name in names], every, *flags), own, known)


def _changed_areas(linked: dict[str, Linked]) -> set[str]:
    """Areas of which some count is not the same in every version."""
    known: dict[tuple, float] = {}
    changed = set()
    for each in linked.values():
        for name, value in zip(each.names, each.cells.values, strict=True):
            if not np.isnan(value) and known.setdefault(name, value) != value:
                changed.add(name[0])
    return changed


def _places(version: str, linked: Linked, names: dict[tuple, int], *, changed: set[str]) -> np.ndarray:
    found = []
    for name, value in zip(linked.names, linked.cells.values, strict=True):
        # A count that is not known is the same cell in two versions unless something of that area was corrected.
        told = (version if name[0] in changed else "") if np.isnan(value) else float(value)
        identity = (*name, told)
        found.append(names.setdefault(identity, len(names)))
    return np.array(found)


def _cells(linked: dict[str, Linked], place: dict[str, np.ndarray], *, size: int) -> Cells:
    values, upper, parts = np.full(size, np.nan), np.full(size, np.inf), []
    for version, each in linked.items():
        at, matrix = place[version], each.cells.equations.tocoo()
        parts.append(sp.csr_matrix((matrix.data, (matrix.row, at[matrix.col])), shape=(matrix.shape[0], size)))
        values[at] = each.cells.values
        upper[at] = np.minimum(upper[at], each.cells.upper)
    return Cells(sp.vstack(parts, format="csr"), values, upper)


def _flag(linked: dict[str, Linked], place: dict[str, np.ndarray], attribute: str, *, size: int) -> np.ndarray:
    found = np.zeros(size, dtype=bool)
    for version, each in linked.items():
        found[place[version]] |= getattr(each, attribute)
    return found
