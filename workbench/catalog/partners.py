"""Who takes part, and what a partner agreed to deliver."""

import datetime as dt
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from workbench.catalog.entry import Code, Edition, Entry, Id, Link, Listed, Mapped, Period, Text
from workbench.catalog.indicators import Level


class Partner(Entry):
    id: Id
    label: Text
    kind: Literal["gemeente", "ggd", "ggz", "zorgverzekeraar", "welzijn", "onderwijs", "kennisinstituut", "overig"]
    areas: Listed[Code]
    page: Link | None = None


class Column(Entry):
    """One column of a delivered file: what it means, and which values it may hold."""

    name: Text
    label: Text
    # With `organisation` each organisation has a line of its own; they are added up behind the door. `contributors`
    # is how many persons are behind a line, `largest`, `second` and `third` what the largest of them brought.
    role: Literal[
        "area",
        "period",
        "group",
        "numerator",
        "denominator",
        "value",
        "organisation",
        "contributors",
        "largest",
        "second",
        "third",
        "note",
    ]
    type: Literal["text", "integer", "decimal", "code"]
    required: bool = True
    codes: Mapped[Text, Text]  # delivered code -> our word
    minimum: float | None = None
    maximum: float | None = None

    @model_validator(mode="after")
    def _has_codes_when_it_holds_codes(self) -> Self:
        if (self.type == "code") == (not self.codes) and self.role != "area":
            raise ValueError("Een kolom van het type 'code' noemt haar codes, een andere kolom niet")
        return self


class Contract(Entry):
    """What a delivery has to look like; a delivery that breaks it changes nothing."""

    id: Id
    label: Text
    partners: Listed[Id]  # empty: any partner
    indicator: Id
    dataset: Id
    purpose: Text
    formats: Annotated[list[Literal["csv", "xlsx", "sav"]], Field(min_length=1)]
    level: Level
    edition: Edition
    periods: Annotated[list[Period], Field(min_length=1)]
    columns: Annotated[list[Column], Field(min_length=1)]
    key: Annotated[list[Text], Field(min_length=1)]  # columns that together name a row once
    policy: Id
    agreed: dt.date | None = None  # None: a proposal, not yet agreed

    @model_validator(mode="after")
    def _has_a_key_of_its_columns(self) -> Self:
        absent = sorted(set(self.key) - {column.name for column in self.columns})
        if absent:
            raise ValueError(f"De sleutel noemt een kolom die er niet is: {', '.join(absent)}")
        return self

    @model_validator(mode="after")
    def _can_add_up_organisations(self) -> Self:
        named = {column.role: column.name for column in self.columns}
        if "organisation" in named and (named["organisation"] not in self.key or "value" in named):
            raise ValueError("Met een regel per organisatie hoort die kolom in de sleutel, en kan er geen uitkomst bij")
        if {"largest", "second", "third"} & set(named) and "contributors" not in named:
            raise ValueError("Bij de grootste bijdragen hoort ook hoeveel personen er zijn ('contributors')")
        return self
