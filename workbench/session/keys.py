"""What the workbench signs: invitation links, and the cookie that says who sits where. Compared in constant time."""

import hmac
import os
import secrets
from pathlib import Path

from itsdangerous import BadData, SignatureExpired, URLSafeTimedSerializer

from workbench import settings
from workbench.errors import NotAllowed, StoreError

PRIVATE = 0o600


class Keys:
    """Signs and reads tokens with the key in WORKBENCH_HOME; two servers on one journal share this file."""

    def __init__(self, folder: Path | None = None):
        self.path = (folder or settings.home() / "sessions") / "key"
        self._key = _read_or_make(self.path)

    def sign(self, purpose: str, facts: dict) -> str:
        return self._signer(purpose).dumps(facts)

    def read(self, purpose: str, token: str, *, max_age: int | None = None) -> dict:
        """The facts in the token. Raises: NotAllowed when it is forged, damaged, or older than `max_age` seconds."""
        try:
            return self._signer(purpose).loads(token, max_age=max_age)
        except SignatureExpired as error:
            raise NotAllowed(f"{purpose} token is too old", page="Deze link is verlopen. Vraag een nieuwe.") from error
        except (BadData, UnicodeError) as error:
            page = "Deze link klopt niet. Controleer of de hele link is gekopieerd."
            raise NotAllowed(f"{purpose} token has no valid signature", page=page) from error

    def fingerprint(self, purpose: str, name: str) -> str:
        """A name nobody without the key can work out or turn back."""
        return hmac.new(self._key, f"{purpose}\n{name}".encode(), "sha256").hexdigest()[:32]

    def _signer(self, purpose: str) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(self._key, salt=f"datawerkplaats.{purpose}")


def _read_or_make(path: Path) -> bytes:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            _make(path)
        _refuse_when_open(path)
        return path.read_bytes()
    except OSError as error:
        page = "De map voor sessies is niet te lezen of te schrijven. Maak ruimte of herstel de rechten."
        raise StoreError(f"cannot read or make the key file: {error}", page=page) from error


def _make(path: Path) -> None:
    # Written beside it and linked into place: two servers that start at once end up with the same, whole key.
    draft = path.with_name(f"key.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_hex(32).encode())
            file.flush()
            os.fsync(file.fileno())
        if not path.exists():
            os.link(draft, path)
    except FileExistsError:
        pass  # the other server was first; its key is the key
    finally:
        draft.unlink(missing_ok=True)


def _refuse_when_open(path: Path) -> None:
    if path.stat().st_mode & 0o077:
        page = "Het sleutelbestand van de sessies is leesbaar voor anderen. Zet de rechten op alleen lezen voor uzelf."
        raise StoreError(f"{path.name} is readable by others; chmod 600 it", page=page)
