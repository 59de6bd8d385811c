"""A page or a file of the site, written where it belongs."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from workbench import areas
from workbench.catalog import export, load_catalog
from workbench.catalog.publication import Publication
from workbench.disclosure import SafeTable
from workbench.publish.made import made_at
from workbench.text import day
from workbench.views.invented import warning

ROOM = Path(__file__).parent.parent
INDEX = "index.html"  # what every host gives for the address of a folder


@dataclass(frozen=True)
class Sheets:
    """Writes in `folder`; `facts` is what all pages say: theme, region, date, and whether the figures are invented."""

    folder: Path
    facts: dict[str, object]

    def page(self, template: str, path: str, *, title: str, description: str = "", **facts: object) -> None:
        up = "../" * path.count("/")
        shown = {"site": self.facts, "up": up, "title": title, "description": description or title}
        shown |= {"warning": self.facts["warning"]} | facts
        self.put(path, self._templates.get_template(f"{template}.html.j2").render(shown))

    def put(self, path: str, content: str | bytes) -> None:
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content if isinstance(content, bytes) else content.encode())

    @cached_property
    def _templates(self) -> Environment:
        loader = FileSystemLoader(ROOM / "templates" / "site")
        return Environment(loader=loader, autoescape=select_autoescape(default=True), undefined=StrictUndefined)


def facts_of(table: SafeTable) -> dict[str, object]:
    theme, today = load_catalog().themes[table.theme], made_at().date()
    publication = export.publication_of(load_catalog())
    base = export.begin_of(publication)
    return {
        "label": theme.label,
        "description": theme.description,
        "region": areas.area(areas.REGION, edition=max(areas.EDITIONS)).name,
        "warning": warning(table),
        "made": today.isoformat(),
        "made_words": day(today),
        "base": "" if export.is_example(base) else base,  # an example leads nobody anywhere
        "publisher": publication.publisher,
        "contact": _contact(publication, base),
    }


def _contact(publication: Publication, base: str) -> str:
    """Where questions about the site go: a page of the site itself, as a path, or an address elsewhere."""
    page = publication.contact.replace(publication.base, base)
    return f"{page.removeprefix(base).rstrip('/')}/{INDEX}" if page.startswith(base) else page
