"""A graph in the making: what is said about a thing, and the things that more than one other thing refers to."""

import re
import unicodedata
from dataclasses import dataclass, field

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF, SKOS

from workbench.catalog.catalog import Catalog
from workbench.catalog.export.vocabulary import EU, LANGUAGE, PREFIXES, VCARD
from workbench.catalog.publication import Publication


@dataclass
class Statements:
    """Statements about the catalogue `known`; every address of our own begins with `base`."""

    known: Catalog
    publication: Publication
    base: str
    graph: Graph = field(default_factory=Graph)

    def __post_init__(self) -> None:
        for prefix, namespace in PREFIXES.items():
            self.graph.bind(prefix, namespace)
        # Pages of our own stand where the rest stands.
        own = {"homepage": self.publication.homepage, "contact": self.publication.contact}
        moved = {name: page.replace(self.publication.base, self.base) for name, page in own.items()}
        self.publication = self.publication.model_copy(update=moved)

    @property
    def top(self) -> URIRef:
        """The catalogue itself."""
        return self.at("catalogus")

    def at(self, *parts: str) -> URIRef:
        return URIRef(self.base + "/".join(["id", *parts]))

    def say(self, subject: URIRef, predicate: URIRef, value: URIRef | Literal) -> None:
        self.graph.add((subject, predicate, value))

    def words(self, this: URIRef, *, title: str, description: str) -> None:
        self.say(this, DCTERMS.title, Literal(title, lang=LANGUAGE))
        self.say(this, DCTERMS.description, Literal(description, lang=LANGUAGE))

    def typed(self, address: str, kind: URIRef) -> URIRef:
        this = URIRef(address)
        self.say(this, RDF.type, kind)
        return this

    def theme(self, code: str) -> URIRef:
        this = self.typed(EU[f"data-theme/{code}"], SKOS.Concept)
        self.say(this, SKOS.inScheme, EU["data-theme"])
        return this

    def country(self) -> URIRef:
        return self.typed(EU[f"country/{self.publication.country}"], DCTERMS.Location)

    def agent(self, name: str) -> URIRef:
        this = self.typed(self.at("organisatie", slug(name)), FOAF.Agent)
        self.say(this, FOAF.name, Literal(name, lang=LANGUAGE))
        return this

    def contact(self, name: str, *, page: str) -> URIRef:
        this = self.typed(self.at("contact", slug(name)), VCARD.Kind)
        self.say(this, VCARD.fn, Literal(name, lang=LANGUAGE))
        self.say(this, VCARD.hasURL, URIRef(page))
        return this

    def answered_by(self, this: URIRef, *, publisher: str, contact: tuple[str, str]) -> None:
        """Who publishes a thing, and who answers questions about it."""
        agent = self.agent(publisher)
        self.say(this, DCTERMS.publisher, agent)
        self.say(this, DCTERMS.creator, agent)
        self.say(this, DCAT.contactPoint, self.contact(contact[0], page=contact[1]))


def slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
