"""THE DOOR: figures come in raw and go out as a SafeTable, or not at all.

`load(theme)` gives what a notebook works with; `protect(table, policy)` protects one table. Below this room only
`SafeTable` exists.
"""

from workbench.disclosure.load import load
from workbench.disclosure.protect import protect
from workbench.disclosure.safe_table import SafeTable

__all__ = ["SafeTable", "load", "protect"]
