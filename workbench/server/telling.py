"""What the server tells a panel: entries with their screen words, and events as a browser's EventSource reads them."""

import datetime as dt
import json

from workbench import text
from workbench.session import Entry, Session, View
from workbench.session.kinds import LABELS
from workbench.text.labels import ROLE


def event(name: str, facts: dict) -> bytes:
    """One server-sent event."""
    return f"event: {name}\ndata: {json.dumps(facts, ensure_ascii=False, separators=(',', ':'))}\n\n".encode()


def told(entry: Entry, state: Session) -> dict:
    """An entry as a panel shows it; all of it is text, nothing is markup."""
    view = entry.view
    return {
        "id": entry.id,
        "number": entry.number,
        "kind": entry.kind,
        "label": LABELS[entry.kind],
        "content": dict(entry.content),
        "who": who(entry, state),
        "seat": entry.seat,
        "at": entry.at,
        "moment": text.moment(dt.datetime.fromisoformat(entry.at)),
        "about": list(entry.about),
        "view": None if view is None else _view(view),
    }


def _view(view: View) -> dict:
    return {"notebook": view.notebook, "parameters": dict(view.parameters), "kept": view.still is not None}


def who(entry: Entry, state: Session) -> str:
    """`GGD Drenthe, beleid (deelnemer)`."""
    seat = state.seats.get(entry.seat)
    role = ROLE.get(entry.role, entry.role)
    return f"{entry.organisation}, {seat.word} ({role})" if seat else f"{entry.organisation} ({role})"
