"""The datawerkplaats: figures about the mental health of a region at one shared table.

A notebook needs three names: `load` (a theme's protected figures), `select` (what we look at) and `views`.
"""

import sys
from importlib import import_module

# jsonschema, with which every notebook is read, spends 1.5 seconds of each start on the grammar of addresses in any
# script. Nothing here holds such addresses against it, and without this module jsonschema leaves them alone.
sys.modules.setdefault("rfc3987_syntax", None)

_HOMES = {"load": "workbench.disclosure", "select": "workbench.views"}
_ROOMS = ("views", "analysis")

__all__ = ["analysis", "load", "select", "views"]


def __getattr__(name: str):
    # Imported on first use, so that a command that needs no figures starts at once.
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    if name in _ROOMS:
        return import_module(f"workbench.{name}")
    raise AttributeError(f"module 'workbench' has no attribute {name!r}")
