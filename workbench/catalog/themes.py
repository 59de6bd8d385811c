"""A theme: the indicators that belong to one question, in the order in which they are read."""

from typing import Annotated, Literal

from pydantic import Field

from workbench.catalog.entry import Entry, Id, Text

GroupId = Literal["indicatoren", "determinanten", "gevolgen"]


class Group(Entry):
    """What the theme is, what it hangs together with, or what comes of it."""

    id: GroupId
    label: Text
    description: Text
    indicators: Annotated[list[Id], Field(min_length=1)]


class Theme(Entry):
    id: Id
    label: Text
    description: Text
    reading: Text  # whose way of ordering the theme this is
    groups: Annotated[list[Group], Field(min_length=1)]

    @property
    def indicators(self) -> list[str]:
        return [indicator for group in self.groups for indicator in group.indicators]

    def group_of(self, indicator: str) -> Group | None:
        return next((group for group in self.groups if indicator in group.indicators), None)
