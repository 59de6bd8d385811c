"""A personal key: what only one person can sign with, and what everybody can check.

The private half is a file of that person, closed with a password; the public half is text. Ed25519, RFC 8032.
"""

import base64
import os
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from workbench.errors import InvalidInput, NotAllowed, StoreError

SHORTEST_PASSWORD = 8


def new_key(path: Path, *, password: str) -> str:
    """A new key in a file that only its owner can read; gives the public half.

    Raises: InvalidInput for a short password or a file that is there already; StoreError.
    """
    if len(password) < SHORTEST_PASSWORD:
        page = f"Kies een wachtwoord van ten minste {SHORTEST_PASSWORD} tekens."
        raise InvalidInput("the password of a key is too short", page=page)
    key = Ed25519PrivateKey.generate()
    body = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(password.encode()))
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(body)
    except FileExistsError as error:
        page = f"Het bestand {path} bestaat al. Kies een andere naam."
        raise InvalidInput(f"{path} exists", page=page) from error
    except OSError as error:
        page = f"De sleutel kan niet bewaard worden in {path}. Controleer de map."
        raise StoreError(f"cannot write a key: {error}", page=page) from error
    return public_half(key)


def open_key(path: Path, *, password: str) -> Ed25519PrivateKey:
    """Raises: InvalidInput when there is no key in the file; NotAllowed when the password does not open it."""
    try:
        key = load_pem_private_key(path.read_bytes(), password=password.encode())
    except OSError as error:
        page = f"Het bestand {path} met de sleutel is er niet."
        raise InvalidInput(f"no key at {path}", page=page) from error
    except (ValueError, TypeError) as error:
        page = "Dit wachtwoord opent de sleutel niet, of het bestand is geen sleutel."
        raise NotAllowed(f"the key in {path.name} cannot be opened", page=page) from error
    if not isinstance(key, Ed25519PrivateKey):
        page = "Dit bestand is geen sleutel van de werkplaats. Maak er een met 'workbench disclosure key'."
        raise InvalidInput(f"{path.name} holds another kind of key", page=page)
    return key


def public_half(key: Ed25519PrivateKey) -> str:
    return base64.b64encode(key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()


def sign(key: Ed25519PrivateKey, message: bytes) -> str:
    return base64.b64encode(key.sign(message)).decode()


def is_signed(message: bytes, *, signature: str, key: str) -> bool:
    """Whether the owner of this public half signed exactly this."""
    try:
        Ed25519PublicKey.from_public_bytes(base64.b64decode(key)).verify(base64.b64decode(signature), message)
    except (InvalidSignature, ValueError):
        return False
    return True
