"""Demonstration figures, so that a first start shows something; replaced per dataset when real figures come."""

from workbench.catalog import load_catalog
from workbench.sources import demo
from workbench.store import snapshot, versions
from workbench.store.folder import held, root

ORIGIN = {
    "demo": True,
    "producer": "Datawerkplaats",
    "title": "Demonstratiegegevens: verzonnen cijfers",
    "licence": "https://creativecommons.org/publicdomain/zero/1.0/",
    "seed": demo.SEED,
}


def ensure_demo() -> None:
    """Fill an empty store with invented figures; once there is anything real, nothing is invented any more.

    Raises: StoreError.
    """
    if not _lacking():
        return
    with held(root() / ".demo.lock"):
        invention = demo.Invention()
        for dataset, indicators in _lacking():
            snapshot.put(dataset.id, invention.figures(dataset, indicators), origin=ORIGIN)


def is_demo() -> bool:
    """Whether any dataset in use is invented."""
    return any(versions.current(name).demo for name in versions.datasets())


def _lacking() -> list[tuple]:
    """The datasets to invent: those without figures, as long as all that is stored is invented too."""
    stored = {name: versions.current(name) for name in versions.datasets()}
    if any(not version.demo for version in stored.values()):
        return []
    catalog = load_catalog()
    absent = [dataset for name, dataset in catalog.datasets.items() if name not in stored]
    return [(dataset, found) for dataset in absent if (found := catalog.indicators_in(dataset.id))]
