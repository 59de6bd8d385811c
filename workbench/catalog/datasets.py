"""A dataset: a table of a publisher, where it is, what is in it and how its figures came about."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field

from workbench.catalog.entry import Code, Edition, Entry, Id, Link, Listed, Mapped, Period, Text
from workbench.catalog.indicators import Level
from workbench.table import ESTIMATIONS

Service = Literal["statline-v3", "statline-v4", "file", "delivery", "joint", "demo"]
Estimation = Literal[ESTIMATIONS]
Host = Literal["dataderden.cbs.nl", "opendata.cbs.nl", "datasets.cbs.nl"]


# the EU's list of dataset themes, https://publications.europa.eu/resource/authority/data-theme
EuTheme = Literal[
    "AGRI", "ECON", "EDUC", "ENER", "ENVI", "GOVE", "HEAL", "INTR", "JUST", "REGI", "SOCI", "TECH", "TRAN"
]  # fmt: skip


class ModelInput(Entry):
    """Something a model estimate was made from: in words, and as indicators where the catalogue has them."""

    label: Text
    indicators: Listed[Id]


class Margins(Entry):
    """Where the publisher keeps the 95% interval: other codes of the dimension that `fixed` pins to the value."""

    dimension: Code
    lower: Code
    upper: Code


class Dataset(Entry):
    id: Id
    label: Text
    publisher: Text
    service: Service
    host: Host | None = None
    table: Code | None = None
    page: Link | None = None  # where a reader finds it; a delivery has none
    licence: Link
    citation: Text
    contact: Link | None = None  # where questions about the figures go; none: to the workbench
    eu_themes: Annotated[list[EuTheme], Field(min_length=1, default_factory=lambda: ["HEAL"])]
    modified: dt.date | None = None  # as the publisher's catalogue said when this entry was written
    frequency: Text
    edition: Edition
    estimation: Estimation
    population: Text
    periods: Annotated[list[Period], Field(min_length=1)]
    levels: Annotated[list[Level], Field(min_length=1)]
    area_dimension: Code | None = None
    country: Code | None = None  # the publisher's code for the whole country
    period_dimension: Code | None = None  # None: the table is about its only period
    dimensions: Mapped[Code, dict[Code, Text]]  # dimension -> publisher's code -> our group
    group: Text = "totaal"  # the group of every row when no dimension tells
    fixed: Mapped[Code, Code]  # dimension -> the one code that is read
    margins: Margins | None = None
    unknown: Literal["suppressed", "unreliable", "missing"]  # what the publisher's "." stands for
    policy: Id
    contract: Id | None = None  # what a delivery has to look like
    model_inputs: Listed[ModelInput]
    note: Text | None = None

    @property
    def groups(self) -> list[str]:
        return list(dict.fromkeys(ours for codes in self.dimensions.values() for ours in codes.values())) or [
            self.group
        ]
