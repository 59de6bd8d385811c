"""The catalogue for the national data catalogues."""

import json
import subprocess
import sys
from pathlib import Path

import pyshacl
import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF

from workbench.catalog import load_catalog
from workbench.catalog.export import Released, graph, write
from workbench.errors import CatalogError, StoreError, UnknownName

SHAPES = Path(__file__).with_name("dcat_ap_nl_3.ttl")
BASE = "https://cijfers.example/"
FILES = [Released("50090NED", "data/50090NED.csv", 1234)]


@pytest.fixture(scope="module")
def made() -> Graph:
    return graph(load_catalog(), base=BASE, released=FILES)


def complaints(found: Graph, severity: str = "Violation") -> list[str]:
    """The messages of one severity, of the shapes of DCAT-AP-NL 3.0."""
    _, report, _ = pyshacl.validate(found, shacl_graph=Graph().parse(SHAPES), inference="none")
    query = f"""SELECT ?node ?path ?message WHERE {{ ?result a sh:ValidationResult ; sh:resultSeverity sh:{severity} ;
        sh:focusNode ?node ; sh:resultMessage ?message . OPTIONAL {{ ?result sh:resultPath ?path }} }}"""
    return [f"{row.node} {row.path}: {row.message}" for row in report.query(query)]


def test_it_is_what_the_profile_demands(made):
    assert complaints(made) == []


def test_what_the_profile_advises_is_there_too_except_for_a_page_that_a_dataset_has_not(made):
    without = {f"{BASE}id/dataset/{each.id}" for each in load_catalog().datasets.values() if each.page is None}
    complained = {tuple(each.split(": ")[0].split(" ")) for each in complaints(made, "Warning")}
    assert complained == {(each, str(page)) for each in without for page in (DCAT.landingPage, FOAF.page)}


@pytest.mark.parametrize(
    ("kind", "predicate"),
    [
        (DCAT.Dataset, DCTERMS.title),
        (DCAT.Dataset, DCTERMS.description),
        (DCAT.Dataset, DCTERMS.identifier),
        (DCAT.Dataset, DCTERMS.publisher),
        (DCAT.Dataset, DCTERMS.creator),
        (DCAT.Dataset, DCTERMS.accessRights),
        (DCAT.Dataset, DCAT.theme),
        (DCAT.Dataset, DCAT.contactPoint),
        (DCAT.Distribution, DCTERMS.license),
        (DCAT.Distribution, DCAT.accessURL),
        (DCAT.DataService, DCAT.endpointURL),
        (DCAT.DataService, DCAT.endpointDescription),
        (DCAT.Catalog, DCAT.dataset),
        (DCAT.Catalog, DCAT.contactPoint),
        (FOAF.Agent, FOAF.name),
    ],
)
def test_the_shapes_miss_what_is_obliged(made, kind, predicate):
    # the test of the test: without an obliged property the shapes complain
    broken = Graph() + made
    for node in made.subjects(RDF.type, kind):
        broken.remove((node, predicate, None))
    assert complaints(broken)


def test_the_shapes_refuse_a_value_that_is_in_no_list(made):
    broken = Graph() + made
    node = next(made.subjects(RDF.type, DCAT.Dataset))
    broken.set((node, DCTERMS.accessRights, URIRef("https://voorbeeld.example/iedereen")))
    assert complaints(broken)


def test_every_dataset_of_the_catalogue_is_in_it_with_its_own_licence_and_source(made):
    catalog = load_catalog()
    found = {str(made.value(node, DCTERMS.identifier)) for node in made.subjects(RDF.type, DCAT.Dataset)}
    assert found == {f"{BASE}id/dataset/{name}" for name in catalog.datasets}
    node = URIRef(f"{BASE}id/dataset/50090NED")
    assert made.value(node, DCTERMS.bibliographicCitation) == Literal(catalog.dataset("50090NED").citation, lang="nl")
    assert Literal("Eenzaamheid", lang="nl") in set(made.objects(node, DCAT.keyword))


def test_a_model_estimate_says_so_in_its_provenance(made):
    words = made.value(made.value(URIRef(f"{BASE}id/dataset/50090NED"), DCTERMS.provenance), DCTERMS.description)
    assert "modelschatting" in words
    assert "opleidingsniveau" in words


def test_released_figures_are_a_distribution_to_download(made):
    node = URIRef(f"{BASE}id/distributie/50090NED/csv")
    assert (URIRef(f"{BASE}id/dataset/50090NED"), DCAT.distribution, node) in made
    assert made.value(node, DCAT.downloadURL) == URIRef(f"{BASE}data/50090NED.csv")


def test_a_delivery_is_not_open_to_all(made):
    rights = made.value(URIRef(f"{BASE}id/dataset/aanmeldingen-jeugd-ggz-levering"), DCTERMS.accessRights)
    assert str(rights).endswith("/RESTRICTED")


def test_everything_has_an_address(made):
    from rdflib import BNode

    assert not [term for triple in made for term in triple if isinstance(term, BNode)]


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib warns about its own JSON-LD reader
def test_both_files_say_the_same(made, tmp_path):
    turtle, json_ld = write(made, tmp_path)
    assert set(Graph().parse(turtle)) == set(made)
    assert set(Graph().parse(json_ld, format="json-ld")) == set(made)
    assert json.loads(json_ld.read_text(encoding="utf-8"))["@context"]["dcat"] == "http://www.w3.org/ns/dcat#"


def test_two_runs_give_the_same_files(tmp_path):
    code = "import sys; from pathlib import Path; from workbench.catalog import load_catalog\n"
    code += "from workbench.catalog.export import graph, write\nwrite(graph(load_catalog()), Path(sys.argv[1]))"
    for seed in ("1", "2"):
        command = [sys.executable, "-c", code, str(tmp_path / seed)]
        subprocess.run(command, check=True, env={"PYTHONHASHSEED": seed})
    for name in ("catalogus.ttl", "catalogus.jsonld"):
        assert (tmp_path / "1" / name).read_bytes() == (tmp_path / "2" / name).read_bytes()


def test_a_released_file_of_an_unknown_dataset_is_refused():
    with pytest.raises(UnknownName):
        graph(load_catalog(), released=[Released("50090NDE", "x.csv")])


def test_a_catalogue_without_a_publisher_is_not_exported(folder):
    with pytest.raises(CatalogError) as caught:
        graph(load_catalog(folder))
    assert "publication" in caught.value.page


def test_a_folder_that_cannot_be_written_is_named(made, tmp_path):
    (tmp_path / "vol").write_text("")
    with pytest.raises(StoreError) as caught:
        write(made, tmp_path / "vol" / "hier")
    assert "niet te beschrijven" in caught.value.page
