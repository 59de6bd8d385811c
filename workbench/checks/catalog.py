"""The catalogue as its own room judges it."""

from collections.abc import Iterator

from workbench.errors import CatalogError


def problems_in_catalog() -> Iterator[str]:
    from workbench.catalog import load_catalog

    try:
        load_catalog()
    except CatalogError as error:
        yield error.page
