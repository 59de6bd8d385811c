"""A slip of the pen in a catalogue file: one Dutch sentence with file and line, and nothing lost."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.catalog import load_catalog, problems_in
from workbench.errors import CatalogError

INDICATOR, DATASET, THEME = "indicators/slaap.yaml", "datasets/12345NED.yaml", "themes/slaap.yaml"
POLICY = "disclosure/zoals-de-bron.yaml"

SLIPS = [
    # file, what is there, what it becomes, the line that must be named, words of the sentence
    (INDICATOR, "label:", "lable:", 2, "'lable' bestaat hier niet. Bedoelt u 'label'?"),
    (INDICATOR, "  label: Slaapt slecht\n", "", 1, "Hier ontbreekt 'label'"),
    (INDICATOR, "unit: percent", "unit: procent", 4, "'procent' kan niet bij 'unit'. Bedoelt u 'percent'?"),
    (INDICATOR, "unit: percent", "unit: %", 4, "geen geldige YAML"),
    (INDICATOR, "direction: higher_is_worse", "direction: slechter", 5, "higher_is_worse"),
    (INDICATOR, "decimals: 1", "decimals: een", 6, "Bij 'decimals' hoort een geheel getal"),
    (INDICATOR, "decimals: 1", "decimals: 9", 6, "9 valt bij 'decimals' buiten wat mogelijk is"),
    (INDICATOR, "decimals: 1", "decimals: true", 6, "Bij 'decimals' hoort een geheel getal"),
    (INDICATOR, "[5, 10, 15, 20]", "[5, 10, 20]", 7, "niet het goede aantal"),
    (INDICATOR, "[5, 10, 15, 20]", "[5, 10, 15, 12]", 1, "moeten oplopen"),
    (INDICATOR, "[5, 10, 15, 20]", "[5, 10, 15, .nan]", 7, "eindig getal"),
    (INDICATOR, "[5, 10, 15, 20]", "5", 7, "Bij 'classes' hoort een lijst"),
    (INDICATOR, "[5, 10, 15, 20]", "[5, 10, 15, '20']", 7, "hoort een getal"),
    (INDICATOR, "label: Slaapt slecht", "label: 2024", 2, "Bij 'label' hoort tekst"),
    (INDICATOR, "label: Slaapt slecht", "label: true", 2, "Bij 'label' hoort tekst"),
    (INDICATOR, "label: Slaapt slecht", "label:", 2, "Bij 'label' hoort tekst"),
    (INDICATOR, "label: Slaapt slecht", "label: ''", 2, "leeg"),
    (INDICATOR, "label: Slaapt slecht", "label: Slaapt: slecht", 2, "geen geldige YAML"),
    (INDICATOR, "label: Slaapt slecht", "label: *ander", 2, "Verwijzingen"),
    (INDICATOR, "label: Slaapt slecht", "label: !!python/name:os.system x", 2, "!"),
    (INDICATOR, "  unit: percent", "\tunit: percent", 4, "gebruik spaties"),
    (INDICATOR, "  unit: percent", "   unit: percent", 4, "geen geldige YAML"),
    (INDICATOR, "  unit: percent", "  unit: percent\n  unit: count", 5, "staat hier twee keer"),
    (INDICATOR, "  unit: percent", "  1: percent", 4, "is geen tekst"),
    (INDICATOR, "id: slaapt-slecht", "id: slaapt slecht", 1, "geen geldige vorm"),
    (INDICATOR, "topic: SlaaptSlecht", "topic: Slaapt Slecht", 9, "geen geldige vorm"),
    (INDICATOR, ", topic: SlaaptSlecht", "", 9, "Geef óf 'topic', óf 'numerator' en 'denominator' samen"),
    (INDICATOR, "topic: SlaaptSlecht", "numerator: [A]", 9, "Geef óf 'topic', óf 'numerator' en 'denominator' samen"),
    (
        INDICATOR,
        "dataset: 12345NED",
        "dataset: 12345NDE",
        9,
        "'12345NDE' staat niet in de catalogus. Bedoelt u '12345NED'?",
    ),
    (INDICATOR, "topic: SlaaptSlecht", "topic: SlaaptSlecht, periods: [2022]", 9, "heeft bij 'periods' niet: 2022"),
    (INDICATOR, "topic: SlaaptSlecht", "topic: SlaaptSlecht, levels: [wijk]", 9, "heeft bij 'levels' niet: wijk"),
    (
        INDICATOR,
        "    - {dataset",
        "    - {dataset: 12345NED, topic: Anders}\n    - {dataset",
        10,
        "geven allebei hetzelfde cijfer (2023, land, totaal)",
    ),
    (THEME, "[slaapt-slecht]", "[slaapt-slegt]", 9, "Indicator 'slaapt-slegt' staat niet in de catalogus"),
    (THEME, "[slaapt-slecht]", "[slaapt-slecht, slaapt-slecht]", 9, "staat twee keer in dit thema"),
    (THEME, "[slaapt-slecht]", "[]", 9, "niet het goede aantal"),
    (THEME, "id: indicatoren", "id: indicator", 6, "Bedoelt u 'indicatoren'?"),
    (DATASET, "edition: 2024", "edition: '2024'", 11, "hoort een geheel getal"),
    (DATASET, "edition: 2024", "edition: 24", 11, "buiten wat mogelijk is"),
    (DATASET, "service: statline-v3", "service: statline", 4, "Bedoelt u 'statline-v"),
    (DATASET, "service: statline-v3", "service: statline-v4", 9, "geef bij elk onderwerp de code van de maat"),
    (DATASET, "table: 12345NED\n", "", 1, "heeft 'table' nodig"),
    (DATASET, "https://statline", "ftp://statline", 7, "geen geldige vorm"),
    (DATASET, "policy: zoals-de-bron", "policy: zoals-bron", 19, "Privacyregel 'zoals-bron' staat niet"),
    (DATASET, "id: 12345NED", "id: slaapt-slecht", 1, "ook de naam van iets anders"),
    (DATASET, "estimation: survey", "estimation: steekproef", 12, "survey"),
    (POLICY, "wording:", "minimum_cell: 5\nwording:", 1, "heeft geen eigen grenzen; gebruik kind: threshold"),
    (POLICY, "kind: published_by_source", "kind: threshold", 1, "heeft ten minste één grens nodig"),
    (POLICY, "on: 2026-01-01", "on: gisteren", 5, "Bij 'on' hoort een datum als 2024-12-31"),
    (DATASET, "periods: [2023, 2024]", "periods: [2023, 2024", 14, "geen geldige YAML"),
]


@pytest.mark.parametrize(("file", "was", "becomes", "line", "words"), SLIPS)
def test_a_slip_of_the_pen_is_named_with_its_file_and_line(folder: Path, file, was, becomes, line, words):
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert was in text
    path.write_text(text.replace(was, becomes, 1), encoding="utf-8")
    with pytest.raises(CatalogError) as caught:
        load_catalog(folder)
    found = caught.value.facts["problems"]
    assert any(words in problem.page for problem in found), [str(problem) for problem in found]
    named = next(problem for problem in found if words in problem.page)
    assert named.line == line
    assert "\n" not in caught.value.page
    assert caught.value.page.startswith(f"Catalogusbestand {found[0].file}, regel {found[0].line}: ")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "leeg"),
        (b"# alleen een opmerking\n", "leeg"),
        (b"[]\n", "lijst is leeg"),
        (b"zomaar tekst\n", "hoort een rij sleutels"),
        (b"- zomaar\n- tekst\n", "hoort een rij sleutels"),
        (b"id: a\n---\nid: b\n", "één document"),
        (b"id: caf\xe9\n", "geen UTF-8"),
        (b"id: a\x00b\n", "geen geldige YAML"),
        (b"id: 2026-13-45\n", "niet te lezen"),
        (b"a: &a [1]\nb: *a\n", "Verwijzingen"),
        (b"[" * 5000, "geen geldige YAML"),
        (b"#" + b"x" * 1_100_000, "te groot"),
        (b"? [a, b]\n: c\n", "geen tekst"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(folder: Path, content: bytes, words: str):
    (folder / "indicators" / "anders.yaml").write_bytes(content)
    problems = [each for each in problems_in(folder) if each.file == "indicators/anders.yaml"]
    assert any(words in each.page for each in problems), [str(each) for each in problems]


def test_words_that_older_yaml_reads_as_numbers_stay_words(folder: Path):
    # YAML 1.1 would make true of `no`, 70 of 0106 and 750 of 12:30; each is a word a data officer may type.
    path = folder / INDICATOR
    path.write_text(path.read_text().replace("label: Slaapt slecht", "label: no"))
    assert load_catalog(folder).indicator("slaapt-slecht").label == "no"


def test_every_problem_is_found_and_not_only_the_first(folder: Path):
    for file in (INDICATOR, DATASET, THEME):
        path = folder / file
        path.write_text(path.read_text().replace("label:", "lable:", 1))
    problems = problems_in(folder)
    assert {problem.file for problem in problems} == {INDICATOR, DATASET, THEME}
    with pytest.raises(CatalogError, match="lable") as caught:
        load_catalog(folder)
    assert "(En nog 2 andere.)" in caught.value.page


@pytest.mark.parametrize("name", ["indicators/slaap.yml", "indicators/slaap.yaml.bak", "indicator", "themas.yaml"])
def test_a_file_that_nobody_would_read_is_named(folder: Path, name: str):
    (folder / name).write_text("id: a\n")
    assert any(problem.file == name for problem in problems_in(folder))


def test_the_same_id_twice_is_named_with_the_other_file(folder: Path):
    (folder / "indicators" / "tweede.yaml").write_text((folder / INDICATOR).read_text())
    assert [problem.page for problem in problems_in(folder)] == [
        "'slaapt-slecht' bestaat al, in indicators/slaap.yaml."
    ]


def test_a_link_to_nowhere_is_named(folder: Path):
    (folder / "indicators" / "link.yaml").symlink_to(folder / "weg.yaml")
    assert [problem.page for problem in problems_in(folder)] == ["Dit bestand is niet te lezen; controleer de rechten."]


def test_a_folder_where_a_file_should_be_is_named(folder: Path):
    (folder / "indicators" / "map.yaml").mkdir()
    assert "niet te lezen" in problems_in(folder)[0].page


def test_a_missing_catalogue_is_named(tmp_path: Path):
    with pytest.raises(CatalogError) as caught:
        load_catalog(tmp_path / "nergens")
    assert "bestaat niet" in caught.value.page


def test_a_mended_file_is_read_again(folder: Path):
    path, good = folder / INDICATOR, (folder / INDICATOR).read_text()
    path.write_text(good.replace("label:", "lable:"))
    with pytest.raises(CatalogError):
        load_catalog(folder)
    path.write_text(good)
    assert load_catalog(folder).indicator("slaapt-slecht").label == "Slaapt slecht"


@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_whatever_is_broken_the_reader_gets_a_file_and_a_line(fresh, data):
    folder = fresh()
    file = data.draw(st.sampled_from([INDICATOR, DATASET, THEME, POLICY]))
    text = (folder / file).read_text(encoding="utf-8")
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 40)))
    noise = data.draw(st.text(alphabet=st.sampled_from("ab:1 -[]{}#&*!|>'\"\n\t%@,?0."), max_size=12))
    (folder / file).write_text(text[:start] + noise + text[end:], encoding="utf-8")
    problems = problems_in(folder)
    for problem in problems:
        lines = (folder / problem.file).read_text(encoding="utf-8").count("\n") + 1
        assert 1 <= problem.line <= lines
        assert problem.page.endswith((".", "?"))
        assert "\n" not in problem.page
    if problems:
        with pytest.raises(CatalogError) as caught:
            load_catalog(folder)
        assert caught.value.page.startswith(problems[0].sentence)
    else:
        assert load_catalog(folder).themes
