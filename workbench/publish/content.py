"""What stands on the pages of the site: every picture, table and sentence as the views draw them, for one selection."""

import csv
import io
import json
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from workbench import areas, views
from workbench.catalog import Dataset, Indicator
from workbench.disclosure import SafeTable
from workbench.publish import pictures
from workbench.table import STATUSES
from workbench.text import estimation_label, group_label, period, status_label
from workbench.text.numbers import UNITS
from workbench.views import geometry
from workbench.views.drawings.legend import class_words
from workbench.views.drawings.palette import PALETTES
from workbench.views.places import name_of
from workbench.views.provenance import fetched, licence

LEVELS = ("land", "regio", "gemeente", "wijk")  # a neighbourhood is too fine for a page for everybody
FIELDS = ["indicator", "gebied_code", "gebied", "indeling", "periode", "groep", "cijfer", "ondergrens", "bovengrens"]
FIELDS += ["status", "schatting", "bron", "versie", "demonstratie"]
PARTS = {"kaart": "Waar op de kaart?", "volgorde": "Welke gebieden hebben het hoogste cijfer?"}
PARTS |= {"verloop": "Hoe ging het de afgelopen jaren?"}


@dataclass(frozen=True)
class Part:
    """A picture on a page, and the files that a reader can save it as."""

    id: str
    title: str
    html: str
    files: tuple[tuple[str, str], ...] = ()


class Desk:
    """One selection and its pictures, moved from indicator to indicator: made once, as that takes long."""

    def __init__(self, figures: SafeTable):
        self.figures, self.selection = figures, views.select(figures)
        makers = {"kaart": views.map, "volgorde": views.ranking, "verloop": views.trend, "tabel": views.table}
        makers["bronnen"] = views.sources
        self._pictures = {name: make(figures, self.selection) for name, make in makers.items()}
        # An area has a selection of its own: what follows one is drawn at each step of it, whether used or not.
        self._place = views.select(figures)
        self._profile = views.profile(figures, self._place)

    def turn_to(self, indicator: str) -> None:
        """The newest figures of an indicator, per gemeente when there are any."""
        offer = self.selection.offer
        periods = offer.values("period", indicator=indicator, level="gemeente") or offer.values(
            "period", indicator=indicator
        )
        self.selection.choose(indicator=indicator, level="gemeente", period=max(periods), area=areas.REGION)

    def html(self, name: str) -> str:
        """A picture as a still."""
        return _still(self._pictures[name])

    def profile_of(self, area: str) -> str:
        """All figures of an area, beside the region and the country."""
        self._place.choose(level="gemeente", area=area)
        return _still(self._profile)

    @cached_property
    def all_sources(self) -> str:
        """The sources of every figure of the theme."""
        return _still(views.sources(self.figures))


def _still(picture) -> str:
    bundle = picture._repr_mimebundle_()
    return (bundle[0] if isinstance(bundle, tuple) else bundle)["text/html"]


def source_line(measure: Indicator, cells: list, *, datasets: dict[str, Dataset], fetched_on: dict[str, str]) -> str:
    """Citation, licence, estimation and date of the data: under every figure and in every picture's file."""
    used = list(dict.fromkeys(cell.dataset for cell in cells if cell.dataset)) or [measure.datasets[0]]
    said = [
        f"{datasets[name].citation.removeprefix('Bron: ')} Hoe gemeten: {estimation_label(datasets[name].estimation)}. "
        f"Opgehaald op {fetched_on[name]}. Licentie: {licence(datasets[name].licence)}."
        for name in used
    ]
    return "Bron: " + " ".join(said)


def picture_file(html: str, *, title: str, source: str, measure: Indicator, made_up: bool, legend: bool) -> str:
    """The SVG file of a picture; invented figures say so in their title."""
    words = class_words(measure.classes, unit=measure.unit, decimals=measure.decimals)
    keys = list(zip(PALETTES[measure.direction], words, strict=True)) if legend else []
    return pictures.standalone(
        html, title=f"{title}{' (verzonnen cijfers)' if made_up else ''}", source=source, keys=keys
    )


def series_script(figures: SafeTable, measure: Indicator, *, group: str) -> str:
    """The protected figures of an indicator as a script: pages opened from a folder cannot fetch.

    Takes: `group`, the one that a page begins with.
    """
    rows = figures.rows(indicator=measure.id, level=list(LEVELS[2:]))
    order = rows.sort_values(["period", "group", "edition", "area_code"])
    facts = {
        "id": measure.id,
        "label": measure.label,
        "unit": UNITS[measure.unit],
        "decimals": measure.decimals,
        "classes": measure.classes,
        "palette": PALETTES[measure.direction],
        "klassen": class_words(measure.classes, unit=measure.unit, decimals=measure.decimals),
        "group": group,
        "rows": [_packed(row) for row in order.itertuples(index=False)],
    }
    return f"DW.put({_json(facts)});\n"


def places_script(indicators: list[Indicator], *, groups: list[str]) -> str:
    """Names and outlines of the areas, and the words of the choices."""
    names = {
        str(edition): {area.code: area.name for level in LEVELS[2:] for area in areas.areas(level, edition=edition)}
        for edition in areas.EDITIONS
    }
    outlines = {str(edition): outline(edition) for edition in areas.EDITIONS}
    listed = sorted(((each.id, each.label) for each in indicators), key=lambda pair: pair[1])
    parts = {
        "namen": names,
        "kaart": outlines,
        "cijfers": listed,
        "groepen": {name: group_label(name) for name in groups},
    }
    return (
        f"Object.assign(window.DW, {_json(parts)});\n"
        "DW.naam = (code, edition) => (DW.namen[edition] || {})[code] || code;\n"
        'DW.niveau = (code) => ({ GM: "gemeente", WK: "wijk" })[code.slice(0, 2)];\n'
    )


def outline(edition: int) -> dict[str, object]:
    """The gemeenten as paths in a box of 480 wide."""
    rings = geometry.rings("gemeente", edition=edition)
    points = [point for each in rings.values() for ring in each for point in ring]
    west, north = min(x for x, _ in points), max(y for _, y in points)
    scale = 480 / (max(x for x, _ in points) - west)
    tall = scale * 1.65  # a degree of latitude is that much longer than one of longitude here
    paths = {
        code: "".join(
            "M" + "L".join(f"{(x - west) * scale:.0f} {(north - y) * tall:.0f}" for x, y in ring) + "Z" for ring in each
        )
        for code, each in sorted(rings.items())
    }
    height = (north - min(y for _, y in points)) * tall
    return {"box": f"-4 -4 488 {height + 8:.0f}", "paths": paths}


def as_csv(rows: pd.DataFrame, *, labels: dict[str, str], made_up: set[str]) -> bytes:
    """Rows as a Dutch spreadsheet reads them; a hidden figure is empty and its status says why.

    Takes: `made_up`, the datasets that are invented.
    """
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(FIELDS)
    writer.writerows(_fields(row, labels, made_up) for row in rows.itertuples(index=False))
    return out.getvalue().encode("utf-8-sig")


def _fields(row, labels: dict[str, str], made_up: set[str]) -> list[str]:
    name = name_of(row.area_code, edition=int(row.edition))
    return [
        labels[row.indicator],
        row.area_code,
        name,
        str(row.edition),
        period(int(row.period)),
        group_label(row.group),
        *("" if pd.isna(value) else f"{value:.6g}".replace(".", ",") for value in (row.value, row.lower, row.upper)),
        status_label(row.status),
        "" if pd.isna(row.estimation) else estimation_label(row.estimation),
        row.dataset,
        row.version,
        "ja" if row.dataset in made_up else "nee",
    ]


def _packed(row) -> list:
    numbers = [None if pd.isna(value) else round(float(value), 4) for value in (row.value, row.lower, row.upper)]
    return [row.area_code, int(row.period), row.group, str(row.edition), *numbers, STATUSES.index(row.status)]


def _json(value: object) -> str:
    # "</" may not end the script it stands in.
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")


__all__ = ["Desk", "Part", "as_csv", "fetched", "picture_file", "places_script", "series_script", "source_line"]
