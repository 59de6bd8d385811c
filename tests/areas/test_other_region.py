"""Another region is another folder: the same code, without a line about Drenthe."""

from pathlib import Path
from textwrap import dedent

import pytest

import workbench.areas as where
from workbench.errors import CatalogError

FILES = {
    "region.yaml": """
        country: {code: NL, name: Nederland}
        region: {code: GG9901, name: Proefland}
        editions: [2023, 2025]
        aliases: {NL01: NL}
        """,
    "2023.csv": """
        code;name
        GM9001;Noordstad
        GM9002;Zuidstad
        WK900101;Haven
        WK900201;Heide
        WK900202;Dorp
        BU90010101;Haven-Oost
        BU90010102;Haven-West
        BU90020101;Heide
        BU90020201;"Dorp; de kern"
        """,
    "2025.csv": """
        code;name
        GM9001;Noordstad
        GM9002;Zuidstad
        WK900101;Haven
        WK900201;Dorp
        BU90010101;Haven-Oost
        BU90010102;Haven-West
        BU90020101;Dorp
        """,
    "concordance-2023-2025.yaml": """
        from: 2023
        to: 2025
        changed_wijken: {WK900201: "Heide in 2023, Dorp in 2025"}
        renamed_wijken: {WK900202: WK900201}
        """,
    "layout.yaml": """
        box: {west: 5, south: 51, east: 6, north: 52}
        columns: 8
        letters: {N: GM9001, Z: GM9002}
        rows: [NN, ZZ]
        """,
}


@pytest.fixture
def proefland(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "areas").mkdir()
    for name, text in FILES.items():
        (tmp_path / "areas" / name).write_text(dedent(text).lstrip(), encoding="utf-8")
    monkeypatch.setenv("WORKBENCH_CATALOG", str(tmp_path))
    return tmp_path / "areas"


@pytest.mark.usefixtures("proefland")
def test_another_region_has_its_own_areas_and_editions():
    assert (where.REGION, where.EDITIONS) == ("GG9901", (2023, 2025))
    assert where.problems_in_areas() == []
    around = [area.name for area in where.ancestors("BU90020201", edition=2023)]
    assert around == ["Dorp", "Zuidstad", "Proefland", "Nederland"]
    assert where.area("BU90020201", edition=2023).name == "Dorp; de kern"


@pytest.mark.usefixtures("proefland")
def test_another_region_has_its_own_concordance():
    pairs = where.concordance(2023, 2025)
    assert not pairs.same("WK900201")
    assert pairs.counterpart("WK900202") == "WK900201"
    assert where.concordance(2025, 2023).counterpart("WK900201") == "WK900202"


@pytest.mark.usefixtures("proefland")
def test_another_region_has_its_own_map():
    drawn = where.schematic("buurt", edition=2023)
    assert len(drawn["features"]) == 4
    assert len(where.neighbours(drawn)) == 4


def test_a_map_without_room_for_all_buurten_is_refused(proefland: Path):
    path = proefland / "2023.csv"
    more = "".join(f"BU900101{number:02};Buurt {number}\n" for number in range(3, 99))
    path.write_text(path.read_text(encoding="utf-8") + more, encoding="utf-8")
    with pytest.raises(CatalogError) as caught:
        where.schematic("buurt", edition=2023)
    assert "GM9001" in caught.value.page
