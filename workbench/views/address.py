"""The address of what is seen: the page's address bar always says what is on it."""

import os
from pathlib import Path

import anywidget
import traitlets

from workbench.views.picture import STATIC
from workbench.views.selection import Selection

STYLES = [Path(__file__).with_name("tokens.css"), STATIC / "pieces.css"]


class Address(anywidget.AnyWidget):
    """`view` holds the notebook's parameters, `versions` the version of each dataset; the server reads both."""

    _esm = STATIC / "address.js"
    _css = "\n".join(path.read_text(encoding="utf-8") for path in STYLES)  # once per page, and this is once per page
    notebook = traitlets.Unicode().tag(sync=True)
    view = traitlets.Dict().tag(sync=True)
    versions = traitlets.Dict().tag(sync=True)


def address(keuze: Selection, *, notebook: str = "") -> Address:
    """Keeps the address of the page equal to the selection."""
    found = Address(notebook=notebook or notebook_name(), view=view_of(keuze), versions=keuze.figures.versions)

    def again() -> None:
        found.view = view_of(keuze)

    keuze.follow(again)
    return found


def view_of(keuze: Selection) -> dict[str, object]:
    """The selection as the parameters of a notebook."""
    return {
        "thema": keuze.figures.theme,
        "indicator": keuze.indicator,
        "niveau": keuze.level,
        "gebied": keuze.area,
        "periode": keuze.period,
        "groep": keuze.group,
        "vergelijking": keuze.comparison,
        **{name: value for name, value in keuze.extra.items() if name[0] != "_"},  # those that have a parameter
    }


def notebook_name() -> str:
    """The name of the notebook this kernel runs, as far as Voila or Jupyter says."""
    said = os.environ.get("SCRIPT_NAME") or os.environ.get("JPY_SESSION_NAME") or ""
    return Path(said).name.removesuffix(".ipynb")
