"""The catalogue against what the publishers serve: tables, topics, codes, and figures that fit the classes."""

import json
import re
import urllib.parse
import urllib.request
from collections.abc import Iterator

import numpy as np
import pytest

from workbench.areas import areas
from workbench.catalog import Dataset, Indicator, load_catalog

pytestmark = pytest.mark.shared
CATALOG = load_catalog()
V3 = {"statline-v3": "ODataApi/odata"}
STATLINE = [each for each in CATALOG.datasets.values() if each.service.startswith("statline")]
by_dataset = pytest.mark.parametrize("dataset", STATLINE, ids=lambda dataset: dataset.id)


def ask(base: str, path: str, **query: str) -> list[dict]:
    rows, address = [], f"{base}/{path}" + (f"?{urllib.parse.urlencode(query)}" if query else "")
    while address:
        with urllib.request.urlopen(address, timeout=120) as answer:
            found = json.load(answer)
        rows += found["value"]
        address = found.get("odata.nextLink") or found.get("@odata.nextLink")
    return rows


def v3_host(dataset: Dataset) -> str:
    return "opendata.cbs.nl" if dataset.host == "datasets.cbs.nl" else dataset.host


def base_name(key: str) -> str:
    return re.sub(r"_\d+$", "", key)


def series_of(dataset: Dataset) -> Iterator[tuple[Indicator, object]]:
    for indicator in CATALOG.indicators_in(dataset.id):
        for series in indicator.series_in(dataset.id):
            yield indicator, series


@by_dataset
def test_every_topic_exists_at_the_publisher_exactly_once(replica, dataset):
    properties = ask(replica.base, f"{v3_host(dataset)}/ODataApi/odata/{dataset.table}/DataProperties")
    topics = [base_name(each["Key"]) for each in properties if each["Type"] == "Topic"]
    for indicator, series in series_of(dataset):
        for topic in series.topics:
            assert topics.count(topic) == 1, f"{indicator.id}: {topic}"


@by_dataset
def test_every_measure_is_that_topic_in_the_newer_service(replica, dataset):
    pairs = {pair for _, series in series_of(dataset) for pair in zip(series.topics, series.measures, strict=False)}
    if not pairs:
        assert dataset.service == "statline-v3"
        return
    measures = {
        m["Identifier"]: m for m in ask(replica.base, f"datasets.cbs.nl/odata/v1/CBS/{dataset.table}/MeasureCodes")
    }
    properties = ask(replica.base, f"opendata.cbs.nl/ODataApi/odata/{dataset.table}/DataProperties")
    titles = {base_name(each["Key"]): each["Title"].strip() for each in properties if each["Type"] == "Topic"}
    assert {topic: measures[code]["Title"].strip() for topic, code in pairs} == {
        topic: titles[topic] for topic, _ in pairs
    }


@by_dataset
def test_every_dimension_and_code_exists_at_the_publisher(replica, dataset):
    table = f"{v3_host(dataset)}/ODataApi/odata/{dataset.table}"
    named = {each["name"] for each in ask(replica.base, f"{table}/")}
    margins = {dataset.margins.dimension: [dataset.margins.lower, dataset.margins.upper]} if dataset.margins else {}
    codes = {name: list(ours) for name, ours in dataset.dimensions.items()}
    codes |= {name: [code, *margins.get(name, [])] for name, code in dataset.fixed.items()}
    assert {dataset.area_dimension, *codes, *filter(None, [dataset.period_dimension])} <= named
    for dimension, wanted in codes.items():
        known = {each["Key"].strip() for each in ask(replica.base, f"{table}/{dimension}")}
        assert set(wanted) <= known, dimension


@by_dataset
def test_every_period_exists_at_the_publisher(replica, dataset):
    table = f"{v3_host(dataset)}/ODataApi/odata/{dataset.table}"
    if dataset.period_dimension is None:
        info = ask(replica.base, f"{table}/TableInfos")[0]
        assert info["Period"] == str(dataset.periods[0])
        assert len(dataset.periods) == 1
        return
    known = {each["Key"].strip() for each in ask(replica.base, f"{table}/{dataset.period_dimension}")}
    assert known == {f"{period}JJ00" for period in dataset.periods}


@by_dataset
def test_every_area_of_the_region_is_an_area_of_its_edition(replica, dataset):
    table = f"{v3_host(dataset)}/ODataApi/odata/{dataset.table}"
    served = {each["Key"].strip() for each in ask(replica.base, f"{table}/{dataset.area_dimension}")}
    ours = {each.code[2:] for each in areas("gemeente", edition=dataset.edition)}
    kinds = {"gemeente": "GM", "wijk": "WK", "buurt": "BU"}
    for level in set(dataset.levels) & set(kinds):
        known = {each.code for each in areas(level, edition=dataset.edition)}
        there = {code for code in served if code[:2] == kinds[level] and code[2:6] in ours}
        assert there <= known, level
        assert there in (set(), known), level  # 50150NED: the replica has no wijken


@pytest.fixture(scope="module")
def figures(running_replica) -> dict[str, list[dict]]:
    """All rows of the region of each table, with the base names of topics, each asked once."""
    found = {}
    gemeenten = {each.code[2:] for each in areas("gemeente", edition=2024)}
    for dataset in STATLINE:
        table = f"{v3_host(dataset)}/ODataFeed/odata/{dataset.table}/TypedDataSet"
        rows = ask(running_replica.base, table, **{"$format": "json"})
        inside = [row for row in rows if row[dataset.area_dimension][2:6] in gemeenten]
        found[dataset.id] = [{base_name(key): value for key, value in row.items()} for row in inside]
    return found


def values(indicator: Indicator, figures: dict[str, list[dict]]) -> np.ndarray:
    found = []
    for series in indicator.series:
        dataset = CATALOG.dataset(series.dataset)
        for row in figures.get(series.dataset, []):
            if row.get("Leeftijd", "20300") != "20300" or row[dataset.area_dimension][:2] not in ("GM", "WK", "BU"):
                continue
            if series.topic:
                found.append(row[series.topic])
            else:
                parts = [[row[name] for name in names] for names in (series.numerator, series.denominator)]
                if None not in parts[0] + parts[1] and sum(parts[1]):
                    found.append(sum(parts[0]) / sum(parts[1]) * indicator.factor)
    return np.array([value for value in found if value is not None], dtype=float)


def test_the_fixed_classes_tell_the_areas_of_all_periods_apart(figures):
    for indicator in CATALOG.indicators_of("mentale-gezondheid"):
        if not CATALOG.dataset(indicator.datasets[0]).service.startswith("statline"):
            continue  # what partners deliver or add up has no published figures yet
        found = values(indicator, figures)
        counts = np.histogram(found, [-np.inf, *indicator.classes, np.inf])[0]
        assert len(found) >= 5, indicator.id
        assert (counts > 0).sum() >= 4, f"{indicator.id}: {counts}"
        assert counts.max() <= 0.5 * counts.sum(), f"{indicator.id}: {counts}"


def test_the_most_quoted_figures_are_where_the_catalogue_says(figures):
    # RIVM/GGD/CBS StatLine 50090NED, 2020, 18 and over: Assen 5.5, Emmen 6.4, De Wolden 3.4 percent.
    topic = CATALOG.indicator("angst-depressie-risico").series[0].topic
    rows = [row for row in figures["50090NED"] if row["Leeftijd"] == "20300" and row["Perioden"] == "2020JJ00"]
    found = {row["WijkenEnBuurten"].strip(): row[topic] for row in rows}
    assert (found["GM0106"], found["GM0114"], found["GM1690"]) == (5.5, 6.4, 3.4)
