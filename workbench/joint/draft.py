"""A first manifest, from what the parties handed over and what is public: areas of the region, inhabitants."""

import csv
from itertools import pairwise
from pathlib import Path

from pydantic import ValidationError

from workbench import areas
from workbench.catalog import load_catalog
from workbench.errors import InvalidInput
from workbench.joint.identity import PublicIdentity
from workbench.joint.manifest import Agreement, Manifest, refusal

PEOPLE = ("gebied", "groep", "inwoners")


def draft(identities: list[Path], **parts: object) -> Agreement:
    """An agreement that nobody signed yet. Takes: `identities`, the identity.json of each party; parts of a Manifest.

    Raises: InvalidInput that names what does not fit; UnknownName for a measure that the catalogue does not have.
    """
    parties = [_party(path) for path in identities]
    by_role = {role: [each for each in parties if each.role == role] for role in ("compute", "input")}
    if parts.get("model") is None:
        load_catalog().indicator(str(parts["measure"]))
    try:
        manifest = Manifest(compute=by_role["compute"], organisations=by_role["input"], **parts)
    except ValidationError as problem:
        raise refusal(problem, name="concept") from problem
    return Agreement(manifest=manifest)


def everywhere(level: str, *, edition: int) -> dict[str, object]:
    """All areas of a level of the region, with the larger areas they count towards."""
    places = areas.areas(level, edition=edition, within=areas.REGION)
    parents: dict[str, str] = {}
    for place in places:
        chain = [place.code, *(area.code for area in areas.ancestors(place.code, edition=edition))]
        chain = chain[: chain.index(areas.REGION) + 1]
        parents |= dict(pairwise(chain))
    return {"areas": [place.code for place in places], "parents": parents}


def inhabitants(path: Path, *, known: list[str], bands: list[str]) -> dict[str, int]:
    """Public inhabitants by "area|band". Raises: InvalidInput that names the line."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        if set(rows.fieldnames or ()) != set(PEOPLE):
            raise InvalidInput(
                "wrong columns", page=f"{path.name} heeft precies de kolommen {', '.join(PEOPLE)} nodig."
            )
        found = {}
        for line, row in enumerate(rows, start=2):
            if row["gebied"] not in known or row["groep"] not in bands or not (row["inwoners"] or "").isdecimal():
                page = f"{path.name}, regel {line}: gebied, groep of inwoners klopt niet met het manifest."
                raise InvalidInput("line refused", page=page, line=line)
            found[f"{row['gebied']}|{row['groep']}"] = int(row["inwoners"])
    return found


def _party(path: Path) -> PublicIdentity:
    try:
        return PublicIdentity.model_validate_json(path.read_bytes())
    except (OSError, ValueError) as problem:
        raise InvalidInput(
            f"{path.name} is no identity: {type(problem).__name__}",
            page=f"{path} is geen identity.json van een partij. Vraag de partij om dat bestand.",
        ) from problem
