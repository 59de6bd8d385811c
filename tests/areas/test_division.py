"""Codes, names, levels and parents of the areas of two editions."""

import pytest

import workbench.areas as where
from workbench.errors import CatalogError, EditionMismatch, InvalidInput, UnknownName


@pytest.mark.parametrize(("edition", "wijken", "buurten"), [(2020, 181, 663), (2024, 189, 679)])
def test_each_edition_has_the_numbers_that_cbs_has(edition, wijken, buurten):
    # CBS, wijk- en buurtindeling 2020 and 2024, the twelve gemeenten of Drenthe
    counted = {
        level: len(where.areas(level, edition=edition)) for level in ("land", "regio", "gemeente", "wijk", "buurt")
    }
    assert counted == {"land": 1, "regio": 1, "gemeente": 12, "wijk": wijken, "buurt": buurten}


def test_the_region_and_the_country_are_content():
    assert (where.EDITIONS, where.REGION, where.COUNTRY) == ((2020, 2024), "GG0706", "NL")
    with pytest.raises(AttributeError):
        where.NOWHERE  # noqa: B018 - to ask is to fail


def test_an_area_knows_what_it_lies_in():
    area = where.area("BU01140100", edition=2024)
    assert (area.level, area.parent) == ("buurt", "WK011401")
    assert [each.code for each in where.ancestors("BU01140100", edition=2024)] == ["WK011401", "GM0114", "GG0706", "NL"]
    assert [each.name for each in where.ancestors("WK011401", edition=2024)] == ["Emmen", "Drenthe", "Nederland"]


@pytest.mark.parametrize("edition", [2020, 2024])
def test_every_area_lies_in_one_that_lists_it_as_a_child(edition):
    for level in ("regio", "gemeente", "wijk", "buurt"):
        for area in where.areas(level, edition=edition):
            assert area in where.children(area.parent, edition=edition)


@pytest.mark.parametrize(("edition", "wijken"), [(2020, 17), (2024, 25)])
def test_borger_odoorn_was_divided_again(edition, wijken):
    assert len(where.areas("wijk", edition=edition, within="GM1681")) == wijken


def test_the_same_code_has_another_name_where_it_is_another_area():
    # CBS: wijk 00 was Borger, and is Valthe since the new division of Borger-Odoorn
    names = [where.area("WK168100", edition=edition).name for edition in where.EDITIONS]
    assert names == ["Borger", "Valthe"]


def test_a_buurt_whose_name_no_source_gives_is_called_by_its_code():
    unnamed = [area for area in where.areas("buurt", edition=2020) if area.name == area.code]
    assert {area.code[2:6] for area in unnamed} == {"1681", "0106"}
    assert all(area.name != area.code for area in where.areas("buurt", edition=2024))


@pytest.mark.parametrize(
    ("code", "level"),
    [("NL", "land"), ("NL01  ", "land"), ("NL00", "land"), ("PV22", "regio"), ("GG0706", "regio"),
     ("GM0106    ", "gemeente"), ("WK011401", "wijk"), ("BU01140100", "buurt")],
)  # fmt: skip
def test_a_code_tells_its_level_also_as_publishers_write_it(code, level):
    assert where.level_of(code) == level


@pytest.mark.parametrize("code", ["", "GM", "GM106", "BU0114010", "XX0106", "Assen", "GM01o6", "GM²²²²", "WK01140100"])
def test_what_is_no_code_is_refused(code):
    with pytest.raises(UnknownName):
        where.level_of(code)


def test_a_code_of_another_edition_offers_that_edition():
    with pytest.raises(EditionMismatch) as caught:
        where.area("WK168116", edition=2024)
    assert caught.value.page == (
        "Gebied WK168116 (Valthermond) bestaat niet in de indeling van 2024. Kies de indeling van 2020."
    )
    assert caught.value.facts["offered"] == 2020


def test_a_code_of_no_edition_gets_the_nearest_one():
    with pytest.raises(UnknownName, match="did you mean 'GM0114'"):
        where.area("GM0144", edition=2024)


@pytest.mark.parametrize("edition", [2022, 0, None, "2024"])
def test_an_unknown_edition_names_the_ones_there_are(edition):
    with pytest.raises(InvalidInput) as caught:
        where.area("GM0106", edition=edition)
    assert "2020 en 2024" in caught.value.page


def test_an_unknown_level_gets_the_nearest_one():
    with pytest.raises(UnknownName, match="did you mean 'wijk'"):
        where.areas("wijken", edition=2024)


@pytest.mark.parametrize(
    ("was", "becomes", "line", "words"),
    [
        ("code;name", "code,name", 1, "moet 'code;name' zijn"),
        ("GM0106;Assen", "GM106;Assen", 2, "geen code"),
        ("GM0106;Assen", "GM0106;", 2, "een code en een naam"),
        ("GM0106;Assen", "GM0106;Assen;x", 2, "een code en een naam"),
        ("GM0109;", "GM0106;", 3, "twee keer"),
        ("GM0106;Assen\n", "", 13, "hoort bij 'GM0106'"),
    ],
)
def test_a_slip_in_the_list_of_areas_is_named_with_its_line(areas_folder, was, becomes, line, words):
    path = areas_folder / "2024.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(was, becomes, 1), encoding="utf-8")
    with pytest.raises(CatalogError, match=f"areas/2024.csv:{line}:") as caught:
        where.areas("wijk", edition=2024)
    assert words in caught.value.page
    assert [problem.line for problem in where.problems_in_areas()] == [line]


@pytest.mark.parametrize("name", ["region.yaml", "2024.csv", "concordance-2020-2024.yaml"])
def test_a_missing_file_of_areas_is_named(areas_folder, name):
    (areas_folder / name).unlink()
    assert [problem.file for problem in where.problems_in_areas()] == [f"areas/{name}"]


def test_a_file_that_nobody_would_read_is_named(areas_folder):
    (areas_folder / "2022.csv").write_text("code;name\n")
    assert [problem.file for problem in where.problems_in_areas()] == ["areas/2022.csv"]
