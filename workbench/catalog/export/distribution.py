"""How a dataset can be had: from its publisher's own service, and as a file with released figures."""

from dataclasses import dataclass

from rdflib import Literal, URIRef
from rdflib.namespace import DCAT, DCTERMS, RDF, XSD

from workbench.catalog.datasets import Dataset
from workbench.catalog.export.statements import Statements
from workbench.catalog.export.vocabulary import DUTCH, EU, LANGUAGE, PUBLIC, RESTRICTED

CSV, JSON = "CSV", "JSON"
MEDIA = {CSV: "text/csv", JSON: "application/json"}


@dataclass(frozen=True)
class Released:
    """A file with released figures of one dataset, at an address relative to the base."""

    dataset: str
    path: str
    byte_size: int | None = None
    conforms_to: str = "https://specs.frictionlessdata.io/tabular-data-package/"


def shared(to: Statements, this: URIRef, *, dataset: Dataset) -> None:
    """What a dataset and the service that gives it have in common."""
    own = (to.publication.publisher, to.publication.contact)
    contact = (dataset.publisher, dataset.contact) if dataset.contact else own
    to.answered_by(this, publisher=dataset.publisher, contact=contact)
    open_to_all = to.known.policy(dataset.policy).kind == "published_by_source"
    to.say(this, DCTERMS.accessRights, to.typed(PUBLIC if open_to_all else RESTRICTED, DCTERMS.RightsStatement))
    to.say(this, DCTERMS.language, to.typed(DUTCH, DCTERMS.LinguisticSystem))
    for code in dataset.eu_themes:
        to.say(this, DCAT.theme, to.theme(code))


def from_the_publisher(to: Statements, dataset: Dataset) -> URIRef:
    this = to.at("distributie", dataset.id, "statline")
    address = _endpoint(dataset) + f"/{dataset.table}"
    _distribution(to, this, dataset=dataset, format=JSON, title=f"{dataset.label} (OData)", access=address)
    to.say(this, DCAT.accessService, _service(to, dataset))
    return this


def from_us(to: Statements, dataset: Dataset, *, file: Released) -> URIRef:
    this, address = to.at("distributie", dataset.id, "csv"), f"{to.base}{file.path}"
    _distribution(to, this, dataset=dataset, format=CSV, title=f"{dataset.label} (CSV)", access=address)
    to.say(this, DCAT.downloadURL, URIRef(address))
    to.say(this, DCTERMS.conformsTo, to.typed(file.conforms_to, DCTERMS.Standard))
    if file.byte_size is not None:
        to.say(this, DCAT.byteSize, Literal(file.byte_size, datatype=XSD.nonNegativeInteger))
    return this


def _distribution(to: Statements, this: URIRef, *, dataset: Dataset, format: str, title: str, access: str) -> None:
    to.say(this, RDF.type, DCAT.Distribution)
    to.words(this, title=title, description=dataset.citation)
    to.say(this, DCAT.accessURL, URIRef(access))
    to.say(this, DCTERMS.license, to.typed(dataset.licence, DCTERMS.LicenseDocument))
    to.say(this, DCTERMS.language, to.typed(DUTCH, DCTERMS.LinguisticSystem))
    to.say(this, DCTERMS["format"], to.typed(EU[f"file-type/{format}"], DCTERMS.MediaTypeOrExtent))
    media = f"http://www.iana.org/assignments/media-types/{MEDIA[format]}"
    to.say(this, DCAT.mediaType, to.typed(media, DCTERMS.MediaType))


def _service(to: Statements, dataset: Dataset) -> URIRef:
    """The service of a host; several datasets have one service between them."""
    this, address = to.at("service", dataset.host), _endpoint(dataset)
    to.say(this, DCAT.servesDataset, to.at("dataset", dataset.id))
    if (this, RDF.type, DCAT.DataService) in to.graph:
        return this
    to.say(to.top, DCAT.service, this)
    to.say(this, RDF.type, DCAT.DataService)
    to.words(this, title=f"StatLine OData, {dataset.host}", description="Open data van StatLine, als OData.")
    to.say(this, DCTERMS.identifier, Literal(str(this)))
    shared(to, this, dataset=dataset)
    to.say(this, DCAT.endpointURL, URIRef(address))
    to.say(this, DCAT.endpointDescription, URIRef("https://www.cbs.nl/nl-nl/onze-diensten/open-data"))
    to.say(this, DCTERMS.license, to.typed(dataset.licence, DCTERMS.LicenseDocument))
    to.say(this, DCAT.keyword, Literal("OData", lang=LANGUAGE))
    return this


def _endpoint(dataset: Dataset) -> str:
    path = "odata/v1/CBS" if dataset.service == "statline-v4" else "ODataApi/odata"
    return f"https://{dataset.host}/{path}"
