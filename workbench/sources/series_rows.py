"""SQL from a publisher's cells to rows of the one table. Nothing is rounded, filled in or guessed here."""

import duckdb
import pandas as pd

from workbench.catalog import Dataset, Indicator, Series
from workbench.sources.codes import level_of

_NUMBERS = ("value", "lower", "upper", "numerator", "denominator")


def register_areas(connection: duckdb.DuckDBPyConnection, areas: dict[str, str]) -> None:
    """Make the publisher's area codes known to the SQL as `area_codes`: theirs, ours, level."""
    levels = [level_of(code) for code in areas.values()]
    table = pd.DataFrame({"theirs": list(areas), "ours": list(areas.values()), "level": levels}, dtype="object")
    connection.register("area_codes", table)


def series_rows(
    series: Series, *, rows: str, indicator: Indicator, dataset: Dataset, periods: dict[str, int] | None
) -> str:
    """A SELECT with the columns of the one table for one series.

    Takes: `rows`, SQL with a column per dimension and t0, t1, ... for the topics of the series, as text.
    Missing: an empty cell is not measured, `.` has the meaning that the catalogue gives it for this dataset, and a
    quotient of nothing is not measured; only what is published has a value.
    """
    shown = ", ".join(f"CASE WHEN status = 'published' THEN {name} END AS {name}" for name in _NUMBERS)
    return f"""
        SELECT {_text(indicator.id)} AS indicator, area_code, {dataset.edition} AS edition, period, "group", {shown},
               status, {_text(dataset.estimation)} AS estimation
        FROM (SELECT a.ours AS area_code, {_period(dataset, periods)} AS period, {_group(dataset)} AS "group",
                     {_status(series, dataset)} AS status, {_figures(series, indicator, dataset)}
              FROM ({rows}) AS c JOIN area_codes AS a ON a.theirs = c.{_name(dataset.area_dimension)}
              {_margins(rows, dataset=dataset, series=series)}
              WHERE a.level IN ({_list(series.levels or dataset.levels)}) {_fixed(dataset)})
        WHERE period IN ({_list(series.periods or dataset.periods)})
          AND "group" IN ({_list(series.groups or dataset.groups)})
    """  # noqa: S608 - every name and code is quoted, and comes from the catalogue


def _period(dataset: Dataset, periods: dict[str, int] | None) -> str:
    if periods is None:
        return str(dataset.periods[0])
    return _case(dataset.period_dimension, {code: str(period) for code, period in periods.items()})


def _group(dataset: Dataset) -> str:
    if not dataset.dimensions:
        return _text(dataset.group)
    parts = [
        _case(name, {code: _text(ours) for code, ours in codes.items()}) for name, codes in dataset.dimensions.items()
    ]
    return f"concat_ws('-', {', '.join(parts)})"


def _status(series: Series, dataset: Dataset) -> str:
    names = [f"c.t{number}" for number in range(len(series.topics))]
    empty, dot = (" OR ".join(f"{name} = '{mark}'" for name in names) for mark in ("", "."))
    nobody = f"{_sum(_bottom(series))} = 0" if series.denominator else "FALSE"
    return f"""CASE WHEN {empty} THEN 'missing' WHEN {dot} THEN {_text(dataset.unknown)}
               WHEN {nobody} THEN 'missing' ELSE 'published' END"""


def _figures(series: Series, indicator: Indicator, dataset: Dataset) -> str:
    """The value and what is behind it; a figure that is a count is its own numerator."""
    lower, upper = ("NULL", "NULL")
    if _has_margins(dataset, series):
        lower, upper = _number("lo.t0"), _number("hi.t0")
    top, bottom = _sum(_top(series)), _sum(_bottom(series))
    if series.topic:
        value, counts = top, (top if indicator.unit == "count" else "NULL", "NULL")
    else:
        value, counts = f"{indicator.factor} * {top} / nullif({bottom}, 0)", (top, bottom)
    return f"""CAST({value} AS DOUBLE) AS value, CAST({lower} AS DOUBLE) AS lower, CAST({upper} AS DOUBLE) AS upper,
               CAST({counts[0]} AS BIGINT) AS numerator, CAST({counts[1]} AS BIGINT) AS denominator"""


def _top(series: Series) -> list[str]:
    return [f"c.t{number}" for number in range(len(series.numerator) or 1)]


def _bottom(series: Series) -> list[str]:
    start = len(series.numerator)
    return [f"c.t{number}" for number in range(start, start + len(series.denominator))]


def _sum(names: list[str]) -> str:
    return "(" + (" + ".join(map(_number, names)) or "NULL") + ")"


def _number(name: str) -> str:
    return f"try_cast({name} AS DOUBLE)"


def _has_margins(dataset: Dataset, series: Series) -> bool:
    return dataset.margins is not None and series.topic is not None


def _margins(rows: str, *, dataset: Dataset, series: Series) -> str:
    """Joins to the same cells at the codes of the lower and the upper bound."""
    if not _has_margins(dataset, series):
        return ""
    margins = dataset.margins
    shared = [dataset.area_dimension, dataset.period_dimension, *dataset.dimensions]
    shared += [name for name in dataset.fixed if name != margins.dimension]
    joins = ""
    for alias, code in (("lo", margins.lower), ("hi", margins.upper)):
        same = " AND ".join(f"{alias}.{_name(name)} = c.{_name(name)}" for name in shared if name)
        joins += f" LEFT JOIN ({rows}) AS {alias} ON {same} AND {alias}.{_name(margins.dimension)} = {_text(code)}"
    return joins


def _fixed(dataset: Dataset) -> str:
    return "".join(f" AND c.{_name(name)} = {_text(code)}" for name, code in dataset.fixed.items())


def _case(column: str, words: dict[str, str]) -> str:
    arms = " ".join(f"WHEN {_text(code)} THEN {word}" for code, word in words.items())
    return f"CASE c.{_name(column)} {arms} END"


def _list(values: list) -> str:
    return ", ".join(_text(value) if isinstance(value, str) else str(value) for value in values)


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _name(column: str) -> str:
    return '"' + column.replace('"', '""') + '"'
