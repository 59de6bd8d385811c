"""What the door hides is nowhere in the site: not in a page, a script, a table, a picture or a PDF."""

import io

import pandas as pd
import pytest
from pypdf import PdfReader

from tests.disclosure.search import hidden_values_in
from workbench import areas
from workbench.catalog import load_catalog
from workbench.disclosure import protect
from workbench.publish import batch
from workbench.publish.pdf import print_page
from workbench.publish.site import Site

from .conftest import THEME

NAME, DATASET = "aanmeldingen-jeugd-ggz", "aanmeldingen-jeugd-ggz-levering"
SECRETS = [7.31946, 48271, 6.28413, 51839]


@pytest.fixture
def figures():
    """Twelve gemeenten, of which two have fewer than ten persons: theirs are the secrets."""
    codes = [area.code for area in areas.areas("gemeente", edition=2024)]
    rows = pd.DataFrame({"area_code": codes, "numerator": 900, "denominator": 20_000, "value": 45.0})
    rows.loc[[2, 5], "numerator"] = [3, 4]
    rows.loc[[2, 5], "denominator"] = [48271, 51839]
    rows.loc[[2, 5], "value"] = [7.31946, 6.28413]
    rows = rows.assign(indicator=NAME, edition=2024, period=2024, group="jongeren", status="published")
    rows = rows.assign(estimation="register", dataset=DATASET, version="proef")
    return protect(rows, {DATASET: load_catalog().policies["drempel_10"]}, theme=THEME)


def test_the_whole_site_holds_none_of_them(home, figures, tmp_path):
    assert {"suppressed", "published"} <= set(figures.rows()["status"])
    Site(figures, [], tmp_path / "site").write(with_pdf=False)
    written = {path.suffix for path in (tmp_path / "site").rglob("*") if path.is_file()}
    assert {".html", ".js", ".csv", ".svg", ".png"} <= written
    assert hidden_values_in(tmp_path / "site", SECRETS) == []


def test_the_search_would_have_found_them(tmp_path):
    (tmp_path / "pagina.html").write_text("<td>7,31946</td>")
    assert hidden_values_in(tmp_path, SECRETS) != []


def test_a_pdf_says_what_its_page_says_and_nothing_else(home, tmp_path):
    (tmp_path / batch.PAGE).write_text(
        "<html lang='nl'><title>Emmen</title><body><p>verborgen om privacy</p></body></html>"
    )
    print_page(tmp_path)
    reader = PdfReader(io.BytesIO((tmp_path / "rapport.pdf").read_bytes()))
    assert "verborgen om privacy" in reader.pages[0].extract_text()
    assert set(reader.metadata) <= {"/Title", "/Producer"}


def test_a_report_asks_nothing_from_outside_when_it_is_printed(home, tmp_path):
    page = "<html lang='nl'><title>x</title><body><img alt='' src='http://127.0.0.1:9/x.png'>tekst</body></html>"
    (tmp_path / batch.PAGE).write_text(page)
    print_page(tmp_path)
    assert b"127.0.0.1" not in (tmp_path / "rapport.pdf").read_bytes()
