"""All that a page or a report says of an intervention, in words: what, from where, by which plan, with what result."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from workbench import text
from workbench.catalog import load_catalog
from workbench.session.changes import area_words, figure_words
from workbench.session.entry import Entry
from workbench.session.interventions.description import EVIDENCE, METHODS, day
from workbench.session.interventions.intervention import Intervention
from workbench.session.interventions.outcome import Outcome, outcome
from workbench.session.interventions.prospect import Prospect, prospect
from workbench.session.interventions.register import Register

Rows = tuple[tuple[str, str], ...]
A_MONTH = 30.4375  # days


@dataclass(frozen=True)
class Account:
    """`before` are the entries that led to the decision, the oldest first; `figures` the figures it stands on."""

    intervention: Intervention
    status: str
    summary: Rows
    plan: Rows
    decision: Entry | None
    before: tuple[Entry, ...]
    figures: tuple[str, ...]
    prospect: Prospect | None  # only until it begins
    outcome: Outcome
    remarks: tuple[str, ...]

    @property
    def title(self) -> str:
        return self.intervention.description["title"]


def account(register: Register, name: str) -> Account:
    """Raises: UnknownName."""
    one, today = register.intervention(name), register.today()
    origin = register.origin(name)
    return Account(
        one,
        _status(one, today),
        _summary(one.description),
        _plan(one.plan, edition=one.description["edition"]),
        origin.entry if origin else None,
        origin.before if origin else (),
        tuple(figure_words(figure) for figure in one.view.figures),
        _ahead(one) if one.start > today and not one.stopped_on else None,
        outcome(one, today=today),
        tuple(_unsaid(register.remarks(name, at_table=True), one)),
    )


def _unsaid(remarks: list[str], one: Intervention) -> list[str]:
    """Without the changes of the plan, which stand with the plan."""
    said = {change.sentence for change in one.changes}
    return [remark for remark in remarks if remark not in said]


def _status(one: Intervention, today: dt.date) -> str:
    if one.stopped_on:
        return f"Deze aanpak is gestopt op {day(one.stopped_on)}."
    if one.start <= today:
        return f"Deze aanpak loopt sinds {text.day(one.start)}."
    planned = "Het plan ligt vast." if one.frozen else "Het plan ligt nog niet vast."
    return f"Deze aanpak begint op {text.day(one.start)}. {planned}"


def _summary(told: Mapping) -> Rows:
    return (
        ("Wat", told["what"]),
        ("Voor wie", told["target"]),
        ("Waar", names(told["areas"], edition=told["edition"])),
        ("Start", day(told["since"])),
        ("Eigenaar", told["owner"]),
        ("Bewijs dat het werkt", EVIDENCE[told["evidence"]]),
        ("Doel", told["goal"]),
        ("Cijfer", _measure(told)),
        ("Nulmeting", text.period(told["baseline"])),
        ("Verwachte verandering", f"{text.number(told['expected_change'], decimals=0)}\N{NO-BREAK SPACE}%"),
        ("Bespreken op", day(told["review"])),
    )


def _plan(plan: Mapping | None, *, edition: int) -> Rows:
    if plan is None:
        return ()
    compared = names(plan["comparison"], edition=edition) or "niet"
    return (
        ("Cijfer", _measure(plan)),
        ("Methode", METHODS[plan["method"]]),
        ("Vergelijken met", compared),
        ("Start", day(plan["start"])),
        ("Oordelen na", f"{plan['horizon']} maanden"),
    )


def _measure(told: Mapping) -> str:
    known = load_catalog().indicators.get(told["indicator"])
    return f"{known.label if known else told['indicator']} ({text.group_label(told['group'])})"


def names(codes: Iterable[str], *, edition: int) -> str:
    return ", ".join(area_words(code, edition=edition) for code in codes)


def _ahead(one: Intervention) -> Prospect:
    told = one.plan or one.description
    asked = {"areas": one.description["areas"], "edition": one.description["edition"], "group": told["group"]}
    change = one.description["expected_change"]
    return prospect(told["indicator"], **asked, start=one.start, change=change, months=_months(one))


def _months(one: Intervention) -> int:
    return one.plan["horizon"] if one.plan else months_between(one.start, one.review)


def months_between(start: dt.date, end: dt.date) -> int:
    """Whole months, at least one."""
    return max(1, round((end - start).days / A_MONTH))
