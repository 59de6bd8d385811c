"""The whole site: which pages there are and in what order, switched into place in one step."""

from pathlib import Path

from workbench import settings
from workbench.disclosure import SafeTable, load
from workbench.publish import content, origin
from workbench.publish.batch import Made
from workbench.publish.content import Desk
from workbench.publish.folder import switched
from workbench.publish.site import addresses, figures, front, harvest, places, reports
from workbench.publish.site.sheets import ROOM, Sheets, facts_of
from workbench.views.address import STYLES


def draft_folder(theme: str) -> Path:
    return settings.home() / "sites" / theme / "concept"


def build(theme: str, made: list[Made], *, output: Path, with_pdf: bool = True) -> Path:
    """The whole site in `output`, switched in one step.

    Takes: the reports that are there. Raises: InvalidInput for a folder with other files, StoreError without room.
    """
    with switched(output) as folder:
        _write(load(theme), _in_order(made), folder=folder, with_pdf=with_pdf)
    return output


def _in_order(made: list[Made]) -> list[Made]:
    """In an order of their own, whichever was ready first: the same site each time."""
    place = {code: at for at, code in enumerate(places.codes())}
    return sorted(made, key=lambda one: (one.job.notebook, place.get(one.job.area, -1), one.job.name))


def _write(table: SafeTable, made: list[Made], *, folder: Path, with_pdf: bool) -> None:
    sheets, desk = Sheets(folder, facts_of(table)), Desk(table)
    shelf = reports.Shelf(made, sheets)
    shelf.write(with_pdf=with_pdf)
    measures = figures.offered(desk)
    _fixed(sheets, table, measures=measures)
    for measure in measures:
        figures.write(sheets, desk, measure=measure)
    for code in places.codes():
        places.write(sheets, desk, code=code, links=shelf.links(area=code))
    for question in shelf.questions:
        reports.write_question(sheets, question, links=shelf.links(notebook=question.name))
    addresses.write(sheets, harvest.write(sheets, table), measures=measures)
    front.write(sheets, measures, questions=shelf.questions, theme=table.theme)
    sheets.put(origin.FILE, origin.written(origin.of(made, table)))
    front.write_statement(sheets)


def _fixed(sheets: Sheets, table: SafeTable, *, measures: list) -> None:
    styles = [*STYLES, ROOM / "static" / "site.css"]
    sheets.put("site.css", "\n".join(path.read_text(encoding="utf-8") for path in styles))
    sheets.put("site.js", (ROOM / "static" / "site.js").read_bytes())
    groups = sorted(table.rows()["group"].unique())
    sheets.put("gegevens/gebieden.js", content.places_script(measures, groups=groups))
