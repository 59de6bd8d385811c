"""Publishers' codes in our words: areas without padding, one code for the country, periods as whole numbers."""

import re
from collections.abc import Iterable

import pandas as pd

from workbench import areas

_LEVELS = {"GG": "regio", "GM": "gemeente", "WK": "wijk", "BU": "buurt"}
_AREA = re.compile(r"GG\d{4}|GM\d{4}|WK\d{6}|BU\d{8}")
_PERIOD = re.compile(r"(\d{4})(?:JJ00|MM(\d{2}))")


def our_codes(theirs: Iterable[str], *, country: str | None) -> dict[str, str]:
    """Our code for each of a publisher's; areas outside the hierarchy, such as other provinces, are left out."""
    nation, aliases = areas.COUNTRY, areas.region().aliases
    ours = {code: nation if code == country else aliases.get(code, code) for code in theirs}
    return {code: mine for code, mine in ours.items() if mine == nation or _AREA.fullmatch(mine)}


def level_of(code: str) -> str:
    """The level of one of our codes, also of other regions than this one."""
    return _LEVELS.get(code[:2], "land")


def named_areas(ours: dict[str, str], *, names: dict[str, str], edition: int) -> pd.DataFrame:
    """One row per area that is read, with the publisher's own name of it."""
    rows = [(mine, names[theirs].strip(), level_of(mine), edition) for theirs, mine in ours.items()]
    return pd.DataFrame(rows, columns=["area_code", "name", "level", "edition"]).drop_duplicates("area_code")


def period_of(code: str) -> int | None:
    """`2020JJ00` is 2020 and `2020MM03` is 202003; None for quarters and other spans we do not hold."""
    found = _PERIOD.fullmatch(code.strip())
    if not found:
        return None
    year, month = found.groups()
    return int(year) if month is None else int(year) * 100 + int(month)
