"""What the door hides is nowhere in the site: not in a page, a script, a table, a picture, a PDF or what it carries."""

import io
import os
import shutil
import subprocess
from pathlib import Path

import pandas as pd
import pytest
from pypdf import PdfReader
from pypdf.generic import StreamObject

from tests.disclosure.releasers import Releasers, releasers_in
from tests.disclosure.search import hidden_values_in
from workbench import areas, store
from workbench.disclosure import load
from workbench.publish.printing import PAGE, PDF, print_page

from .conftest import THEME, command

NAME, DATASET = "aanmeldingen-jeugd-ggz", "aanmeldingen-jeugd-ggz-levering"
SECRETS = [7.31946, 48271, 6.28413, 51839]
SMALL = (2, 5)  # these gemeenten have fewer than ten persons


@pytest.fixture(scope="module")
def site(small, tmp_path_factory) -> Path:
    """A site as the command makes it, with reports on a partner's delivery of which two figures are hidden."""
    home = tmp_path_factory.mktemp("geheim")
    shutil.copytree(Path(small["WORKBENCH_HOME"]) / "store", home / "store")
    env = {**small, "WORKBENCH_HOME": str(home)}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in env.items():
            patch.setenv(name, value)
        code = deliver(releasers_in(home / "catalogus", patch))
        env["WORKBENCH_CATALOG"] = str(home / "catalogus")
    words = command("--areas", f"GG0706,{code}", "--notebook", "gebiedsprofiel", "--output", home / "site")
    subprocess.run(words, env=os.environ | env, check=True, capture_output=True, timeout=300)
    return home / "site"


def deliver(people: Releasers) -> str:
    """Puts the delivery behind the door and lets two people release it; gives a gemeente whose figure is hidden."""
    codes = [area.code for area in areas.areas("gemeente", edition=2024)]
    rows = pd.DataFrame({"area_code": codes, "numerator": 900, "denominator": 20_000, "value": 45.0})
    rows.loc[list(SMALL), "numerator"] = [3, 4]
    rows.loc[list(SMALL), "denominator"] = [48271, 51839]
    rows.loc[list(SMALL), "value"] = [7.31946, 6.28413]
    rows = rows.assign(indicator=NAME, edition=2024, period=2024, group="jongeren", status="published")
    version = store.put(DATASET, rows.assign(estimation="register"), origin={"demo": False}).id
    people.release(DATASET, version)
    statuses = load(THEME).rows(indicator=NAME, level="gemeente").set_index("area_code")["status"]
    assert statuses[codes[SMALL[0]]] == "suppressed"
    return codes[SMALL[0]]


def everything_in(pdf: bytes) -> bytes:
    """All that a PDF holds, unpacked: the text of its pages, and every object with what stands in it."""
    reader = PdfReader(io.BytesIO(pdf))
    parts = [page.extract_text().encode() for page in reader.pages]
    for number in range(1, int(reader.trailer["/Size"])):
        held = reader.get_object(number)
        parts.append(str(held).encode())
        if isinstance(held, StreamObject):
            parts.append(held.get_data())
    return b"\n".join(parts)


def test_no_file_of_the_whole_site_holds_one_of_them(site):
    written = {path.suffix for path in site.rglob("*") if path.is_file()}
    assert {".html", ".js", ".csv", ".svg", ".png", ".pdf", ".json", ".ttl", ".jsonld"} <= written
    assert hidden_values_in(site, SECRETS) == []


def test_no_pdf_of_a_report_holds_one_of_them_however_it_is_packed(site):
    found = {path: everything_in(path.read_bytes()) for path in site.rglob("*.pdf")}
    assert len(found) == 2
    assert any(b"verborgen om privacy" in b" ".join(held.split()) for held in found.values())
    assert [hidden_values_in(held, SECRETS) for held in found.values()] == [[], []]


def test_the_search_would_have_found_them(home, tmp_path):
    (tmp_path / PAGE).write_text("<html lang='nl'><title>x</title><body><p>Cijfer: 7,31946</p></body></html>")
    assert hidden_values_in(tmp_path / PAGE, SECRETS) != []
    print_page(tmp_path)
    assert hidden_values_in(everything_in((tmp_path / PDF).read_bytes()), SECRETS) != []


def test_a_report_asks_nothing_from_outside_when_it_is_printed(home, tmp_path):
    page = "<html lang='nl'><title>x</title><body><img alt='' src='http://127.0.0.1:9/x.png'>tekst</body></html>"
    (tmp_path / PAGE).write_text(page)
    print_page(tmp_path)
    assert b"127.0.0.1" not in everything_in((tmp_path / PDF).read_bytes())


def test_beside_invented_figures_a_real_one_is_not_called_invented_nor_the_other_way_round(site):
    real, invented, first = (
        (site / name).read_text(encoding="utf-8")
        for name in (f"cijfer/{NAME}.html", "cijfer/eenzaamheid.html", "index.html")
    )
    assert ("verzonnen" in real, "verzonnen cijfers" in invented) == (False, True)
    assert "Een deel van de cijfers is verzonnen" in first
    marks = {name: last_column(site / "figuur" / f"{name}.csv") for name in (NAME, "eenzaamheid")}
    assert marks == {NAME: {"nee"}, "eenzaamheid": {"ja"}}
    package = {path.stem: last_column(path, ",") for path in (site / "catalogus/cijfers/data").glob("cijfers-*.csv")}
    assert (package[f"cijfers-{DATASET}"], package["cijfers-50090ned"]) == ({"False"}, {"True"})
    assert "Een deel" in (site / "rapport/gebiedsprofiel-GG0706/index.html").read_text(encoding="utf-8")


def last_column(table: Path, separator: str = ";") -> set[str]:
    return {row.rpartition(separator)[2] for row in table.read_text("utf-8-sig").splitlines()[1:]}
