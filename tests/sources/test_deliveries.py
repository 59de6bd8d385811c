"""Fifty and more bad deliveries: each gets a clear report, and nothing of it is kept."""

import os
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pyreadstat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbench import store
from workbench.catalog import load_catalog
from workbench.errors import CatalogError, DeliveryRejected, InvalidInput
from workbench.sources.delivery import inspect, write_template
from workbench.sources.delivery.cells import read_cell
from workbench.sources.delivery.personal import passes_eleven_test
from workbench.store import deliveries

CONTRACT = "levering-aanmeldingen-jeugd-ggz"
HEADER = "wijk;jaar;leeftijd;aanmeldingen;inwoners"
GOOD = ["WK010600;2024;0-23;31;2410", "WK011401;2024;0-23;12;1800", "WK168100;2025;16-25;0;940"]
# 111222333 passes the eleven-test and is a well-known example number, of nobody.
BSN, MARK = "111222333", "4242417"


def csv(*lines: str, header: str = HEADER, encoding: str = "utf-8") -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        path = folder / "levering.csv"
        path.write_bytes(("\n".join([header, *lines]) + "\n").encode(encoding))
        return path

    return write


def raw(name: str, body: bytes) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(body)
        return path

    return write


def with_note(note: str) -> Callable[[Path], Path]:
    return csv(f"{GOOD[0]};{note}", header=HEADER + ";opmerking")


def xlsx(change: Callable | None = None) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        book = openpyxl.Workbook()
        sheet = book.active
        sheet.append(HEADER.split(";"))
        for line in GOOD:
            area, year, age, top, bottom = line.split(";")
            sheet.append([area, int(year), age, int(top), int(bottom)])
        if change:
            change(book, sheet)
        path = folder / "levering.xlsx"
        book.save(path)
        return path

    return write


def cell(name: str, value: object) -> Callable[[Path], Path]:
    return xlsx(lambda _, sheet: sheet.__setitem__(name, value))


def with_part(name: str, body: bytes) -> Callable[[Path], Path]:
    """A good workbook with one part more."""

    def write(folder: Path) -> Path:
        path = xlsx()(folder)
        with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(name, body)
        return path

    return write


def sav(change: Callable | None = None, **settings: object) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        rows = [line.split(";") for line in GOOD]
        frame = pd.DataFrame(rows, columns=HEADER.split(";"))
        numbers = ["jaar", "aanmeldingen", "inwoners"]
        frame[numbers] = frame[numbers].astype(float)
        path = folder / "levering.sav"
        pyreadstat.write_sav(change(frame) if change else frame, str(path), **settings)
        return path

    return write


def sparse(folder: Path) -> Path:
    path = folder / "levering.csv"
    with path.open("wb") as file:
        file.truncate(2 * 1024**3)
    return path


def pipe(folder: Path) -> Path:
    path = folder / "levering.csv"
    os.mkfifo(path)
    return path


def nobody(folder: Path) -> Path:
    return folder / "weg.csv"


def a_folder(folder: Path) -> Path:
    path = folder / "levering.csv"
    path.mkdir()
    return path


def labelled(labels: dict) -> Callable[[Path], Path]:
    """Ages as numbers with value labels."""
    return sav(lambda frame: frame.assign(leeftijd=[1.0, 1.0, 2.0]), variable_value_labels={"leeftijd": labels})


def many_cells() -> bytes:
    """Not so even that it packs like a bomb."""
    random = np.random.default_rng(1)
    return b"".join(b"<c>%d<v/></c>" % number for number in random.integers(0, 10**6, 2_100_000))


def cut(write: Callable[[Path], Path]) -> Callable[[Path], Path]:
    def written(folder: Path) -> Path:
        path = write(folder)
        body = path.read_bytes()
        path.write_bytes(body[: len(body) // 3] + body[len(body) // 3 + 40 :])
        return path

    return written


def endless(folder: Path) -> Path:
    """Packed to almost nothing, and it does not say how many lines it has."""
    path = folder / "levering.sav"
    frame = pd.DataFrame({"wijk": ["WK010600"] * 600_000, "jaar": 2024.0})
    pyreadstat.write_sav(frame, str(path), compress=True)
    body = bytearray(path.read_bytes())
    body[80:84] = b"\xff" * 4  # the number of cases in the header: -1 is unknown
    path.write_bytes(body)
    return path


def first(line: str) -> Callable[[Path], Path]:
    return csv(line, *GOOD[1:])


BAD = {
    # the file
    "no such file": (nobody, "absent", None),
    "a folder": (a_folder, "no_file", None),
    "a pipe": (pipe, "no_file", None),
    "nothing in it": (raw("levering.csv", b""), "empty", None),
    "two gigabytes": (sparse, "too_big", None),
    "another kind of file": (raw("levering.txt", b"x"), "format", None),
    "an old workbook": (raw("levering.xls", b"\xd0\xcf\x11\xe0" + b"x" * 600), "format", None),
    "an old or encrypted workbook under a new name": (
        raw("levering.xlsx", b"\xd0\xcf\x11\xe0" + b"x" * 600),
        "old_or_encrypted",
        None,
    ),
    "text that calls itself a workbook": (raw("levering.xlsx", HEADER.encode()), "false_name", None),
    "a workbook that calls itself text": (raw("levering.csv", b"PK\x03\x04xxxx"), "false_name", None),
    "a web page that calls itself text": (raw("levering.csv", b"<!DOCTYPE html><html></html>"), "false_name", None),
    # text files
    "commas between columns": (csv(header=HEADER.replace(";", ",")), "delimiter", 1),
    "tabs between columns": (csv(header=HEADER.replace(";", "\t")), "delimiter", 1),
    "Latin text": (csv(GOOD[0] + ";één", header=HEADER + ";opmerking", encoding="latin-1"), "encoding", 2),
    "UTF-16": (csv(*GOOD, encoding="utf-16"), "encoding", None),
    "null characters": (raw("levering.csv", HEADER.encode() + b"\n\0\0\0\n"), "encoding", None),
    "a quote that is not closed": (csv('"WK010600;2024;0-23;31;2410', *GOOD[1:]), "quotes", 4),
    "a cell too many on a line": (csv(GOOD[0] + ";9"), "uneven", 2),
    "a cell too few on a line": (csv(GOOD[0], "WK011401;2024;0-23;12"), "uneven", 3),
    "a header and nothing more": (csv(), "no_lines", None),
    "no header": (csv(*GOOD[1:], header=GOOD[0]), "absent_column", 1),
    # columns
    "a column is missing": (csv("WK010600;2024;0-23;31", header="wijk;jaar;leeftijd;aanmeldingen"), "absent_column", 1),
    "a column twice": (csv(GOOD[0] + ";5", header=HEADER + ";inwoners"), "double_column", 1),
    "a column without a name": (csv(GOOD[0] + ";5", header=HEADER + ";"), "nameless_column", 1),
    "a column that was not agreed": (csv(GOOD[0] + ";5", header=HEADER + ";extra"), "unknown_column", 1),
    # cells
    "an unknown area": (first("WK999999;2024;0-23;31;2410"), "unknown_area", 2),
    "the name of an area": (first("Assen;2024;0-23;31;2410"), "unknown_area", 2),
    "an area of another division": (first("WK168109;2024;0-23;31;2410"), "other_edition", 2),
    "a gemeente where a wijk belongs": (first("GM0106;2024;0-23;31;2410"), "other_level", 2),
    "an unknown code": (first("WK010600;2024;0-99;31;2410"), "unknown_code", 2),
    "another period": (first("WK010600;1999;0-23;31;2410"), "other_period", 2),
    "a period in words": (first("WK010600;dit jaar;0-23;31;2410"), "no_number", 2),
    "a negative count": (first("WK010600;2024;0-23;-3;2410"), "negative", 2),
    "more counted than there are": (first("WK010600;2024;0-23;2411;2410"), "more_than_all", 2),
    "a decimal comma": (first("WK010600;2024;0-23;31,5;2410"), "fraction", 2),
    "a decimal point": (first("WK010600;2024;0-23;31.5;2410"), "fraction", 2),
    "points between thousands": (first("WK010600;2024;0-23;31;2.410"), "thousands", 2),
    "a percentage": (first("WK010600;2024;0-23;1,3 %;2410"), "percentage", 2),
    "a number with E": (first("WK010600;2024;0-23;31;2E3"), "scientific", 2),
    "text where a number belongs": (first("WK010600;2024;0-23;veel;2410"), "no_number", 2),
    "a number of five thousand digits": (cell("D2", "9" * 5_000), "no_number", 2),
    "a count that was hidden already": (first("WK010600;2024;0-23;<10;2410"), "hidden", 2),
    "an empty count": (first("WK010600;2024;0-23;;2410"), "empty_cell", 2),
    "a formula in text": (first("WK010600;2024;0-23;=10+21;2410"), "formula", 2),
    "a sum in text": (first("WK010600;2024;0-23;10+21;2410"), "formula", 2),
    "a line of totals": (csv(*GOOD, "Totaal;2024;0-23;43;4210"), "total", 5),
    "the same line twice": (csv(*GOOD, GOOD[0]), "double_key", 5),
    "the same key with another count": (csv(*GOOD, "WK010600;2024;0-23;30;2410"), "double_key", 5),
    # workbooks
    "merged cells": (xlsx(lambda _, sheet: sheet.merge_cells("A2:A3")), "merged", 2),
    "a formula in a workbook": (cell("D2", "=10+21"), "formula", 2),
    "an error of the workbook": (cell("D2", "#DIV/0!"), "error_cell", 2),
    "a date in a workbook": (cell("B2", pd.Timestamp("2024-01-01").to_pydatetime()), "date", 2),
    "true instead of a number": (cell("D2", True), "no_value", 2),
    "two sheets": (xlsx(lambda book, _: book.create_sheet("Nog een")), "sheets", None),
    "an empty workbook": (xlsx(lambda _, sheet: sheet.delete_rows(1, 9)), "empty", None),
    "macros": (with_part("xl/vbaProject.bin", b"Sub Auto_Open()"), "macros", None),
    "links to other files": (with_part("xl/externalLinks/externalLink1.xml", b"<x/>"), "links", None),
    "a zip bomb": (with_part("xl/media/groot.bin", b"\0" * 60_000_000), "bomb", None),
    "an entity bomb": (with_part("xl/extra.xml", b'<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'), "bomb", None),
    "an entity bomb behind a long comment": (
        with_part("xl/extra.xml", b"<!--" + b"x" * 9_000 + b'--><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'),
        "bomb",
        None,
    ),
    "an entity bomb in other letters": (
        with_part("xl/extra.xml", '<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'.encode("utf-16")),
        "encoding",
        None,
    ),
    "an entity bomb that says that its letters are others": (
        with_part("xl/extra.xml", b"<?xml version='1.0' encoding='utf-7'?><x>+ADwAIQ-</x>"),
        "encoding",
        None,
    ),
    "more cells than any delivery has": (with_part("xl/worksheets/sheet2.xml", many_cells()), "too_long", None),
    "a workbook of which the middle is gone": (cut(xlsx()), "damaged", None),
    "a broken workbook": (raw("levering.xlsx", b"PK\x03\x04" + b"rommel" * 50), "damaged", None),
    # SPSS
    "a broken SPSS file": (raw("levering.sav", b"$FL2" + b"rommel" * 100), "damaged", None),
    "an SPSS file of which the middle is gone": (cut(sav()), "damaged", None),
    "an SPSS file that unpacks without end": (endless, "too_long", None),
    "an SPSS file with a date": (
        sav(lambda frame: frame.assign(opmerking=pd.Timestamp("1999-05-01").date())),
        "date",
        None,
    ),
    "SPSS values with labels that were not agreed": (labelled({1.0: "kinderen", 2.0: "jongeren"}), "unknown_code", 1),
    "an SPSS count with a fraction": (sav(lambda frame: frame.assign(aanmeldingen=[1.5, 2, 3])), "fraction", 1),
    "an empty SPSS count": (sav(lambda frame: frame.assign(aanmeldingen=[None, 2.0, 3.0])), "empty_cell", 1),
    # data about persons
    "a column of names": (csv(GOOD[0] + ";x", header=HEADER + ";Achternaam"), "personal", None),
    "a column of burgerservicenummers": (csv(GOOD[0] + ";x", header=HEADER + ";BSN_client"), "personal", None),
    "a burgerservicenummer in a note": (with_note(f"zie {BSN}"), "personal", 2),
    "a burgerservicenummer as a count": (first(f"WK010600;2024;0-23;{BSN};999999999"), "personal", 2),
    "a birth date in a note": (with_note("geboren 3-4-2011"), "personal", 2),
    "a name in a note": (with_note("besproken met mevrouw De Vries"), "personal", 2),
    "initials and a surname in a note": (with_note("via J.P. van der Berg"), "personal", 2),
    "a first name and a surname in a note": (with_note("gaat om Fatima Yilmaz"), "personal", 2),
    "a postcode and house number in a note": (with_note("9401 AB 12"), "personal", 2),
    "an e-mail address in a note": (with_note("vraag het aan i.bakker@voorbeeld.nl"), "personal", 2),
    "a telephone number in a note": (with_note("bel 06-12345678"), "personal", 2),
    "a bank account in a note": (with_note("NL91 ABNA 0417 1643 00"), "personal", 2),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_delivery_is_reported_where_it_is_wrong_and_nothing_of_it_is_stored(home, tmp_path, name):
    write, kind, line = BAD[name]
    with pytest.raises(DeliveryRejected) as caught:
        deliveries.accept(write(tmp_path), contract=CONTRACT)
    report = caught.value.facts["lines"]
    matching = [each for each in report if each["kind"] == kind]
    assert matching, [each["kind"] for each in report]
    assert matching[0]["line"] == line
    assert matching[0]["page"].endswith(".")
    assert not home.exists()


def test_there_are_at_least_fifty_kinds_of_bad_deliveries():
    assert len(BAD) >= 50


@pytest.mark.parametrize("write", [csv(*GOOD), xlsx(), sav(), labelled({1.0: "0-23", 2.0: "16-25"})])
def test_a_good_delivery_comes_behind_the_door_as_raw_counts(home, tmp_path, write):
    version = deliveries.accept(write(tmp_path), contract=CONTRACT)
    rows = store.figures.read(["aanmeldingen-jeugd-ggz"]).set_index("area_code")
    assert rows["numerator"].to_dict() == {"WK010600": 31, "WK011401": 12, "WK168100": 0}
    assert rows["denominator"].to_dict() == {"WK010600": 2410, "WK011401": 1800, "WK168100": 940}
    assert rows["group"].to_dict() == {"WK010600": "jongeren", "WK011401": "jongeren", "WK168100": "16-25"}
    assert rows.loc["WK010600", "value"] == pytest.approx(31 / 2410 * 1000)  # per 1.000
    assert version.origin["contract"] == CONTRACT
    assert version.origin["deliveries"][0]["partner"] == "ggz-instelling"


def everything_under(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize(
    "write",
    [
        csv(f"WK010600;2024;0-23;{MARK};12", *GOOD),
        with_note(f"zie {BSN} en {MARK}"),
        csv(f"{MARK};2024;0-23;1;2"),
        csv(*GOOD, header=f"{MARK};Jan Jansen;x;y;z"),
        cell("D2", f"={MARK}+1"),
        cell("A2", f"code {MARK}"),
        sav(lambda frame: frame.assign(leeftijd=MARK)),
    ],
)
def test_nothing_of_a_rejected_file_is_kept_or_repeated(home, tmp_path, write, capfd, caplog):
    with pytest.raises(DeliveryRejected) as caught:
        deliveries.accept(write(tmp_path), contract=CONTRACT)
    said = str(caught.value) + caught.value.page + repr(caught.value.facts) + caplog.text + "".join(capfd.readouterr())
    assert not any(word in said for word in (MARK, BSN, "Jansen"))
    assert MARK.encode() not in everything_under(home)
    assert store.current("aanmeldingen-jeugd-ggz-levering") is None


def test_a_rejected_delivery_leaves_the_earlier_one_in_use(home, tmp_path):
    good = deliveries.accept(csv(*GOOD)(tmp_path), contract=CONTRACT)
    with pytest.raises(DeliveryRejected) as caught:
        deliveries.accept(first("WK010600;2024;0-23;-3;2410")(tmp_path), contract=CONTRACT)
    assert store.current("aanmeldingen-jeugd-ggz-levering") == good
    line = {"line": 2, "column": "aanmeldingen", "kind": "negative", "page": "Een aantal kan niet onder nul zijn."}
    assert caught.value.facts["lines"] == [line]


def test_a_new_delivery_replaces_its_own_periods_and_leaves_the_others(home, tmp_path):
    deliveries.accept(csv(*GOOD)(tmp_path), contract=CONTRACT)
    deliveries.accept(csv("WK010600;2024;0-23;33;2410")(tmp_path), contract=CONTRACT)
    rows = store.figures.read(["aanmeldingen-jeugd-ggz"])
    assert rows[["area_code", "period", "numerator"]].to_numpy().tolist() == [
        ["WK010600", 2024, 33],
        ["WK168100", 2025, 0],
    ]


def test_two_partners_are_never_added_up_or_overwritten_in_silence(home, tmp_path):
    deliveries.accept(csv(*GOOD)(tmp_path), contract=CONTRACT)
    version = store.current("aanmeldingen-jeugd-ggz-levering")
    origin = version.origin | {"deliveries": [{"partner": "huisartsengroep", "periods": [2024]}]}
    store.put(version.dataset, store.figures.read().assign(numerator=1), origin=origin)
    with pytest.raises(InvalidInput) as caught:
        deliveries.accept(csv(*GOOD)(tmp_path), contract=CONTRACT)
    assert "niet stil opgeteld" in caught.value.page


def test_a_delivery_takes_the_place_of_invented_figures(home, tmp_path):
    store.ensure_demo()
    version = deliveries.accept(csv(*GOOD)(tmp_path), contract=CONTRACT)
    assert version.demo is False
    assert version.rows == 3


def test_the_empty_file_of_a_contract_fits_the_contract(home, tmp_path):
    for name in ("leeg.csv", "leeg.xlsx"):
        write_template(load_catalog().contract(CONTRACT), tmp_path / name)
        found = deliveries.check(tmp_path / name, contract=CONTRACT)
        assert [finding.kind for finding in found.findings] == ["no_lines"]


def test_a_contract_without_counts_is_refused_where_a_threshold_holds(tmp_path, monkeypatch):
    shutil.copytree(load_catalog().folder, tmp_path / "catalogus")
    monkeypatch.setenv("WORKBENCH_CATALOG", str(tmp_path / "catalogus"))
    path = tmp_path / "catalogus" / "contracts" / f"{CONTRACT}.yaml"
    path.write_text(path.read_text().replace("role: numerator, type: integer", "role: value, type: decimal"))
    with pytest.raises(CatalogError) as refused:
        load_catalog()
    assert "vraag een teller" in refused.value.page


def test_a_contract_that_promises_another_policy_than_the_door_keeps_is_refused(home, tmp_path, monkeypatch):
    folder = tmp_path / "catalog"
    shutil.copytree(load_catalog().folder, folder)
    path = folder / "contracts" / f"{CONTRACT}.yaml"
    path.write_text(path.read_text().replace("policy: drempel_10", "policy: drempel_30"))
    monkeypatch.setenv("WORKBENCH_CATALOG", str(folder))
    with pytest.raises(CatalogError) as caught:
        deliveries.check(csv(*GOOD)(tmp_path), contract=CONTRACT)
    assert "houdt zich aan privacyregel 'drempel_10', niet aan 'drempel_30'" in caught.value.page


# Numbers that are published as examples of the eleven-test, and one digit off each.
@pytest.mark.parametrize(
    ("digits", "passes"),
    [
        ("111222333", True),
        ("123456782", True),
        ("10464554", True),
        ("111222334", False),
        ("123456789", False),
        ("000000000", False),
    ],
)
def test_the_eleven_test_knows_a_burgerservicenummer(digits, passes):
    assert passes_eleven_test(digits) is passes


@settings(deadline=None)
@given(st.integers(10**7, 10**9 - 1))
def test_of_ten_numbers_in_a_row_at_most_one_passes_the_eleven_test(start):
    decade = start - start % 10
    assert sum(passes_eleven_test(str(number)) for number in range(decade, decade + 10)) <= 1


@pytest.fixture(scope="module", params=[xlsx(), sav(), sav(compress=True)], ids=["xlsx", "sav", "packed sav"])
def good_file(request, tmp_path_factory) -> Path:
    return request.param(tmp_path_factory.mktemp("goed"))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_damage_whatever_makes_the_check_fail(good_file, data):
    body = bytearray(good_file.read_bytes())
    for place in data.draw(st.lists(st.integers(0, len(body) - 1), min_size=1, max_size=6)):
        body[place] = data.draw(st.integers(0, 255))
    damaged = good_file.with_name(f"stuk{good_file.suffix}")
    damaged.write_bytes(body)
    found = deliveries.check(damaged, contract=CONTRACT)
    assert found.accepted == (found.rows is not None)
    assert all(finding.page.endswith(".") for finding in found.findings)


def test_a_fault_of_our_own_does_not_tell_what_was_in_the_file(tmp_path):
    catalog = load_catalog()
    contract = catalog.contract(CONTRACT)
    about = {"contract": contract, "dataset": None, "indicator": catalog.indicator(contract.indicator)}
    with pytest.raises(InvalidInput) as caught:
        inspect(csv(*GOOD)(tmp_path), **about)
    assert "Er is niets van bewaard" in caught.value.page
    assert caught.value.__suppress_context__


@settings(deadline=None)
@given(st.text(max_size=60))
def test_no_text_whatever_makes_the_check_fail(text):
    contract = load_catalog().contract(CONTRACT)
    for column in contract.columns:
        read_cell(text, column, contract)


def test_notes_in_plain_words_are_no_data_about_persons(home, tmp_path):
    notes = [
        "in 2024 is de telling veranderd",
        "zie afspraak 12",
        "cijfers van de hele wijk",
        "vanaf 1 januari",
        "16-25",
    ]
    lines = [f"WK0106{number:02};2024;0-23;3;2410;{note}" for number, note in enumerate(notes)]
    found = deliveries.check(csv(*lines, header=HEADER + ";opmerking")(tmp_path), contract=CONTRACT)
    assert [finding.as_line() for finding in found.findings] == []
