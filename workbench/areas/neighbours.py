"""Which areas touch, from outlines that were rounded, simplified or rebuilt."""

from collections.abc import Mapping

import numpy as np
import shapely
from shapely.geometry import shape

from workbench.errors import InvalidInput

SLACK = 0.02  # how far apart two outlines may lie and still touch, as a share of the size of a typical area


def neighbours(outlines: Mapping) -> dict[str, set[str]]:
    """Each area's neighbours; every area has at least one, and all areas together are connected.

    Slivers between outlines are bridged up to a fiftieth of the size of a typical area. An island, or a group of
    areas apart, is tied to the nearest other area: a model over areas needs one connected map.
    Takes: a GeoJSON FeatureCollection with `code` in the properties of each feature.
    Raises: InvalidInput when an area has no outline at all.
    """
    codes, shapes = _shapes(outlines)
    found: dict[str, set[str]] = {code: set() for code in codes}
    if len(codes) > 1:
        for one, other in _touching(shapes):
            found[codes[one]].add(codes[other])
            found[codes[other]].add(codes[one])
        _tie_together(codes, shapes, found)
    return found


def _shapes(outlines: Mapping) -> tuple[list[str], np.ndarray]:
    by_code: dict[str, list] = {}
    for feature in outlines["features"]:
        by_code.setdefault(feature["properties"]["code"], []).append(shapely.make_valid(shape(feature["geometry"])))
    codes = sorted(by_code)
    shapes = np.array([shapely.union_all(by_code[code]) for code in codes], dtype=object)
    without = [code for code, empty in zip(codes, shapely.is_empty(shapes), strict=True) if empty]
    if without:
        page = f"Gebied {without[0]} heeft geen omtrek op deze kaart."
        raise InvalidInput(f"areas without an outline: {without}", page=page, codes=without)
    return codes, _in_one_measure(shapes) if codes else shapes


def _in_one_measure(shapes: np.ndarray) -> np.ndarray:
    """Degrees of longitude made as long as degrees of latitude, so that distances mean the same in each direction."""
    west, south, east, north = shapely.total_bounds(shapes)
    if not (west >= -180 and east <= 180 and south >= -90 and north <= 90):
        return shapes  # metres already
    shrink = float(np.cos(np.radians((south + north) / 2)))
    return shapely.transform(shapes, lambda points: points * [shrink, 1.0])


def _touching(shapes: np.ndarray) -> list[tuple[int, int]]:
    slack = SLACK * float(np.median(np.sqrt(shapely.area(shapes))))
    tree = shapely.STRtree(shapes)
    pairs = tree.query(shapes, predicate="dwithin", distance=slack).T
    return [(int(one), int(other)) for one, other in pairs if one < other]


def _tie_together(codes: list[str], shapes: np.ndarray, found: dict[str, set[str]]) -> None:
    parts = _parts(found)
    while len(parts) > 1:
        small = min(parts, key=lambda part: (len(part), min(part)))
        inside = [number for number, code in enumerate(codes) if code in small]
        outside = [number for number, code in enumerate(codes) if code not in small]
        tree = shapely.STRtree(shapes[outside])
        (near, far), distances = tree.query_nearest(shapes[inside], return_distance=True, all_matches=False)
        best = int(np.argmin(distances))
        one, other = codes[inside[int(near[best])]], codes[outside[int(far[best])]]
        found[one].add(other)
        found[other].add(one)
        parts = _parts(found)


def _parts(found: dict[str, set[str]]) -> list[set[str]]:
    """The groups of areas that are connected."""
    left, parts = set(found), []
    while left:
        part, waiting = set(), [min(left)]
        while waiting:
            code = waiting.pop()
            if code not in part:
                part.add(code)
                waiting.extend(found[code] - part)
        parts.append(part)
        left -= part
    return parts
