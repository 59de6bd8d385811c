"""What can be said of an intervention now: by the plan that was fixed, in plain sentences, and with what it lacks."""

import datetime as dt
from dataclasses import dataclass

from workbench import areas, disclosure, text
from workbench.analysis.monitor import findings
from workbench.analysis.monitor.findings import Finding
from workbench.analysis.monitor.guard import refuse_short
from workbench.analysis.monitor.series import around_start, panel_of
from workbench.catalog import load_catalog
from workbench.errors import CannotAnswer
from workbench.session.binding import theme_of
from workbench.session.interventions.description import months_after
from workbench.session.interventions.intervention import Intervention
from workbench.session.interventions.prospect import period_of, series_in

UNPLANNED = "Er is geen plan vastgelegd. Daarom is er geen uitkomst, alleen een verloop op de pagina met cijfers."


@dataclass(frozen=True)
class Outcome:
    """`answers` are sentences; `would_change` says what would change them, or when more is known."""

    answers: tuple[str, ...]
    would_change: tuple[str, ...] = ()

    def as_dict(self) -> dict:
        return {"answers": list(self.answers), "would_change": list(self.would_change)}


def outcome(one: Intervention, *, today: dt.date) -> Outcome:
    """The outcome by the plan as it is now. A question that may not be answered is a sentence that says why."""
    try:
        one.require_begun(today)
        if one.plan is None:
            return Outcome((UNPLANNED,))
        found = [METHODS[one.plan["method"]](one), *_after_choice(one)]
    except CannotAnswer as refusal:
        return Outcome((refusal.page,))
    notes = dict.fromkeys(each.would_change for each in found)
    return Outcome(tuple(each.answer for each in found), (*notes, *_unfinished(one, today)))


def _start(one: Intervention) -> int:
    return period_of(one.start, monthly=max(load_catalog().periods(one.plan["indicator"])) > 10_000)


def _series(one: Intervention):
    return series_in(one.plan["indicator"], areas=one.description["areas"], group=one.plan["group"])


def _course(one: Intervention) -> Finding:
    series = _series(one)
    known = dict(zip(series.stretch.periods, series.values, strict=True))
    before = known.get(one.description["baseline"]) if one.plan["indicator"] == one.description["indicator"] else None
    target = None if before is None else float(before * (1 + one.description["expected_change"] / 100))
    return findings.steadiness(series, target=target)


def _level(one: Intervention) -> Finding:
    return findings.level_change(_series(one), start=_start(one))


def _others(one: Intervention) -> Finding:
    return findings.against_others(_panel(one), **_asked(one))


def _mix(one: Intervention) -> Finding:
    return findings.against_mix(_panel(one), **_asked(one))


def _asked(one: Intervention) -> dict:
    unit = load_catalog().indicator(one.plan["indicator"]).unit
    return {"areas": one.description["areas"], "start": _start(one), "unit": unit}


METHODS = {"chart": _course, "interrupted": _level, "difference": _others, "synthetic": _mix}


def _panel(one: Intervention):
    figures = disclosure.load(theme_of(one.plan["indicator"]))
    codes = [*one.description["areas"], *one.plan["comparison"]]
    asked = {"indicator": one.plan["indicator"], "areas": codes, "group": one.plan["group"]}
    return panel_of(figures, load_catalog(), **asked)


def _after_choice(one: Intervention) -> list[Finding]:
    """The change freed from regression to the mean: only for one area among its like, with counts on both sides."""
    first, *more = one.description["areas"]
    if more or areas.level_of(first) not in ("gemeente", "wijk", "buurt"):
        return []
    figures, plan = disclosure.load(theme_of(one.plan["indicator"])), one.plan
    asked = {"indicator": plan["indicator"], "group": plan["group"], "edition": one.description["edition"]}
    try:
        refuse_short(len(_series(one).values))
        before, after = around_start(figures, load_catalog(), **asked, level=areas.level_of(first), start=_start(one))
    except CannotAnswer:
        return []  # a correction of what cannot be counted is not asked for; the answer by the plan stands
    if first not in set(before["area_code"]) or first not in after.index:
        return []
    own = after.loc[first]
    return [findings.after_choice(before, area=first, after=own["count"], exposed_after=own["exposure"])]


def _unfinished(one: Intervention, today: dt.date) -> list[str]:
    until = end_of(one)
    if today >= until:
        return []
    return [f"Het plan oordeelt na {one.plan['horizon']} maanden, op {text.day(until)}. Dit is een tussenstand."]


def end_of(one: Intervention) -> dt.date:
    """When the horizon of the plan is reached."""
    return months_after(one.start, one.plan["horizon"])
