"""The page of a figure, and the files that a reader can save it as."""

from markupsafe import Markup

from workbench.catalog import Indicator, load_catalog
from workbench.publish import content, pictures
from workbench.publish.content import PARTS, Desk, Part
from workbench.publish.site.sheets import Sheets
from workbench.views.invented import ALL, DEMO, invented
from workbench.views.provenance import shown_version


def offered(desk: Desk) -> list[Indicator]:
    """The indicators of the theme that have figures to show, in the order of the theme."""
    known = set(desk.figures.indicators) & {one.indicator for one in desk.selection.offer.all}
    return [each for each in load_catalog().indicators_of(desk.figures.theme) if each.id in known]


def write(sheets: Sheets, desk: Desk, *, measure: Indicator) -> None:
    """The newest figures of an indicator: a page with its pictures, tables and sources, and its files."""
    desk.turn_to(measure.id)
    source = _source(desk, measure)
    parts = [_picture(sheets, desk, measure=measure, name=name, source=source) for name in PARTS]
    parts.append(Part("tabel", "Alle cijfers in een tabel", Markup(desk.html("tabel"))))  # noqa: S704
    parts.append(Part("bronnen", "Waar komen deze cijfers vandaan?", Markup(desk.html("bronnen"))))  # noqa: S704
    _data(sheets, desk, measure=measure)
    one = {
        "id": measure.id,
        "label": measure.label,
        "definition": measure.definition,
        "sensitive": measure.sensitive,
        "source": source,
        "parts": parts,
        "datasets": [load_catalog().dataset(name) for name in measure.datasets],
    }
    about = {"title": measure.label, "description": measure.definition, "warning": _warning(sheets, desk, measure)}
    sheets.page("cijfer", f"cijfer/{measure.id}.html", one=one, **about)


def _warning(sheets: Sheets, desk: Desk, measure: Indicator) -> object:
    """Of this figure alone: beside invented figures a real one is not under suspicion, nor the other way round."""
    mine, made_up = set(measure.datasets) & desk.figures.versions.keys(), invented(desk.figures)
    if not mine & made_up:
        return None
    return (DEMO, ALL) if mine <= made_up else sheets.facts["warning"]


def _data(sheets: Sheets, desk: Desk, *, measure: Indicator) -> None:
    """All figures of an indicator: as a table to save, and for the choices on its page."""
    table = desk.figures
    rows = table.rows(indicator=measure.id, level=list(content.LEVELS))
    sheets.put(
        f"figuur/{measure.id}.csv", content.as_csv(rows, labels={measure.id: measure.label}, made_up=invented(table))
    )
    sheets.put(f"gegevens/{measure.id}.js", content.series_script(table, measure, group=desk.selection.group))


def _picture(sheets: Sheets, desk: Desk, *, measure: Indicator, name: str, source: str) -> Part:
    html = desk.html(name)
    files = [("CSV", f"../figuur/{measure.id}.csv")]
    try:
        svg = content.picture_file(
            html,
            title=f"{measure.label}. {PARTS[name]}",
            source=source,
            measure=measure,
            made_up=bool(invented(desk.figures) & set(measure.datasets)),
            legend=name == "kaart",
        )
    except ValueError:  # nothing to draw: the sentence says why
        return Part(name, PARTS[name], Markup(html), tuple(files))  # noqa: S704 - drawn by the views, escaped there
    for kind, file in (("svg", svg), ("png", pictures.png(svg, zoom=1.5))):
        sheets.put(f"figuur/{measure.id}-{name}.{kind}", file)
        files.append((kind.upper(), f"../figuur/{measure.id}-{name}.{kind}"))
    return Part(name, PARTS[name], Markup(html), tuple(files))  # noqa: S704


def _source(desk: Desk, measure: Indicator) -> str:
    fetched_on = {name: content.fetched(shown_version(desk.figures, name)) for name in measure.datasets}
    return content.source_line(measure, desk.selection.shown(), datasets=load_catalog().datasets, fetched_on=fetched_on)
