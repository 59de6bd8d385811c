"""A page at every permanent address of the catalogue: what it stands for, in words, with links to what belongs to it.

A host gives `id/dataset/50090NED/index.html` for the address `id/dataset/50090NED`; no server has to know about it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rdflib import RDF, Graph, Literal, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF

from workbench.catalog import Indicator, load_catalog
from workbench.catalog.export.vocabulary import PUBLIC, RESTRICTED, VCARD
from workbench.publish.site.sheets import INDEX, Sheets
from workbench.views.provenance import licence

# What is said of a thing, in the order of its page; the last is what refers to it.
LABELS = {
    DCTERMS.bibliographicCitation: "Bron",
    DCTERMS.publisher: "Uitgever",
    DCAT.contactPoint: "Vragen aan",
    VCARD.hasURL: "Contact",
    DCTERMS.provenance: "Herkomst",
    DCTERMS.temporal: "Jaren",
    DCTERMS.license | DCAT.distribution / DCTERMS.license: "Licentie",  # a dataset has that of its files
    DCTERMS.accessRights: "Toegang",
    DCAT.downloadURL: "Bestand",
    DCAT.accessURL: "Adres",
    DCAT.endpointURL: "Adres",
    DCAT.landingPage: "Pagina bij de bron",
    DCAT.distribution: "Zo haalt u de gegevens op",
    DCAT.servesDataset: "Geeft",
    DCAT.dataset: "Bronnen",
    DCAT.service: "Diensten",
}
REFERRED = "Hoort bij"
WORDS = {PUBLIC: "openbaar", RESTRICTED: "alleen wat twee mensen hebben vrijgegeven"}
NAMES = (DCTERMS.title, FOAF.name, VCARD.fn)
KINDS = {DCTERMS.ProvenanceStatement: "Herkomst van", VCARD.Kind: "Vragen aan", DCTERMS.PeriodOfTime: "De jaren"}


@dataclass(frozen=True)
class Fact:
    """What is said of a thing: words, each with where they lead, if anywhere."""

    label: str
    values: list[tuple[str, str | None]]


@dataclass(frozen=True)
class Book:
    """The description of everything, as pages that lead to each other and to the figures of the site."""

    graph: Graph
    base: str
    measures: dict[str, str]  # the page of each figure by its label

    def things(self) -> list[URIRef]:
        """Everything of our own that something is said about, besides the site itself."""
        return sorted({each for each in self.graph.subjects() if self.is_ours(each) and self.path(each)})

    def contacts(self) -> list[URIRef]:
        """Where questions go, as far as those are pages of our own."""
        return sorted({page for page in self.graph.objects(predicate=VCARD.hasURL) if self.is_ours(page)})

    def is_ours(self, address: object) -> bool:
        return isinstance(address, URIRef) and address.startswith(self.base)

    def path(self, thing: URIRef) -> str:
        return thing.removeprefix(self.base)

    def name(self, thing: URIRef) -> str:
        found = next(filter(None, (self.graph.value(thing, naming) for naming in NAMES)), None)
        if found:
            return str(found)
        span = [self.graph.value(thing, edge) for edge in (DCAT.startDate, DCAT.endDate)]
        owners = [self.name(owner) for owner in sorted(self.graph.subjects(object=thing))]
        return " tot en met ".join(map(str, dict.fromkeys(span))) if all(span) else ", ".join(owners)

    def title(self, thing: URIRef) -> str:
        """The name, with what kind of thing it is where that does not speak for itself."""
        kind = self.graph.value(thing, RDF.type)
        return f"{KINDS[kind]} {self.name(thing)}" if kind in KINDS else self.name(thing)

    def facts(self, thing: URIRef, *, up: str) -> Iterator[Fact]:
        for predicate, label in LABELS.items():
            if found := sorted(set(self.graph.objects(thing, predicate)), key=self._order):
                yield Fact(label, [self._shown(value, up) for value in found])
        words = sorted(str(word) for word in self.graph.objects(thing, DCAT.keyword) if str(word) in self.measures)
        if words:
            yield Fact("Cijfers", [(word, up + self.measures[word]) for word in words])
        owners = sorted({each for each in self.graph.subjects(object=thing) if self.is_ours(each)}, key=self._order)
        if owners:
            yield Fact(REFERRED, [self._shown(owner, up) for owner in owners])

    def _order(self, value: URIRef | Literal) -> tuple[str, str]:
        return (self.name(value) if self.is_ours(value) else "", str(value))

    def _shown(self, value: URIRef | Literal, up: str) -> tuple[str, str | None]:
        if isinstance(value, Literal) or value in WORDS:
            return WORDS.get(value, str(value).removeprefix("Bron: ")), None
        if not self.is_ours(value):
            return licence(str(value)), str(value)
        path = self.path(value)
        if (value, RDF.type, DCTERMS.ProvenanceStatement) in self.graph:
            return str(self.graph.value(value, DCTERMS.description)), None
        if (value, None, None) in self.graph:
            return self.name(value), f"{up}{path}/{INDEX}"
        if value in self.contacts():
            return "Contact", f"{up}{path}/{INDEX}"
        return path.rpartition("/")[2], up + path


def write(sheets: Sheets, graph: Graph, *, measures: Iterable[Indicator]) -> None:
    """A page for everything that the description gives an address of our own."""
    base = next(graph.subjects(RDF.type, DCAT.Catalog)).removesuffix("id/catalogus")
    book = Book(graph, base, {each.label: f"cijfer/{each.id}.html" for each in measures})
    for thing in book.things():
        _thing(sheets, book, thing=thing)
    for page in book.contacts():
        others = sorted({(each.publisher, each.contact) for each in load_catalog().datasets.values() if each.contact})
        sheets.page("contact", f"{book.path(page)}/{INDEX}", title="Contact", others=others)


def _thing(sheets: Sheets, book: Book, *, thing: URIRef) -> None:
    path = f"{book.path(thing)}/{INDEX}"
    text = str(book.graph.value(thing, DCTERMS.description) or "").removeprefix(f"{book.title(thing)}. ")
    facts = list(book.facts(thing, up="../" * path.count("/")))
    sheets.page("adres", path, title=book.title(thing), text=text, facts=facts, address=str(thing))
