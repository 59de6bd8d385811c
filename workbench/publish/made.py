"""When something was made: what stands on it as its date."""

import datetime as dt

from workbench import settings
from workbench.errors import InvalidInput


def made_at() -> dt.datetime:
    """Now, or the moment that the reader of SOURCE_DATE_EPOCH asks for: two runs then give the same bytes.

    Raises: InvalidInput when that is no number of seconds. Source: https://reproducible-builds.org/specs/source-date-epoch/
    """
    given = settings.MADE_AT.read()
    try:
        return dt.datetime.fromtimestamp(int(given), dt.UTC) if given else dt.datetime.now(dt.UTC)
    except (ValueError, OverflowError, OSError) as error:
        page = f"SOURCE_DATE_EPOCH moet een aantal seconden zijn, niet '{given[:20]}'."
        raise InvalidInput(f"SOURCE_DATE_EPOCH is {given[:40]!r}", page=page) from error
