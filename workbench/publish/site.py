"""The partner site: pages anybody can open, from a folder or a plain web server, with nothing behind them."""

import json
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from workbench import areas, settings, store
from workbench.catalog import Indicator, export, load_catalog
from workbench.disclosure import SafeTable, load
from workbench.publish import content, datapackage, origin, pictures
from workbench.publish.batch import PAGE, Made
from workbench.publish.content import PARTS, Desk, Part
from workbench.publish.folder import refuse_foreign, switched
from workbench.publish.made import made_at
from workbench.publish.pdf import pdfs
from workbench.server.notebooks import Listed, listed
from workbench.text import day
from workbench.views.address import STYLES

HERE, HARVEST = Path(__file__).parent, "catalogus"
__all__ = ["build", "draft_folder", "refuse_foreign"]


def draft_folder(theme: str) -> Path:
    return settings.home() / "sites" / theme / "concept"


def build(theme: str, made: list[Made], *, output: Path, with_pdf: bool = True) -> Path:
    """The whole site in `output`, switched in one step.

    Takes: the reports that are there. Raises: InvalidInput for a folder with other files, StoreError without room.
    """
    with switched(output) as folder:
        Site(load(theme), made, folder).write(with_pdf=with_pdf)
    return output


@dataclass
class Site:
    figures: SafeTable
    made: list[Made]
    folder: Path

    def write(self, *, with_pdf: bool) -> None:
        self._reports(with_pdf=with_pdf)
        self._fixed()
        for measure in self.indicators:
            self._figure(measure)
        for code in self.areas:
            self._area(code)
        for question in self.questions:
            self._question(question)
        self._harvest()
        self._index()
        self._put(origin.FILE, origin.written(origin.of(self.made, self.figures)))
        count = len(list(self.folder.rglob("*.html"))) + 1
        pdfs = len(list(self.folder.rglob("*.pdf")))
        self._page("toegankelijkheid", "toegankelijkheid.html", title="Toegankelijkheid", pages=count, pdfs=pdfs)

    @cached_property
    def indicators(self) -> list[Indicator]:
        known = set(self.figures.indicators)
        offered = {one.indicator for one in self.desk.selection.offer.all}
        return [each for each in load_catalog().indicators_of(self.figures.theme) if each.id in known & offered]

    def __post_init__(self) -> None:
        # In an order of their own, whichever was ready first: the same site each time.
        place = {code: at for at, code in enumerate(self.areas)}
        self.made = sorted(self.made, key=lambda one: (one.job.notebook, place.get(one.job.area, -1), one.job.name))

    @cached_property
    def areas(self) -> list[str]:
        """The region, and its gemeenten by name."""
        gemeenten = areas.areas("gemeente", edition=max(areas.EDITIONS))
        return [areas.REGION, *(area.code for area in sorted(gemeenten, key=lambda area: area.name))]

    @cached_property
    def questions(self) -> list[Listed]:
        names = {one.job.notebook for one in self.made}
        return [each for each in listed() if each.name in names]

    @cached_property
    def desk(self) -> Desk:
        return Desk(self.figures)

    @cached_property
    def facts(self) -> dict[str, object]:
        theme = load_catalog().themes[self.figures.theme]
        today = made_at().date()
        return {
            "label": theme.label,
            "description": theme.description,
            "region": areas.area(areas.REGION, edition=max(areas.EDITIONS)).name,
            "demo": self.figures.demo,
            "made": today.isoformat(),
            "made_words": day(today),
        }

    @cached_property
    def pages(self) -> Environment:
        loader = FileSystemLoader(HERE / "templates" / "site")
        return Environment(loader=loader, autoescape=select_autoescape(default=True), undefined=StrictUndefined)

    def _page(self, template: str, path: str, *, title: str, description: str = "", **facts: object) -> None:
        up = "../" * path.count("/")
        shown = {"site": self.facts, "up": up, "title": title, "description": description or title} | facts
        self._put(path, self.pages.get_template(f"{template}.html.j2").render(shown))

    def _put(self, path: str, content: str | bytes) -> None:
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content if isinstance(content, bytes) else content.encode())

    def _fixed(self) -> None:
        styles = [*STYLES, HERE / "static" / "site.css"]
        self._put("site.css", "\n".join(path.read_text(encoding="utf-8") for path in styles))
        self._put("site.js", (HERE / "static" / "site.js").read_bytes())
        groups = sorted(self.figures.rows()["group"].unique())
        self._put("gegevens/gebieden.js", content.places_script(self.indicators, groups=groups))

    def _reports(self, *, with_pdf: bool) -> None:
        for one in self.made:
            self._put(f"rapport/{one.job.name}/index.html", (one.folder / PAGE).read_bytes())
        for one, file in pdfs(self.made) if with_pdf else ():
            self._put(f"rapport/{one.job.name}/rapport.pdf", file)

    def _links(self, *, area: str | None = None, notebook: str | None = None) -> list[dict[str, object]]:
        titles = {each.name: each.title for each in self.questions}
        chosen = [
            one
            for one in self.made
            if (area is None or one.job.area == area) and (notebook is None or one.job.notebook == notebook)
        ]
        return [self._link(one, titles[one.job.notebook]) for one in chosen]

    def _link(self, one: Made, title: str) -> dict[str, object]:
        base = f"../rapport/{one.job.name}/"
        printed = (self.folder / "rapport" / one.job.name / "rapport.pdf").is_file()
        place = self._name(one.job.area) if one.job.area else str(self.facts["region"])
        return {"title": title, "place": place, "href": f"{base}index.html", "pdf": printed and f"{base}rapport.pdf"}

    def _name(self, code: str) -> str:
        return areas.area(code, edition=max(areas.EDITIONS)).name

    def _figure(self, measure: Indicator) -> None:
        self.desk.turn_to(measure.id)
        source = self._source(measure)
        parts = [self._picture(measure, name, source) for name in PARTS]
        parts.append(Part("tabel", "Alle cijfers in een tabel", Markup(self.desk.html("tabel"))))  # noqa: S704
        parts.append(Part("bronnen", "Waar komen deze cijfers vandaan?", Markup(self.desk.html("bronnen"))))  # noqa: S704
        rows = self.figures.rows(indicator=measure.id, level=list(content.LEVELS))
        labels = {measure.id: measure.label}
        self._put(f"figuur/{measure.id}.csv", content.as_csv(rows, labels=labels, demo=self.figures.demo))
        self._put(
            f"gegevens/{measure.id}.js", content.series_script(self.figures, measure, group=self.desk.selection.group)
        )
        one = {
            "id": measure.id,
            "label": measure.label,
            "definition": measure.definition,
            "sensitive": measure.sensitive,
            "source": source,
            "parts": parts,
        }
        self._page("cijfer", f"cijfer/{measure.id}.html", title=measure.label, description=measure.definition, one=one)

    def _picture(self, measure: Indicator, name: str, source: str) -> Part:
        html = self.desk.html(name)
        files = [("CSV", f"../figuur/{measure.id}.csv")]
        try:
            svg = content.picture_file(
                html,
                title=f"{measure.label}. {PARTS[name]}",
                source=source,
                measure=measure,
                demo=self.figures.demo,
                legend=name == "kaart",
            )
        except ValueError:  # nothing to draw: the sentence says why
            return Part(name, PARTS[name], Markup(html), tuple(files))  # noqa: S704 - drawn by the views, escaped there
        for kind, file in (("svg", svg), ("png", pictures.png(svg, zoom=1.5))):
            self._put(f"figuur/{measure.id}-{name}.{kind}", file)
            files.append((kind.upper(), f"../figuur/{measure.id}-{name}.{kind}"))
        return Part(name, PARTS[name], Markup(html), tuple(files))  # noqa: S704

    def _source(self, measure: Indicator) -> str:
        catalog = load_catalog()
        fetched_on = {name: content.fetched(store.current(name)) for name in measure.datasets}
        return content.source_line(
            measure, self.desk.selection.shown(), datasets=catalog.datasets, fetched_on=fetched_on
        )

    def _area(self, code: str) -> None:
        self.desk.selection.choose(level="gemeente", area=code)
        rows = self.figures.rows(area_code=code)
        labels = {each.id: each.label for each in load_catalog().indicators_of(self.figures.theme)}
        self._put(f"gebied/{code}.csv", content.as_csv(rows, labels=labels, demo=self.figures.demo))
        self._page(
            "gebied",
            f"gebied/{code}.html",
            title=self._name(code),
            area={"name": self._name(code)},
            reports=self._links(area=code),
            profile=Markup(self.desk.html("profiel")),  # noqa: S704
            sources=Markup(self._all_sources),  # noqa: S704
            csv=f"{code}.csv",
        )

    @cached_property
    def _all_sources(self) -> str:
        from workbench import views

        bundle = views.sources(self.figures)._repr_mimebundle_()
        return (bundle[0] if isinstance(bundle, tuple) else bundle)["text/html"]

    def _question(self, question: Listed) -> None:
        reports = self._links(notebook=question.name)
        facts = {"title": question.title, "text": question.question}
        self._page("vraag", f"vraag/{question.name}.html", title=question.title, question=facts, reports=reports)

    def _harvest(self) -> None:
        """What national data catalogues fetch: the description of all datasets, and the figures as a Data Package."""
        catalog, place = load_catalog(), self.folder / HARVEST
        tables = datapackage.write(self.figures, place / "cijfers", levels=content.LEVELS)
        released = [replace(each, path=f"{HARVEST}/cijfers/{each.path}") for each in tables]
        export.write(export.graph(catalog, released=released), place)

    def _index(self) -> None:
        places = [{"name": self._name(code), "href": f"gebied/{code}.html"} for code in self.areas]
        questions = [
            {"title": each.title, "text": each.question, "href": f"vraag/{each.name}.html"} for each in self.questions
        ]
        known = {each.id: each for each in self.indicators}
        groups = [
            {"label": group.label, "indicators": [_listed(known[name]) for name in group.indicators if name in known]}
            for group in load_catalog().themes[self.figures.theme].groups
        ]
        self._put("zoek.js", self._search(places, questions))
        description = str(self.facts["description"])
        self._page(
            "index",
            "index.html",
            title="Begin",
            description=description,
            areas=places,
            questions=questions,
            groups=[group for group in groups if group["indicators"]],
        )

    def _search(self, places: list[dict], questions: list[dict]) -> str:
        found = [[place["name"], place["href"], "", "gebied"] for place in places]
        found += [[each["title"], each["href"], each["text"], "vraag"] for each in questions]
        found += [[each.label, f"cijfer/{each.id}.html", each.definition, "cijfer"] for each in self.indicators]
        return f"DW.zoek = {json.dumps(found, ensure_ascii=False)};\n"


def _listed(measure: Indicator) -> dict[str, str]:
    return {"label": measure.label, "href": f"cijfer/{measure.id}.html"}
