"""A slide deck of a session: its pictures, what was said, voted, decided and agreed, as one file that calls nobody.

With reveal.js, which is inside; without script, on a small screen and on paper the same slides stand under each other.
"""

import base64
import datetime as dt
import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from workbench import text
from workbench.catalog import load_catalog
from workbench.errors import WorkbenchError
from workbench.publish.made import made_at
from workbench.server.notebooks import describe, read
from workbench.session import Journal, View
from workbench.session.kinds import LABELS
from workbench.session.looks import Look, looks
from workbench.session.notebooks import path_of
from workbench.views.address import STYLES

HERE = Path(__file__).parent
REVEAL = HERE / "static" / "reveal"
FIGURE = re.compile(r"<figure\b.*?</figure>", re.DOTALL)
Still = Callable[[View], str]  # draws a view as markup; raises WorkbenchError when it cannot


@dataclass(frozen=True)
class Slides:
    """The slides of one view: its question, its choices, a picture each, and what was said about it."""

    title: str
    choices: str
    pictures: list[Markup]
    problem: str | None
    said: list


def deck(journal: Journal, session_id: str, *, still: Still) -> str:
    """One HTML page. Views about which nothing was said are left out. Raises: UnknownName for no such session."""
    session, entries = journal.session(session_id), journal.panel(session_id)
    spoken = [look for look in looks(entries) if look.said]
    scripts = {"reveal": _read(REVEAL / "reveal.js"), "start": _read(HERE / "static" / "dia.js")}
    return _template().render(
        session=session,
        views=[_slides(look, still, mark=str(number)) for number, look in enumerate(spoken, 1)],
        tallies=[vote.tally() for vote in session.votes.values() if vote.closed],
        decisions=[entry for entry in entries if entry.kind == "decision"],
        actions=[entry for entry in entries if entry.kind == "action"],
        sources=_sources(look.view for look in spoken),
        styles=[Markup(_read(path)) for path in (*STYLES, HERE / "static" / "dia.css")],  # noqa: S704 our own
        reveal_style=Markup(_read(REVEAL / "reveal.css")),  # noqa: S704 of the library
        licence=_read(REVEAL / "LICENSE").replace("--", "-"),
        scripts={name: Markup(script) for name, script in scripts.items()},  # noqa: S704 our own and the library's
        allowed=" ".join(map(_hash, scripts.values())),
        made=text.day(made_at().date()),
    )


def _slides(look: Look, still: Still, *, mark: str) -> Slides:
    title = describe(read(path_of(look.view.notebook)), name=look.view.notebook).title
    choices = ", ".join(words for name, words in look.parameters if name != "thema")
    said = [entry for entry in look.said if entry.kind not in ("decision", "action")]
    try:
        drawn = [found for found in FIGURE.findall(still(look.view)) if re.search(r"<svg\b[^>]*role=.img", found)]
    except WorkbenchError as error:
        return Slides(title, choices, [], error.page, said)
    return Slides(title, choices, [_own(found, f"{mark}-{at}") for at, found in enumerate(drawn)], None, said)


def _own(drawn: str, mark: str) -> Markup:
    """The picture with ids of its own: other slides bring the same patterns, and an id is on a page once."""
    names = set(re.findall(r"\bid=['\"]([^'\"]+)['\"]", drawn))
    for name in names:
        known = re.escape(name)
        drawn = re.sub(rf"(\b(?:id|aria-\w+)=['\"]|url\(#|=['\"]#){known}(?=['\")])", rf"\g<1>{name}-{mark}", drawn)
    return Markup(drawn)  # noqa: S704 drawn by our own views, escaped there


def _sources(views: Iterable[View]) -> list[str]:
    """The citation of each dataset that was looked at, once."""
    known = load_catalog().datasets
    used = dict.fromkeys(name for view in views for name in view.versions)
    return [known[name].citation if name in known else name for name in used]


def _template():
    # autoescape: whatever people wrote stays text.
    loader = FileSystemLoader(HERE / "templates" / "deck")
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined)
    environment.filters |= {"kind": LABELS.__getitem__, "day": lambda day: text.day(dt.date.fromisoformat(day))}
    return environment.get_template("dia.html.j2")


def _hash(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8").strip()
