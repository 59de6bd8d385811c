"""The catalogue as a DCAT-AP-NL 3.0 graph. Everything has an address, so that two runs give the same file.

Source: DCAT-AP-NL 3.0, https://docs.geostandaarden.nl/dcat/dcat-ap-nl30/ (Geonovum), on top of DCAT-AP 3.0 (SEMIC).
"""

import re
import unicodedata
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF, SKOS, XSD

from workbench import settings
from workbench.catalog.catalog import Catalog
from workbench.catalog.datasets import Dataset
from workbench.catalog.export.vocabulary import DUTCH, EU, LANGUAGE, PREFIXES, VCARD, frequency
from workbench.catalog.publication import Publication
from workbench.errors import CatalogError, InvalidInput, UnknownName

CSV, JSON, EXAMPLE = "CSV", "JSON", ".example"  # a name that by RFC 2606 nobody has
MEDIA = {CSV: "text/csv", JSON: "application/json"}


@dataclass(frozen=True)
class Released:
    """A file with released figures of one dataset, at an address relative to the base."""

    dataset: str
    path: str
    byte_size: int | None = None
    conforms_to: str = "https://specs.frictionlessdata.io/tabular-data-package/"


def graph(catalog: Catalog, *, base: str | None = None, released: list[Released] | None = None) -> Graph:
    """All datasets of the catalogue, their distributions and the services that give them.

    Takes: `base`, where permanent addresses begin; `released`, files with figures that came through the door.
    Raises: CatalogError when the catalogue does not say who publishes it, UnknownName for a released dataset,
    InvalidInput for a base that is no address.
    """
    if len(catalog.publication) != 1:
        page = "De catalogus moet in publication/ precies één keer zeggen wie hem uitgeeft."
        raise CatalogError(f"{len(catalog.publication)} publications in the catalogue", page=page)
    publication = next(iter(catalog.publication.values()))
    drawing = _Drawing(catalog, publication, base=begin_of(publication, base))
    for file in released or []:
        if file.dataset not in catalog.datasets:
            raise UnknownName.among(catalog.datasets, given=file.dataset, kind="dataset", soort="Databron")
    drawing.catalogue()
    for dataset in catalog.datasets.values():
        drawing.dataset(dataset, [file for file in released or [] if file.dataset == dataset.id])
    return drawing.graph


def begin_of(publication: Publication, base: str | None = None) -> str:
    """Where permanent addresses begin: as given, else as set in WORKBENCH_SITE, else as the catalogue says.

    Raises: InvalidInput for what is no address.
    """
    begin = base or settings.SITE.read() or publication.base
    if not re.fullmatch(r"https?://[^\s<>\"]+", begin):
        raise InvalidInput(
            f"no address: {begin!r}", page=f"'{begin}' is geen webadres. Begin met https://.", given=begin
        )
    return begin.rstrip("/") + "/"


def warning(catalog: Catalog, base: str | None = None) -> str | None:
    """What somebody must know before others harvest this: that nobody said where it stands. None when somebody did."""
    begins = [begin_of(each, base) for each in catalog.publication.values()]
    if not any((urlsplit(begin).hostname or "").endswith(EXAMPLE) for begin in begins):
        return None
    return (
        f"Let op: de permanente adressen beginnen met het voorbeeld {begins[0]}. "
        "Zet WORKBENCH_SITE op het adres van de site voordat anderen de catalogus ophalen."
    )


@dataclass
class _Drawing:
    known: Catalog
    publication: Publication
    base: str
    graph: Graph = field(default_factory=Graph)

    def __post_init__(self) -> None:
        for prefix, namespace in PREFIXES.items():
            self.graph.bind(prefix, namespace)
        self.top = self._at("catalogus")
        # Pages of our own stand where the rest stands.
        own = {"homepage": self.publication.homepage, "contact": self.publication.contact}
        moved = {name: page.replace(self.publication.base, self.base) for name, page in own.items()}
        self.publication = self.publication.model_copy(update=moved)

    def catalogue(self) -> None:
        about = self.publication
        publisher = self._agent(about.publisher)
        self._say(self.top, RDF.type, DCAT.Catalog)
        self._words(self.top, title=about.title, description=about.description)
        self._say(self.top, DCTERMS.publisher, publisher)
        self._say(self.top, DCTERMS.creator, publisher)
        self._say(self.top, DCAT.contactPoint, self._contact(about.publisher, page=about.contact))
        self._say(self.top, DCTERMS.license, self._typed(about.licence, DCTERMS.LicenseDocument))
        self._say(self.top, DCTERMS.language, self._typed(DUTCH, DCTERMS.LinguisticSystem))
        self._say(self.top, FOAF.homepage, self._typed(about.homepage, FOAF.Document))
        self._say(self.top, DCTERMS.spatial, self._country())
        for code in sorted({code for dataset in self.known.datasets.values() for code in dataset.eu_themes}):
            self._say(self.top, DCAT.themeTaxonomy, self._typed(EU["data-theme"], SKOS.ConceptScheme))
            self._theme(code)

    def dataset(self, dataset: Dataset, files: list[Released]) -> None:
        this = self._at("dataset", dataset.id)
        self._say(self.top, DCAT.dataset, this)
        self._say(this, RDF.type, DCAT.Dataset)
        self._words(this, title=dataset.label, description=self._description(dataset))
        self._say(this, DCTERMS.identifier, Literal(str(this)))
        self._common(this, dataset)
        self._say(this, DCTERMS.accrualPeriodicity, self._typed(frequency(dataset.frequency), DCTERMS.Frequency))
        self._say(this, DCTERMS.spatial, self._country())
        self._say(this, DCTERMS.temporal, self._span(dataset))
        self._say(this, DCTERMS.provenance, self._provenance(dataset))
        self._say(this, DCTERMS.bibliographicCitation, Literal(dataset.citation, lang=LANGUAGE))
        for page in [dataset.page] if dataset.page else []:
            self._say(this, DCAT.landingPage, self._typed(page, FOAF.Document))
            self._say(this, FOAF.page, URIRef(page))
        if dataset.modified:
            self._say(this, DCTERMS.modified, Literal(dataset.modified))
        for indicator in self.known.indicators_in(dataset.id):
            self._say(this, DCAT.keyword, Literal(indicator.label, lang=LANGUAGE))
        if dataset.host:
            self._say(this, DCAT.distribution, self._from_the_publisher(dataset))
        for file in files:
            self._say(this, DCAT.distribution, self._from_us(dataset, file))

    def _common(self, this: URIRef, dataset: Dataset) -> None:
        """What a dataset and the service that gives it have in common."""
        publisher = self._agent(dataset.publisher)
        contact = (dataset.publisher, dataset.contact) if dataset.contact else (self.publication.publisher, None)
        self._say(this, DCTERMS.publisher, publisher)
        self._say(this, DCTERMS.creator, publisher)
        self._say(this, DCAT.contactPoint, self._contact(contact[0], page=contact[1] or self.publication.contact))
        self._say(this, DCTERMS.accessRights, self._access(dataset))
        self._say(this, DCTERMS.language, self._typed(DUTCH, DCTERMS.LinguisticSystem))
        for code in dataset.eu_themes:
            self._say(this, DCAT.theme, self._theme(code))

    def _from_the_publisher(self, dataset: Dataset) -> URIRef:
        this = self._at("distributie", dataset.id, "statline")
        address = _endpoint(dataset) + f"/{dataset.table}"
        self._distribution(this, dataset, format=JSON, title=f"{dataset.label} (OData)", access=address)
        self._say(this, DCAT.accessService, self._service(dataset))
        return this

    def _from_us(self, dataset: Dataset, file: Released) -> URIRef:
        this, address = self._at("distributie", dataset.id, "csv"), f"{self.base}{file.path}"
        self._distribution(this, dataset, format=CSV, title=f"{dataset.label} (CSV)", access=address)
        self._say(this, DCAT.downloadURL, URIRef(address))
        self._say(this, DCTERMS.conformsTo, self._typed(file.conforms_to, DCTERMS.Standard))
        if file.byte_size is not None:
            self._say(this, DCAT.byteSize, Literal(file.byte_size, datatype=XSD.nonNegativeInteger))
        return this

    def _distribution(self, this: URIRef, dataset: Dataset, *, format: str, title: str, access: str) -> None:
        self._say(this, RDF.type, DCAT.Distribution)
        self._words(this, title=title, description=dataset.citation)
        self._say(this, DCAT.accessURL, URIRef(access))
        self._say(this, DCTERMS.license, self._typed(dataset.licence, DCTERMS.LicenseDocument))
        self._say(this, DCTERMS.language, self._typed(DUTCH, DCTERMS.LinguisticSystem))
        self._say(this, DCTERMS["format"], self._typed(EU[f"file-type/{format}"], DCTERMS.MediaTypeOrExtent))
        media = f"http://www.iana.org/assignments/media-types/{MEDIA[format]}"
        self._say(this, DCAT.mediaType, self._typed(media, DCTERMS.MediaType))

    def _service(self, dataset: Dataset) -> URIRef:
        this, address = self._at("service", dataset.host), _endpoint(dataset)
        self._say(this, DCAT.servesDataset, self._at("dataset", dataset.id))
        if (this, RDF.type, DCAT.DataService) in self.graph:
            return this
        self._say(self.top, DCAT.service, this)
        self._say(this, RDF.type, DCAT.DataService)
        self._words(this, title=f"StatLine OData, {dataset.host}", description="Open data van StatLine, als OData.")
        self._say(this, DCTERMS.identifier, Literal(str(this)))
        self._common(this, dataset)
        self._say(this, DCAT.endpointURL, URIRef(address))
        self._say(this, DCAT.endpointDescription, URIRef("https://www.cbs.nl/nl-nl/onze-diensten/open-data"))
        self._say(this, DCTERMS.license, self._typed(dataset.licence, DCTERMS.LicenseDocument))
        self._say(this, DCAT.keyword, Literal("OData", lang=LANGUAGE))
        return this

    def _description(self, dataset: Dataset) -> str:
        parts = [f"{dataset.label}. {dataset.population}.", dataset.note or "", f"Indeling van {dataset.edition}."]
        return " ".join(part for part in parts if part)

    def _provenance(self, dataset: Dataset) -> URIRef:
        from workbench.text import estimation_label

        this = self._at("herkomst", dataset.id)
        words = f"Soort cijfers: {estimation_label(dataset.estimation)}."
        if dataset.model_inputs:
            words += f" Geschat uit: {', '.join(given.label for given in dataset.model_inputs)}."
        self._say(this, RDF.type, DCTERMS.ProvenanceStatement)
        self._say(this, DCTERMS.description, Literal(words, lang=LANGUAGE))
        return this

    def _span(self, dataset: Dataset) -> URIRef:
        first, last = (
            period // 100 if period > 9999 else period for period in (min(dataset.periods), max(dataset.periods))
        )
        this = self._at("periode", f"{first}-{last}")
        self._say(this, RDF.type, DCTERMS.PeriodOfTime)
        self._say(this, DCAT.startDate, Literal(str(first), datatype=XSD.gYear))
        self._say(this, DCAT.endDate, Literal(str(last), datatype=XSD.gYear))
        return this

    def _access(self, dataset: Dataset) -> URIRef:
        open_to_all = self.known.policy(dataset.policy).kind == "published_by_source"
        code = "PUBLIC" if open_to_all else "RESTRICTED"
        return self._typed(EU[f"access-right/{code}"], DCTERMS.RightsStatement)

    def _theme(self, code: str) -> URIRef:
        this = self._typed(EU[f"data-theme/{code}"], SKOS.Concept)
        self._say(this, SKOS.inScheme, EU["data-theme"])
        return this

    def _country(self) -> URIRef:
        return self._typed(EU[f"country/{self.publication.country}"], DCTERMS.Location)

    def _agent(self, name: str) -> URIRef:
        this = self._at("organisatie", _slug(name))
        self._say(this, RDF.type, FOAF.Agent)
        self._say(this, FOAF.name, Literal(name, lang=LANGUAGE))
        return this

    def _contact(self, name: str, *, page: str) -> URIRef:
        this = self._at("contact", _slug(name))
        self._say(this, RDF.type, VCARD.Kind)
        self._say(this, VCARD.fn, Literal(name, lang=LANGUAGE))
        self._say(this, VCARD.hasURL, URIRef(page))
        return this

    def _words(self, this: URIRef, *, title: str, description: str) -> None:
        self._say(this, DCTERMS.title, Literal(title, lang=LANGUAGE))
        self._say(this, DCTERMS.description, Literal(description, lang=LANGUAGE))

    def _typed(self, address: str, kind: URIRef) -> URIRef:
        this = URIRef(address)
        self._say(this, RDF.type, kind)
        return this

    def _at(self, *parts: str) -> URIRef:
        return URIRef(self.base + "/".join(["id", *parts]))

    def _say(self, subject: URIRef, predicate: URIRef, value: URIRef | Literal) -> None:
        self.graph.add((subject, predicate, value))


def _endpoint(dataset: Dataset) -> str:
    path = "odata/v1/CBS" if dataset.service == "statline-v4" else "ODataApi/odata"
    return f"https://{dataset.host}/{path}"


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
