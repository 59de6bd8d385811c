"""THE DOOR: figures come in raw and go out as a SafeTable, or not at all.

`load(theme)` gives what a notebook works with; `protect(table, policy)` protects one table. Below this room only
`SafeTable` exists.
"""

from importlib import import_module

_HOMES = {"SafeTable": "safe_table", "load": "loading", "protect": "protecting"}

__all__ = list(_HOMES)


def __getattr__(name: str) -> object:
    """Each loads when it is first used: who only attacks or checks a table needs no figures, and starts sooner."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = found = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    return found
