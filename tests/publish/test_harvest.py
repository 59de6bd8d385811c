"""What a national data catalogue fetches from the site itself: valid, with addresses that lead to its own files."""

import json
from urllib.parse import urlsplit

import frictionless
import pyshacl
import pytest
from rdflib import Graph
from rdflib.namespace import DCAT, RDF

from tests.catalog.test_export import SHAPES
from workbench.catalog import load_catalog
from workbench.catalog.export import graph, warning
from workbench.errors import InvalidInput

BASE = "https://cijfers.voorbeeld.nl/"  # WORKBENCH_SITE of these tests


@pytest.fixture(scope="module")
def turtle(site) -> Graph:
    return Graph().parse(site / "catalogus" / "catalogus.ttl")


def test_the_site_s_own_description_is_what_the_profile_demands(turtle):
    conforms, report, _ = pyshacl.validate(
        turtle, shacl_graph=Graph().parse(SHAPES), inference="none", allow_warnings=True
    )
    assert conforms, report.serialize(format="turtle")[:2000]


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib warns about its own JSON-LD reader
def test_turtle_and_json_ld_say_the_same(turtle, site):
    assert set(Graph().parse(site / "catalogus" / "catalogus.jsonld", format="json-ld")) == set(turtle)


def test_every_file_to_download_is_in_the_site_with_the_size_it_says(turtle, site):
    found = [
        (str(file), int(turtle.value(each, DCAT.byteSize))) for each, file in turtle.subject_objects(DCAT.downloadURL)
    ]
    assert len(found) >= 3
    for address, size in found:
        assert address.startswith(BASE)
        assert (site / urlsplit(address).path.lstrip("/")).stat().st_size == size


def test_the_tables_are_what_frictionless_demands_and_every_resource_of_a_catalogue_is_described(site, turtle):
    with frictionless.system.use_context(trusted=False):
        report = frictionless.Package(str(site / "catalogus" / "cijfers" / "datapackage.json")).validate()
    assert [f"{name}: {said}" for name, said in report.flatten(["title", "message"])] == []
    assert len(list(turtle.subjects(RDF.type, DCAT.Dataset))) == len(load_catalog().datasets)


def test_the_package_goes_no_deeper_than_the_pages(site):
    # A neighbourhood is too fine for a page for everybody, so it is for a file for everybody.
    areas = (site / "catalogus" / "cijfers" / "data" / "gebieden.csv").read_text(encoding="utf-8")
    assert ("WK" in areas, "BU" in areas) == (True, False)


def test_the_first_page_leads_a_harvester_to_them(site):
    page = (site / "index.html").read_text(encoding="utf-8")
    for name in ("catalogus/catalogus.ttl", "catalogus/catalogus.jsonld", "catalogus/cijfers/datapackage.json"):
        assert f'href="{name}"' in page
    assert json.loads((site / "catalogus" / "cijfers" / "datapackage.json").read_text())["name"] == "mentale-gezondheid"


def test_without_an_address_of_its_own_the_site_says_so_before_anybody_harvests_it(monkeypatch):
    monkeypatch.delenv("WORKBENCH_SITE", raising=False)
    assert "Zet WORKBENCH_SITE" in warning(load_catalog())
    monkeypatch.setenv("WORKBENCH_SITE", BASE)
    assert warning(load_catalog()) is None
    assert all(BASE in str(each) for each in graph(load_catalog()).subjects(RDF.type, DCAT.Catalog))
    monkeypatch.setenv("WORKBENCH_SITE", "cijfers")
    with pytest.raises(InvalidInput):
        graph(load_catalog())
