"""Check a certificate by adding and comparing, in exact fractions: no solver, no library, nothing of the workbench.

This file works by itself: `python verifying.py BEWIJS.json ...` on any machine with Python.
"""

import json
import sys
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path


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

    @property
    def sentence(self) -> str:
        if not self.ok:
            return f"NIET IN ORDE  {self.label}: {' '.join(self.problems)}"
        counted = f"{self.published} getoond, {self.hidden} verborgen"
        return f"in orde  {self.label}: {counted}; elk verborgen cijfer blijft ten minste {self.width} breed."


def verify(certificate: dict) -> Verdict:
    """Nothing is taken from the maker's word but what is published."""
    published = [None if text is None else Fraction(text) for text in certificate["published"]]
    ranges = {cell: (Fraction(low), Fraction(high)) for cell, low, high, _ in certificate.get("rounded", [])}
    spread = [Fraction(0)] * len(published)
    sums, problems, count = _by_cell(certificate["equations"], size=len(published)), [], 0
    for group in certificate["alternatives"]:
        members = group["cells"]
        fitting = [dict(zip(members, map(Fraction, table), strict=True)) for table in group["tables"]]
        count += len(fitting)
        touched = [certificate["equations"][row] for row in sorted({row for cell in members for row in sums[cell]})]
        if not all(_fits(table, published, touched, ranges) for table in fitting):
            problems.append("Een van de andere tabellen past niet bij wat gepubliceerd is.")
        for cell in members if fitting else ():
            values = [table[cell] for table in fitting]
            spread[cell] = max(values) - min(values)
    hidden = [cell for cell in certificate["seen"] if published[cell] is None]
    wanted = {cell: Fraction(width) for cell, _, _, width in certificate.get("rounded", [])}
    narrow = [cell for cell in hidden if spread[cell] < wanted.get(cell, certificate["width"])]
    if narrow:
        problems.append(f"{len(narrow)} verborgen cijfers zijn te nauwkeurig uit te rekenen.")
    if not _adds_up(certificate["equations"], published):
        problems.append("De gepubliceerde cijfers tellen niet op.")
    narrowest = float(min((spread[cell] for cell in hidden), default=0))
    shown = len(certificate["seen"]) - len(hidden)
    return Verdict(
        certificate["label"], shown, len(hidden), count, certificate["width"], narrowest, tuple(dict.fromkeys(problems))
    )


def _by_cell(equations: list[list], *, size: int) -> list[list[int]]:
    found: list[list[int]] = [[] for _ in range(size)]
    for row, (total, parts) in enumerate(equations):
        for cell in (total, *parts):
            found[cell].append(row)
    return found


def _fits(table: dict[int, Fraction], published: list, equations: list[list], ranges: dict) -> bool:
    def value(cell: int) -> Fraction | None:
        return table.get(cell, published[cell])

    within = all(low <= table[cell] <= high for cell, (low, high) in ranges.items() if cell in table)
    return (
        within
        and min(table.values()) >= 0
        and all(
            None not in (values := [value(total), *map(value, parts)]) and values[0] == sum(values[1:])
            for total, parts in equations
        )
    )


def _adds_up(equations: list[list], published: list) -> bool:
    known = [[published[cell] for cell in (total, *parts)] for total, parts in equations]
    return all(values[0] == sum(values[1:]) for values in known if None not in values)


if __name__ == "__main__":
    verdicts = [verify(json.loads(Path(name).read_text(encoding="utf-8"))) for name in sys.argv[1:]]
    sys.stdout.writelines(f"{verdict.sentence}\n" for verdict in verdicts)
    sys.exit(0 if verdicts and all(verdict.ok for verdict in verdicts) else 1)
