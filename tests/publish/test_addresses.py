"""Every address that the site gives out leads somewhere on any static host: its own and those of its catalogue."""

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote, urldefrag

import html5lib
import pytest
from pypdf import PdfReader
from rdflib import Graph, URIRef

from workbench.publish.batch import Made
from workbench.publish.jobs import Job
from workbench.publish.site.reports import Shelf
from workbench.publish.site.sheets import Sheets

BASE = "https://cijfers.voorbeeld.nl/"  # WORKBENCH_SITE of these tests


@lru_cache(maxsize=1)
def read(site: Path) -> dict[str, object]:
    """Every page of the site, by its path."""
    found = {path.relative_to(site).as_posix(): path.read_bytes() for path in sorted(site.rglob("*.html"))}
    return {name: html5lib.parse(text, namespaceHTMLElements=False) for name, text in found.items()}


def links(page) -> Iterator[str]:
    """All that a page refers to."""
    for element in page.iter():
        yield from (element.get(name) for name in ("href", "src", "action", "poster") if element.get(name))


def lost(site: Path, address: str, *, beside: str) -> str | None:
    """What is wrong with an address on the page `beside`; None when it leads to a file, and to a place in it."""
    path, place = urldefrag(address)
    here = beside if not path else (Path(beside).parent / unquote(path)).as_posix()
    target = (site / here).resolve()
    if not target.is_relative_to(site.resolve()) or not target.is_file():
        return f"{beside}: {address} leads to no file"
    if place and "=" not in place:  # what holds a choice is read by the page itself
        page = read(site)[target.relative_to(site.resolve()).as_posix()]
        if not any(element.get("id") == unquote(place) for element in page.iter()):
            return f"{beside}: {address} leads to no place on the page"
    return None


def test_no_link_in_the_whole_site_is_dead(site):
    inside = [(name, each) for name, page in read(site).items() for each in links(page) if not outside(each)]
    assert len(inside) > 500
    assert [wrong for name, each in inside if (wrong := lost(site, each, beside=name))] == []


def outside(address: str) -> bool:
    return re.match(r"[a-z]+:", address) is not None


def test_what_the_search_finds_and_the_choices_lead_to_is_there(site):
    found = json.loads((site / "zoek.js").read_text().removeprefix("DW.zoek = ").rstrip(";\n"))
    offered = json.loads(re.search(r'"cijfers":(\[\[.*?\]\])', (site / "gegevens/gebieden.js").read_text())[1])
    hits = [href for _, href, _, _ in found] + [f"cijfer/{name}.html" for name, _ in offered]
    assert len(hits) > 20
    assert [wrong for href in hits if (wrong := lost(site, href, beside="index.html"))] == []


def test_a_pdf_leads_only_outside_or_to_its_own_pages(site):
    found = list(site.rglob("*.pdf"))
    assert len(found) >= 3
    led = {each for path in found for each in pdf_links(path)}
    assert [each for each in led if not re.match(r"https?://", each)] == []


def pdf_links(path: Path) -> Iterator[str]:
    for page in PdfReader(path).pages:
        for note in page.get("/Annots", []):
            action = note.get_object().get("/A", {})
            if "/URI" in action:
                yield action["/URI"]


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib warns about its own JSON-LD reader
@pytest.mark.parametrize(("name", "format"), [("catalogus.ttl", "turtle"), ("catalogus.jsonld", "json-ld")])
def test_every_address_of_ours_in_the_catalogue_leads_to_a_file_of_the_site(site, name, format):
    graph = Graph().parse(site / "catalogus" / name, format=format)
    ours = {str(term) for triple in graph for term in triple if isinstance(term, URIRef) and term.startswith(BASE)}
    written = set(re.findall(rf"{re.escape(BASE)}[^\s\"<>]*", (site / "catalogus" / name).read_text(encoding="utf-8")))
    kinds = {address.removeprefix(BASE).split("/")[1] for address in ours if "/id/" in address}
    assert {"dataset", "distributie", "organisatie", "service", "herkomst", "periode", "contact", "catalogus"} <= kinds
    assert [address for address in sorted(ours | written) if static(site, address) is None] == []


def static(site: Path, address: str) -> Path | None:
    """The file that any static host gives for an address: itself, or the index of a folder."""
    path = site / unquote(address.removeprefix(BASE))
    return next((file for file in (path, path / "index.html") if file.is_file()), None)


def test_the_page_of_a_dataset_says_whose_it_is_and_leads_to_its_files_and_figures(site):
    page = read(site)["id/dataset/50090NED/index.html"]
    words = " ".join(" ".join(page.itertext()).split())
    for each in ("RIVM", "CC BY 4.0", "modelschatting", f"{BASE}id/dataset/50090NED", "openbaar"):
        assert each in words
    led = set(links(page))
    for each in ("id/distributie/50090NED/csv/index.html", "cijfer/eenzaamheid.html", "catalogus/catalogus.ttl"):
        assert f"../../../{each}" in led
    assert "../../../../id/dataset/50090NED/index.html" in set(
        links(read(site)["id/distributie/50090NED/csv/index.html"])
    )


def test_each_figure_says_its_permanent_address_and_that_is_where_it_stands(site):
    page = read(site)["cijfer/eenzaamheid.html"]
    said = [each.text for each in page.iter("a") if each.get("class") == "s-address"]
    assert said == [f"{BASE}cijfer/eenzaamheid.html#{part}" for part in ("kaart", "volgorde", "verloop")]
    assert [wrong for each in said if (wrong := lost(site, each.removeprefix(BASE), beside="index.html"))] == []


def test_from_each_page_of_the_site_itself_it_is_one_step_to_who_answers_for_it(site):
    own = {name: page for name, page in read(site).items() if not name.startswith("rapport/")}
    told = {name for name, page in own.items() if any(each.endswith("contact/index.html") for each in links(page))}
    assert sorted(own.keys() - told) == []
    assert "Datawerkplaats Drenthe" in " ".join(own["contact/index.html"].itertext())


def test_the_reports_of_an_area_stand_in_the_order_of_the_cycle(tmp_path):
    # data, duiden, dialoog, doen: as README says, and not as the alphabet has their names.
    asked = ["interventies", "prioriteren", "samenhang", "verkennen"]
    made = [Made(Job(name, (("gebied", "GM0114"),)), tmp_path, 0, kept=True, failure=None) for name in asked]
    shelf = Shelf(made, Sheets(tmp_path, {"region": "Drenthe"}))
    led = [str(each["href"]).split("/")[2] for each in shelf.links(area="GM0114")]
    assert led == [f"{name}-GM0114" for name in ("verkennen", "samenhang", "prioriteren", "interventies")]
    assert shelf.links(area="GM0106") == []
