"""An indicator: one definition, unit and direction, and the series of figures that carry it."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from workbench.catalog.entry import Code, Entry, Id, Listed, Period, Text
from workbench.table import LEVELS
from workbench.text.numbers import UNITS

Unit = Literal[tuple(UNITS)]
Level = Literal[LEVELS]
Direction = Literal["higher_is_worse", "higher_is_better", "neutral"]
FACTORS = {"percent": 100, "per_1000": 1000, "per_10000": 10_000}


class Series(Entry):
    """Where one dataset keeps this indicator.

    Either `topic`, the publisher's own figure, or a `numerator` and a `denominator`, each a list of topics to add up;
    the value is then numerator / denominator x the factor of the indicator's unit. Topics are base names: the number
    behind the last underscore drifts and is looked up by the source. The measures are the OData v4 codes of the same.
    """

    dataset: Id
    topic: Code | None = None
    numerator: Listed[Code]
    denominator: Listed[Code]
    measure: Code | None = None
    numerator_measures: Listed[Code]
    denominator_measures: Listed[Code]
    periods: Listed[Period]  # empty: all periods of the dataset
    levels: Listed[Level]  # empty: all levels of the dataset
    groups: Listed[Text]  # empty: all groups of the dataset
    breaks: Listed[Period]  # a trend may not be drawn from before such a period to it

    @model_validator(mode="after")
    def _says_where_the_figure_comes_from(self) -> Self:
        if (self.topic is None) == (not self.numerator) or bool(self.numerator) != bool(self.denominator):
            raise ValueError("Geef óf 'topic', óf 'numerator' en 'denominator' samen")
        return self

    @property
    def topics(self) -> list[str]:
        return [self.topic] if self.topic else [*self.numerator, *self.denominator]

    @property
    def measures(self) -> list[str]:
        return [self.measure] if self.measure else [*self.numerator_measures, *self.denominator_measures]


class Indicator(Entry):
    id: Id
    label: Text
    definition: Text
    unit: Unit
    direction: Direction
    decimals: Annotated[int, Field(ge=0, le=3)]
    classes: Annotated[list[float], Field(min_length=4, max_length=4)]  # inner boundaries of five classes, fixed
    sensitive: bool = False  # a word of help is shown with it, such as 113 with suicidal thoughts
    note: Text | None = None
    series: Annotated[list[Series], Field(min_length=1)]  # the first is the primary one
    sum_of: Listed[Id]  # counts of these add up to counts of this one, so together they can give each other away
    model_inputs: Listed[Id]  # filled in on loading from the datasets that are model estimates

    @model_validator(mode="after")
    def _has_classes_in_order(self) -> Self:
        if any(low >= high for low, high in zip(self.classes, self.classes[1:], strict=False)):
            raise ValueError("De vier klassengrenzen moeten oplopen")
        return self

    @property
    def datasets(self) -> list[str]:
        return list(dict.fromkeys(series.dataset for series in self.series))

    @property
    def factor(self) -> int:
        """What numerator / denominator is multiplied by to be in this indicator's unit."""
        return FACTORS.get(self.unit, 1)

    def series_in(self, dataset: str) -> list[Series]:
        return [series for series in self.series if series.dataset == dataset]
