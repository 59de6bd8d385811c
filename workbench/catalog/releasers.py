"""Who may release a partner's figures: a person and the public half of the key that only this person holds."""

import base64
import datetime as dt
import re
import unicodedata
from collections.abc import Callable
from typing import Annotated, Self

import yaml
from pydantic import StringConstraints, model_validator

from workbench.catalog.entry import Entry, Id, Text

Email = Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$", strip_whitespace=True)]


class Releaser(Entry):
    """Made with `workbench disclosure key`. Somebody who stops gets `until`; what they released stays released."""

    id: Id
    name: Text
    organisation: Text
    email: Email | None = None  # tells two people of one name apart, and one person under two names
    key: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+/]{43}=$")]  # 32 bytes, base64
    since: dt.date
    until: dt.date | None = None

    @model_validator(mode="after")
    def _writes_its_key_in_the_one_way(self) -> Self:
        # The last letter has two bits to spare: with other ones it would be the same key in other letters.
        if base64.b64encode(base64.b64decode(self.key)).decode() != self.key:
            raise ValueError("'key' is niet zoals 'workbench disclosure key' hem schreef")
        return self

    def may_release(self, day: dt.date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


def entry(name: str, *, organisation: str, email: str | None, key: str) -> str:
    """What stands in the catalogue about a person, as YAML."""
    bare = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    facts = {"id": "-".join(re.findall(r"[a-z0-9]+", bare)) or "naam", "name": name, "organisation": organisation}
    facts |= {"email": email} if email else {}
    return yaml.safe_dump(facts | {"key": key, "since": dt.date.today()}, sort_keys=False, allow_unicode=True)


def plain_name(name: str) -> str:
    """A name without capitals, accents, spaces and signs: what is left is who it is."""
    bare = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in bare if letter.isalnum())


def plain_email(address: str | None) -> str:
    """Where the mail ends up: without capitals, and without what somebody put after a plus sign."""
    mailbox, _, host = (address or "").casefold().partition("@")
    return f"{mailbox.partition('+')[0]}@{host}" if host else ""


SAME: dict[str, tuple[str, Callable[[Releaser], str]]] = {
    "key": ("dezelfde sleutel", lambda person: person.key),
    "name": ("dezelfde naam", lambda person: plain_name(person.name)),
    "email": ("hetzelfde e-mailadres", lambda person: plain_email(person.email)),
}
