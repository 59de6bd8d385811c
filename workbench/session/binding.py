"""Ties a view to the figures in it: their keys and a hash of what was shown, never a value."""

from collections.abc import Iterable, Mapping
from functools import lru_cache

import pandas as pd

from workbench import areas, disclosure
from workbench.catalog import load_catalog
from workbench.disclosure import SafeTable
from workbench.errors import UnknownName
from workbench.session.entry import FigureSeen, View, digest
from workbench.session.notebooks import with_defaults
from workbench.store import versions

SHOWN = ("value", "lower", "upper", "numerator", "denominator", "status")
COLUMN_OF = {"indicator": "indicator", "periode": "period", "groep": "group"}


def bind(notebook: str, parameters: Mapping[str, object]) -> View:
    """The view as it is now: all parameters, the versions of its data sets, and hashes of its figures.

    `figures` are those of the chosen area, the region and the country; all that the picture shows goes in `picture`.
    Raises: UnknownName, InvalidInput for a notebook or parameters that do not exist.
    """
    chosen = with_defaults(notebook, parameters)
    rows = _rows_in(chosen)
    if rows is None:
        return View(notebook, chosen)
    pictured = tuple(figures_in(rows))
    nearby = {chosen.get("gebied"), areas.REGION, areas.COUNTRY}
    named = tuple(figure for figure in pictured if figure.area_code in nearby)
    snapshots = rows[["dataset", "version"]].drop_duplicates().itertuples()
    present = {str(row.dataset): str(row.version) for row in snapshots}
    return View(notebook, chosen, present, named, pictured=pictured)


def figures_in(rows: pd.DataFrame) -> Iterable[FigureSeen]:
    """Each row as a figure seen. Missing: a hidden row counts as shown with its status and nothing else."""
    for row in rows.itertuples(index=False):
        key = (str(row.indicator), str(row.area_code), int(row.period), str(row.group), int(row.edition))
        shown = digest([*key, *(_plain(getattr(row, name)) for name in SHOWN)])[:16]
        yield FigureSeen(*key, str(row.dataset), shown)


def protected(indicators: Iterable[str]) -> dict[str, SafeTable]:
    """The figures of these indicators as they may be seen now; an indicator that left the catalogue is left out."""
    known = load_catalog().indicators
    return {name: _protected(name, _stamp(known[name].datasets)) for name in dict.fromkeys(indicators) if name in known}


def theme_of(indicator: str) -> str:
    """The first theme in the catalogue that holds the indicator. Raises: UnknownName."""
    catalog = load_catalog()
    catalog.indicator(indicator)
    found = catalog.themes_with(indicator)
    if not found:
        page = f"Indicator '{indicator}' hoort bij geen thema."
        raise UnknownName(f"indicator {indicator!r} is in no theme", page=page)
    return found[0].id


def _rows_in(chosen: Mapping[str, object]) -> pd.DataFrame | None:
    indicators = _indicators(chosen)
    if not indicators:
        return None
    filters = {column: chosen[name] for name, column in COLUMN_OF.items() if name in chosen}
    nearby = [code for code in (chosen.get("gebied"), areas.REGION, areas.COUNTRY) if code]
    parts = []
    for indicator, table in protected(indicators).items():
        asked = {**filters, "indicator": indicator}
        parts.append(table.rows(**asked, area_code=nearby))
        if "niveau" in chosen and "indicator" in chosen:
            parts.append(table.rows(**asked, level=chosen["niveau"]))
    key = ["indicator", "area_code", "edition", "period", "group"]
    return pd.concat(parts).drop_duplicates(key).sort_values(key) if parts else None


def _indicators(chosen: Mapping[str, object]) -> list[str]:
    if "indicator" in chosen:
        return [str(chosen["indicator"])]
    if "thema" in chosen and "gebied" in chosen:
        return [each.id for each in load_catalog().indicators_of(str(chosen["thema"]))]
    return []


def _stamp(datasets: Iterable[str]) -> tuple:
    current = ((name, versions.current(name)) for name in datasets)
    return tuple((name, version.id) for name, version in current if version is not None)


@lru_cache(maxsize=64)
def _protected(indicator: str, _stamp: tuple) -> SafeTable:
    # The stamp is in the call so that a refresh is a new table and not the remembered one.
    return disclosure.load(theme_of(indicator), indicators=[indicator])


def _plain(value: object) -> object:
    if isinstance(value, str):
        return value
    return None if pd.isna(value) else round(float(value), 6)
