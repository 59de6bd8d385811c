"""The figures of a theme as they may be seen: what every notebook starts with."""

from collections.abc import Iterable

from workbench import store
from workbench.catalog import load_catalog
from workbench.catalog.policy import Policy, strictest
from workbench.disclosure.protect import protect
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
    rows = figures.read(chosen)
    datasets = [str(name) for name in rows["dataset"].dropna().unique()]
    policies = {name: policy_of(name, catalog=catalog) for name in datasets}
    return protect(rows, policies, theme=theme, demo=store.is_demo())


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
