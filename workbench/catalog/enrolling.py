"""Somebody who may release from now on: an entry of the catalogue, taken only when the catalogue is right with it."""

import shutil
import tempfile
from pathlib import Path

from pydantic import ValidationError

from workbench import settings
from workbench.catalog.documents import Malformed, read_document
from workbench.catalog.loading import load_catalog, problems_in
from workbench.catalog.releasers import Releaser
from workbench.errors import CatalogError, InvalidInput, StoreError

PEOPLE = "releasers"


def enrol(entry: Path) -> tuple[Releaser, Path]:
    """The person in this file, as `workbench disclosure key` made it, and the file of the catalogue it is in now.

    Raises: InvalidInput when it is no such file; CatalogError, and nothing changed, when this person or key is there.
    """
    person = _read(entry)
    place = settings.catalog_folder() / PEOPLE / f"{person.id}.yaml"
    with tempfile.TemporaryDirectory() as folder:
        trial = Path(folder) / "catalogus"
        shutil.copytree(settings.catalog_folder(), trial)
        target = trial / PEOPLE / place.name
        target.parent.mkdir(exist_ok=True)
        if target.exists():
            page = f"'{person.id}' staat al in de catalogus. Is dit iemand anders? Geef dan een andere 'id'."
            raise InvalidInput(f"{person.id} is enrolled already", page=page)
        shutil.copyfile(entry, target)
        if problems := problems_in(trial):
            raise CatalogError(str(problems[0]), page=f"Niet opgenomen. {problems[0].sentence}", problems=problems)
    try:
        place.parent.mkdir(exist_ok=True)
        shutil.copyfile(entry, place)
    except OSError as error:
        page = f"In {place.parent} kan niet worden geschreven. Maak de map schrijfbaar en probeer het opnieuw."
        raise StoreError(f"cannot write {place}: {error}", page=page) from error
    return load_catalog().releasers[person.id], place


def _read(entry: Path) -> Releaser:
    try:
        (found,) = read_document(entry, file=entry.name).entries()
        return Releaser.model_validate(found[1])
    except (OSError, Malformed, ValueError, ValidationError) as error:
        page = (
            f"'{entry.name}' is geen inschrijving. Gebruik het bestand dat 'workbench disclosure key' ernaast maakte."
        )
        raise InvalidInput(f"{entry.name} is no entry of a releaser", page=page) from error
