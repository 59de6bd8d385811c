"""What every entry of the catalogue has in common: strict, closed and unchangeable once read."""

from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Value = TypeVar("Value")
Key = TypeVar("Key")

Listed = Annotated[list[Value], Field(default_factory=list)]  # may be left out
Mapped = Annotated[dict[Key, Value], Field(default_factory=dict)]
Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*$", max_length=60)]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Words = Annotated[list[Text], Field(min_length=1)]
Code = Annotated[str, StringConstraints(min_length=1, pattern=r"^\S+$")]
Link = Annotated[str, StringConstraints(pattern=r"^https?://\S+$")]
Edition = Annotated[int, Field(ge=2000, le=2100)]
Period = Annotated[int, Field(ge=1900, le=210012)]


class Entry(BaseModel):
    """Unknown keys are refused, text is never read as a number, and nothing can be assigned."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)
