"""The reports as they were made, with their PDF, the links to them, and the page of a question."""

from dataclasses import dataclass
from functools import cached_property

from workbench.publish.batch import PAGE, Made
from workbench.publish.pdf import pdfs
from workbench.publish.site import places
from workbench.publish.site.sheets import INDEX, Sheets
from workbench.server.notebooks import Listed, listed


@dataclass(frozen=True)
class Shelf:
    """The reports of a site, in the order in which they are listed."""

    made: list[Made]
    sheets: Sheets

    def write(self, *, with_pdf: bool) -> None:
        for one in self.made:
            self.sheets.put(f"{_folder(one)}/{INDEX}", (one.folder / PAGE).read_bytes())
        for one, file in pdfs(self.made) if with_pdf else ():
            self.sheets.put(f"{_folder(one)}/rapport.pdf", file)

    @cached_property
    def questions(self) -> list[Listed]:
        """The notebooks that have a report, in the order of the cycle."""
        names = {one.job.notebook for one in self.made}
        return [each for each in listed() if each.name in names]

    def links(self, *, area: str | None = None, notebook: str | None = None) -> list[dict[str, object]]:
        """To the reports about an area, or of a question, from a page one folder deep."""
        titles = {each.name: each.title for each in self.questions}
        chosen = [one for one in self.made if area in (None, one.job.area) and notebook in (None, one.job.notebook)]
        cycle = list(titles)
        chosen.sort(key=lambda one: cycle.index(one.job.notebook))
        return [self._link(one, titles[one.job.notebook]) for one in chosen]

    def _link(self, one: Made, title: str) -> dict[str, object]:
        base = f"../{_folder(one)}/"
        printed = (self.sheets.folder / _folder(one) / "rapport.pdf").is_file()
        place = places.name(one.job.area) if one.job.area else str(self.sheets.facts["region"])
        return {"title": title, "place": place, "href": f"{base}{INDEX}", "pdf": printed and f"{base}rapport.pdf"}


def write_question(sheets: Sheets, question: Listed, *, links: list[dict[str, object]]) -> None:
    facts = {"title": question.title, "text": question.question}
    sheets.page("vraag", f"vraag/{question.name}.html", title=question.title, question=facts, reports=links)


def _folder(one: Made) -> str:
    return f"rapport/{one.job.name}"
