"""A joint sum becomes a dataset like any other: through the same door, with its manifest as source."""

import pandas as pd
import pytest

from workbench import load
from workbench.catalog import load_catalog
from workbench.disclosure.ledger import Ledger
from workbench.errors import InvalidInput
from workbench.joint import rehearse
from workbench.joint.result import accept, accept_plain
from workbench.store import figures, versions

DENOMINATORS = {f"WK0106{number:02d}|jongeren": 400 for number in range(3)}


@pytest.fixture
def cast(tmp_path, home):
    areas = [name.partition("|")[0] for name in DENOMINATORS]
    manifest = {"areas": areas, "parents": dict.fromkeys(areas, "GM0106"), "bands": ["jongeren"]}
    return rehearse.cast_for(tmp_path, organisations=2, parties=3, manifest=manifest | {"denominators": DENOMINATORS})


def csv_of(path, counts) -> None:
    lines = [f"{name.partition('|')[0]},jongeren,{count}" for name, count in zip(DENOMINATORS, counts, strict=True)]
    path.write_text("gebied,groep,aantal\n" + "\n".join(lines) + "\n")


def test_uploaded_tables_arrive_as_a_joint_sum_with_small_cells_hidden(cast, tmp_path):
    tables = [tmp_path / "een.csv", tmp_path / "twee.csv"]
    csv_of(tables[0], (2, 20, 31))
    csv_of(tables[1], (3, 21, 30))
    version = accept_plain(cast.agreement, tables)
    rows = load("mentale-gezondheid", indicators=[cast.agreement.manifest.measure]).rows().set_index("area_code")
    assert version.dataset == "aanmeldingen-jeugd-ggz-samen"
    assert rows.loc["GM0106", "numerator"] == 107
    assert rows.loc["WK010600", "status"] == "suppressed"
    assert set(rows["estimation"]) == {"joint_sum"}


def test_the_outcome_of_real_parties_arrives_with_their_transcripts(cast, tmp_path):
    tables = [rehearse.invented_table(cast.agreement.manifest, seed=number) for number in range(2)]
    rehearse.drop_shares(cast, tables, tmp_path)
    rehearse.run_parties(cast, tmp_path, say=lambda _: None)
    records = [tmp_path / each.name / "uitkomst.json" for each in cast.compute]
    version = accept(cast.agreement, records)
    written = [entry for entry in Ledger().chain.entries() if entry.subject.startswith("joint/")]
    assert versions.current(version.dataset).id == version.id
    assert set(written[0].body["transcripts"]) == {"rekenpartij-1", "rekenpartij-2", "rekenpartij-3"}
    with pytest.raises(InvalidInput):
        accept(cast.agreement, records[:2])


def test_one_table_too_few_is_refused(cast, tmp_path):
    csv_of(tmp_path / "een.csv", (2, 20, 31))
    with pytest.raises(InvalidInput) as refused:
        accept_plain(cast.agreement, [tmp_path / "een.csv"])
    assert "geef van elk één tabel" in refused.value.page


@pytest.mark.parametrize(("young", "rate"), [(40, 8.75), (3, None)])
def test_a_total_with_public_weights_is_a_standardised_rate_and_hidden_when_a_group_is(tmp_path, home, young, rate):
    # Two groups of 400 and 800 persons, weighted 3 to 1: (3 x 40/400 + 1 x 40/800) / 4 = 8.75 per hundred.
    people = {"WK010600|18-65": 400, "WK010600|65plus": 800}
    bands = {"18-65": 3.0, "65plus": 1.0}
    manifest = {"areas": ["WK010600"], "parents": {}, "bands": [*bands], "weights": bands, "denominators": people}
    cast = rehearse.cast_for(tmp_path, organisations=1, parties=3, manifest=manifest)
    path = tmp_path / "een.csv"
    path.write_text(f"gebied,groep,aantal\nWK010600,18-65,{young}\nWK010600,65plus,40\n")
    version = accept_plain(cast.agreement, [path])
    total = figures.read(datasets=[version.dataset], groups=["jongeren"]).iloc[0]
    expected = (
        pytest.approx(rate / 100 * load_catalog().indicator(cast.agreement.manifest.measure).factor) if rate else None
    )
    assert (None if pd.isna(total["value"]) else total["value"]) == expected
    assert total["status"] == ("published" if rate else "suppressed")
