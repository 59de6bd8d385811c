"""Which versions of a dataset there are, which one is in use, and the way back."""

import datetime as dt
import json
from dataclasses import dataclass, field
from pathlib import Path

from workbench.errors import StoreError, UnknownName
from workbench.store.folder import dataset_folder, guarded, locked, root, write_atomically

CURRENT, ORIGIN, FIGURES, AREAS, LOG = "current", "origin.json", "figures.parquet", "areas.parquet", "log.jsonl"
CONTRIBUTIONS = "contributions.parquet"  # only where a partner said who contributed what


@dataclass(frozen=True)
class Version:
    """One snapshot; `id` is the hash of its figures, so equal figures have equal ids."""

    dataset: str
    id: str
    fetched_at: dt.datetime
    modified: str | None  # the publisher's own date of change
    rows: int
    demo: bool
    indicators: tuple[str, ...] = ()
    origin: dict = field(default_factory=dict, compare=False)
    digests: dict[str, str] = field(default_factory=dict, compare=False)  # per indicator

    @property
    def folder(self) -> Path:
        return dataset_folder(self.dataset) / self.id


def current(dataset: str) -> Version | None:
    """The version in use; None when this dataset was never filled. Raises: StoreError when it is damaged."""
    pointer = dataset_folder(dataset) / CURRENT
    try:
        chosen = pointer.read_text(encoding="utf-8").strip()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return read(dataset, chosen)


def read(dataset: str, version: str) -> Version:
    """One version by its id. Raises: UnknownName, StoreError when its files are damaged."""
    folder = dataset_folder(dataset) / version
    if "/" in version or not (folder / ORIGIN).is_file():
        known = [found.id for found in history(dataset)]
        raise UnknownName.among(known, given=version, kind=f"version of {dataset}", soort="Versie")
    try:
        facts = json.loads((folder / ORIGIN).read_text(encoding="utf-8"))
        return _version(facts)
    except (ValueError, KeyError, OSError) as error:
        raise StoreError(
            f"{folder / ORIGIN} is damaged: {error}",
            page=f"De opgeslagen cijfers van {dataset} zijn beschadigd. Ververs deze dataset of zet een vorige versie "
            "terug.",
            dataset=dataset,
        ) from error


def _version(facts: dict) -> Version:
    return Version(
        dataset=facts["dataset"],
        id=facts["version"],
        fetched_at=dt.datetime.fromisoformat(facts["fetched_at"]),
        modified=facts.get("modified"),
        rows=facts["rows"],
        demo=facts["demo"],
        indicators=tuple(facts["indicators"]),
        origin=facts["origin"],
        digests=facts["digests"],
    )


def history(dataset: str) -> list[Version]:
    """Every version kept, oldest first."""
    found = [_version(json.loads(path.read_text(encoding="utf-8"))) for path in _origins(dataset)]
    return sorted(found, key=lambda version: (version.fetched_at, version.id))


def _origins(dataset: str) -> list[Path]:
    folder = dataset_folder(dataset)
    return [path for path in folder.glob(f"*/{ORIGIN}") if not path.parent.name.startswith(".")]


def datasets() -> list[str]:
    """The datasets that have a version in use."""
    return sorted(path.parent.name for path in root().glob(f"*/{CURRENT}"))


def use(version: Version, *, action: str) -> None:
    """Switch `current` in one step and note it in the log; the caller holds the lock."""
    folder = dataset_folder(version.dataset)
    with guarded():
        write_atomically(folder / CURRENT, version.id)
        moment = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        with (folder / LOG).open("a", encoding="utf-8") as log:
            log.write(json.dumps({"at": moment, "version": version.id, "action": action}) + "\n")


def switches(dataset: str) -> list[dict]:
    """Each time another version came into use: `at`, `version`, `action`."""
    path = dataset_folder(dataset) / LOG
    if not path.is_file():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def restore(dataset: str, version: str) -> Version:
    """The way back: an earlier version comes into use again; nothing is thrown away. Raises: UnknownName."""
    chosen = read(dataset, version)
    with locked(dataset):
        use(chosen, action="restore")
    return chosen
