"""What travels: a table split into shares, each sealed for one compute party and signed by its organisation.

Any `reach` shares say nothing about the table, one more gives it back (Shamir, 1979, Comm. ACM 22, 612-613). A sealed
share names the manifest it was made for, so it cannot be used for another one.
"""

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass

import numpy as np
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import x25519
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, ValidationError

from workbench.errors import InvalidInput
from workbench.joint.identity import Identity, PublicIdentity
from workbench.joint.manifest import Manifest

PRIME = 2**61 - 1
Field = NDArray[np.object_]  # elements of the prime field, as Python integers


def reach(parties: int) -> int:
    """How many compute parties may put their shares together and still learn nothing."""
    return (parties - 1) // 2


def split(values: NDArray[np.int64], *, parties: int) -> list[Field]:
    """One array of shares per party: points of a random polynomial through each value."""
    secret = np.array([int(value) for value in values], dtype=object)
    coefficients = [_random(len(secret)) for _ in range(reach(parties))]
    shares = []
    for point in range(1, parties + 1):
        share = np.zeros(len(secret), dtype=object)
        for coefficient in reversed(coefficients):
            share = (share + coefficient) * point % PRIME
        shares.append((share + secret) % PRIME)
    return shares


def join(shares: dict[int, Field]) -> Field:
    """The values again, from the shares of enough parties (by place, from 0)."""
    total = 0
    for place, share in shares.items():
        weight = 1
        for other in shares:
            if other != place:
                weight = weight * (other + 1) * pow(other - place, -1, PRIME) % PRIME
        total = (total + weight * share) % PRIME
    return total


def _random(size: int) -> Field:
    # Eight bytes reduced by a 61-bit prime are uniform to within 2**-3 per element; sixteen to within 2**-67.
    drawn = secrets.token_bytes(16 * size)
    return np.array(
        [int.from_bytes(drawn[at : at + 16], "little") % PRIME for at in range(0, 16 * size, 16)], dtype=object
    )


class SealedShare(BaseModel):
    """One organisation's share for one compute party. Only that party can open it; anybody can check who made it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    manifest: str  # hash
    organisation: str
    party: str
    ephemeral_key: str
    nonce: str
    sealed: str
    signature: str

    @property
    def name(self) -> str:
        """A file name that says nothing about the content."""
        return hashlib.sha256(f"{self.manifest}|{self.organisation}|{self.party}".encode()).hexdigest()[:24] + ".share"


@dataclass(frozen=True)
class OpenedShare:
    organisation: str
    values: Field


def seal(share: Field, *, manifest: Manifest, organisation: Identity, party: PublicIdentity) -> SealedShare:
    """Encrypts a share for one compute party and signs the whole."""
    ephemeral = x25519.X25519PrivateKey.generate()
    public = ephemeral.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    nonce = secrets.token_bytes(12)
    heading = {"manifest": manifest.hash, "organisation": organisation.name, "party": party.name}
    key = _key(ephemeral, base64.b64decode(party.sealing_key), heading)
    content = b"".join(int(value).to_bytes(8, "little") for value in share)
    parts = heading | {
        "ephemeral_key": base64.b64encode(public).decode(),
        "nonce": base64.b64encode(nonce).decode(),
        "sealed": base64.b64encode(ChaCha20Poly1305(key).encrypt(nonce, content, _bytes(heading))).decode(),
    }
    return SealedShare(**parts, signature=organisation.sign(_bytes(parts)))


def parse(content: bytes) -> SealedShare:
    """Raises: InvalidInput when this is no sealed share."""
    try:
        return SealedShare.model_validate_json(content)
    except ValidationError as problem:
        raise InvalidInput(
            "not a sealed share",
            page="Dit bestand is geen verzegeld deel. Vraag de organisatie om het opnieuw te maken.",
        ) from problem


def open_share(sealed: SealedShare, *, manifest: Manifest, identity: Identity, cells: int) -> OpenedShare:
    """The share inside. Raises: InvalidInput that names the organisation and what does not fit."""
    maker = {party.name: party for party in manifest.organisations}.get(sealed.organisation)
    if maker is None:
        _refuse(sealed, "staat niet in het manifest")
    if sealed.manifest != manifest.hash:
        _refuse(sealed, "hoort bij een ander manifest")
    if sealed.party != identity.name:
        _refuse(sealed, "is verzegeld voor een andere rekenpartij")
    parts = sealed.model_dump(exclude={"signature"})
    if not maker.verify(sealed.signature, _bytes(parts)):
        _refuse(sealed, "is veranderd: de handtekening klopt niet")
    heading = {name: parts[name] for name in ("manifest", "organisation", "party")}
    try:
        key = _key(identity.sealing_key(), base64.b64decode(sealed.ephemeral_key), heading)
        content = ChaCha20Poly1305(key).decrypt(
            base64.b64decode(sealed.nonce), base64.b64decode(sealed.sealed), _bytes(heading)
        )
    except (InvalidTag, ValueError):
        _refuse(sealed, "is niet te openen")
    values = np.array(
        [int.from_bytes(content[at : at + 8], "little") for at in range(0, len(content), 8)], dtype=object
    )
    if len(values) != cells or any(value >= PRIME for value in values):
        _refuse(sealed, "heeft een andere vorm dan het manifest")
    return OpenedShare(sealed.organisation, values)


def _refuse(sealed: SealedShare, why: str):
    raise InvalidInput(
        f"share of {sealed.organisation} for {sealed.party} refused",
        page=f"Het deel van {sealed.organisation} {why}. Er is niets berekend.",
        organisation=sealed.organisation,
    )


def _key(private: x25519.X25519PrivateKey, public: bytes, heading: dict[str, str]) -> bytes:
    agreed = private.exchange(x25519.X25519PublicKey.from_public_bytes(public))
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=_bytes(heading)).derive(agreed)


def _bytes(parts: dict[str, str]) -> bytes:
    return json.dumps(parts, sort_keys=True, separators=(",", ":")).encode()
