"""Views: one selection, and the pictures that follow it; each live on a page and a still in a report.

`select()` gives the Selection. `heading`, `notice`, `controls`, `map`, `ranking`, `trend`, `comparison`, `table`,
`sources`, `profile`, `inventory` and `gaps` are what a notebook shows; `follow` makes a new picture from a drawing. A
WorkbenchError in a cell shows its Dutch sentence instead of a traceback.
"""

from importlib import import_module

from workbench.views.address import Address
from workbench.views.choropleth import map
from workbench.views.comparisons import comparison
from workbench.views.controls import controls
from workbench.views.datatable import table
from workbench.views.failures import speak_dutch
from workbench.views.follow import empty, failure, follow
from workbench.views.heading import heading, notice
from workbench.views.inventories import gaps, inventory
from workbench.views.panel import Panel
from workbench.views.picture import Picture
from workbench.views.profiles import profile
from workbench.views.provenance import sources
from workbench.views.ranks import ranking
from workbench.views.selection import Selection, select
from workbench.views.trends import trend

__all__ = [
    "Address",
    "Panel",
    "Picture",
    "Selection",
    "comparison",
    "controls",
    "empty",
    "failure",
    "follow",
    "gaps",
    "heading",
    "inventory",
    "map",
    "notice",
    "profile",
    "ranking",
    "select",
    "sources",
    "table",
    "trend",
]

speak_dutch()


def __getattr__(name: str):
    # The pictures of duiden and doen bring their statistics with them; a page that does not ask does not wait.
    if name in ("doen", "duiden"):
        return import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
