"""What goes with what: the scatter of areas, and the same when other things stay equal."""

from functools import lru_cache

import numpy as np

from workbench.analysis.association import (
    ECOLOGICAL,
    Correlation,
    Regression,
    correlation,
    correlation_sentence,
    regression,
)
from workbench.analysis.circularity import verdict
from workbench.analysis.rows import Column, column, graph_of, together
from workbench.analysis.spatial_regression import error_model, lag_model, sensitivity_sentence
from workbench.disclosure import SafeTable
from workbench.errors import CannotAnswer
from workbench.text import interval, number, with_unit
from workbench.text.numbers import UNITS
from workbench.views.drawings.svg import Markup, figure, tag
from workbench.views.drawings.table import folded, table
from workbench.views.duiden.asking import Pair, kind_of, pair, years
from workbench.views.duiden.drawings import Point
from workbench.views.duiden.drawings import scatter as drawn_scatter
from workbench.views.duiden.sureness import sure
from workbench.views.duiden.validated import validated
from workbench.views.follow import follow, shown
from workbench.views.picture import Picture
from workbench.views.selection import Selection

FOLLOWED = ("indicator", "level", "area", "period", "group", "extra")
EQUALS = ("aandeel-65plus", "adressendichtheid", "corporatiewoningen")  # what is kept the same, where that is no circle


def scatter(cijfers: SafeTable, keuze: Selection) -> Picture:
    """Each dot an area; the selected gemeente stands out. Always with the warning that areas are not people."""
    return follow(keuze.of(cijfers), lambda: shown(lambda: _scatter(keuze)), *FOLLOWED)


def model(cijfers: SafeTable, keuze: Selection) -> Picture:
    """The link when other things stay equal, with diagnostics and with neighbours taken into account."""
    return follow(keuze.of(cijfers), lambda: shown(lambda: _model(keuze)), *FOLLOWED)


def _scatter(keuze: Selection) -> Markup:
    found = pair(keuze)
    linked = correlation(found.across, found.up)
    sentence = f"{correlation_sentence(linked)} {years(found)}".strip()
    slope, intercept = np.polyfit(found.across, found.up, 1)
    points = [
        Point(code, keuze.name(code), float(x), float(y), kind_of(code, keuze))
        for code, x, y in zip(found.codes, found.across, found.up, strict=True)
    ]
    titles = {"across": _title(found.other), "up": _title(found.measure)}
    drawn = drawn_scatter(points, line=(float(intercept), float(slope)), label=sentence, **titles)
    return figure(
        sure(_sure(linked)), drawn, tag("p", ECOLOGICAL, class_="dw-notice"), _figures(found, keuze), sentence=sentence
    )


def _sure(linked: Correlation) -> str:
    if linked.lower <= 0 <= linked.upper:
        return "Samenhang is hier niet aangetoond. Er kan er wel een zijn die te zwak is om te zien."
    low, high = sorted((abs(linked.lower), abs(linked.upper)))
    return (
        f"Dat er samenhang is, lijkt geen toeval. Hoe sterk, is minder zeker: tussen {number(low, decimals=2)} en "
        f"{number(high, decimals=2)}, waar 0 niets is en 1 precies gelijk op. Lijken buurgebieden op elkaar, dan is de "
        "marge in werkelijkheid groter; onderaan staat of de conclusie dan overeind blijft."
    )


def _title(measure) -> str:
    return f"{measure.label} ({UNITS[measure.unit]})" if UNITS[measure.unit] else measure.label


def _figures(found: Pair, keuze: Selection) -> Markup:
    rows = [
        [
            keuze.name(code),
            with_unit(float(x), found.other.unit, decimals=found.other.decimals),
            with_unit(float(y), found.measure.unit, decimals=found.measure.decimals),
        ]
        for code, (y, x) in zip(found.codes, found.values, strict=True)
    ]
    return folded(
        table(["Gebied", found.other.label, found.measure.label], rows, caption="Beide cijfers"), title="Tabel"
    )


def _model(keuze: Selection) -> Markup:
    found = pair(keuze)
    columns = [found.outcome, found.companion, *_equals(keuze, found)]
    codes, values = together(columns, level=keuze.level)
    names = [keuze.catalog.indicator(each.indicator).label for each in columns[1:]]
    fitted, beside = _fitted(tuple(codes), values.tobytes(), tuple(names), keuze.level, keuze.edition)
    sentence = _sentence(fitted, keuze)
    warnings = [tag("p", said, class_="dw-note") for said in (*fitted.warnings, beside)]
    listed = table(["Kenmerk", "Verschil per eenheid", "95%-interval"], _rows(fitted), caption="Wat blijft er over?")
    return figure(
        listed,
        warnings,
        tag("p", ECOLOGICAL, class_="dw-notice"),
        validated("samenhang", keuze),
        sentence=sentence,
    )


def _equals(keuze: Selection, found: Pair) -> list[Column]:
    """The things that are kept equal: those that are published here and no circle with the outcome."""
    used, kept = (
        {found.outcome.indicator: found.outcome.dataset, found.companion.indicator: found.companion.dataset},
        [],
    )
    for name in EQUALS:
        if name in used:
            continue
        try:
            each = column(
                keuze.figures,
                name,
                level=keuze.level,
                period=keuze.period,
                edition=found.outcome.edition,
                group=keuze.group,
            )
        except CannotAnswer:
            continue  # not published at this level: the page names what is kept equal
        known = used | {name: each.dataset}
        if not verdict(found.outcome.indicator, name, used=known, catalog=keuze.catalog).circular:
            kept.append(each)
    # Twelve gemeenten cannot carry more than one thing at a time.
    return kept[: max(0, len(found.codes) // 15)]


def _sentence(fitted: Regression, keuze: Selection) -> str:
    others = ", ".join(name.lower() for name in fitted.names[2:])
    equal = (
        f"Als {others} gelijk {'blijft' if len(fitted.names) == 3 else 'blijven'}"
        if others
        else "Zonder andere kenmerken"
    )
    low, high = fitted.lower[1], fitted.upper[1]
    if low <= 0 <= high:
        return f"{equal}, is er geen verband met {fitted.names[1].lower()} te zien dat groter is dan toeval."
    way = "hoger" if fitted.coefficients[1] > 0 else "lager"
    size = number(abs(float(fitted.coefficients[1])), decimals=_places(float(high - low)))
    return (
        f"{equal}, is {keuze.measure.label.lower()} {size} {way} voor elke eenheid meer {fitted.names[1].lower()}. "
        f"Samen verklaren de kenmerken {number(100 * max(fitted.explained, 0), decimals=0)} % van de verschillen."
    )


@lru_cache(maxsize=16)
def _fitted(
    codes: tuple[str, ...], figures: bytes, names: tuple[str, ...], level: str, edition: int
) -> tuple[Regression, str]:
    """The regression, and whether it stands when neighbours count: the same for every area that is selected."""
    values = np.frombuffer(figures).reshape(len(codes), -1)
    fitted = regression(values[:, 0], values[:, 1:], names=list(names))
    try:
        graph = graph_of(codes, level=level, edition=edition)
        models = [made(values[:, 0], values[:, 1:], graph=graph) for made in (error_model, lag_model)]
        return fitted, " ".join(dict.fromkeys(sensitivity_sentence(fitted, each) for each in models))
    except CannotAnswer as refusal:
        return fitted, refusal.page


def _places(width: float) -> int:
    """Decimals that show two digits of an interval's width, at least two."""
    return int(np.clip(1 - np.floor(np.log10(width)), 2, 6)) if width > 0 else 2


def _rows(fitted: Regression) -> list[list[str]]:
    numbers = zip(fitted.names, fitted.coefficients, fitted.lower, fitted.upper, strict=True)
    return [
        [name, number(float(value), decimals=places), interval(float(low), float(high), decimals=places)]
        for name, value, low, high in list(numbers)[1:]
        if (places := _places(float(high - low)))
    ]
