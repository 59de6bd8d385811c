"""A map as a still: outlines filled by class, states patterned, the selected area with a heavy edge."""

import math
from collections.abc import Iterable
from typing import NamedTuple

from workbench.views.drawings import marks
from workbench.views.drawings.palette import ELSEWHERE, HIDDEN, NONE, PALETTES, UNSURE, ZERO
from workbench.views.drawings.svg import Markup, picture, tag

WIDTH = 640.0
FILLS = {ZERO: "#ffffff", HIDDEN: "url(#still-hatch)", UNSURE: "url(#still-dots)", NONE: "#dfe4e8", ELSEWHERE: "none"}
Ring = list[tuple[float, float]]


class Shape(NamedTuple):
    """An area's rings in degrees (longitude, latitude) and the byte of its class."""

    area: str
    rings: list[Ring]
    byte: int


def draw(
    shapes: Iterable[Shape], *, direction: str, chosen: list[Ring], borders: Iterable[list[Ring]], label: str
) -> Markup:
    """Takes: the shapes in drawing order; `borders`, rings of gemeenten; `chosen`, those of the selected area."""
    shapes = list(shapes)
    place, height = _projection([ring for shape in shapes for ring in shape.rings])
    groups: dict[str, list[str]] = {}
    for shape in shapes:
        groups.setdefault(fill_of(shape.byte, direction), []).append(_path(shape.rings, place))
    areas = [tag("path", d="".join(paths), fill=fill, class_="dw-area") for fill, paths in groups.items()]
    edges = [tag("path", d="".join(_path(rings, place) for rings in borders), class_="dw-border")]
    halo = [tag("path", d=_path(chosen, place), class_=kind) for kind in ("dw-halo", "dw-picked") if chosen]
    return picture(
        marks.patterns("still"), areas, edges, halo, width=WIDTH, height=height, label=label, extra="dw-map-still"
    )


def fill_of(byte: int, direction: str) -> str:
    return FILLS[byte] if byte in FILLS else PALETTES[direction][byte]


def _projection(rings: list[Ring]):
    """Degrees to pixels: shrunk east-west by the cosine of the middle latitude, good enough for one region."""
    longitudes = [x for ring in rings for x, _ in ring] or [0.0, 1.0]
    latitudes = [y for ring in rings for _, y in ring] or [0.0, 1.0]
    west, north = min(longitudes), max(latitudes)
    squeeze = math.cos(math.radians((north + min(latitudes)) / 2))
    factor = (WIDTH - 8) / max((max(longitudes) - west) * squeeze, 1e-9)
    height = (north - min(latitudes)) * factor + 8
    return (lambda x, y: (round((x - west) * squeeze * factor + 4, 1), round((north - y) * factor + 4, 1))), height


def _path(rings: list[Ring], place) -> str:
    return "".join(_ring(ring, place) for ring in rings)


def _ring(ring: Ring, place) -> str:
    """Points nearer than half a pixel to the last one are left out: nobody sees them and the page stays light."""
    kept: list[tuple[float, float]] = []
    for x, y in (place(*point) for point in ring):
        if not kept or abs(x - kept[-1][0]) + abs(y - kept[-1][1]) >= 0.5:
            kept.append((x, y))
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in kept) + "Z" if len(kept) > 2 else ""
