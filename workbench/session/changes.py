"""Which entries stand on a figure that has changed since: compared through the door, by hash, never by value."""

from collections.abc import Iterable
from dataclasses import dataclass

from workbench import areas, text
from workbench.catalog import load_catalog
from workbench.errors import WorkbenchError
from workbench.session.binding import figures_in, protected
from workbench.session.entry import FigureSeen
from workbench.session.journal import Journal


@dataclass(frozen=True)
class Change:
    """A figure that is not what it was when it was looked at: `changed`, or `gone` from the store."""

    figure: FigureSeen
    sort: str

    @property
    def sentence(self) -> str:
        """One Dutch sentence that names the figure."""
        told = "staat niet meer in de gegevens" if self.sort == "gone" else "is gewijzigd"
        return f"Het cijfer over {figure_words(self.figure)} {told}."

    def as_dict(self) -> dict:
        return {**self.figure.as_dict(), "change": self.sort, "sentence": self.sentence}


def changed_figures(journal: Journal, session_id: str) -> dict[str, list[Change]]:
    """For each entry that was said about a figure that changed since: its id and the changes. Others are left out."""
    entries = [entry for entry in journal.panel(session_id) if entry.view and entry.view.figures]
    seen = {figure for entry in entries for figure in entry.view.figures}
    changes = compare(seen)
    found = {entry.id: [changes[one] for one in entry.view.figures if one in changes] for entry in entries}
    return {entry_id: changed for entry_id, changed in found.items() if changed}


def compare(figures: Iterable[FigureSeen]) -> dict[FigureSeen, Change]:
    """The figures that differ from what the door shows now."""
    seen = list(figures)
    shown = _shown_now({figure.indicator for figure in seen}, {figure.area_code for figure in seen})
    changes = {}
    for figure in seen:
        if figure.key not in shown:
            changes[figure] = Change(figure, "gone")
        elif shown[figure.key] != figure.shown:
            changes[figure] = Change(figure, "changed")
    return changes


def figure_words(figure: FigureSeen) -> str:
    """`eenzaamheid in Emmen (2020, iedereen)`; codes stay codes when their name is not known any more."""
    known = load_catalog().indicators.get(figure.indicator)
    label = known.label if known else figure.indicator
    when, group = text.period(figure.period), text.group_label(figure.group)
    return f"'{label}' in {area_words(figure.area_code, edition=figure.edition)} ({when}, {group})"


def area_words(code: str, *, edition: int) -> str:
    try:
        return areas.area(code, edition=edition).name
    except WorkbenchError:
        return code


def _shown_now(indicators: Iterable[str], codes: set[str]) -> dict[tuple, str]:
    tables = protected(sorted(indicators))
    return {
        figure.key: figure.shown
        for name, table in tables.items()
        for figure in figures_in(table.rows(indicator=name, area_code=sorted(codes)))
    }
