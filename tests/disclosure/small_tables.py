"""Small tables as text, and the policies that tests protect them with."""

import pandas as pd

from workbench.catalog.policy import Policy
from workbench.disclosure import SafeTable

DECIDED = {"by": "Data-officier", "on": "2026-11-22", "reason": "Voor de test."}


def policy(**limits: object) -> Policy:
    facts = {"id": "test", "label": "Test", "kind": "threshold", "wording": "Verborgen om privacy.", "decided": DECIDED}
    return Policy.model_validate(facts | limits)


def table(text: str) -> pd.DataFrame:
    """One row per line, columns parted by bars; `value` is worked out when both counts are there."""
    lines = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    rows = pd.DataFrame(lines[1:], columns=lines[0])
    for name in rows.columns.intersection(["numerator", "denominator", "edition", "period"]):
        rows[name] = pd.to_numeric(rows[name].replace("", None)).astype("Int64")
    if {"numerator", "denominator"} <= set(rows.columns):
        rows["value"] = (rows["numerator"] / rows["denominator"] * 100).astype("Float64")
    return rows


def statuses(safe: SafeTable) -> list[str]:
    return safe.rows()["status"].tolist()
