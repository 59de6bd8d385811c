"""Released figures as a Data Package, held against the rules of Frictionless Data."""

import json
from pathlib import Path

import frictionless
import pandas as pd
import pytest

from tests.disclosure.releasers import releasers_in
from workbench import store
from workbench.catalog import load_catalog
from workbench.disclosure import SafeTable, protect
from workbench.errors import InvalidInput, StoreError
from workbench.publish import datapackage

THEME = "mentale-gezondheid"
SOURCES = {"angst-depressie-risico": "50090NED", "aanmeldingen-jeugd-ggz": "aanmeldingen-jeugd-ggz-levering"}


def figures(*rows: tuple, version: str = "a1", demo: bool = False) -> SafeTable:
    """Protected rows: indicator, area, numerator, denominator, value, status."""
    columns = ["indicator", "area_code", "numerator", "denominator", "value", "status"]
    table = pd.DataFrame(rows, columns=columns)
    table = table.assign(edition=2024, period=2020, group="totaal", estimation="register", version=version)
    table["dataset"] = table["indicator"].map(SOURCES)
    catalog = load_catalog()
    policies = {name: catalog.policy(catalog.dataset(name).policy) for name in table["dataset"].unique()}
    return protect(table, policies, theme=THEME, demo=demo)


ROWS = (
    ("angst-depressie-risico", "GM0106", None, None, 5.5, "published"),  # RIVM, StatLine 50090NED
    ("angst-depressie-risico", "GM0114", None, None, 6.4, "published"),
    ("angst-depressie-risico", "GM1690", None, None, None, "missing"),
    ("aanmeldingen-jeugd-ggz", "WK010600", 40, 800, 50.0, "published"),
    ("aanmeldingen-jeugd-ggz", "WK010601", 4, 777, 5.148, "published"),
)


@pytest.fixture
def cijfers(home) -> SafeTable:
    return figures(*ROWS)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """An empty folder; the home of the workbench is beside it."""
    (tmp_path / "place").mkdir()
    return tmp_path / "place"


@pytest.fixture
def let_out(home, cijfers, tmp_path, monkeypatch) -> SafeTable:
    """The same figures, of which two people released what the partner delivered."""
    dataset = "aanmeldingen-jeugd-ggz-levering"
    version = store.put(dataset, cijfers.rows(dataset=dataset), origin={"producer": "proef"}).id
    releasers_in(tmp_path / "catalogus", monkeypatch).release(dataset, version)
    return figures(*ROWS, version=version)


def errors(folder: Path) -> list[str]:
    with frictionless.system.use_context(trusted=False):
        report = frictionless.Package(str(folder / "datapackage.json")).validate()
    return [f"{where[0]}: {where[1]}" for where in report.flatten(["title", "message"])]


def test_a_package_is_what_frictionless_demands(cijfers, place):
    datapackage.write(cijfers, place / "uit")
    assert errors(place / "uit") == []


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ("GM0106,2024", "GM9999,2024"),
        ("published", "getoond"),
        ("5.5", "5,5"),
        ("GM0114", "GM0106"),
        ("value", "waarde"),
    ],
)
def test_the_rules_notice_what_is_wrong(cijfers, place, was, becomes):
    # the test of the test: an unknown area, status, number, key or column
    datapackage.write(cijfers, place)
    path = place / "data" / "cijfers-50090ned.csv"
    path.write_text(path.read_text().replace(was, becomes))
    assert errors(place)


def test_what_a_partner_delivered_stays_in_until_it_is_let_out(cijfers, place):
    out = datapackage.write(cijfers, place / "uit")
    assert [each.dataset for each in out] == ["50090NED"]
    assert "aanmeldingen" not in "".join(path.read_text() for path in (place / "uit").rglob("*.*"))


def test_a_hidden_figure_is_an_empty_cell_with_its_reason(let_out, place):
    datapackage.write(let_out, place)
    table = pd.read_csv(place / "data" / "cijfers-aanmeldingen-jeugd-ggz-levering.csv")
    hidden = table[table["area_code"] == "WK010601"].iloc[0]
    assert hidden["status"] == "suppressed"
    assert hidden[["value", "numerator", "lower", "upper"]].isna().all()
    assert errors(place) == []


def test_no_number_of_a_hidden_cell_is_in_any_file(let_out, place):
    datapackage.write(let_out, place)
    assert "5.148" not in "".join(path.read_text() for path in place.rglob("*.*"))


def test_every_table_carries_its_source_and_licence(cijfers, place):
    datapackage.write(cijfers, place)
    found = json.loads((place / "datapackage.json").read_text(encoding="utf-8"))
    table = next(each for each in found["resources"] if each["name"] == "cijfers-50090ned")
    assert table["sources"] == [
        {"title": load_catalog().dataset("50090NED").citation, "path": load_catalog().dataset("50090NED").page}
    ]
    assert table["licenses"][0]["path"] == "https://creativecommons.org/licenses/by/4.0/"
    assert found["versions"]["50090NED"] == "a1"


def test_the_same_figures_give_the_same_bytes(cijfers, place):
    for name in ("een", "twee"):
        datapackage.write(cijfers, place / name)
    files = [path.relative_to(place / "een") for path in (place / "een").rglob("*.*")]
    assert len(files) == 4
    assert all((place / "een" / file).read_bytes() == (place / "twee" / file).read_bytes() for file in files)


def test_a_new_package_takes_the_place_of_the_old_one_as_a_whole(cijfers, let_out, place):
    datapackage.write(let_out, place / "uit")
    datapackage.write(cijfers, place / "uit")
    assert {path.name for path in (place / "uit" / "data").iterdir()} == {
        "cijfers-50090ned.csv",
        "gebieden.csv",
        "indicatoren.csv",
    }
    assert [path.name for path in place.iterdir()] == ["uit"]


@pytest.mark.parametrize("content", [None, "{}", '{"keywords": ["iets anders"]}', "geen json", "[]"])
def test_a_folder_with_other_files_is_left_alone(cijfers, place, content):
    (place / "brief.txt").write_text("van een ander")
    if content is not None:
        (place / "datapackage.json").write_text(content)
    before = {path.name: path.read_bytes() for path in place.iterdir()}
    with pytest.raises(InvalidInput, match="other files"):
        datapackage.write(cijfers, place)
    assert {path.name: path.read_bytes() for path in place.iterdir()} == before


def test_a_package_with_somebody_elses_file_beside_it_is_left_alone(cijfers, place):
    datapackage.write(cijfers, place)
    (place / "brief.txt").write_text("van een ander")
    with pytest.raises(InvalidInput):
        datapackage.write(cijfers, place)


def test_a_file_where_a_folder_should_be_is_left_alone(cijfers, place):
    (place / "uit").write_text("van een ander")
    with pytest.raises(InvalidInput):
        datapackage.write(cijfers, place / "uit")


def test_a_folder_that_cannot_be_written_is_named_and_nothing_is_left(cijfers, place):
    (place / "vol").write_text("")
    with pytest.raises(StoreError, match="cannot write"):
        datapackage.write(cijfers, place / "vol" / "uit")
    assert [path.name for path in place.iterdir()] == ["vol"]


def test_invented_figures_say_so_in_the_title(place):
    datapackage.write(figures(("angst-depressie-risico", "GM0106", None, None, 5.5, "published"), demo=True), place)
    assert "verzonnen cijfers" in json.loads((place / "datapackage.json").read_text())["title"]
