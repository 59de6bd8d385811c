"""The agenda as files: iCalendar for a calendar, CSV for a spreadsheet. What people wrote stays text in both.

Source: RFC 5545, sections 3.1 (lines of at most 75 octets), 3.3.11 (escaped text) and 3.6.1 (events).
"""

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator

from workbench.session.agenda.items import Item

COLUMNS = ("soort", "datum", "organisatie", "titel", "tekst", "kenmerk")
WIDTH = 75  # octets per line


def as_calendar(items: Iterable[Item], *, made: dt.datetime | None = None) -> str:
    """An all-day event per item. The same item keeps its UID, so that a calendar updates it and adds no second one."""
    stamp = (made or dt.datetime.now(dt.UTC)).strftime("%Y%m%dT%H%M%SZ")
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//datawerkplaats//agenda//NL", "CALSCALE:GREGORIAN"]
    for item in items:
        lines += _event(item, stamp)
    return "".join(f"{piece}\r\n" for line in [*lines, "END:VCALENDAR"] for piece in _folded(line))


def as_csv(items: Iterable[Item]) -> str:
    """Semicolons and a byte order mark, as a Dutch spreadsheet opens it; nothing in it is taken for a formula."""
    written = io.StringIO()
    table = csv.writer(written, delimiter=";", lineterminator="\r\n")
    table.writerow(COLUMNS)
    for item in items:
        row = (item.label, item.date.isoformat(), item.organisation, item.title, item.text, item.ref)
        table.writerow(map(_no_formula, row))
    return "\ufeff" + written.getvalue()


def _event(item: Item, stamp: str) -> list[str]:
    after = item.date + dt.timedelta(days=1)
    return [
        "BEGIN:VEVENT",
        f"UID:{item.sort}-{item.ref.replace('/', '-')}@datawerkplaats",
        f"DTSTAMP:{stamp}",
        f"DTSTART;VALUE=DATE:{item.date:%Y%m%d}",
        f"DTEND;VALUE=DATE:{after:%Y%m%d}",
        f"SUMMARY:{_escaped(f'{item.label.capitalize()}: {item.title}')}",
        f"DESCRIPTION:{_escaped(f'{item.organisation}. {item.text}')}",
        "END:VEVENT",
    ]


def _escaped(text: str) -> str:
    for sign, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        text = text.replace(sign, written)
    return text


def _folded(line: str) -> Iterator[str]:
    """The line in pieces of at most 75 octets, each next one after a space; no letter is cut through."""
    piece, room = "", WIDTH
    for letter in line:
        size = len(letter.encode())
        if size > room:
            yield piece
            piece, room = " ", WIDTH - 1
        piece, room = piece + letter, room - size
    yield piece


def _no_formula(cell: str) -> str:
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
