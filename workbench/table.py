"""The one table: tidy and long, the same columns from the first stage to the last.

`indicator, area_code, edition, period, group` is the key and unique. Counts are Int64, results Float64 in the
indicator's unit, missing stays missing and `status` says why. Join by key, never by position.
"""

import pandas as pd

KEY = ("indicator", "area_code", "edition", "period", "group")

DTYPES = {
    "indicator": "string",
    "area_code": "string",  # GM, WK or BU code, the region's code, or NL; without padding
    "edition": "Int64",  # year of the CBS division the area code belongs to
    "period": "Int64",  # 2020, or 202003 for a month
    "group": "string",  # age and sex category: totaal, 18plus, 18-65, 65plus, ...
    "value": "Float64",  # in the indicator's unit
    "lower": "Float64",  # 95% interval, in the indicator's unit
    "upper": "Float64",
    "numerator": "Int64",
    "denominator": "Int64",
    "status": "string",
    "estimation": "string",
    "dataset": "string",
    "version": "string",  # content hash of the snapshot the row came from
}
COLUMNS = tuple(DTYPES)

PUBLISHED, SUPPRESSED, UNRELIABLE, MISSING = "published", "suppressed", "unreliable", "missing"
STATUSES = (PUBLISHED, SUPPRESSED, UNRELIABLE, MISSING)

REGISTER, SURVEY, MODEL, JOINT_SUM = "register", "survey", "model", "joint_sum"
ESTIMATIONS = (REGISTER, SURVEY, MODEL, JOINT_SUM)

LEVELS = ("land", "regio", "gemeente", "wijk", "buurt")  # the CBS's own words, from coarse to fine


def as_table(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with exactly the columns and types of the one table, in order of the key.

    Missing: a column that is absent becomes empty. Raises: ValueError when the key is not unique, when a
    status or estimation is unknown, or when a value stands beside a status other than published.
    """
    table = rows.reindex(columns=list(COLUMNS)).astype(DTYPES)
    doubled = table.duplicated(list(KEY))
    if doubled.any():
        raise ValueError(f"{int(doubled.sum())} rows share their key with another row")
    _refuse_unknown(table, column="status", known=STATUSES)
    _refuse_unknown(table, column="estimation", known=ESTIMATIONS)
    unexplained = table["value"].notna() & (table["status"] != PUBLISHED)
    if unexplained.any():
        raise ValueError(f"{int(unexplained.sum())} rows carry a value although their status is not published")
    return table.sort_values(list(KEY), ignore_index=True)


def _refuse_unknown(table: pd.DataFrame, *, column: str, known: tuple[str, ...]) -> None:
    strange = set(table[column].dropna()) - set(known)
    if strange or table[column].isna().any():
        raise ValueError(f"column {column} holds {sorted(strange) or 'gaps'}; known: {', '.join(known)}")
