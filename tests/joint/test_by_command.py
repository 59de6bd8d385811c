"""The whole way as its people walk it: keys, a draft that all sign, tables of organisations, a figure on the map."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from workbench import areas, load
from workbench.cli import command_line
from workbench.errors import InvalidInput, UnknownName
from workbench.joint import rehearse
from workbench.joint.draft import draft, everywhere, inhabitants
from workbench.joint.identity import read
from workbench.joint.manifest import Agreement

ORGANISATIONS, COMPUTE = ("huisartsen", "ggz", "jeugdhulp"), ("een", "twee", "drie")
MEASURE = "aanmeldingen-jeugd-ggz-opgeteld"


def run(*words: object) -> str:
    done = CliRunner().invoke(command_line(), ["joint", *map(str, words)], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


@pytest.fixture
def table(tmp_path, home) -> Path:
    """A folder with the keys of six parties, public inhabitants, and a table of each organisation."""
    for name, port in zip(COMPUTE, rehearse.free_ports(3), strict=True):
        run("init", name, "--role", "compute", "--identity", tmp_path / name, "--host", "127.0.0.1", "--port", port)
    codes = [area.code for area in areas.areas("gemeente", edition=2024)]
    for each, name in enumerate(ORGANISATIONS):
        run("init", name, "--role", "input", "--identity", tmp_path / name)
        lines = [f"{code},jongeren,{number + 10 * each}" for number, code in enumerate(codes)]
        (tmp_path / f"{name}.csv").write_text("gebied,groep,aantal\n" + "\n".join(lines))
    people = [f"{code},jongeren,1000" for code in codes]
    (tmp_path / "inwoners.csv").write_text("gebied,groep,inwoners\n" + "\n".join(people))
    return tmp_path


def drafted(folder: Path, *more: object) -> str:
    parties = [word for name in (*COMPUTE, *ORGANISATIONS) for word in ("--party", folder / name / "identity.json")]
    about = ("--title", "Aanmeldingen", "--purpose", "Zien waar hulp nodig is", "--period", 2025)
    return run("draft", folder / "manifest.json", *parties, *about, *more)


def test_from_keys_to_a_figure_on_the_map(table):
    counting = ("--measure", MEASURE, "--level", "gemeente", "--band", "jongeren", "--people", table / "inwoners.csv")
    assert "Ondertekend:" in drafted(table, *counting)
    manifest = ("--manifest", table / "manifest.json")
    for name in (*COMPUTE, *ORGANISATIONS):
        run("manifest", *manifest, "--sign", table / name)
    assert json.loads(run("manifest", *manifest, "--json"))["missing"] == []
    for name in ORGANISATIONS:
        run("contribute", table / f"{name}.csv", *manifest, "--identity", table / name, "--output", table / "delen")
    running = [started(table, name) for name in COMPUTE]
    assert [process.wait(timeout=120) for process in running] == [0, 0, 0]
    for process in running:
        process.stdout.close()
    run("result", *[table / "delen" / name / "uitkomst.json" for name in COMPUTE], *manifest)
    rows = load("mentale-gezondheid", indicators=[MEASURE]).rows().set_index("area_code")
    # Gemeente number n of the list has n, n + 10 and n + 20 referrals at the three organisations.
    codes = [area.code for area in areas.areas("gemeente", edition=2024)]
    assert [rows.loc[code, "numerator"] for code in codes] == [3 * number + 30 for number in range(len(codes))]


def started(folder: Path, name: str):
    agreed = Agreement.model_validate_json((folder / "manifest.json").read_bytes())
    assert agreed.manifest.party(name).port
    inbox = folder / "delen" / name / "ontvangen"
    inbox.mkdir()
    for share in (folder / "delen" / name).glob("*.share"):
        share.rename(inbox / share.name)
    return rehearse.start_party(folder / "delen", read(folder / name), manifest=folder / "manifest.json")


def test_a_regression_is_drafted_in_plain_dutch(table):
    told = drafted(table, "--outcome", "klacht", "--column", "leeftijd", "--kind", "logistic")
    assert "'klacht' uit leeftijd (kans op ja of nee, in stappen)" in told


def test_every_wijk_counts_towards_its_gemeente_and_the_region():
    parents = everywhere("wijk", edition=2024)["parents"]
    assert (parents["WK010600"], parents["GM0106"]) == ("GM0106", areas.REGION)
    assert areas.REGION not in parents


@pytest.mark.parametrize(
    ("line", "word"),
    [("GM0363,jongeren,5", "regel 2"), ("GM0106,ouderen,5", "regel 2"), ("GM0106,jongeren,x", "regel 2")],
)
def test_inhabitants_that_do_not_fit_are_refused_by_their_line(tmp_path, line, word):
    path = tmp_path / "inwoners.csv"
    path.write_text(f"gebied,groep,inwoners\n{line}\n")
    with pytest.raises(InvalidInput) as refused:
        inhabitants(path, known=["GM0106"], bands=["jongeren"])
    assert word in refused.value.page


def test_a_measure_that_the_catalogue_does_not_have_is_refused():
    with pytest.raises(UnknownName):
        draft([], measure="aanmeldigen", edition=2024)


def test_a_file_that_is_no_identity_is_named(tmp_path):
    (tmp_path / "x.json").write_text("{}")
    with pytest.raises(InvalidInput, match=r"x\.json"):
        draft([tmp_path / "x.json"], measure=MEASURE)
