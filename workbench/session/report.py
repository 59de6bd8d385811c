"""The report of a session: one accessible page with what was seen, said, voted, decided and agreed."""

import datetime as dt
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from workbench import text
from workbench.catalog import load_catalog
from workbench.errors import WorkbenchError
from workbench.session.changes import Change, changed_figures
from workbench.session.entry import View
from workbench.session.interventions import Register, account
from workbench.session.interventions.printed import printed
from workbench.session.journal import Journal
from workbench.session.kinds import LABELS
from workbench.session.looks import SAID, Look, looks
from workbench.views.address import STYLES

Still = Callable[[View], str]  # draws a view as escaped markup; raises WorkbenchError when it cannot
ANCHORED = (*SAID, "vote_opened", "notebook_change")  # these have a place on the page to link to
TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True)
class Shown:
    """A look with its still, or the sentence why there is none."""

    look: Look
    still: Markup | None
    problem: str | None


def report(journal: Journal, session_id: str, *, still: Still, only_discussed: bool = False) -> str:
    """One HTML page that calls nobody. `still` draws a view; `only_discussed` only lists what nobody spoke about.

    Raises: UnknownName for a session that is not there.
    """
    session, entries = journal.session(session_id), journal.panel(session_id)
    seen = [look for look in looks(entries) if look.shown or look.said]
    drawn = [look for look in seen if look.said or not only_discussed]
    return _page().render(
        styles=[Markup(path.read_text(encoding="utf-8")) for path in STYLES],  # noqa: S704  our own style sheets
        session=session,
        entries=entries,
        by_id={entry.id: entry for entry in entries if entry.kind in ANCHORED},
        shown=[_shown(look, still) for look in drawn],
        undrawn=[look for look in seen if look not in drawn],
        changes=changed_figures(journal, session_id),
        tallies=[vote.tally() for vote in session.votes.values() if vote.closed],
        open_votes=[vote for vote in session.votes.values() if not vote.closed],
        sources=_sources(look.view for look in seen),
        present=_present(session),
        verdict=journal.verify(session_id),
        interventions=_interventions(journal, session_id),
        made=text.moment(dt.datetime.now(dt.UTC)),
    )


def _interventions(journal: Journal, session_id: str) -> list[Markup]:
    """What was made of the decisions, with the plan and what came of it until now."""
    register = Register(journal)
    made = register.interventions(session=session_id)
    return [printed(account(register, one.id), level=3) for one in made]


def _shown(look: Look, still: Still) -> Shown:
    try:
        drawn = _with_own_ids(still(look.view), mark=look.id)
        return Shown(look, Markup(drawn), None)  # noqa: S704  drawn by our own views, escaped there
    except WorkbenchError as error:
        return Shown(look, None, error.page)


def _with_own_ids(drawn: str, *, mark: str) -> str:
    """The still with its ids made its own: each still brings the same patterns, and an id is on a page once."""
    for name in set(re.findall(r' id="([^"]+)"', drawn)):
        known = re.escape(name)
        drawn = re.sub(rf'((?: id| for| aria-\w+)="|="#|url\(#){known}(?=["\)])', rf"\g<1>{name}-{mark}", drawn)
    return drawn


def _present(session) -> list[tuple[str, int]]:
    """Organisations and the number of their seats, most first. Seats carry no names."""
    seats = [seat.organisation for seat in session.seats.values()]
    return sorted(((name, seats.count(name)) for name in set(seats)), key=lambda pair: (-pair[1], pair[0]))


def _sources(views: Iterable[View]) -> list[dict]:
    """Each data set that was looked at, once per version."""
    catalog = load_catalog()
    used = dict.fromkeys((name, version) for view in views for name, version in view.versions.items())
    return [{"dataset": catalog.datasets.get(name), "id": name, "version": version} for name, version in used]


def _page():
    # autoescape: whatever people wrote stays text.
    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)
    environment.filters |= {"moment": _moment, "day": _day, "role": text.role_label, "kind": LABELS.__getitem__}
    environment.filters["sentences"] = _sentences
    return environment.get_template("verslag.html.j2")


def _moment(at: str) -> str:
    return text.moment(dt.datetime.fromisoformat(at))


def _day(written: str) -> str:
    return text.day(dt.date.fromisoformat(written))


def _sentences(changes: Iterable[Change]) -> str:
    return " ".join(change.sentence for change in changes)
