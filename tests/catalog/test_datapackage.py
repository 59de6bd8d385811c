"""Released figures as a Data Package, held against the rules of Frictionless Data."""

import json
from pathlib import Path

import frictionless
import pandas as pd
import pytest

from workbench.catalog import load_catalog
from workbench.disclosure import SafeTable, protect
from workbench.errors import InvalidInput, StoreError
from workbench.publish import datapackage

THEME = "mentale-gezondheid"
SOURCES = {"angst-depressie-risico": "50090NED", "aanmeldingen-jeugd-ggz": "aanmeldingen-jeugd-ggz-levering"}


def figures(*rows: tuple, demo: bool = False) -> SafeTable:
    """Protected rows: indicator, area, numerator, denominator, value, status."""
    columns = ["indicator", "area_code", "numerator", "denominator", "value", "status"]
    table = pd.DataFrame(rows, columns=columns)
    table = table.assign(edition=2024, period=2020, group="totaal", estimation="register", version="a1")
    table["dataset"] = table["indicator"].map(SOURCES)
    catalog = load_catalog()
    policies = {name: catalog.policy(catalog.dataset(name).policy) for name in table["dataset"].unique()}
    return protect(table, policies, theme=THEME, demo=demo)


@pytest.fixture
def cijfers() -> SafeTable:
    return figures(
        ("angst-depressie-risico", "GM0106", None, None, 5.5, "published"),  # RIVM, StatLine 50090NED
        ("angst-depressie-risico", "GM0114", None, None, 6.4, "published"),
        ("angst-depressie-risico", "GM1690", None, None, None, "missing"),
        ("aanmeldingen-jeugd-ggz", "WK010600", 40, 800, 50.0, "published"),
        ("aanmeldingen-jeugd-ggz", "WK010601", 4, 777, 5.148, "published"),
    )


def errors(folder: Path) -> list[str]:
    with frictionless.system.use_context(trusted=False):
        report = frictionless.Package(str(folder / "datapackage.json")).validate()
    return [f"{where[0]}: {where[1]}" for where in report.flatten(["title", "message"])]


def test_a_package_is_what_frictionless_demands(cijfers, tmp_path):
    datapackage.write(cijfers, tmp_path / "uit")
    assert errors(tmp_path / "uit") == []


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
def test_the_rules_notice_what_is_wrong(cijfers, tmp_path, was, becomes):
    # the test of the test: an unknown area, status, number, key or column
    datapackage.write(cijfers, tmp_path)
    path = tmp_path / "data" / "cijfers-50090ned.csv"
    path.write_text(path.read_text().replace(was, becomes))
    assert errors(tmp_path)


def test_what_a_partner_delivered_stays_in_until_it_is_let_out(cijfers, tmp_path):
    out = datapackage.write(cijfers, tmp_path / "uit")
    assert [each.dataset for each in out] == ["50090NED"]
    assert "aanmeldingen" not in "".join(path.read_text() for path in (tmp_path / "uit").rglob("*.*"))


def test_a_hidden_figure_is_an_empty_cell_with_its_reason(cijfers, tmp_path):
    datapackage.write(cijfers, tmp_path, let_out=["aanmeldingen-jeugd-ggz-levering"])
    table = pd.read_csv(tmp_path / "data" / "cijfers-aanmeldingen-jeugd-ggz-levering.csv")
    hidden = table[table["area_code"] == "WK010601"].iloc[0]
    assert hidden["status"] == "suppressed"
    assert hidden[["value", "numerator", "lower", "upper"]].isna().all()
    assert errors(tmp_path) == []


def test_no_number_of_a_hidden_cell_is_in_any_file(cijfers, tmp_path):
    datapackage.write(cijfers, tmp_path, let_out=["aanmeldingen-jeugd-ggz-levering"])
    assert "5.148" not in "".join(path.read_text() for path in tmp_path.rglob("*.*"))


def test_every_table_carries_its_source_and_licence(cijfers, tmp_path):
    datapackage.write(cijfers, tmp_path)
    found = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    table = next(each for each in found["resources"] if each["name"] == "cijfers-50090ned")
    assert table["sources"] == [
        {"title": load_catalog().dataset("50090NED").citation, "path": load_catalog().dataset("50090NED").page}
    ]
    assert table["licenses"][0]["path"] == "https://creativecommons.org/licenses/by/4.0/"
    assert found["versions"]["50090NED"] == "a1"


def test_the_same_figures_give_the_same_bytes(cijfers, tmp_path):
    for name in ("een", "twee"):
        datapackage.write(cijfers, tmp_path / name)
    files = [path.relative_to(tmp_path / "een") for path in (tmp_path / "een").rglob("*.*")]
    assert len(files) == 4
    assert all((tmp_path / "een" / file).read_bytes() == (tmp_path / "twee" / file).read_bytes() for file in files)


def test_a_new_package_takes_the_place_of_the_old_one_as_a_whole(cijfers, tmp_path):
    datapackage.write(cijfers, tmp_path / "uit", let_out=["aanmeldingen-jeugd-ggz-levering"])
    datapackage.write(cijfers, tmp_path / "uit")
    assert {path.name for path in (tmp_path / "uit" / "data").iterdir()} == {
        "cijfers-50090ned.csv",
        "gebieden.csv",
        "indicatoren.csv",
    }
    assert [path.name for path in tmp_path.iterdir()] == ["uit"]


@pytest.mark.parametrize("content", [None, "{}", '{"keywords": ["iets anders"]}', "geen json", "[]"])
def test_a_folder_with_other_files_is_left_alone(cijfers, tmp_path, content):
    (tmp_path / "brief.txt").write_text("van een ander")
    if content is not None:
        (tmp_path / "datapackage.json").write_text(content)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(InvalidInput, match="other files"):
        datapackage.write(cijfers, tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_package_with_somebody_elses_file_beside_it_is_left_alone(cijfers, tmp_path):
    datapackage.write(cijfers, tmp_path)
    (tmp_path / "brief.txt").write_text("van een ander")
    with pytest.raises(InvalidInput):
        datapackage.write(cijfers, tmp_path)


def test_a_file_where_a_folder_should_be_is_left_alone(cijfers, tmp_path):
    (tmp_path / "uit").write_text("van een ander")
    with pytest.raises(InvalidInput):
        datapackage.write(cijfers, tmp_path / "uit")


def test_a_folder_that_cannot_be_written_is_named_and_nothing_is_left(cijfers, tmp_path):
    (tmp_path / "vol").write_text("")
    with pytest.raises(StoreError, match="cannot write"):
        datapackage.write(cijfers, tmp_path / "vol" / "uit")
    assert [path.name for path in tmp_path.iterdir()] == ["vol"]


def test_invented_figures_say_so_in_the_title(tmp_path):
    datapackage.write(figures(("angst-depressie-risico", "GM0106", None, None, 5.5, "published"), demo=True), tmp_path)
    assert "verzonnen cijfers" in json.loads((tmp_path / "datapackage.json").read_text())["title"]
