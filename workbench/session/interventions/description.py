"""What is written down about an intervention and its plan, and whether that can be right."""

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from workbench import areas, text
from workbench.analysis.monitor.guard import refuse_unsuited
from workbench.catalog import load_catalog
from workbench.errors import InvalidInput
from workbench.session.kinds import Content, Line, Text, Word, validated

# The ladder of Loket Gezond Leven (RIVM), from low to high, and below it what was never assessed.
EVIDENCE = {
    "niet_beoordeeld": "Nog niet beoordeeld",
    "goed_beschreven": "Goed beschreven",
    "goed_onderbouwd": "Goed onderbouwd",
    "eerste_aanwijzingen": "Eerste aanwijzingen voor effectiviteit",
    "goede_aanwijzingen": "Goede aanwijzingen voor effectiviteit",
    "sterke_aanwijzingen": "Sterke aanwijzingen voor effectiviteit",
}
METHODS = {
    "chart": "verloop met grenzen (XmR)",
    "interrupted": "onderbroken tijdreeks",
    "difference": "verschil met vergelijkingsgebieden",
    "synthetic": "mengsel van vergelijkingsgebieden",
}
COMPARING = ("difference", "synthetic")
Codes = Annotated[list[Word], Field(min_length=1, max_length=500)]
Date = Annotated[dt.date, Field(strict=False)]
Months = Annotated[int, Field(ge=1, le=240)]


class Description(Content):
    """What, for whom, where, since when, whose, how sure we are that it works, and what it should bring."""

    title: Line
    what: Text
    target: Line  # for whom
    areas: Codes
    edition: int
    since: Date
    owner: Line
    evidence: Literal[tuple(EVIDENCE)]
    goal: Text
    indicator: Word
    group: Word
    baseline: int  # the period of the figure that it starts from
    expected_change: Annotated[float, Field(ge=-100, le=1000, strict=False)]  # percent of the baseline
    review: Date


class Plan(Content):
    """How it will be judged: fixed before the start, so that the outcome cannot choose its own measure."""

    indicator: Word
    group: Word
    method: Literal[tuple(METHODS)]
    comparison: Annotated[list[Word], Field(max_length=500, default_factory=list)]
    start: Date
    horizon: Months


def checked_description(given: Mapping) -> dict:
    """The description, cleaned. Raises: InvalidInput, UnknownName, or EditionMismatch for areas of another edition."""
    told = validated(Description, given, kind="intervention")
    load_catalog().indicator(told["indicator"])
    _check_areas(told["areas"], edition=told["edition"])
    if told["expected_change"] == 0:
        raise InvalidInput("no change is expected", page="Vul in welke verandering wordt verwacht, in procenten.")
    if told["review"] <= told["since"]:
        raise InvalidInput("reviewed before it starts", page="De datum van bespreken ligt na de start.")
    return told


def checked_plan(given: Mapping, *, description: Mapping) -> dict:
    """The plan, cleaned. Raises as above, and CannotAnswer when its figures cannot show an effect at all."""
    told = validated(Plan, given, kind="plan")
    catalog = load_catalog()
    catalog.indicator(told["indicator"])
    refuse_unsuited(catalog, told["indicator"])
    _check_areas(told["comparison"], edition=description["edition"])
    shared = sorted(set(told["comparison"]) & set(description["areas"]))
    if shared:
        page = f"Een gebied met de aanpak kan niet ook vergelijkingsgebied zijn: {', '.join(shared)}."
        raise InvalidInput(f"areas {shared} are compared with themselves", page=page)
    if told["method"] in COMPARING and not told["comparison"]:
        page = f"De methode '{METHODS[told['method']]}' heeft vergelijkingsgebieden nodig."
        raise InvalidInput(f"method {told['method']} without comparison areas", page=page)
    return told


def _check_areas(codes: list[str], *, edition: int) -> None:
    if edition not in areas.EDITIONS:
        known = ", ".join(map(str, areas.EDITIONS))
        raise InvalidInput(f"no edition {edition}", page=f"Indeling {edition} is er niet. Kies uit: {known}.")
    for code in codes:
        areas.area(code, edition=edition)


def day(written: str) -> str:
    return text.day(dt.date.fromisoformat(written))


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day so many months on; the 28th when that month may not have it."""
    years, month = divmod(day.month - 1 + months, 12)
    return dt.date(day.year + years, month + 1, min(day.day, 28))
