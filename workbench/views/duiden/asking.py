"""Which two figures are set against each other, and whether that may be asked."""

from dataclasses import dataclass

import numpy as np

from workbench.analysis.circularity import Verdict, verdict
from workbench.analysis.rows import Column, column, together
from workbench.catalog import Indicator
from workbench.disclosure import SafeTable
from workbench.errors import CannotAnswer
from workbench.text import group_label, period
from workbench.views.controls import Choice
from workbench.views.drawings.svg import Markup, join, tag
from workbench.views.follow import change, follow, shown
from workbench.views.panel import Panel
from workbench.views.picture import Picture
from workbench.views.selection import Selection

STARTING = ("bijstand", "eenpersoonshuishoudens", "corporatiewoningen", "afstand-huisarts", "inwoners")
MOST_OFFERED = 8


@dataclass(frozen=True, eq=False)
class Pair:
    """The indicator and its companion over the areas that have both."""

    outcome: Column
    companion: Column
    measure: Indicator
    other: Indicator
    codes: list[str]
    values: np.ndarray  # a row per area: companion, then outcome

    @property
    def across(self) -> np.ndarray:
        return self.values[:, 1]

    @property
    def up(self) -> np.ndarray:
        return self.values[:, 0]


def kenmerk(cijfers: SafeTable, keuze: Selection, kenmerk: str = "") -> Panel:
    """The control for the second figure. Raises: UnknownName for one that does not exist."""
    keuze.of(cijfers)
    if kenmerk:
        keuze.catalog.indicator(kenmerk)
    keuze.remember(kenmerk=kenmerk or _first(keuze))
    choice = Choice(name="kenmerk", label="Kenmerk", options=_options(keuze), value=companion(keuze))

    def again() -> None:
        with choice.hold_sync():
            choice.options, choice.value = _options(keuze), companion(keuze)

    choice.observe(lambda event: keuze.remember(kenmerk=event["new"]), "value")
    keuze.follow(again, "indicator", "level", "extra")
    return Panel(
        choice, still=lambda: tag("p", "Kenmerk: ", keuze.catalog.indicator(companion(keuze)).label), kind="dw-controls"
    )


def guard(cijfers: SafeTable, keuze: Selection) -> Picture:
    """Whether the two may be set against each other; if not, why, and what can be asked."""
    picture = follow(
        keuze.of(cijfers), lambda: shown(lambda: _guarded(keuze)), "indicator", "level", "period", "group", "extra"
    )
    picture.when("kenmerk", lambda given: keuze.remember(kenmerk=given))
    return picture.when("indicator", lambda given: change(keuze, indicator=given))


def companion(keuze: Selection) -> str:
    return str(keuze.extra.get("kenmerk", ""))


def pair(keuze: Selection) -> Pair:
    """Both figures, when the question can be asked. Raises: CannotAnswer with the reason of the guard."""
    outcome, second = _columns(keuze)
    judged = _judged(keuze, outcome, second)
    if judged.circular:
        raise CannotAnswer("circular question", page=judged.sentence)
    codes, values = together([outcome, second], level=keuze.level)
    return Pair(outcome, second, keuze.measure, keuze.catalog.indicator(second.indicator), codes, values)


def years(found: Pair) -> str:
    """A note when the two figures are not of one year or group."""
    if (found.outcome.period, found.outcome.group) == (found.companion.period, found.companion.group):
        return ""
    when = f"{found.other.label} is van {period(found.companion.period)} ({group_label(found.companion.group)})"
    return f"{when}, {found.measure.label} van {period(found.outcome.period)} ({group_label(found.outcome.group)})."


def kind_of(code: str, keuze: Selection) -> str:
    """How an area is marked: the selected one, those inside it, or the others."""
    if code == keuze.area:
        return "dw-chosen"
    inside = keuze.gemeente is not None and code[2:6] == keuze.gemeente[2:6]
    return "dw-within" if inside else ""


def _columns(keuze: Selection) -> tuple[Column, Column]:
    place = {"level": keuze.level, "period": keuze.period, "edition": keuze.edition, "group": keuze.group}
    outcome = column(keuze.figures, keuze.indicator, **place)
    return outcome, column(keuze.figures, companion(keuze), **place | {"edition": outcome.edition})


def _judged(keuze: Selection, outcome: Column, second: Column) -> Verdict:
    used = {outcome.indicator: outcome.dataset, second.indicator: second.dataset}
    names = [name for _, entries in _options(keuze) for name, _ in entries]
    return verdict(outcome.indicator, second.indicator, used=used, catalog=keuze.catalog, offered=names)


def _guarded(keuze: Selection) -> Markup:
    outcome, second = _columns(keuze)
    judged = _judged(keuze, outcome, second)
    if not judged.circular:
        words = f"Deze twee cijfers zijn los van elkaar gemaakt. {years(pair(keuze))}"
        return tag("div", tag("p", words), class_="dw-empty")
    offers = [_offer("kenmerk", name, keuze) for name in judged.instead[:MOST_OFFERED]]
    asked = tag("p", "Wat wel kan, met dit cijfer:") if offers else None
    return tag("div", tag("p", judged.sentence), asked, join(*offers), class_="dw-notice", role="note")


def _offer(kind: str, name: str, keuze: Selection) -> Markup:
    return tag(
        "button",
        keuze.catalog.indicator(name).label,
        type="button",
        data_do=f"{kind}:{name}",
        data_key=f"{kind}-{name}",
    )


def _options(keuze: Selection) -> list[tuple[str, list[tuple[str, str]]]]:
    """The indicators of the theme that have figures at this level."""
    there = {
        name for name in keuze.offer.values("indicator") if keuze.level in keuze.offer.values("level", indicator=name)
    }
    groups = keuze.catalog.theme(keuze.figures.theme).groups
    listed = [
        (each.label, [(name, keuze.catalog.indicator(name).label) for name in each.indicators if name in there])
        for each in groups
    ]
    return [(title, entries) for title, entries in listed if entries]


def _first(keuze: Selection) -> str:
    there = [name for _, entries in _options(keuze) for name, _ in entries if name != keuze.indicator]
    if not there:
        raise CannotAnswer(
            f"no second indicator at level {keuze.level}",
            page="Op dit niveau is er geen tweede cijfer om naast te leggen. Kies een ander niveau.",
        )
    return next((name for name in STARTING if name in there), there[0])
