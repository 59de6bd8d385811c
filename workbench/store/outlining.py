"""Refresh the outlines of the region, for every level and edition."""

from collections.abc import Callable

import shapely
from shapely.geometry import mapping, shape

from workbench import areas
from workbench.sources.pdok import collect_outlines
from workbench.store.outlines import keep, read, version


def refresh_outlines(progress: Callable[[int, int | None], None]) -> list[str]:
    """Fetch the outlines of every level and edition; nothing is kept unless all could be read. Gives notes in Dutch.

    Raises: SourceUnavailable, SourceChanged, StoreError.
    """
    wanted = _wanted()
    found: dict[tuple[str, int], dict | None] = {}
    for number, (level, edition) in enumerate(wanted):
        progress(number, len(wanted))
        found[level, edition] = collect_outlines(level, edition=edition, progress=lambda *_: None)
    notes = []
    for (level, edition), collection in found.items():
        real = collection or _borrowed(level, edition=edition, found=found)
        if real is None:
            continue
        keep(real, level=level, edition=edition)
        notes += _note(real, level=level, edition=edition, borrowed=collection is None)
    for edition in areas.EDITIONS:
        if found["gemeente", edition] or _borrowed("gemeente", edition=edition, found=found):
            keep(_whole_region(read("gemeente", edition=edition)), level="regio", edition=edition)
    progress(len(wanted), len(wanted))
    return notes


def outline_versions() -> list[str]:
    """Changes when any outline does."""
    return [version(level, edition=edition) for level, edition in _wanted()]


def _wanted() -> list[tuple[str, int]]:
    return [(level, edition) for edition in areas.EDITIONS for level in ("gemeente", "wijk", "buurt")]


def _borrowed(level: str, *, edition: int, found: dict) -> dict | None:
    """Outlines of another edition for the areas that are the same in both; the others have none."""
    for other in areas.EDITIONS:
        collection = found.get((level, other))
        if other != edition and collection:
            same = areas.concordance(*sorted((edition, other))).same
            own = {area.code: area.name for area in areas.areas(level, edition=edition)}
            kept = [each for each in collection["features"] if each["properties"]["code"] in own]
            kept = [each for each in kept if same(each["properties"]["code"])]
            absent = sorted(set(own) - {each["properties"]["code"] for each in kept})
            return collection | {"features": kept, "absent": absent}
    return None


def _note(collection: dict, *, level: str, edition: int, borrowed: bool) -> list[str]:
    if not (borrowed or collection["absent"]):
        return []
    absent = f"; {len(collection['absent'])} gebieden zonder omtrek" if collection["absent"] else ""
    origin = "uit een andere indeling, waar het gebied gelijk bleef" if borrowed else "van PDOK"
    return [f"Omtrekken van niveau {level} van {edition}: {origin}{absent}."]


def _whole_region(gemeenten: dict) -> dict:
    outline = shapely.union_all([shape(feature["geometry"]) for feature in gemeenten["features"]])
    region = areas.region().region
    properties = {"code": region.code, "name": region.name}
    feature = {"type": "Feature", "id": region.code, "properties": properties, "geometry": mapping(outline)}
    return gemeenten | {"features": [feature], "absent": []}
