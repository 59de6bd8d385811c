"""Where permanent addresses begin, and whether somebody said so."""

import re
from urllib.parse import urlsplit

from workbench import settings
from workbench.catalog.catalog import Catalog
from workbench.catalog.publication import Publication
from workbench.errors import CatalogError, InvalidInput

EXAMPLE = ".example"  # a name that by RFC 2606 nobody has


def publication_of(catalog: Catalog) -> Publication:
    """How a catalogue presents itself. Raises: CatalogError when it does not say who publishes it."""
    if len(catalog.publication) != 1:
        page = "De catalogus moet in publication/ precies één keer zeggen wie hem uitgeeft."
        raise CatalogError(f"{len(catalog.publication)} publications in the catalogue", page=page)
    return next(iter(catalog.publication.values()))


def begin_of(publication: Publication, base: str | None = None) -> str:
    """Where permanent addresses begin: as given, else as set in WORKBENCH_SITE, else as the catalogue says.

    Raises: InvalidInput for what is no address.
    """
    begin = base or settings.SITE.read() or publication.base
    if not re.fullmatch(r"https?://[^\s<>\"]+", begin):
        raise InvalidInput(
            f"no address: {begin!r}", page=f"'{begin}' is geen webadres. Begin met https://.", given=begin
        )
    return begin.rstrip("/") + "/"


def warning(catalog: Catalog, base: str | None = None) -> str | None:
    """What somebody must know before others harvest this: that nobody said where it stands. None when somebody did."""
    begins = [begin_of(each, base) for each in catalog.publication.values()]
    if not any(is_example(begin) for begin in begins):
        return None
    return (
        f"Let op: de permanente adressen beginnen met het voorbeeld {begins[0]}. "
        "Zet WORKBENCH_SITE op het adres van de site voordat anderen de catalogus ophalen."
    )


def is_example(address: str) -> bool:
    return (urlsplit(address).hostname or "").endswith(EXAMPLE)
