"""What one entry says about another: every name exists, and what belongs together agrees."""

from collections.abc import Iterable, Iterator
from itertools import product

from workbench.catalog.catalog import Catalog
from workbench.catalog.datasets import Dataset
from workbench.catalog.documents import Document, Place, Problem
from workbench.catalog.indicators import Indicator, Series
from workbench.catalog.partners import Contract
from workbench.catalog.releasers import SAME
from workbench.catalog.wording import nearest

Where = dict[tuple[str, str], tuple[Document, Place]]
Finding = tuple[str, str, Place, str]  # kind, id, place within the entry, Dutch sentence


def problems_between(catalog: Catalog, where: Where) -> list[Problem]:
    problems = []
    for kind, name, below, page in _findings(catalog):
        document, place = where[kind, name]
        problems.append(document.problem((*place, *below), page=page, log=f"{kind} {name}: {page}"))
    return problems


def _findings(catalog: Catalog) -> Iterator[Finding]:
    for theme in catalog.themes.values():
        seen: set[str] = set()
        for number, group in enumerate(theme.groups):
            for position, name in enumerate(group.indicators):
                place = ("groups", number, "indicators", position)
                yield from _absent("themes", theme.id, place, name, catalog.indicators, "Indicator")
                if name in seen:
                    yield "themes", theme.id, place, f"Indicator '{name}' staat twee keer in dit thema."
                seen.add(name)
    for indicator in catalog.indicators.values():
        for number, series in enumerate(indicator.series):
            yield from _about_series(catalog, indicator, series, number)
        yield from _said_twice(catalog, indicator)
        yield from _about_sum(catalog, indicator)
    for dataset in catalog.datasets.values():
        yield from _about_dataset(catalog, dataset)
    for contract in catalog.contracts.values():
        yield from _about_contract(catalog, contract)
    yield from _same_people(catalog)
    yield from _same_names(catalog)


def _about_series(catalog: Catalog, indicator: Indicator, series: Series, number: int) -> Iterator[Finding]:
    place = ("series", number)
    yield from _absent("indicators", indicator.id, (*place, "dataset"), series.dataset, catalog.datasets, "Databron")
    dataset = catalog.datasets.get(series.dataset)
    if dataset is None:
        return
    for key in ("periods", "levels", "groups"):
        strange = sorted(set(map(str, getattr(series, key))) - set(map(str, getattr(dataset, key))))
        if strange:
            page = f"Databron {dataset.id} heeft bij '{key}' niet: {', '.join(strange)}."
            yield "indicators", indicator.id, (*place, key), page
    if dataset.service == "statline-v4" and len(series.measures) != len(series.topics):
        page = f"Databron {dataset.id} is OData v4: geef bij elk onderwerp de code van de maat."
        yield "indicators", indicator.id, place, page


def _said_twice(catalog: Catalog, indicator: Indicator) -> Iterator[Finding]:
    """A figure has one source: two series may not both give it, for an edition, period, level and group."""
    first: dict[tuple, str] = {}
    for number, series in enumerate(indicator.series):
        dataset = catalog.datasets.get(series.dataset)
        if dataset is None:
            continue
        asked = (series.periods or dataset.periods, series.levels or dataset.levels, series.groups or dataset.groups)
        given = [(dataset.edition, *parts) for parts in product(*asked)]
        if twice := next((key for key in given if key in first), None):
            words = ", ".join(map(str, twice[1:]))
            page = f"{first[twice]} en {dataset.id} geven allebei hetzelfde cijfer ({words}); kies er een."
            yield "indicators", indicator.id, ("series", number), page
        first |= dict.fromkeys(given, dataset.id)


def _about_sum(catalog: Catalog, indicator: Indicator) -> Iterator[Finding]:
    for position, name in enumerate(indicator.sum_of):
        place = ("sum_of", position)
        yield from _absent("indicators", indicator.id, place, name, catalog.indicators, "Indicator")
        if indicator.id in _all_parts(catalog, name):
            yield "indicators", indicator.id, place, f"'{indicator.id}' is zo een som van zichzelf."


def _all_parts(catalog: Catalog, name: str) -> set[str]:
    found, waiting = set(), [name]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += catalog.indicators[one].sum_of if one in catalog.indicators else []
    return found


def _about_dataset(catalog: Catalog, dataset: Dataset) -> Iterator[Finding]:
    yield from _absent("datasets", dataset.id, ("policy",), dataset.policy, catalog.policies, "Privacyregel")
    if dataset.contract:
        yield from _absent("datasets", dataset.id, ("contract",), dataset.contract, catalog.contracts, "Leverafspraak")
        yield from _against_its_contract(catalog, dataset)
    for number, given in enumerate(dataset.model_inputs):
        for position, name in enumerate(given.indicators):
            place = ("model_inputs", number, "indicators", position)
            yield from _absent("datasets", dataset.id, place, name, catalog.indicators, "Indicator")
    if dataset.service.startswith("statline"):
        for key in ("host", "table", "page", "area_dimension", "country"):
            if getattr(dataset, key) is None:
                yield "datasets", dataset.id, (), f"Een databron van StatLine heeft '{key}' nodig."
    if dataset.margins and dataset.margins.dimension not in dataset.fixed:
        page = f"De marges staan in dimensie '{dataset.margins.dimension}', maar die staat niet bij 'fixed'."
        yield "datasets", dataset.id, ("margins",), page


def _against_its_contract(catalog: Catalog, dataset: Dataset) -> Iterator[Finding]:
    """What partners were promised is what the door keeps: it reads the policy of the dataset."""
    contract = catalog.contracts.get(dataset.contract)
    if contract is None:
        return
    if contract.dataset != dataset.id:
        page = f"Leverafspraak {contract.id} gaat over databron {contract.dataset}, niet over deze."
        yield "datasets", dataset.id, ("contract",), page


def _same_people(catalog: Catalog) -> Iterator[Finding]:
    """Two people have two names and two keys: one person under two names would release alone."""
    for field, (what, of) in SAME.items():
        first: dict[str, str] = {}
        for person in catalog.releasers.values():
            told = of(person)
            if told and told in first:
                page = f"'{person.id}' heeft {what} als '{first[told]}': een mens keurt een keer goed."
                yield "releasers", person.id, (field,), page
            first.setdefault(told, person.id)


def _same_names(catalog: Catalog) -> Iterator[Finding]:
    """A name means one thing, so that a person can ask for it without saying what kind of thing it is."""
    first: dict[str, str] = {}
    for kind, entries in catalog.kinds().items():
        for name in entries:
            if name in first:
                yield kind, name, ("id",), f"'{name}' is ook de naam van iets anders, in {first[name]}/."
            first.setdefault(name, kind)


def _about_contract(catalog: Catalog, contract: Contract) -> Iterator[Finding]:
    for number, name in enumerate(contract.partners):
        yield from _absent("contracts", contract.id, ("partners", number), name, catalog.partners, "Partner")
    yield from _absent("contracts", contract.id, ("indicator",), contract.indicator, catalog.indicators, "Indicator")
    yield from _absent("contracts", contract.id, ("dataset",), contract.dataset, catalog.datasets, "Databron")
    yield from _absent("contracts", contract.id, ("policy",), contract.policy, catalog.policies, "Privacyregel")
    policy, roles = catalog.policies.get(contract.policy), {column.role for column in contract.columns}
    if policy is not None and policy.kind == "threshold" and "numerator" not in roles:
        page = f"Onder privacyregel '{policy.id}' blijft een cijfer zonder aantal verborgen: vraag een teller."
        yield "contracts", contract.id, ("columns",), page
    dataset = catalog.datasets.get(contract.dataset)
    if dataset is not None and dataset.policy != contract.policy:
        page = f"Databron {dataset.id} houdt zich aan privacyregel '{dataset.policy}', niet aan '{contract.policy}'."
        yield "contracts", contract.id, ("policy",), page
    if dataset is not None and dataset.contract != contract.id:
        page = f"Databron {dataset.id} noemt deze leverafspraak niet."
        yield "contracts", contract.id, ("dataset",), page


def _absent(kind: str, name: str, place: Place, given: str, known: Iterable[str], soort: str) -> Iterator[Finding]:
    if given not in known:
        yield kind, name, place, f"{soort} '{given}' staat niet in de catalogus.{nearest(given, list(known))}"
