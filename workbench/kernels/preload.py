"""What the warm parent knows before the first kernel, and what it learns while nobody asks for one."""

import traceback
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules

# In every notebook: known before the first fork.
FIRST = (
    "ipykernel.kernelapp",
    "ipykernel.zmqshell",
    "ipykernel.debugger",  # with it and the next ones a kernel starts in 0.1 s, without them in 0.8 s
    "IPython.core.debugger",
    "IPython.core.history",
    "IPython.core.magics",
    "IPython.extensions.storemagic",
    "tornado.platform.asyncio",
    "psutil",
    "jedi",
    "pandas",
    "ipywidgets",
    "anywidget",
    "workbench.catalog",
    "workbench.areas",
    "workbench.disclosure",
    "workbench.analysis",
    "workbench.views",
)
# In some notebooks, and slow: one at a time while the parent has nothing else to do.
LATER = ("ipyleaflet", "scipy.stats", "statsmodels.api", "geopandas", "libpysal", "esda", "mapclassify", "spreg")
ROOMS = ("workbench.text", "workbench.disclosure", "workbench.views", "workbench.analysis")


def first() -> None:
    for name in FIRST:
        learn(name)
    try:
        from workbench.kernels.figures import learn_figures

        learn_figures()
    except Exception:
        traceback.print_exc()


def later() -> Iterator[str]:
    """The names still to learn, the cheap ones first."""
    for room in ROOMS:
        package = find_spec(room)
        folders = package.submodule_search_locations if package else None
        yield from (f"{room}.{found.name}" for found in iter_modules(folders or []))
    yield from LATER


def learn(name: str) -> None:
    """Imports it; what fails is said on standard error and left to the notebook that needs it."""
    try:
        import_module(name)
    except ModuleNotFoundError:
        pass  # not every installation has it
    except Exception:
        traceback.print_exc()
