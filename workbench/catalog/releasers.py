"""Who may release a partner's figures: a person and the public half of the key that only this person holds."""

import datetime as dt
from typing import Annotated

from pydantic import StringConstraints

from workbench.catalog.entry import Entry, Id, Text


class Releaser(Entry):
    """Made with `workbench disclosure key`. Somebody who stops gets `until`; what they released stays released."""

    id: Id
    name: Text
    organisation: Text
    key: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+/]{43}=$")]  # 32 bytes, base64
    since: dt.date
    until: dt.date | None = None

    def may_release(self, day: dt.date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)
