"""The indicators as flat rows: what a person, a script or another program sees of the catalogue."""

from workbench.catalog.catalog import Catalog
from workbench.errors import UnknownName


def rows(catalog: Catalog, *, theme: str | None = None) -> list[dict[str, object]]:
    """One row per theme and indicator, in the order of the theme; the same keys in each row."""
    themes = [catalog.theme(theme)] if theme else list(catalog.themes.values())
    listed = [(each, group, name) for each in themes for group in each.groups for name in group.indicators]
    found = [_row(catalog, name, theme=each.id, group=group.id) for each, group, name in listed]
    loose = sorted(set(catalog.indicators) - {name for each in themes for name in each.indicators})
    return found if theme else found + [_row(catalog, name, theme=None, group=None) for name in loose]


def _row(catalog: Catalog, name: str, *, theme: str | None, group: str | None) -> dict[str, object]:
    indicator = catalog.indicator(name)
    primary = catalog.dataset(indicator.datasets[0])
    return {
        "id": indicator.id,
        "label": indicator.label,
        "theme": theme,
        "group": group,
        "unit": indicator.unit,
        "direction": indicator.direction,
        "estimation": primary.estimation,
        "dataset": primary.id,
        "datasets": indicator.datasets,
        "periods": catalog.periods(name),
        "levels": catalog.levels(name),
        "groups": catalog.groups(name),
    }


def card(catalog: Catalog, name: str) -> dict[str, object]:
    """Everything the catalogue says about one name, whatever kind of thing it is.

    Raises: UnknownName with the nearest name of any kind.
    """
    kinds = catalog.kinds()
    for kind, entries in kinds.items():
        if name in entries:
            return {"kind": kind, **entries[name].model_dump(mode="json")}
    known = [each for entries in kinds.values() for each in entries]
    raise UnknownName.among(known, given=name, kind="entry", soort="Naam")
