"""A proof that hidden figures stay uncertain, which anyone can check with pencil and patience: no solver needed.

A certificate holds what is published, how it adds up, and for each group of hidden cells a few other tables that fit
just as well. Where those tables differ by the policy's width in a cell, nobody can know that cell any closer. It is
made from published figures alone, so it tells nothing that they do not tell.
"""

import hashlib
import json
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np

from workbench.disclosure.attacker import Tables
from workbench.disclosure.cells import Cells, components
from workbench.errors import InvalidInput

CLOSE, FINEST = 1e-6, 10_000  # tables are written as fractions with at most this denominator


@dataclass(frozen=True)
class Verdict:
    """What checking a certificate found; `problems` are Dutch sentences."""

    label: str
    published: int
    hidden: int
    tables: int
    width: int
    narrowest: float
    problems: tuple[str, ...]

    @property
    def ok(self) -> bool:
        return not self.problems


def certify(cells: Cells, hidden: np.ndarray, *, names: list, seen: np.ndarray, width: int, label: str) -> dict:
    """The certificate of a protected table.

    Takes: `names` of the cells; `seen`, cells that a reader sees as published or as hidden (not those that exist
    only because a total has a rest).
    """
    published = np.where(hidden, np.nan, cells.values.astype(float))
    ceiling = np.nanmax(np.append(published, 0.0)) * 2 + 2 * width
    # The size of a group too small for the width is itself a secret: the proof does without it.
    upper = np.minimum(np.where(cells.upper < width, np.inf, cells.upper), ceiling)
    right = -(cells.equations @ np.nan_to_num(published))
    groups = []
    for rows, inside in components(cells.equations, hidden):
        fitting = Tables(cells.equations[rows][:, inside], right[rows], upper=upper[inside])
        tables = _apart(fitting, np.where(seen[inside], float(width), 0.0))
        groups.append({"cells": inside.tolist(), "tables": [[_written(value) for value in table] for table in tables]})
    return {
        "label": label,
        "width": width,
        "cells": [" ".join(name) for name in names],
        "seen": np.flatnonzero(seen).tolist(),
        "published": [None if np.isnan(value) else _written(value) for value in published],
        "equations": _equations(cells),
        "alternatives": groups,
    }


def _apart(fitting: Tables, wanted: np.ndarray) -> list[np.ndarray]:
    """Tables that differ by what is wanted, in every cell where tables can."""
    kept = []
    for cell in np.argsort(wanted, kind="stable")[::-1]:
        for sign in (1, -1):
            if fitting.ceiling[cell] - fitting.floor[cell] < wanted[cell] - CLOSE:
                kept.append(fitting.outermost(int(cell), sign=sign))
    return kept


def _written(value: float) -> str:
    return str(Fraction(float(value)).limit_denominator(FINEST))


def _equations(cells: Cells) -> list[list]:
    matrix, found = cells.equations, []
    for start, end in zip(matrix.indptr[:-1], matrix.indptr[1:], strict=True):
        members, signs = matrix.indices[start:end], matrix.data[start:end]
        found.append([int(members[signs < 0][0]), members[signs > 0].tolist()])
    return found


def digest(certificate: dict) -> str:
    return hashlib.sha256(json.dumps(certificate, sort_keys=True).encode()).hexdigest()


def read(path: Path) -> dict:
    """Raises: InvalidInput when it is no certificate."""
    try:
        certificate = json.loads(path.read_text(encoding="utf-8"))
        certificate["alternatives"], certificate["equations"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InvalidInput(f"{path} is no certificate", page=f"'{path.name}' is geen bewijs dat hier past.") from error
    return certificate


def verify(certificate: dict) -> Verdict:
    """Adds and compares, in exact fractions. Nothing is taken from the maker's word but what is published."""
    published = [None if text is None else Fraction(text) for text in certificate["published"]]
    spread = [Fraction(0)] * len(published)
    sums, problems, count = _by_cell(certificate["equations"]), [], 0
    for group in certificate["alternatives"]:
        members = group["cells"]
        fitting = [dict(zip(members, map(Fraction, table), strict=True)) for table in group["tables"]]
        count += len(fitting)
        touched = [certificate["equations"][row] for row in sorted({row for cell in members for row in sums[cell]})]
        if not all(_fits(table, published, touched) for table in fitting):
            problems.append("Een van de andere tabellen past niet bij wat gepubliceerd is.")
        for cell in members if fitting else ():
            values = [table[cell] for table in fitting]
            spread[cell] = max(values) - min(values)
    hidden = [cell for cell in certificate["seen"] if published[cell] is None]
    narrow = [cell for cell in hidden if spread[cell] < certificate["width"]]
    if narrow:
        problems.append(f"{len(narrow)} verborgen cijfers zijn te nauwkeurig uit te rekenen.")
    if not _adds_up(certificate["equations"], published):
        problems.append("De gepubliceerde cijfers tellen niet op.")
    narrowest = float(min((spread[cell] for cell in hidden), default=0))
    shown = len(certificate["seen"]) - len(hidden)
    return Verdict(
        certificate["label"], shown, len(hidden), count, certificate["width"], narrowest, tuple(dict.fromkeys(problems))
    )


def _by_cell(equations: list[list]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for row, (total, parts) in enumerate(equations):
        for cell in (total, *parts):
            found.setdefault(cell, []).append(row)
    for cell in range(max(found, default=-1) + 1):
        found.setdefault(cell, [])
    return found


def _fits(table: dict[int, Fraction], published: list, equations: list[list]) -> bool:
    def value(cell: int) -> Fraction | None:
        return table.get(cell, published[cell])

    return min(table.values()) >= 0 and all(
        None not in (values := [value(total), *map(value, parts)]) and values[0] == sum(values[1:])
        for total, parts in equations
    )


def _adds_up(equations: list[list], published: list) -> bool:
    known = [[published[cell] for cell in (total, *parts)] for total, parts in equations]
    return all(values[0] == sum(values[1:]) for values in known if None not in values)
