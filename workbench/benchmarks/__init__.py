"""Speed and memory, measured next to the stock alternative in the same run: ratios, since machines differ.

Each module here is one benchmark and offers `figures()`, which yields `Figure` objects as they are measured.
"""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules

from workbench.benchmarks.figure import Figure
from workbench.errors import UnknownName

__all__ = ["Figure", "measure", "names"]


def names() -> list[str]:
    return sorted(module.name for module in iter_modules(__path__) if module.name != "figure")


def measure(name: str | None = None) -> Iterator[Figure]:
    """The figures of one benchmark, or of all. Raises: UnknownName."""
    if name is not None and name not in names():
        raise UnknownName.among(names(), given=name, kind="benchmark", soort="Meting")
    for chosen in [name] if name else names():
        yield from import_module(f"{__name__}.{chosen}").figures()
