"""Who a party is: a signing key, a sealing key and a certificate, kept in one private folder.

The public half is what a manifest lists. A certificate is self-signed and pinned: a connection counts for a party only
when it shows exactly the certificate that the manifest names for that party.
"""

import base64
import datetime as dt
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, x25519
from cryptography.x509.oid import NameOID
from pydantic import BaseModel, ConfigDict

from workbench.errors import InvalidInput, StoreError

Role = Literal["compute", "input"]
_RAW = (serialization.Encoding.Raw, serialization.PublicFormat.Raw)
_PEM = serialization.Encoding.PEM
_KEY = (_PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
VALID_YEARS = 2


class PublicIdentity(BaseModel):
    """What others know of a party. Keys are base64, the certificate is PEM."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    role: Role
    signing_key: str
    sealing_key: str
    certificate: str
    host: str | None = None
    port: int | None = None

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the certificate as it travels (DER)."""
        return fingerprint(x509.load_pem_x509_certificate(self.certificate.encode()).public_bytes(_DER))

    def verify(self, signature: str, message: bytes) -> bool:
        key = ed25519.Ed25519PublicKey.from_public_bytes(base64.b64decode(self.signing_key))
        try:
            key.verify(base64.b64decode(signature), message)
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True)
class Identity:
    """A party itself: its public half and the folder with its private keys."""

    public: PublicIdentity
    folder: Path

    @property
    def name(self) -> str:
        return self.public.name

    @property
    def certificate_file(self) -> Path:
        return self.folder / "certificate.pem"

    @property
    def certificate_key_file(self) -> Path:
        return self.folder / "certificate.key"

    def sign(self, message: bytes) -> str:
        key = serialization.load_pem_private_key((self.folder / "signing.key").read_bytes(), password=None)
        return base64.b64encode(key.sign(message)).decode()

    def sealing_key(self) -> x25519.X25519PrivateKey:
        return serialization.load_pem_private_key((self.folder / "sealing.key").read_bytes(), password=None)


def create(name: str, *, role: Role, folder: Path, host: str | None = None, port: int | None = None) -> Identity:
    """Makes the keys of a new party in an empty folder that only its owner can read.

    Raises: InvalidInput when the folder already holds an identity; StoreError when it cannot be written.
    """
    if (folder / "identity.json").exists():
        raise InvalidInput(
            f"{folder} already holds an identity",
            page="In deze map staat al een identiteit. Kies een lege map, of gebruik de identiteit die er is.",
        )
    signing, sealing = ed25519.Ed25519PrivateKey.generate(), x25519.X25519PrivateKey.generate()
    tls = ec.generate_private_key(ec.SECP256R1())
    certificate = _self_signed(name, tls).public_bytes(_PEM)
    public = PublicIdentity(
        name=name,
        role=role,
        signing_key=base64.b64encode(signing.public_key().public_bytes(*_RAW)).decode(),
        sealing_key=base64.b64encode(sealing.public_key().public_bytes(*_RAW)).decode(),
        certificate=certificate.decode(),
        host=host,
        port=port,
    )
    files = {
        "signing.key": signing.private_bytes(*_KEY),
        "sealing.key": sealing.private_bytes(*_KEY),
        "certificate.key": tls.private_bytes(*_KEY),
        "certificate.pem": certificate,
        "identity.json": public.model_dump_json(indent=1).encode(),
    }
    _write(folder, files)
    return Identity(public, folder)


def read(folder: Path) -> Identity:
    """Raises: InvalidInput when the folder holds no identity."""
    try:
        public = PublicIdentity.model_validate_json((folder / "identity.json").read_bytes())
    except (OSError, ValueError) as problem:
        raise InvalidInput(
            f"no identity in {folder}: {type(problem).__name__}",
            page="In deze map staat geen identiteit. Maak er een met 'workbench joint init'.",
        ) from problem
    return Identity(public, folder)


def fingerprint(certificate: bytes) -> str:
    return hashlib.sha256(certificate).hexdigest()


def _self_signed(name: str, key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:64])])
    now = dt.datetime.now(dt.UTC)
    builder = x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(now - dt.timedelta(days=1))
    builder = builder.not_valid_after(now + dt.timedelta(days=365 * VALID_YEARS))
    return builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True).sign(
        key, hashes.SHA256()
    )


def _write(folder: Path, files: dict[str, bytes]) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        folder.chmod(0o700)
        for name, content in files.items():
            path = folder / name
            path.touch(mode=0o600)
            path.write_bytes(content)
    except OSError as problem:
        raise StoreError(
            f"cannot write an identity in {folder}: {problem.strerror}",
            page="De sleutels konden niet worden bewaard. Controleer de map en de ruimte op de schijf.",
        ) from problem


_DER = serialization.Encoding.DER
