"""What a site was made from: its reports, the notebooks as they were, and the version of each dataset."""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from workbench.disclosure import SafeTable
from workbench.errors import InvalidInput
from workbench.publish.batch import Made
from workbench.session.notebooks import path_of

FILE = "herkomst.json"


@dataclass(frozen=True)
class Origin:
    """`areas`, the released areas by notebook ("" for one without); `notebooks`, the checksum of each file."""

    areas: dict[str, tuple[str, ...]]
    notebooks: dict[str, str]
    versions: dict[str, str]


def of(made: list[Made], figures: SafeTable) -> Origin:
    names = sorted({one.job.notebook for one in made})
    areas = {name: tuple(one.job.area or "" for one in made if one.job.notebook == name) for name in names}
    sums = {name: hashlib.sha256(path_of(name).read_bytes()).hexdigest() for name in names}
    return Origin({name: tuple(sorted(codes)) for name, codes in areas.items()}, sums, dict(figures.versions))


def written(origin: Origin) -> str:
    return json.dumps(asdict(origin), indent=1, sort_keys=True) + "\n"


def read(site: Path, *, checksum: str) -> Origin:
    """Raises: InvalidInput when the file is not the one with this checksum."""
    try:
        content = (site / FILE).read_bytes()
    except OSError:
        content = b""
    if hashlib.sha256(content).hexdigest() != checksum:
        page = f"De gepubliceerde site in {site} is niet heel. Publiceer haar opnieuw."
        raise InvalidInput(f"{FILE} of {site} is not the one that was checked", page=page)
    told = json.loads(content)
    areas = {name: tuple(codes) for name, codes in told["areas"].items()}
    return Origin(areas, told["notebooks"], told["versions"])
