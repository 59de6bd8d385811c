"""THE DOOR: figures come in raw and go out as a SafeTable, or not at all.

`load(theme)` gives what a notebook works with; `protect(table, policy)` protects one table. Below this room only
`SafeTable` exists.
"""

from importlib import import_module

from workbench.disclosure.protect import protect
from workbench.disclosure.safe_table import SafeTable

__all__ = ["SafeTable", "load", "protect"]


def __getattr__(name: str):
    # The store is opened on first use, so that protecting a table needs none.
    if name == "load":
        return import_module("workbench.disclosure.load").load
    raise AttributeError(f"module 'workbench.disclosure' has no attribute {name!r}")
