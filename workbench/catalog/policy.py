"""What an owner of figures decided about letting them out: one policy per source, in `data_catalog/disclosure/`."""

import datetime as dt
from collections.abc import Iterable
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

_STRICT = ConfigDict(extra="forbid", frozen=True)


class Dominance(BaseModel):
    """A cell is hidden when its `n` largest contributors bring more than `k` percent of it."""

    model_config = _STRICT
    n: int = Field(ge=1)
    k: float = Field(gt=0, lt=100)


class Decision(BaseModel):
    """Who decided this policy, when, and where it can be read."""

    model_config = _STRICT
    by: str = Field(min_length=2)
    on: dt.date
    reason: str = Field(min_length=2)
    page: str | None = None


class Policy(BaseModel):
    """Limits are in persons (or organisations); an absent limit does not hold.

    `published_by_source`: the publisher has already protected the figures, we pass on what it shows.
    `threshold`: we protect them, so that no hidden figure can be computed back.
    """

    model_config = _STRICT
    id: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")
    label: str
    kind: Literal["published_by_source", "threshold"]
    wording: str = Field(min_length=5, description="Dutch sentence on screen beside a hidden figure")
    decided: Decision
    minimum_base: int = Field(0, ge=0, description="smallest denominator; 10, 30 or 50 per group, 100 per question")
    minimum_cell: int = Field(0, ge=0, description="smallest numerator; 10 per answer")
    minimum_rest: int = Field(0, ge=0, description="smallest number of persons not in the numerator")
    minimum_width: int | None = Field(None, ge=1, description="persons a hidden count must stay uncertain by")
    group_share: float | None = Field(None, gt=50, le=100, description="percent above which a whole group is disclosed")
    hide_none: bool = Field(False, description="nobody of the group is disclosure too: zeros are hidden")
    hide_everyone: bool = Field(False, description="everybody of the group is disclosure too: 100 % is hidden")
    minimum_contributors: int = Field(0, ge=0, description="smallest number of contributing organisations or persons")
    dominance: Dominance | None = None
    p_percent: float | None = Field(None, gt=0, le=100, description="nobody may know a contributor this closely")
    method: Literal["suppression", "rounding"] = "suppression"
    rounding_base: int | None = Field(None, ge=2)

    @model_validator(mode="after")
    def _fits(self) -> "Policy":
        if self.kind == "published_by_source" and (self.has_limits or self.rounding_base):
            raise ValueError("Een regel 'published_by_source' heeft geen eigen grenzen; gebruik kind: threshold")
        if self.kind == "threshold" and not (self.has_limits or self.rounding_base):
            raise ValueError("Een regel 'threshold' heeft ten minste één grens nodig")
        if (self.method == "rounding") != (self.rounding_base is not None):
            raise ValueError("'method: rounding' en 'rounding_base' horen bij elkaar")
        return self

    @property
    def has_limits(self) -> bool:
        numbers = (self.minimum_base, self.minimum_cell, self.minimum_rest, self.minimum_contributors)
        rules = (self.group_share, self.dominance, self.p_percent)
        return any(numbers) or any(rule is not None for rule in rules) or self.hide_none or self.hide_everyone

    @property
    def width(self) -> int:
        """How many persons a hidden count stays uncertain by, at least."""
        return self.minimum_width or max(self.minimum_cell, self.minimum_rest, 2)


def strictest(policies: Iterable[Policy]) -> Policy:
    """One policy that is at least as strict as each: for a figure made from several sources.

    Raises: ValueError when there is no policy at all.
    """
    given = list({policy.id: policy for policy in policies}.values())
    if not given:
        raise ValueError("no policy given: a figure without a policy does not leave the door")
    limiting = [policy for policy in given if policy.kind == "threshold"]
    if len(limiting) < 2:
        return limiting[0] if limiting else given[0]
    return Policy.model_validate(_joined(limiting))


def _joined(policies: list[Policy]) -> dict[str, object]:
    first = policies[0]
    highest = ("minimum_base", "minimum_cell", "minimum_rest", "minimum_contributors", "p_percent", "rounding_base")
    joined = {name: _most(policies, name, pick=max) for name in highest}
    hiding = any(policy.method == "suppression" for policy in policies)
    return joined | {
        "id": "_".join(sorted(policy.id for policy in policies)),
        "label": " + ".join(policy.label for policy in policies),
        "kind": "threshold",
        "wording": first.wording,
        "decided": first.decided,
        "minimum_width": max(policy.width for policy in policies),
        "group_share": _most(policies, "group_share", pick=min),
        "hide_none": any(policy.hide_none for policy in policies),
        "hide_everyone": any(policy.hide_everyone for policy in policies),
        "dominance": _strictest_dominance(policies),
        "method": "suppression" if hiding else "rounding",
        "rounding_base": None if hiding else joined["rounding_base"],
    }


def _most(policies: list[Policy], name: str, *, pick) -> object:
    return pick((value for policy in policies if (value := getattr(policy, name)) is not None), default=None)


def _strictest_dominance(policies: list[Policy]) -> Dominance | None:
    # More contributors counted against a lower share: at least as strict as each rule by itself.
    rules = [policy.dominance for policy in policies if policy.dominance]
    return Dominance(n=max(rule.n for rule in rules), k=min(rule.k for rule in rules)) if rules else None
