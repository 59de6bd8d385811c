"""What an intervention made of this decision and this view would look like: to be corrected, not to be accepted."""

import datetime as dt
from collections.abc import Mapping

import pandas as pd

from workbench import areas, text
from workbench.analysis.monitor.guard import registers
from workbench.catalog import load_catalog
from workbench.errors import CannotAnswer, WorkbenchError
from workbench.session.binding import protected, theme_of
from workbench.session.changes import area_words
from workbench.session.entry import Entry, View
from workbench.session.interventions.description import EVIDENCE, METHODS, months_after
from workbench.table import MISSING

LENGTH = 200  # characters of a title
AHEAD, LONG = 2, 12  # months until it starts, and from then until it is discussed
CHANGE = {"higher_is_worse": -10, "neutral": -10, "higher_is_better": 10}
PLACES = ("regio", "gemeente", "wijk", "buurt")


def first_draft(decision: Entry | None, view: View | None, *, today: dt.date, wish: Mapping | None = None) -> dict:
    """{description, choices, notes}: a form filled in as far as possible, and what can be chosen in it.

    `wish` holds the indicator, area or group that somebody chose in the form itself. What does not go together with
    the indicator moves to what does, and `notes` says so. Raises: UnknownName, CannotAnswer without any figure.
    """
    seen = dict(view.parameters) if view else {}
    asked = {"indicator": seen.get("indicator"), "area": seen.get("gebied"), "group": seen.get("groep"), **(wish or {})}
    indicator = str(asked["indicator"] or registers(load_catalog())[0])
    rows = _rows(indicator)
    here, notes = _around(rows, period=seen.get("periode"), group=asked["group"], area=str(asked["area"] or ""))
    first = here.iloc[0]
    told = {"indicator": indicator, "group": str(first["group"]), "baseline": int(first["period"])}
    told |= {"areas": [str(first["area_code"])], "edition": int(first["edition"]), "evidence": next(iter(EVIDENCE))}
    told |= {"expected_change": CHANGE[load_catalog().indicator(indicator).direction], **_dates(today)}
    return {"description": told | _words(decision, told), "choices": choices(rows, told), "notes": notes}


def choices(rows: pd.DataFrame, told: Mapping) -> dict:
    """What the fields offer, as code and words, an indicator also with whether it can show an effect."""
    catalog = load_catalog()
    same = rows[(rows["edition"] == told["edition"]) & (rows["period"] == told["baseline"])]
    levels = {"gemeente", areas.level_of(told["areas"][0])}
    codes = [code for code in dict.fromkeys(same["area_code"]) if areas.level_of(code) in levels]
    suited, theme = set(registers(catalog)), theme_of(told["indicator"])
    return {
        "indicator": [[one.id, one.label, one.id in suited] for one in catalog.indicators_of(theme)],
        "areas": sorted(([code, _place(code, told["edition"])] for code in codes), key=lambda pair: pair[1]),
        "group": [[group, text.group_label(group)] for group in dict.fromkeys(rows["group"])],
        "baseline": [[int(period), text.period(int(period))] for period in sorted(set(rows["period"]), reverse=True)],
        "evidence": [list(pair) for pair in EVIDENCE.items()],
        "method": [list(pair) for pair in METHODS.items()],
    }


def rows_about(indicator: str) -> pd.DataFrame:
    """All that may be chosen of an indicator: every row but those that were never measured. Raises: UnknownName."""
    known = load_catalog().indicator(indicator)
    rows = protected([known.id])[known.id].rows(indicator=known.id, level=list(PLACES))
    return rows[rows["status"] != MISSING]


def _rows(indicator: str) -> pd.DataFrame:
    rows = rows_about(indicator)
    if rows.empty:
        label = load_catalog().indicator(indicator).label
        raise CannotAnswer(f"no figures of {indicator}", page=f"Er zijn nog geen cijfers over '{label}'.")
    return rows


def _around(rows: pd.DataFrame, *, period: object, group: object, area: str) -> tuple[pd.DataFrame, list[str]]:
    """The row that is closest to what was asked, and what had to move."""
    for column, wanted in (("group", group), ("period", period)):
        fitting = rows[rows[column] == (wanted if wanted in set(rows[column]) else rows[column].max())]
        rows = fitting
    rows = rows[rows["edition"] == rows["edition"].max()]
    edition, known = int(rows["edition"].iloc[0]), set(rows["area_code"])
    found = next((code for code in (area, *_containing(area, edition=edition)) if code in known), None)
    if found == area:
        return rows[rows["area_code"] == area], []
    found = found or min(known, key=lambda code: (code != areas.REGION, code))
    note = f"Dit cijfer is er niet voor het gekozen gebied. Hier staat nu {area_words(found, edition=edition)}."
    return rows[rows["area_code"] == found], [note]


def _containing(code: str, *, edition: int) -> list[str]:
    try:
        return [area.code for area in areas.ancestors(code, edition=edition)]
    except WorkbenchError:
        return []


def _place(code: str, edition: int) -> str:
    level = areas.level_of(code)
    return area_words(code, edition=edition) + ("" if level == "gemeente" else f" ({text.level_label(level)})")


def _dates(today: dt.date) -> dict:
    since = months_after(today.replace(day=1), AHEAD)
    return {"since": since.isoformat(), "review": months_after(since, LONG).isoformat()}


def _words(decision: Entry | None, told: Mapping) -> dict:
    said = decision.content["text"] if decision else ""
    owner = decision.organisation if decision else ""
    target = text.group_label(told["group"]).capitalize()
    return {
        "title": said.split("\n")[0][:LENGTH].rstrip(". "),
        "what": said,
        "target": target,
        "owner": owner,
        "goal": "",
    }
