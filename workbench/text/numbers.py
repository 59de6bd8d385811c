"""Numbers, percentages, intervals and dates as a Dutch reader writes them."""

import datetime as dt
import math
from collections.abc import Sequence

from babel.dates import format_date, format_datetime, get_timezone
from babel.numbers import format_decimal

LOCALE, ZONE = "nl_NL", get_timezone("Europe/Amsterdam")
UNITS = {
    "percent": "%",
    "count": "",
    "euro": "euro",
    "per_1000": "per 1.000",
    "per_10000": "per 10.000",
    "km": "km",
    "per_km2": "per km²",
    "years": "jaar",
    "mean": "",
    "thousand_euro": "duizend euro",
}
ABSENT = "–"


def number(value: float | None, *, decimals: int = 1) -> str:
    """`5,5` or `1.234,0`; a dash for what is not there."""
    if not _present(value):
        return ABSENT
    return format_decimal(round(value, decimals) or 0, format=_pattern(decimals), locale=LOCALE)


def count(value: int | None) -> str:
    """`107.048`."""
    return number(value, decimals=0)


def with_unit(value: float | None, unit: str, *, decimals: int = 1) -> str:
    """`5,5 %`, `12.500 euro`; a dash for what is not there."""
    written = number(value, decimals=decimals)
    return written if written == ABSENT or not UNITS[unit] else f"{written}\N{NO-BREAK SPACE}{UNITS[unit]}"


def interval(lower: float | None, upper: float | None, *, decimals: int = 1) -> str:
    """`4,1 tot 6,9`; empty when the publisher gives no interval."""
    if not (_present(lower) and _present(upper)):
        return ""
    return f"{number(lower, decimals=decimals)} tot {number(upper, decimals=decimals)}"


def period(code: int) -> str:
    """`2020` for a year, `maart 2020` for the month 202003."""
    if code < 10_000:
        return str(code)
    return format_date(dt.date(code // 100, code % 100, 1), "MMMM yyyy", locale=LOCALE)


def periods(codes: Sequence[int]) -> str:
    """`2012, 2016, 2020`; of months, which come in rows, the first and the last."""
    months = [code for code in codes if code >= 10_000]
    if len(months) < 3:
        return ", ".join(map(period, codes))
    return f"{period(min(months))} tot en met {period(max(months))}"


def day(date: dt.date) -> str:
    """`22 november 2026`."""
    return format_date(date, "d MMMM yyyy", locale=LOCALE)


def moment(when: dt.datetime) -> str:
    """`22 november 2026 14:05`, in Dutch time."""
    return format_datetime(when, "d MMMM yyyy HH:mm", tzinfo=ZONE, locale=LOCALE)


def _present(value: float | None) -> bool:
    # pandas.NA has no truth value and is not a number, so it is recognised by its type's name.
    return value is not None and type(value).__name__ not in ("NAType", "NaTType") and not math.isnan(value)


def _pattern(decimals: int) -> str:
    return "#,##0" + ("." + "0" * decimals if decimals else "")
