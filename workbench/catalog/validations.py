"""Validation records: who looked at a model, on what data, with what result and until when it holds."""

import datetime as dt
from typing import Literal, Self

from pydantic import model_validator

from workbench.catalog.entry import Entry, Id, Link, Listed, Text


class Validation(Entry):
    id: Id
    model: Id  # the model's name in the analysis room
    label: Text
    by: Text
    on: Text  # which data
    result: Text
    outcome: Literal["passed", "limited", "failed"]
    date: dt.date
    valid_until: dt.date
    limits: Listed[Text]
    page: Link | None = None

    @model_validator(mode="after")
    def _holds_for_a_while(self) -> Self:
        if self.valid_until <= self.date:
            raise ValueError("'valid_until' ligt niet na 'date'")
        return self

    def expired(self, today: dt.date) -> bool:
        return today > self.valid_until
