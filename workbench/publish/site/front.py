"""The first page with everything there is and what the search looks through, and the accessibility statement."""

import json

from workbench.catalog import Indicator, load_catalog
from workbench.publish.site import places
from workbench.publish.site.sheets import INDEX, Sheets
from workbench.server.notebooks import Listed


def write(sheets: Sheets, measures: list[Indicator], *, questions: list[Listed], theme: str) -> None:
    areas = [{"name": places.name(code), "href": f"gebied/{code}.html"} for code in places.codes()]
    asked = [{"title": each.title, "text": each.question, "href": f"vraag/{each.name}.html"} for each in questions]
    sheets.put("zoek.js", _search(areas, asked, measures=measures))
    description = str(sheets.facts["description"])
    groups = _groups(measures, theme)
    sheets.page("index", INDEX, title="Begin", description=description, areas=areas, questions=asked, groups=groups)


def write_statement(sheets: Sheets) -> None:
    """Written last: it says how many pages it is about, itself included."""
    count = {ending: len(list(sheets.folder.rglob(f"*.{ending}"))) for ending in ("html", "pdf")}
    title, file = "Toegankelijkheid", "toegankelijkheid"
    sheets.page(file, f"{file}.html", title=title, pages=count["html"] + 1, pdfs=count["pdf"])


def _groups(measures: list[Indicator], theme: str) -> list[dict[str, object]]:
    """The figures under the headings of the theme; a heading without any is left out."""
    known = {each.id: each for each in measures}
    headings = load_catalog().themes[theme].groups
    found = [(one.label, [known[name] for name in one.indicators if name in known]) for one in headings]
    return [{"label": label, "indicators": [_listed(each) for each in inside]} for label, inside in found if inside]


def _listed(measure: Indicator) -> dict[str, str]:
    return {"label": measure.label, "href": f"cijfer/{measure.id}.html"}


def _search(areas: list[dict], questions: list[dict], *, measures: list[Indicator]) -> str:
    found = [[place["name"], place["href"], "", "gebied"] for place in areas]
    found += [[each["title"], each["href"], each["text"], "vraag"] for each in questions]
    found += [[each.label, f"cijfer/{each.id}.html", each.definition, "cijfer"] for each in measures]
    return f"DW.zoek = {json.dumps(found, ensure_ascii=False)};\n"
