"""A proof that hidden figures stay uncertain, which anyone can check with pencil and patience: no solver needed.

A certificate holds what is published, how it adds up, and for each group of hidden cells a few other tables that fit
just as well. Where those tables differ by the policy's width in a cell, nobody can know that cell any closer. It is
made from published figures alone, so it tells nothing that they do not tell. `verifying` checks it.
"""

import hashlib
import json
from fractions import Fraction
from pathlib import Path

import numpy as np

from workbench.disclosure.adding import Subject
from workbench.disclosure.attacker import Tables
from workbench.disclosure.cells import Cells, components
from workbench.disclosure.linking import key
from workbench.errors import InvalidInput

FINEST = 10_000  # tables are written as fractions with at most this denominator


def certify(
    cells: Cells,
    hidden: np.ndarray,
    *,
    names: list,
    seen: np.ndarray,
    width: int,
    label: str,
    told: np.ndarray | None = None,
) -> dict:
    """The certificate of a protected table.

    Takes: `names` of the cells; `seen`, cells that a reader sees as published or as hidden (not those that exist
    only because a total has a rest); `told`, the width of cells that were shown rounded, NaN for others.
    """
    rounded = np.zeros(len(cells), dtype=bool) if told is None else ~np.isnan(told)
    published = np.where(hidden, np.nan, cells.values.astype(float))
    # The size of a group too small for the width is itself a secret: the proof does without it.
    upper = np.where((cells.upper < width) & ~rounded, np.inf, cells.upper)
    lower = np.where(rounded, cells.lower, 0.0)
    wanted = np.where(seen, np.where(rounded, np.nan_to_num(0.0 if told is None else told), float(width)), 0.0)
    right = -(cells.equations @ np.nan_to_num(published))
    largest = np.append(published, np.where(rounded, cells.upper, 0.0))
    groups = []
    for rows, inside in components(cells.equations, hidden):
        ties = cells.equations[rows][:, inside], right[rows]
        bounds = lower[inside], upper[inside]
        ends = [np.nanmax(largest) * 2 + 2 * width, *(np.nansum(largest) * times + 2 * width for times in (2, 20, 200))]
        tables = _apart(ties, bounds, wanted[inside], ends=ends)
        groups.append({"cells": inside.tolist(), "tables": [[_written(value) for value in table] for table in tables]})
    ranges = [[int(cell), lower[cell], upper[cell], wanted[cell]] for cell in np.flatnonzero(rounded & hidden)]
    return {
        "label": label,
        "width": width,
        "cells": [" ".join(name) for name in names],
        "seen": np.flatnonzero(seen).tolist(),
        "published": [None if np.isnan(value) else _written(value) for value in published],
        "rounded": ranges,
        "equations": _equations(cells),
        "alternatives": groups,
    }


def _apart(ties: tuple, bounds: tuple, wanted: np.ndarray, *, ends: list[float]) -> list[np.ndarray]:
    """Tables far enough apart, none of whose cells runs on without end: a hidden total may be far over its parts."""
    for number, end in enumerate(ends, start=1):
        try:
            return Tables(*ties, lower=bounds[0], upper=np.minimum(bounds[1], end)).apart(wanted)
        except ArithmeticError:
            if number == len(ends):
                raise
    return []


def _written(value: float) -> str:
    return str(Fraction(float(value)).limit_denominator(FINEST))


def _equations(cells: Cells) -> list[list]:
    matrix, found = cells.equations, []
    for start, end in zip(matrix.indptr[:-1], matrix.indptr[1:], strict=True):
        members, signs = matrix.indices[start:end], matrix.data[start:end]
        found.append([int(members[signs < 0][0]), members[signs > 0].tolist()])
    return found


def file_name(certificate: dict) -> str:
    """The name that only exactly this certificate has."""
    return f"{hashlib.sha256(json.dumps(certificate, sort_keys=True).encode()).hexdigest()[:32]}.json"


def belongs_to(certificate: dict, written: list[list]) -> bool:
    """Whether it is about what the ledger wrote: each figure shown is published in it, each hidden one is not.

    Takes: `written`, cells as in `record`.
    """
    told: dict[str, set] = {}
    for name, figure in zip(certificate["cells"], certificate["published"], strict=True):
        told.setdefault(name, set()).add(figure)
    rounded = {certificate["cells"][cell] for cell, *_ in certificate.get("rounded", [])}
    for indicator, period, area, edition, group, figure, width in written:
        name = " ".join((*key(area, edition, group), str(Subject(indicator, period))))
        wanted = str(figure) if figure is not None else None
        if (figure is not None or width) and name not in rounded and wanted not in told.get(name, ()):
            return False
    return True


def read(path: Path) -> dict:
    """Raises: InvalidInput when it is no certificate."""
    try:
        certificate = json.loads(path.read_text(encoding="utf-8"))
        certificate["alternatives"], certificate["equations"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InvalidInput(f"{path} is no certificate", page=f"'{path.name}' is geen bewijs dat hier past.") from error
    return certificate
