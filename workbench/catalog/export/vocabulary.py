"""The words of other people that DCAT-AP-NL asks for, as addresses."""

from rdflib import Namespace
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF, SKOS, XSD

EU = Namespace("http://publications.europa.eu/resource/authority/")
ADMS = Namespace("http://www.w3.org/ns/adms#")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")

DUTCH = EU["language/NLD"]
PUBLIC, RESTRICTED = (EU[f"access-right/{code}"] for code in ("PUBLIC", "RESTRICTED"))
PROFILE = "https://docs.geostandaarden.nl/dcat/dcat-ap-nl30/"
FREQUENCIES = {
    "elke maand": "MONTHLY",
    "elk kwartaal": "QUARTERLY",
    "elk jaar": "ANNUAL",
    "eens in de twee jaar": "BIENNIAL",
    "eens in de drie jaar": "TRIENNIAL",
    "eens in de vier jaar": "QUADRENNIAL",
}
PREFIXES = {
    "dcat": DCAT,
    "dct": DCTERMS,
    "foaf": FOAF,
    "skos": SKOS,
    "vcard": VCARD,
    "xsd": XSD,
    "adms": ADMS,
    "rdf": RDF,
}
LANGUAGE = "nl"


def frequency(words: str):
    """The EU's word for how often a dataset is renewed; irregular when it is none of its words."""
    return EU[f"frequency/{FREQUENCIES.get(words, 'IRREG')}"]
