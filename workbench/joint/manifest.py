"""What all parties agreed to before anything runs: which table, how small is too small, by whom and for what.

A manifest is one JSON file that people can read. Every party signs its hash; one signature that is missing or does not
fit, and nothing runs.
"""

import hashlib
import json
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from workbench.errors import InvalidInput, UnknownName
from workbench.joint.identity import Identity, PublicIdentity

COMPUTE_PARTIES = (3, 5)
LARGEST_COUNT = 10_000_000
LARGEST_THRESHOLD = 200
Code = Annotated[str, Field(pattern=r"^[A-Za-z0-9+_.-]{1,40}$")]


class Model(BaseModel):
    """A regression over the rows of all organisations: `outcome` explained by `columns` and a constant."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["linear", "logistic"]
    outcome: Code
    columns: Annotated[list[Code], Field(min_length=1, max_length=12)]


class Manifest(BaseModel):
    """The agreement. `parents` gives for each area the area whose total it counts towards; none for the top."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Code
    title: str
    purpose: str
    measure: Code  # indicator in the catalogue
    edition: int
    period: int
    areas: Annotated[list[Code], Field(min_length=1)]
    parents: dict[Code, Code] = {}
    bands: Annotated[list[Code], Field(min_length=1)]  # age and sex categories
    threshold: Annotated[int, Field(ge=2, le=LARGEST_THRESHOLD)]
    bits: Annotated[int, Field(ge=0, le=2**16)] = 0  # marks per area to count persons once; 0: counts are added up
    denominators: dict[str, int] = {}  # public, by "area|band"
    weights: dict[Code, Annotated[float, Field(gt=0)]] = {}  # public, by band: makes the total a standardised rate
    model: Model | None = None  # a regression instead of counts
    compute: list[PublicIdentity]
    organisations: Annotated[list[PublicIdentity], Field(min_length=1)]

    @model_validator(mode="after")
    def _is_a_sound_agreement(self) -> Self:
        if len(self.compute) not in COMPUTE_PARTIES:
            # With two parties every share can be read by one coalition of one: nothing would be secret.
            raise ValueError(f"{len(self.compute)} rekenpartijen; het moeten er 3 of 5 zijn")
        for what, names in (
            ("rekenpartij", [party.name for party in self.compute]),
            ("organisatie", [party.name for party in self.organisations]),
            ("gebied", self.areas),
            ("groep", self.bands),
        ):
            doubled = sorted({name for name in names if names.count(name) > 1})
            if doubled:
                raise ValueError(f"{what} {doubled[0]} staat er twee keer in")
        if self.bits and (len(self.bands) > 1 or self.bits <= self.threshold):
            raise ValueError("personen tellen gaat met één groep en met meer vakjes dan de drempel")
        if self.model and (self.bits or len(self.areas) > 1 or len(self.bands) > 1):
            raise ValueError("een regressie gaat over één gebied en één groep")
        if self.weights and (set(self.weights) != set(self.bands) or len(self.bands) == 1):
            raise ValueError("gewichten staan er voor elke groep, en bij meer dan één groep")
        if any(party.host is None or party.port is None for party in self.compute):
            raise ValueError("elke rekenpartij heeft een adres en een poort nodig")
        keys = [party.signing_key for party in (*self.compute, *self.organisations)]
        if len(set(keys)) != len(keys):
            raise ValueError("twee partijen hebben dezelfde sleutel")
        return self

    @property
    def hash(self) -> str:
        return hashlib.sha256(_canonical(self)).hexdigest()

    @property
    def parties(self) -> list[PublicIdentity]:
        return [*self.compute, *self.organisations]

    def party(self, name: str) -> PublicIdentity:
        known = {party.name: party for party in self.parties}
        if name not in known:
            raise UnknownName.among(known, given=name, kind="party", soort="Partij")
        return known[name]


class Agreement(BaseModel):
    """A manifest with the signatures it has so far, by name of the party."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    manifest: Manifest
    signatures: dict[str, str] = {}

    def signed_by(self, identity: Identity) -> "Agreement":
        """Raises: InvalidInput when this party is not in the manifest, or with another key."""
        if self.manifest.party(identity.name) != identity.public:
            raise InvalidInput(
                f"the manifest lists another key for {identity.name}",
                page=f"Het manifest noemt voor {identity.name} een andere sleutel. Vraag om een nieuw manifest.",
            )
        signature = identity.sign(_canonical(self.manifest))
        return self.model_copy(update={"signatures": self.signatures | {identity.name: signature}})

    def refuse_unless_complete(self) -> None:
        """Raises: InvalidInput that names the party whose signature is missing or does not fit."""
        for party in self.manifest.parties:
            signature = self.signatures.get(party.name)
            if signature is None:
                raise InvalidInput(
                    f"{party.name} has not signed",
                    page=f"{party.name} heeft het manifest nog niet ondertekend. Er is niets berekend.",
                )
            if not party.verify(signature, _canonical(self.manifest)):
                raise InvalidInput(
                    f"the signature of {party.name} does not fit this manifest",
                    page=f"De handtekening van {party.name} hoort niet bij dit manifest. Er is niets berekend.",
                )
        strangers = sorted(set(self.signatures) - {party.name for party in self.manifest.parties})
        if strangers:
            raise InvalidInput(
                f"{strangers[0]} signed but is no party",
                page=f"{strangers[0]} ondertekende, maar staat niet in het manifest. Er is niets berekend.",
            )


def read(path: Path) -> Agreement:
    """Raises: InvalidInput with what is wrong in the file."""
    try:
        return Agreement.model_validate_json(path.read_bytes())
    except ValidationError as problem:
        raise refusal(problem, name=path.name) from problem
    except OSError as problem:
        raise InvalidInput(
            f"cannot read {path}: {problem.strerror}", page=f"Het manifest {path.name} is niet te lezen."
        ) from problem


def refusal(problem: ValidationError, *, name: str) -> InvalidInput:
    """What is wrong in a manifest, in one sentence."""
    first = problem.errors(include_url=False, include_input=False)[0]
    where = ".".join(str(part) for part in first["loc"]) or "afspraken"
    return InvalidInput(
        f"{name}: {where}: {first['msg']}",
        page=f"Het manifest klopt niet bij '{where}': {first['msg'].removeprefix('Value error, ')}.",
    )


def write(agreement: Agreement, path: Path) -> None:
    path.write_text(agreement.model_dump_json(indent=1), encoding="utf-8")


def _canonical(manifest: Manifest) -> bytes:
    return json.dumps(manifest.model_dump(mode="json"), sort_keys=True, separators=(",", ":")).encode()
