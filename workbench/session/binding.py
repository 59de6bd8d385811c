"""Ties a view to the figures in it: their keys and a hash of what was shown, never a value."""

from collections.abc import Iterable, Mapping

import pandas as pd

from workbench import areas, disclosure
from workbench.catalog import load_catalog
from workbench.disclosure import SafeTable
from workbench.errors import UnknownName
from workbench.session.entry import FigureSeen, View, digest
from workbench.session.notebooks import defaults, with_defaults
from workbench.table import KEY
from workbench.views.address import view_of
from workbench.views.selection import select

SHOWN = ("value", "lower", "upper", "numerator", "denominator", "status")
CHOICES = ("indicator", "niveau", "gebied", "periode", "groep", "vergelijking")
COLUMN_OF = {"indicator": "indicator", "periode": "period", "groep": "group"}
PROFILE = "gebiedsprofiel"  # shows all indicators of its theme for one area


def bind(notebook: str, parameters: Mapping[str, object]) -> View:
    """The view as it is now: all choices, also those nobody made, the versions of its data sets and its figures.

    `figures` are those of the chosen area, the region and the country; all that the picture shows goes in `picture`.
    Raises: UnknownName, InvalidInput or EditionMismatch for a notebook or choices that do not exist.
    """
    chosen = with_defaults(notebook, parameters)
    if "indicator" not in chosen:
        return View(notebook, chosen)
    table = disclosure.load(str(chosen.get("thema") or theme_of(str(chosen["indicator"]))))
    chosen, edition = _settled(chosen, table)
    nearby = [chosen["gebied"], areas.REGION, areas.COUNTRY]
    asked = {column: chosen[name] for name, column in COLUMN_OF.items()} | {"edition": edition}
    named = table.rows(**asked, area_code=nearby)
    seen = [named, table.rows(**asked, level=chosen["niveau"])]
    if notebook == PROFILE:
        seen.append(table.rows(area_code=nearby, edition=edition))
    rows = pd.concat(seen).drop_duplicates(list(KEY)).sort_values(list(KEY))
    snapshots = rows[["dataset", "version"]].drop_duplicates().itertuples()
    versions = {str(row.dataset): str(row.version) for row in snapshots}
    declared = {name: value for name, value in chosen.items() if name in defaults(notebook)}
    return View(notebook, declared, versions, tuple(figures_in(named)), pictured=tuple(figures_in(rows)))


def _settled(chosen: dict, table: SafeTable) -> tuple[dict, int]:
    """All choices of the view and the edition they are about."""
    if all(chosen.get(name) for name in CHOICES):
        # A page that is open has chosen everything; its figures tell the edition, unless they are in two.
        asked = {column: chosen[name] for name, column in COLUMN_OF.items()}
        editions = table.rows(**asked, area_code=chosen["gebied"])["edition"].unique()
        if len(editions) == 1:
            return chosen, int(editions[0])
    keuze = select(table, **{name: chosen[name] for name in CHOICES if name in chosen})
    return {**chosen, **view_of(keuze)}, keuze.edition


def figures_in(rows: pd.DataFrame) -> Iterable[FigureSeen]:
    """Each row as a figure seen. Missing: a hidden row counts as shown with its status and nothing else."""
    for row in rows.itertuples(index=False):
        key = (str(row.indicator), str(row.area_code), int(row.period), str(row.group), int(row.edition))
        shown = digest([*key, *(_plain(getattr(row, name)) for name in SHOWN)])[:16]
        yield FigureSeen(*key, str(row.dataset), shown)


def protected(indicators: Iterable[str]) -> dict[str, SafeTable]:
    """The figures of these indicators as every page shows them now; an indicator that left the catalogue is left out.

    The whole theme is loaded, as a page does: what the door hides in one indicator may depend on another.
    """
    known = load_catalog().indicators
    return {name: disclosure.load(theme_of(name)) for name in dict.fromkeys(indicators) if name in known}


def theme_of(indicator: str) -> str:
    """The first theme in the catalogue that holds the indicator. Raises: UnknownName."""
    catalog = load_catalog()
    catalog.indicator(indicator)
    found = catalog.themes_with(indicator)
    if not found:
        page = f"Indicator '{indicator}' hoort bij geen thema."
        raise UnknownName(f"indicator {indicator!r} is in no theme", page=page)
    return found[0].id


def _plain(value: object) -> object:
    if isinstance(value, str):
        return value
    return None if pd.isna(value) else round(float(value), 6)
