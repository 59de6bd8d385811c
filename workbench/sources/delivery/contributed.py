"""Who contributed to a delivered figure: organisations by lines of their own, persons as the largest behind a line."""

from collections.abc import Iterator
from itertools import pairwise

import pandas as pd

from workbench.catalog import Contract
from workbench.sources.delivery.sheet import Finding

RANKED = ("largest", "second", "third")  # roles of columns with the largest contributions of persons to a line
ORGANISATION, PERSON = "organisation", "person"


def names_organisations(contract: Contract) -> bool:
    return any(column.role == "organisation" for column in contract.columns)


def between(rows: list[dict], contract: Contract) -> Iterator[Finding]:
    """What is wrong between the lines of organisations, and between a line and its largest contributions."""
    names = {column.role: column.name for column in contract.columns}
    size: dict[tuple, int] = {}
    for row in rows:
        people = row.get("denominator")
        if names_organisations(contract) and people is not None and size.setdefault(_cell(row), people) != people:
            page = f"Een andere organisatie noemt voor ditzelfde een ander aantal {names['denominator']}."
            yield Finding("other_base", page, line=row["line"], column=names["denominator"])
        yield from _ranked(row, names)


def _ranked(row: dict, names: dict[str, str]) -> Iterator[Finding]:
    known = [(role, row[role]) for role in RANKED if row.get(role) is not None]
    total, number = row.get("numerator"), row.get("contributors")
    for (_, before), (role, amount) in pairwise(known):
        if amount > before:
            page = f"{names[role]} is meer dan de bijdrage ervoor. Zet de grootste bijdrage vooraan."
            yield Finding("wrong_order", page, line=row["line"], column=names[role])
    if known and total is not None and sum(amount for _, amount in known) > total:
        page = f"De grootste bijdragen zijn samen meer dan {names['numerator']}."
        yield Finding("more_than_all", page, line=row["line"], column=names[known[0][0]])
    elif known and number is not None and sum(amount > 0 for _, amount in known) > number:
        page = f"Er staan meer grootste bijdragen dan {names['contributors']}."
        yield Finding("more_than_all", page, line=row["line"], column=names["contributors"])


def contributions(rows: list[dict]) -> list[dict]:
    """One row per organisation behind a figure; of persons the largest by themselves and the rest together."""
    return [
        {"area": row["area"], "period": row["period"], "group": row.get("group"), **each}
        for row in rows
        for each in _behind(row)
    ]


def _behind(row: dict) -> Iterator[dict]:
    amount = float(row.get("numerator") or 0)
    if row.get("organisation") is not None:
        yield {"kind": ORGANISATION, "contributor": str(row["organisation"]), "amount": amount, "contributors": 1}
    number = row.get("contributors")
    if number is None:
        return
    single = [float(row[role]) for role in RANKED if row.get(role)][: int(number)]
    for each in single:
        yield {"kind": PERSON, "contributor": None, "amount": each, "contributors": 1}
    if number > len(single):
        rest = {"amount": amount - sum(single), "contributors": int(number) - len(single)}
        yield {"kind": PERSON, "contributor": None, **rest}


def added_up(rows: list[dict]) -> list[dict]:
    """The lines of organisations about the same as one."""
    found: dict[tuple, dict] = {}
    for row in rows:
        one = found.setdefault(_cell(row), row | {"numerator": 0})
        one["numerator"] += row.get("numerator") or 0
    return list(found.values())


def as_frame(rows: list[dict], *, facts: dict, group: str) -> pd.DataFrame | None:
    """With the key of the figures. Gives: None when nobody said who contributed what."""
    given = contributions(rows)
    if not given:
        return None
    frame = pd.DataFrame(given).rename(columns={"area": "area_code"}).assign(**facts)
    frame["group"] = frame["group"].fillna(group)
    return frame.astype({"contributor": "string", "contributors": "Int64", "amount": "Float64", "period": "Int64"})


def _cell(row: dict) -> tuple:
    return row.get("area"), row.get("period"), row.get("group")
