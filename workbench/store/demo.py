"""Demonstration figures, so that a first start shows something; replaced per dataset when real figures come."""

from workbench.catalog import load_catalog
from workbench.store import snapshot, versions
from workbench.store.folder import held, root

ORIGIN = {
    "demo": True,
    "producer": "Datawerkplaats",
    "title": "Demonstratiegegevens: verzonnen cijfers",
    "licence": "https://creativecommons.org/publicdomain/zero/1.0/",
}


def ensure_demo() -> None:
    """Fill an empty store with invented figures; once there is anything real, nothing is invented any more.

    Raises: StoreError.
    """
    if not _lacking():
        return
    from workbench.sources import demo  # only the first start needs it, and what it needs is slow to load

    with held(root() / ".demo.lock"):
        invention, origin = demo.Invention(), ORIGIN | {"seed": demo.SEED}
        for dataset, indicators in _lacking():
            snapshot.put(dataset.id, invention.figures(dataset, indicators), origin=origin)


def is_demo() -> bool:
    """Whether any dataset in use is invented."""
    return any(versions.current(name).demo for name in versions.datasets())


def _lacking() -> list[tuple]:
    """The datasets to invent: those without figures, as long as all that is stored is invented too."""
    stored = {name: versions.current(name) for name in versions.datasets()}
    if any(not version.demo for version in stored.values()):
        return []
    catalog = load_catalog()
    # A joint sum exists only once organisations added up together: nothing is invented in its place.
    known = {name: dataset for name, dataset in catalog.datasets.items() if dataset.service != "joint"}
    absent = [dataset for name, dataset in known.items() if name not in stored]
    return [(dataset, found) for dataset in absent if (found := catalog.indicators_in(dataset.id))]
