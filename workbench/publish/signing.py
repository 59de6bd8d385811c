"""Who says so: statements about a site, signed with the personal key that the catalogue knows somebody by."""

import datetime as dt
import json
from pathlib import Path

from workbench import signatures
from workbench.catalog import load_catalog
from workbench.catalog.releasers import Releaser
from workbench.disclosure import gate

BESIDE = frozenset({"who", "key", "signature", "label", "changes"})  # goes with a statement and is not part of it


def signed(statement: dict, *, key: Path, password: str) -> dict:
    """The statement with who makes it, when, and the signature.

    Takes: `key`, the file of the person's own key. Raises: InvalidInput without a key; NotAllowed when the password
    does not open it, or when it is the key of nobody who may release.
    """
    private, now = signatures.open_key(key, password=password), dt.datetime.now(dt.UTC)
    person = gate.holder(signatures.public_half(private), now.date())
    said = statement | {"person": person.id, "at": now.isoformat(timespec="seconds")}
    return said | {"who": person.name, "key": person.key, "signature": signatures.sign(private, _written(said))}


def signer(body: dict) -> Releaser | None:
    """Who really made a statement; None when the signature does not hold or the key is of nobody who might release."""
    person = next((each for each in load_catalog().releasers.values() if each.key == body.get("key")), None)
    if person is None or person.id != body["person"]:
        return None
    on = dt.datetime.fromisoformat(body["at"]).date()
    said = {name: value for name, value in body.items() if name not in BESIDE}
    holds = signatures.is_signed(_written(said), signature=body["signature"], key=person.key)
    return person if holds and person.may_release(on) else None


def _written(said: dict) -> bytes:
    return json.dumps(said, sort_keys=True, ensure_ascii=False).encode()
