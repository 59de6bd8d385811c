"""The catalogue as a DCAT-AP-NL 3.0 graph. Everything has an address, so that two runs give the same file.

Source: DCAT-AP-NL 3.0, https://docs.geostandaarden.nl/dcat/dcat-ap-nl30/ (Geonovum), on top of DCAT-AP 3.0 (SEMIC).
"""

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF, SKOS, XSD

from workbench.catalog.catalog import Catalog
from workbench.catalog.datasets import Dataset
from workbench.catalog.export import distribution
from workbench.catalog.export.address import begin_of, publication_of
from workbench.catalog.export.distribution import Released
from workbench.catalog.export.statements import Statements
from workbench.catalog.export.vocabulary import DUTCH, EU, LANGUAGE, frequency
from workbench.errors import UnknownName


def graph(catalog: Catalog, *, base: str | None = None, released: list[Released] | None = None) -> Graph:
    """All datasets of the catalogue, their distributions and the services that give them.

    Takes: `base`, where permanent addresses begin; `released`, files with figures that came through the door.
    Raises: CatalogError when the catalogue does not say who publishes it, UnknownName for a released dataset,
    InvalidInput for a base that is no address.
    """
    publication = publication_of(catalog)
    to = Statements(catalog, publication, base=begin_of(publication, base))
    for file in released or []:
        if file.dataset not in catalog.datasets:
            raise UnknownName.among(catalog.datasets, given=file.dataset, kind="dataset", soort="Databron")
    _catalogue(to)
    for each in catalog.datasets.values():
        _dataset(to, each, files=[file for file in released or [] if file.dataset == each.id])
    return to.graph


def _catalogue(to: Statements) -> None:
    about, this = to.publication, to.top
    to.say(this, RDF.type, DCAT.Catalog)
    to.words(this, title=about.title, description=about.description)
    to.answered_by(this, publisher=about.publisher, contact=(about.publisher, about.contact))
    to.say(this, DCTERMS.license, to.typed(about.licence, DCTERMS.LicenseDocument))
    to.say(this, DCTERMS.language, to.typed(DUTCH, DCTERMS.LinguisticSystem))
    to.say(this, FOAF.homepage, to.typed(about.homepage, FOAF.Document))
    to.say(this, DCTERMS.spatial, to.country())
    for code in sorted({code for dataset in to.known.datasets.values() for code in dataset.eu_themes}):
        to.say(this, DCAT.themeTaxonomy, to.typed(EU["data-theme"], SKOS.ConceptScheme))
        to.theme(code)


def _dataset(to: Statements, dataset: Dataset, *, files: list[Released]) -> None:
    this = to.at("dataset", dataset.id)
    to.say(to.top, DCAT.dataset, this)
    to.say(this, RDF.type, DCAT.Dataset)
    to.words(this, title=dataset.label, description=_description(dataset))
    to.say(this, DCTERMS.identifier, Literal(str(this)))
    distribution.shared(to, this, dataset=dataset)
    to.say(this, DCTERMS.accrualPeriodicity, to.typed(frequency(dataset.frequency), DCTERMS.Frequency))
    to.say(this, DCTERMS.spatial, to.country())
    to.say(this, DCTERMS.temporal, _span(to, dataset))
    to.say(this, DCTERMS.provenance, _provenance(to, dataset))
    to.say(this, DCTERMS.bibliographicCitation, Literal(dataset.citation, lang=LANGUAGE))
    _elsewhere(to, this, dataset=dataset)
    for indicator in to.known.indicators_in(dataset.id):
        to.say(this, DCAT.keyword, Literal(indicator.label, lang=LANGUAGE))
    if dataset.host:
        to.say(this, DCAT.distribution, distribution.from_the_publisher(to, dataset))
    for file in files:
        to.say(this, DCAT.distribution, distribution.from_us(to, dataset, file=file))


def _elsewhere(to: Statements, this: URIRef, *, dataset: Dataset) -> None:
    """What the publisher itself says about a dataset, where it says anything."""
    if dataset.page:
        to.say(this, DCAT.landingPage, to.typed(dataset.page, FOAF.Document))
        to.say(this, FOAF.page, URIRef(dataset.page))
    if dataset.modified:
        to.say(this, DCTERMS.modified, Literal(dataset.modified))


def _description(dataset: Dataset) -> str:
    parts = [f"{dataset.label}. {dataset.population}.", dataset.note or "", f"Indeling van {dataset.edition}."]
    return " ".join(part for part in parts if part)


def _provenance(to: Statements, dataset: Dataset) -> URIRef:
    from workbench.text import estimation_label

    words = f"Soort cijfers: {estimation_label(dataset.estimation)}."
    if dataset.model_inputs:
        words += f" Geschat uit: {', '.join(given.label for given in dataset.model_inputs)}."
    this = to.typed(to.at("herkomst", dataset.id), DCTERMS.ProvenanceStatement)
    to.say(this, DCTERMS.description, Literal(words, lang=LANGUAGE))
    return this


def _span(to: Statements, dataset: Dataset) -> URIRef:
    first, last = (
        period // 100 if period > 9999 else period for period in (min(dataset.periods), max(dataset.periods))
    )
    this = to.typed(to.at("periode", f"{first}-{last}"), DCTERMS.PeriodOfTime)
    to.say(this, DCAT.startDate, Literal(str(first), datatype=XSD.gYear))
    to.say(this, DCAT.endDate, Literal(str(last), datatype=XSD.gYear))
    return this
