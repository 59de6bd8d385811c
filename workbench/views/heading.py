"""What is on the page, and whether its figures are real."""

from collections.abc import Iterable

from workbench.catalog import Indicator
from workbench.disclosure import SafeTable
from workbench.text import group_label, level_label, period
from workbench.views.address import Address, address, notebook_name
from workbench.views.drawings.svg import Markup, join, tag
from workbench.views.follow import follow
from workbench.views.invented import banner
from workbench.views.panel import Panel
from workbench.views.picture import Picture
from workbench.views.selection import Selection


def heading(cijfers: SafeTable, keuze: Selection, *, notebook: str = "") -> Panel:
    """One line that says what is seen, the banner over invented figures, and the address of the page."""

    def draw() -> Markup:
        return join(banner(cijfers), _withheld(cijfers, keuze), _line(keuze))

    line = follow(keuze.of(cijfers), draw)
    return Panel(line, address(keuze, notebook=notebook), still=draw, kind="dw-heading")


def notice(cijfers: SafeTable, *, notebook: str = "") -> Panel:
    """The banner and the address of a page without a selection."""
    found = Address(notebook=notebook or notebook_name(), view={"thema": cijfers.theme}, versions=cijfers.versions)
    return Panel(Picture(banner(cijfers)), found, still=lambda: banner(cijfers), kind="dw-heading")


def _withheld(cijfers: SafeTable, keuze: Selection) -> Markup:
    """Why nothing at all can be shown of what was chosen."""
    why = [each.page for each in cijfers.refused if (each.indicator, each.period) == (keuze.indicator, keuze.period)]
    if not why:
        return join()
    what = f"{keuze.measure.label}, {period(keuze.period)}: geen enkel cijfer getoond"
    return tag("div", tag("strong", what), tag("p", why[0]), class_="dw-notice dw-withheld", role="note")


def _line(keuze: Selection) -> Markup:
    what = f"{keuze.measure.label}, {group_label(keuze.group)}, {period(keuze.period)}"
    where = f"{keuze.name(keuze.area)}, per {level_label(keuze.level)}"
    facts = [tag("strong", what), tag("span", where), tag("span", f"indeling {keuze.edition}")]
    definition = tag("p", keuze.measure.definition, class_="dw-note")
    return join(tag("p", facts, class_="dw-line-of-facts"), definition, help_with([keuze.measure]))


def help_with(measures: Iterable[Indicator]) -> Markup:
    """Where somebody can talk, beside figures about suicide."""
    if not any(measure.sensitive for measure in measures):
        return join()
    words = "Denkt u aan zelfdoding, of maakt u zich zorgen om iemand? Bel gratis 113 of 0800-0113, of chat op 113.nl."
    return tag("p", words, class_="dw-help", role="note")
