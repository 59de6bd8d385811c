"""The datawerkplaats: figures about the mental health of a region at one shared table.

A notebook needs three names: `load` (a theme's protected figures), `select` (what we look at) and `views`.
"""

from importlib import import_module

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
