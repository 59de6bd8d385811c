"""The figures of a theme as they may be seen: what every notebook starts with."""

from collections.abc import Iterable

import pandas as pd

from workbench import store
from workbench.catalog import load_catalog
from workbench.catalog.policy import Policy, strictest
from workbench.disclosure import gate
from workbench.disclosure.ledger import Ledger, around_the_table
from workbench.disclosure.protecting import protect
from workbench.disclosure.safe_table import SafeTable
from workbench.errors import UnknownName
from workbench.store import figures


def load(theme: str, *, indicators: Iterable[str] | None = None) -> SafeTable:
    """The protected figures of a theme, or of some of its indicators.

    Makes demonstration figures first when the store is empty. Raises: UnknownName for a theme or an indicator.
    """
    catalog = load_catalog()
    if theme not in catalog.themes:
        raise UnknownName.among(catalog.themes, given=theme, kind="theme", soort="Thema")
    known = {indicator.id: indicator for indicator in catalog.indicators_of(theme)}
    chosen = list(known) if indicators is None else list(dict.fromkeys(indicators))
    for name in chosen:
        if name not in known:
            raise UnknownName.among(known, given=name, kind="indicator", soort="Indicator")
    store.ensure_demo()
    key = (theme, tuple(chosen), _in_use())
    if key not in _kept or _kept[key][0] is not catalog:
        keep(_protected(chosen, theme=theme, catalog=catalog), chosen=chosen)
    return _kept[key][1]


# What was let out, by theme, indicators and versions, with the catalogue it was let out by: a SafeTable never changes.
_kept: dict[tuple, tuple[object, SafeTable]] = {}


def keep(table: SafeTable, *, chosen: Iterable[str]) -> None:
    """The table that `load` gives from now on for this choice, until figures or catalogue change.

    The warm parent of the kernels uses it for a table that it had made in another process.
    """
    if len(_kept) >= 4:
        _kept.clear()
    _kept[table.theme, tuple(chosen), _in_use()] = (load_catalog(), table)


def _protected(chosen: list[str], *, theme: str, catalog) -> SafeTable:
    rows = figures.read(chosen, areas=around_the_table())
    invented = {name for name in rows["dataset"].dropna().unique() if store.current(name).demo}
    rows = _through_the_gate(rows, invented=invented, catalog=catalog)
    datasets = [str(name) for name in rows["dataset"].dropna().unique()]
    policies = {name: policy_of(name, catalog=catalog) for name in datasets}
    # Invented figures have no secrets: they are protected like any other, but nobody has to remember them.
    given = _contributions(rows)
    return protect(
        rows, policies, theme=theme, demo=store.is_demo(), contributions=given, ledger=Ledger(), invented=invented
    )


def _contributions(rows: pd.DataFrame) -> pd.DataFrame | None:
    """Who contributed to the figures of partners that said so."""
    sources = rows[["dataset", "version"]].dropna().drop_duplicates().itertuples(index=False, name=None)
    found = [figures.read_contributions(store.versions.read(str(name), str(version))) for name, version in sources]
    known = [each for each in found if each is not None]
    return pd.concat(known, ignore_index=True) if known else None


def _through_the_gate(rows: pd.DataFrame, *, invented: set[str], catalog) -> pd.DataFrame:
    """The rows with each partner's figures as two people released them last; without those that nobody released."""
    real = [name for name in rows["dataset"].dropna().unique() if name not in invented]
    delivered = [name for name in real if catalog.datasets[name].service == "delivery"]
    waiting = [name for name in delivered if not gate.is_released(name, store.current(name).id)]
    parts = [rows[~rows["dataset"].isin(waiting)]]
    for name in waiting:
        if version := gate.released(name):
            earlier = figures.read_version(version)
            parts.append(earlier[earlier["indicator"].isin(rows["indicator"].unique())])
    return pd.concat(parts, ignore_index=True)


def _in_use() -> tuple[tuple[str, str], ...]:
    found = {name: store.current(name) for name in store.versions.datasets()}
    in_use = [(name, version.id) for name, version in found.items() if version is not None]
    return (*in_use, ("approvals", str(gate.count())))


def policy_of(dataset: str, *, catalog) -> Policy:
    """The strictest of the policies of a dataset and of every dataset it was made from."""
    return strictest(catalog.policies[catalog.datasets[name].policy] for name in sorted(_origins(dataset, catalog)))


def _origins(dataset: str, catalog) -> set[str]:
    found, waiting = set(), [dataset]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += _inputs(name, catalog)
    return found


def _inputs(dataset: str, catalog) -> list[str]:
    indicators = [name for each in catalog.datasets[dataset].model_inputs for name in each.indicators]
    return [origin for name in indicators if name in catalog.indicators for origin in catalog.indicators[name].datasets]
