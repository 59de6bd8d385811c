"""Outlines and names of areas from PDOK (OGC API Features), for the region only and without water.

Every gemeente is asked for by its code and the answer is checked against it: a filter that is ignored gives outlines
of other gemeenten. Source: https://api.pdok.nl/cbs/wijken-en-buurten-2024/ogc/v1
"""

from collections.abc import Callable
from urllib.parse import parse_qsl, urlsplit

import shapely
from shapely.geometry import mapping, shape

from workbench import areas
from workbench.errors import SourceChanged
from workbench.sources.addresses import MAPS, name_of
from workbench.sources.asking import KEPT, LOOK, Service

COLLECTIONS = {"gemeente": "gemeenten", "wijk": "wijken", "buurt": "buurten"}
NO_FIGURE = -99990  # this and lower stand for a figure that is not there
GRID = 1e-5  # degrees, about a metre
MANY_POINTS, TOLERANCE = 25_000, 1e-4  # degrees: ten metres
Progress = Callable[[int, int | None], None]


def collect_outlines(level: str, *, edition: int, progress: Progress) -> dict | None:
    """A GeoJSON FeatureCollection with `code`, `name` and `inhabitants`; None when PDOK does not have this edition.

    `absent` lists the codes of the edition that came without an outline.
    Raises: SourceUnavailable (try later), SourceChanged (have somebody look).
    """
    gemeenten = [area.code for area in areas.areas("gemeente", edition=edition)]
    found: dict[str, dict] = {}
    with Service(MAPS) as service:
        for number, gemeente in enumerate(gemeenten):
            progress(number, len(gemeenten))
            try:
                served = _features(service, level, edition=edition, gemeente=gemeente)
            except SourceChanged as error:
                if error.facts.get("gone") and not found:
                    return None
                raise
            for feature in served:
                _add(found, feature, level=level, edition=edition)
    expected = {area.code: area.name for area in areas.areas(level, edition=edition)}
    _check(found, expected, level=level, edition=edition)
    progress(len(gemeenten), len(gemeenten))
    return _collection(found, absent=sorted(set(expected) - set(found)))


def _features(service: Service, level: str, *, edition: int, gemeente: str) -> list[dict]:
    """The land areas of one gemeente, over all pages."""
    path = f"cbs/wijken-en-buurten-{edition}/ogc/v1/collections/{COLLECTIONS[level]}/items"
    query: dict | None = {"f": "json", "limit": 1000, "gemeentecode": gemeente}
    found: list[dict] = []
    while query:
        answer = service.ask(path, query=query, what=f"de omtrekken van {COLLECTIONS[level]} van {edition}")
        page = answer.get("features")
        if not isinstance(page, list):
            raise _changed("the answer has no features", wat="een antwoord zonder omtrekken")
        found += page
        query = _next_query(answer) if page else None
    strangers = {feature["properties"].get("gemeentecode") for feature in found} - {gemeente}
    if strangers:
        log = f"asked for {gemeente}, got {sorted(map(str, strangers))[:3]}: the filter is ignored or renamed"
        raise _changed(log, wat="omtrekken waar niet om gevraagd is")
    if not found:
        raise _changed(f"no features of {gemeente}", wat=f"geen enkele omtrek van {gemeente}")
    return [feature for feature in found if feature["properties"].get("water", "NEE") == "NEE"]


def _next_query(answer: dict) -> dict | None:
    """Only the query of the next page: its address may name another host than the mirror that is used."""
    links = [link["href"] for link in answer.get("links", []) if link.get("rel") == "next"]
    return dict(parse_qsl(urlsplit(links[0]).query)) if links else None


def _add(found: dict[str, dict], feature: dict, *, level: str, edition: int) -> None:
    properties = feature["properties"]
    code, name = properties.get(f"{level}code"), properties.get(f"{level}naam")
    if code is None or name is None:
        raise _changed(f"no {level}code or {level}naam", wat=f"omtrekken zonder {level}code of {level}naam")
    if code in found:
        raise _changed(f"{code} twice in {edition}", wat=f"{code} dubbel")
    people = properties.get("aantal_inwoners")
    known = people if isinstance(people, int | float) and people > NO_FIGURE else None
    found[code] = {"name": name.strip(), "inhabitants": known, "shape": shape(feature["geometry"])}


def _check(found: dict[str, dict], expected: dict[str, str], *, level: str, edition: int) -> None:
    strange = sorted(set(found) - set(expected))
    if strange:
        log = f"{len(strange)} {level} codes are not of edition {edition}, such as {strange[0]}"
        raise _changed(log, wat=f"{len(strange)} codes die niet bij de indeling van {edition} horen ({strange[0]})")
    hollow = [code for code, area in found.items() if area["shape"].is_empty]
    if hollow:
        raise _changed(f"empty outlines: {hollow[:3]}", wat=f"een lege omtrek voor {hollow[0]}")


def _collection(found: dict[str, dict], *, absent: list[str]) -> dict:
    codes = sorted(found)
    shapes = _lighter([found[code]["shape"] for code in codes])
    features = [
        {
            "type": "Feature",
            "id": code,
            "properties": {"code": code, "name": found[code]["name"], "inhabitants": found[code]["inhabitants"]},
            "geometry": mapping(outline),
        }
        for code, outline in zip(codes, shapes, strict=True)
    ]
    return {"type": "FeatureCollection", "features": features, "absent": absent, "source": "CBS en Kadaster, via PDOK"}


def _lighter(shapes: list) -> list:
    """Outlines on a grid of about a metre; with very many points simplified together, so that borders stay shared."""
    sound = [shapely.make_valid(each) for each in shapes]
    if sum(map(shapely.get_num_coordinates, sound)) > MANY_POINTS:
        sound = list(shapely.coverage_simplify(sound, TOLERANCE))
    return [shapely.set_precision(each, GRID) for each in sound]


def _changed(log: str, *, wat: str) -> SourceChanged:
    page = f"{name_of(MAPS)} geeft {wat}. {KEPT} {LOOK}"
    return SourceChanged(f"{MAPS}: {log}", page=page, service=MAPS, finding=log)
