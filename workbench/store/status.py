"""What there is, how old, and from where."""

from dataclasses import dataclass

from workbench.catalog import load_catalog
from workbench.store import versions
from workbench.store.versions import Version


@dataclass(frozen=True)
class Held:
    """One dataset of the catalogue; `version` is None when nothing was stored yet."""

    dataset: str
    label: str
    publisher: str
    version: Version | None
    checked_at: str | None  # the last time the publisher was asked, also when nothing had changed
    kept: int  # versions on disk


def status() -> list[Held]:
    """Each dataset of the catalogue, and each dataset that is stored without being in the catalogue any more."""
    catalog = load_catalog()
    stored = [name for name in versions.datasets() if name not in catalog.datasets]
    known = [_held(name, label=found.label, publisher=found.publisher) for name, found in catalog.datasets.items()]
    return known + [_held(name, label=name, publisher="") for name in stored]


def _held(dataset: str, *, label: str, publisher: str) -> Held:
    switches = versions.switches(dataset)
    return Held(
        dataset=dataset,
        label=label,
        publisher=publisher,
        version=versions.current(dataset),
        checked_at=switches[-1]["at"] if switches else None,
        kept=len(versions.history(dataset)),
    )
