"""The catalogue of the region as it is shipped."""

import datetime as dt

import pytest

from workbench.catalog import Catalog, load_catalog, problems_in, rows
from workbench.errors import UnknownName
from workbench.table import ESTIMATIONS, LEVELS

THEME = "mentale-gezondheid"


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog()


def test_it_is_in_order():
    assert problems_in() == []


def test_the_theme_is_read_in_three_groups(catalog):
    groups = [group.id for group in catalog.theme(THEME).groups]
    assert groups == ["indicatoren", "determinanten", "gevolgen"]
    assert all(len(group.indicators) >= 5 for group in catalog.theme(THEME).groups)


def test_there_are_at_least_thirty_indicators_with_a_dutch_definition(catalog):
    indicators = catalog.indicators_of(THEME)
    assert len(indicators) >= 30
    for indicator in indicators:
        assert indicator.definition.startswith(("Aandeel", "Aantal", "Gemiddeld", "Mediaan"))
        assert indicator.definition.endswith(".")
    assert len({indicator.label for indicator in indicators}) == len(indicators)


def test_every_indicator_of_the_catalogue_is_in_the_theme(catalog):
    assert set(catalog.theme(THEME).indicators) == set(catalog.indicators)


def test_anxiety_and_depression_come_from_the_rivm_table_first(catalog):
    assert catalog.indicator("angst-depressie-risico").datasets[0] == "50090NED"
    assert catalog.indicator("angst-depressie-risico").series[0].topic == "HoogRisicoOpAngstOfDepressie"
    assert catalog.indicator("eenzaamheid").series[0].topic == "Eenzaam"


@pytest.mark.parametrize(
    ("dataset", "publisher", "estimation", "edition"),
    [
        # as the publishers describe their own tables
        ("50090NED", "RIVM", "model", 2020),
        ("50150NED", "RIVM", "model", 2024),
        ("50140NED", "RIVM", "survey", 2024),
        ("85039NED", "CBS", "register", 2024),
        ("85984NED", "CBS", "register", 2024),
        ("85075NED", "CBS", "register", 2024),
        ("85335NED", "CBS", "register", 2024),
    ],
)
def test_each_dataset_says_who_published_it_and_how_they_know(catalog, dataset, publisher, estimation, edition):
    found = catalog.dataset(dataset)
    assert found.publisher.startswith(publisher)
    assert (found.estimation, found.edition) == (estimation, edition)
    assert found.licence == "https://creativecommons.org/licenses/by/4.0/"
    assert found.table in found.citation
    assert found.citation.startswith("Bron: ")


def test_a_model_estimate_says_what_it_was_made_from(catalog):
    # RIVM: estimates from a model with age, sex, income, education, type of household and more.
    inputs = catalog.indicator("angst-depressie-risico").model_inputs
    assert {"aandeel-65plus", "inkomen-per-inwoner", "opleiding-laag", "eenpersoonshuishoudens"} <= set(inputs)
    words = [given.label for given in catalog.dataset("50090NED").model_inputs]
    assert {"leeftijd", "geslacht", "opleidingsniveau"} <= set(words)
    assert catalog.indicator("inkomen-per-inwoner").model_inputs == []


def test_a_list_row_has_what_other_programs_read(catalog):
    row = next(row for row in rows(catalog) if row["id"] == "ervaren-gezondheid")
    assert row["theme"] == THEME
    assert row["dataset"] == "50090NED"
    assert row["datasets"] == ["50090NED", "50150NED"]
    assert row["periods"] == [2012, 2016, 2020, 2022, 2024]
    assert row["levels"] == ["land", "gemeente", "wijk", "buurt"]


def test_every_row_has_the_same_keys_and_known_words(catalog):
    listed = rows(catalog, theme=THEME)
    assert len({tuple(row) for row in listed}) == 1
    for row in listed:
        assert row["estimation"] in ESTIMATIONS
        assert set(row["levels"]) <= set(LEVELS)
        assert row["periods"] == sorted(row["periods"])
        assert row["groups"]


def test_an_unknown_name_gets_the_nearest_one(catalog):
    with pytest.raises(UnknownName) as caught:
        catalog.indicator("eenzaamhid")
    assert caught.value.page == "Indicator 'eenzaamhid' bestaat hier niet. Bedoelt u 'eenzaamheid'?"


def test_what_is_delivered_is_held_to_a_contract_and_a_threshold(catalog):
    dataset = catalog.dataset("aanmeldingen-jeugd-ggz-levering")
    contract = catalog.contract(dataset.contract)
    assert contract.agreed is None
    assert catalog.policy(dataset.policy).kind == "threshold"
    topics = {topic for series in catalog.indicator(contract.indicator).series for topic in series.topics}
    assert topics <= {column.name for column in contract.columns}


def test_a_validation_record_expires(catalog):
    from workbench.catalog import Validation

    record = Validation(
        id="v", model="bym2", label="x", by="x", on="x", result="x", outcome="passed",
        date=dt.date(2025, 1, 1), valid_until=dt.date(2026, 1, 1),
    )  # fmt: skip
    assert not record.expired(dt.date(2026, 1, 1))
    assert record.expired(dt.date(2026, 1, 2))


def test_nothing_in_the_code_knows_which_region_it_is():
    # A theme or a region is content: other data_catalog/, same code.
    from workbench.settings import CHECKOUT

    rooms = [CHECKOUT / "workbench" / room for room in ("catalog", "areas")]
    code = "\n".join(path.read_text(encoding="utf-8") for room in rooms for path in room.rglob("*.py"))
    assert not [word for word in ("Drenthe", "Borger", "GM0106", 'GG0706"', "mentale-gezondheid") if word in code]


def test_a_model_in_use_has_a_record_that_still_holds_and_says_its_limits(catalog):
    for model in ("bym2", "fay_herriot", "samenhang", "scenario", "prioriteren", "voorspellen"):
        latest = catalog.validations_of(model)[0]
        assert latest.date < latest.valid_until
        assert latest.limits
        assert not latest.by[0].isupper()  # it stands in the middle of a sentence
    assert catalog.validations_of("ongebruikt") == []  # nobody validated it, and nothing may say otherwise
