"""Everything that exists, looked up by id."""

from pathlib import Path

from pydantic import BaseModel

from workbench.catalog.datasets import Dataset
from workbench.catalog.indicators import Indicator
from workbench.catalog.partners import Contract, Partner
from workbench.catalog.policy import Policy
from workbench.catalog.publication import Publication
from workbench.catalog.releasers import Releaser
from workbench.catalog.themes import Theme
from workbench.catalog.validations import Validation
from workbench.errors import UnknownName
from workbench.table import LEVELS

KINDS: dict[str, type[BaseModel]] = {
    "themes": Theme,
    "indicators": Indicator,
    "datasets": Dataset,
    "partners": Partner,
    "contracts": Contract,
    "disclosure": Policy,
    "validations": Validation,
    "publication": Publication,
    "releasers": Releaser,
}


class Catalog:
    """Themes, indicators, datasets, partners, contracts, policies and validation records, each by id."""

    def __init__(self, folder: Path, entries: dict[str, dict[str, BaseModel]]):
        self.folder = folder
        self.themes: dict[str, Theme] = entries["themes"]
        self.datasets: dict[str, Dataset] = entries["datasets"]
        self.partners: dict[str, Partner] = entries["partners"]
        self.contracts: dict[str, Contract] = entries["contracts"]
        self.policies: dict[str, Policy] = entries["disclosure"]
        self.validations: dict[str, Validation] = entries["validations"]
        self.publication: dict[str, Publication] = entries["publication"]
        self.releasers: dict[str, Releaser] = entries["releasers"]
        self.indicators = {name: self._with_inputs(each) for name, each in entries["indicators"].items()}

    def theme(self, name: str) -> Theme:
        return _among(self.themes, name, kind="theme", soort="Thema")

    def indicator(self, name: str) -> Indicator:
        return _among(self.indicators, name, kind="indicator", soort="Indicator")

    def dataset(self, name: str) -> Dataset:
        return _among(self.datasets, name, kind="dataset", soort="Databron")

    def partner(self, name: str) -> Partner:
        return _among(self.partners, name, kind="partner", soort="Partner")

    def contract(self, name: str) -> Contract:
        return _among(self.contracts, name, kind="contract", soort="Leverafspraak")

    def policy(self, name: str) -> Policy:
        return _among(self.policies, name, kind="policy", soort="Privacyregel")

    def indicators_of(self, theme: str) -> list[Indicator]:
        """The indicators of a theme, in the order in which the theme lists them."""
        return [self.indicator(name) for name in self.theme(theme).indicators]

    def themes_with(self, indicator: str) -> list[Theme]:
        return [theme for theme in self.themes.values() if indicator in theme.indicators]

    def datasets_of(self, indicator: str) -> list[Dataset]:
        """The datasets that carry an indicator, the primary one first."""
        return [self.dataset(name) for name in self.indicator(indicator).datasets]

    def indicators_in(self, dataset: str) -> list[Indicator]:
        self.dataset(dataset)
        return [indicator for indicator in self.indicators.values() if dataset in indicator.datasets]

    def periods(self, indicator: str) -> list[int]:
        """The periods in which any of its series has the indicator."""
        series = self.indicator(indicator).series
        return sorted({period for one in series for period in one.periods or self.dataset(one.dataset).periods})

    def levels(self, indicator: str) -> list[str]:
        """From coarse to fine, in any of its series."""
        series = self.indicator(indicator).series
        return _in_order({level for one in series for level in one.levels or self.dataset(one.dataset).levels})

    def groups(self, indicator: str) -> list[str]:
        series = self.indicator(indicator).series
        return list(dict.fromkeys(group for one in series for group in one.groups or self.dataset(one.dataset).groups))

    @property
    def sum_of(self) -> dict[str, tuple[str, ...]]:
        """Which indicators are the sum of which others."""
        return {name: tuple(each.sum_of) for name, each in self.indicators.items() if each.sum_of}

    def validations_of(self, model: str) -> list[Validation]:
        """The records about one model, the latest first."""
        found = [record for record in self.validations.values() if record.model == model]
        return sorted(found, key=lambda record: record.date, reverse=True)

    def kinds(self) -> dict[str, dict[str, BaseModel]]:
        """Every entry by the folder it is in and its id."""
        attributes = {"disclosure": "policies"}
        return {kind: getattr(self, attributes.get(kind, kind)) for kind in KINDS}

    def _with_inputs(self, indicator: Indicator) -> Indicator:
        """The indicator with what its figures were estimated from, as far as that is an indicator too."""
        used = [self.datasets[name] for name in indicator.datasets if name in self.datasets]
        inputs = [known for dataset in used for each in dataset.model_inputs for known in each.indicators]
        return indicator.model_copy(update={"model_inputs": list(dict.fromkeys([*indicator.model_inputs, *inputs]))})


def _in_order(levels: set[str]) -> list[str]:
    return [level for level in LEVELS if level in levels]


def _among(known: dict[str, BaseModel], name: str, *, kind: str, soort: str):
    if name not in known:
        raise UnknownName.among(known, given=name, kind=kind, soort=soort)
    return known[name]
