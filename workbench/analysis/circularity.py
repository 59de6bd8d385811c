"""May these two figures be set against each other? Not when one was computed from the other.

A model estimate of a wijk is made from the age, income and education of its inhabitants. That it goes with income is
how it was made, not something that was found.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from workbench.catalog import Catalog, Dataset
from workbench.table import MODEL


@dataclass(frozen=True)
class Verdict:
    """`sentence` is empty when the question can be asked; `instead` are indicator ids that can."""

    circular: bool
    sentence: str = ""
    instead: tuple[str, ...] = field(default=())


def verdict(first: str, second: str, *, used: dict[str, str], catalog: Catalog, offered: Iterable[str] = ()) -> Verdict:
    """Whether two indicators may be associated.

    Takes: `used`, the dataset that the figures of each indicator come from; `offered`, what else could be asked.
    """
    said = _reason(first, second, used, catalog)
    if not said:
        return Verdict(False)
    known = {**{name: catalog.indicator(name).datasets[0] for name in offered}, **used}
    fitting = [name for name in offered if name not in (first, second) and not _reason(first, name, known, catalog)]
    return Verdict(True, said, tuple(fitting))


def _reason(first: str, second: str, used: dict[str, str], catalog: Catalog) -> str:
    one, other = catalog.dataset(used[first]), catalog.dataset(used[second])
    labels = {name: catalog.indicator(name).label for name in (first, second)}
    if first == second:
        return "Dit is twee keer hetzelfde cijfer. Kies een ander kenmerk."
    for made, source, dataset in ((first, second, one), (second, first, other)):
        if dataset.estimation == MODEL and source in _inputs(dataset):
            return (
                f"Dit is een cirkel. '{labels[made]}' is een modelschatting die is berekend uit onder meer "
                f"{_input_label(dataset, source)}. Dat het met '{labels[source]}' samengaat, is zo gemaakt. "
                "Het is dus geen bevinding."
            )
    if one.estimation == other.estimation == MODEL:
        shared = [
            each.label for each in one.model_inputs if each.label in {other.label for other in other.model_inputs}
        ]
        if shared:
            return (
                "Dit is een cirkel. Beide cijfers zijn modelschattingen uit dezelfde kenmerken: "
                f"{', '.join(shared[:4])}. "
                "Ze lijken op elkaar doordat ze zo zijn berekend."
            )
    return ""


def _inputs(dataset: Dataset) -> set[str]:
    return {name for each in dataset.model_inputs for name in each.indicators}


def _input_label(dataset: Dataset, indicator: str) -> str:
    return next(each.label for each in dataset.model_inputs if indicator in each.indicators)
