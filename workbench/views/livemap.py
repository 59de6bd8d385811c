"""The map: ipyleaflet with outlines drawn once, recoloured by one byte and one number per area."""

from array import array
from collections.abc import Callable

import anywidget
import ipyleaflet
import traitlets

from workbench import settings
from workbench.views.drawings.palette import PALETTES
from workbench.views.picture import STATIC

MIDDLE = (52.86, 6.62)  # only until the outlines are there; then the map shows the region or the gemeente
NOWHERE = float("nan")


class Restyle(anywidget.AnyWidget):
    """Colours the areas of `map_id`: `classes` a byte per area (palette.class_of), `values` a number per area.

    Both are in order of area code, as the outlines are; `turn` goes up with each change, so that a change of all is one
    repaint. `focus` is the gemeente to zoom to, `chosen` the area with the heavy edge.
    """

    _esm = STATIC / "map.js"
    map_id = traitlets.Unicode().tag(sync=True)
    edition = traitlets.Int().tag(sync=True)
    level = traitlets.Unicode().tag(sync=True)
    classes = traitlets.Bytes().tag(sync=True)
    values = traitlets.Bytes().tag(sync=True)
    palette = traitlets.List(list(PALETTES["neutral"])).tag(sync=True)
    unit = traitlets.Unicode().tag(sync=True)
    decimals = traitlets.Int(1).tag(sync=True)
    chosen = traitlets.Unicode().tag(sync=True)
    focus = traitlets.Unicode().tag(sync=True)
    label = traitlets.Unicode().tag(sync=True)
    turn = traitlets.Int().tag(sync=True)

    def __init__(self, *, outlines: Callable[[str, int], bytes], picked: Callable[[str], None], **traits: object):
        super().__init__(**traits)
        self._outlines, self._picked = outlines, picked
        self.on_msg(self._heard)

    def show(self, classes: bytes, values: list[float | None], **facts: object) -> None:
        """All that changed, in one message."""
        with self.hold_sync():
            self.classes = classes
            self.values = array("f", [NOWHERE if value is None else value for value in values]).tobytes()
            for name, value in facts.items():
                setattr(self, name, value)
            self.turn += 1

    def _heard(self, _widget: object, content: dict, _buffers: object) -> None:
        given = str(content.get("given", ""))
        if content.get("kind") == "area":
            self._picked(given)
        if content.get("kind") == "outlines":
            edition, _, level = given.partition("/")
            self.send({"outlines": given}, [self._outlines(level, int(edition))])


def leaflet_map() -> ipyleaflet.Map:
    """A map without any outside address, or on the tiles that WORKBENCH_TILES names."""
    tiles = settings.TILES.read()
    credit = "Kaart: Kadaster/PDOK" if "pdok" in tiles else ""
    layers = (ipyleaflet.TileLayer(url=tiles, attribution=credit, base=True),) if tiles else ()
    return ipyleaflet.Map(
        layers=layers,
        center=MIDDLE,
        zoom=9,
        zoom_snap=0.25,
        max_zoom=18,
        prefer_canvas=True,
        attribution_control=bool(tiles),
        scroll_wheel_zoom=False,
        layout={"height": "min(70vh, 34rem)", "width": "100%"},
    )
