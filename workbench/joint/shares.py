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
from workbench.joint import field
from workbench.joint.field import PRIME, Field
from workbench.joint.identity import Identity, PublicIdentity
from workbench.joint.manifest import Manifest


def reach(parties: int) -> int:
    """How many compute parties may put their shares together and still learn nothing."""
    return (parties - 1) // 2


def split(values: NDArray[np.int64] | Field, *, parties: int) -> list[Field]:
    """One array of shares per party: points of a random polynomial through each value."""
    secret = values if values.dtype == np.uint64 else field.elements(values)
    rows = [secret, *(field.random(len(secret)) for _ in range(reach(parties)))]
    return [field.weighted(rows, [point**power for power in range(len(rows))]) for point in range(1, parties + 1)]


def join(shares: dict[int, Field]) -> Field:
    """The values again, from the shares of enough parties (by place, from 0)."""
    return field.weighted(list(shares.values()), field.weights_at(0, [place + 1 for place in shares]))


class SealedShare(BaseModel):
    """One organisation's share for one compute party. Only that party can open it; anybody can check who made it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    manifest: str  # hash
    organisation: str
    party: str
    at: tuple[float, ...] = ()  # of a regression in steps: the public coefficients it was made at
    ephemeral_key: str
    nonce: str
    sealed: str
    signature: str

    @property
    def name(self) -> str:
        """A file name that says nothing about the content."""
        whose = f"{self.manifest}|{self.organisation}|{self.party}|{self.at}"
        return hashlib.sha256(whose.encode()).hexdigest()[:24] + ".share"


@dataclass(frozen=True)
class OpenedShare:
    organisation: str
    values: Field


def seal(
    share: Field, *, manifest: Manifest, organisation: Identity, party: PublicIdentity, at: tuple[float, ...] = ()
) -> SealedShare:
    """Encrypts a share for one compute party and signs the whole."""
    ephemeral = x25519.X25519PrivateKey.generate()
    public = ephemeral.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    nonce = secrets.token_bytes(12)
    heading = {"manifest": manifest.hash, "organisation": organisation.name, "party": party.name, "at": at}
    key = _key(ephemeral, base64.b64decode(party.sealing_key), heading)
    content = share.astype("<u8").tobytes()
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
    heading = {name: parts[name] for name in ("manifest", "organisation", "party", "at")}
    try:
        key = _key(identity.sealing_key(), base64.b64decode(sealed.ephemeral_key), heading)
        content = ChaCha20Poly1305(key).decrypt(
            base64.b64decode(sealed.nonce), base64.b64decode(sealed.sealed), _bytes(heading)
        )
    except (InvalidTag, ValueError):
        _refuse(sealed, "is niet te openen")
    if len(content) != 8 * cells or (np.frombuffer(content, dtype="<u8") >= PRIME).any():
        _refuse(sealed, "heeft een andere vorm dan het manifest")
    return OpenedShare(sealed.organisation, np.frombuffer(content, dtype="<u8").astype(np.uint64))


def _refuse(sealed: SealedShare, why: str):
    raise InvalidInput(
        f"share of {sealed.organisation} for {sealed.party} refused",
        page=f"Het deel van {sealed.organisation} {why}. Er is niets berekend.",
        organisation=sealed.organisation,
    )


def _key(private: x25519.X25519PrivateKey, public: bytes, heading: dict[str, object]) -> bytes:
    agreed = private.exchange(x25519.X25519PublicKey.from_public_bytes(public))
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=_bytes(heading)).derive(agreed)


def _bytes(parts: dict[str, object]) -> bytes:
    return json.dumps(parts, sort_keys=True, separators=(",", ":")).encode()
