"""Where do we start: criteria and directions of the table, the weights of each seat, and how firm the order is."""

from dataclasses import dataclass

import numpy as np
from scipy import stats

from workbench.analysis.intervals import add_intervals
from workbench.analysis.prioritise import Priority, agreement_sentence, prioritise
from workbench.analysis.rows import Column, column, together
from workbench.disclosure import SafeTable
from workbench.errors import CannotAnswer
from workbench.text import count, level_label, number
from workbench.views.drawings.svg import Markup, figure, join, tag
from workbench.views.drawings.table import folded, table
from workbench.views.duiden import weights
from workbench.views.duiden.asking import kind_of
from workbench.views.duiden.ballot import Ballot
from workbench.views.duiden.drawings import Band, bands
from workbench.views.duiden.sureness import chance, sure
from workbench.views.duiden.validated import validated
from workbench.views.duiden.weights import MOST_CRITERIA, Criteria, Criterion, weighings
from workbench.views.follow import follow, shown
from workbench.views.panel import Panel
from workbench.views.picture import Picture
from workbench.views.selection import Selection

SHOWN, TOP = 20, 10
ASSUMED = 0.1  # of the figure: the margin taken where the publisher gives none
FOLLOWED = ("indicator", "level", "area", "period", "group", "extra")


def weigh(cijfers: SafeTable, keuze: Selection, gewichten: str) -> Panel:
    """The criteria, which whoever moves the page chooses, and the weights, which every seat gives for itself.

    Takes: `gewichten`, such as `eenzaamheid=3,bijstand=2` (see `weights`).
    Raises: InvalidInput or UnknownName for what does not read so.
    """
    for each in weights.read(gewichten):
        keuze.catalog.indicator(each.name)
    keuze.of(cijfers).remember(gewichten=gewichten)
    picture = follow(keuze, lambda: shown(lambda: _criteria(keuze)), "indicator", "level", "extra")
    picture.when("add", lambda _: _write(keuze, weights.add(given(keuze), keuze.indicator)))
    picture.when("drop", lambda name: _write(keuze, weights.drop(given(keuze), name)))
    picture.when("turn", lambda name: _turn(keuze, name))
    picture.when("clear", lambda _: _write(keuze, weights.clear(given(keuze))))
    ballot = Ballot(
        criteria=_asked(keuze), give=lambda own, seat: _write(keuze, weights.give(given(keuze), own, seat=seat))
    )

    def again() -> None:
        ballot.criteria = _asked(keuze)

    keuze.follow(again, "extra")
    return Panel(picture, ballot, still=lambda: _criteria(keuze), kind="dw-weighing")


def order(cijfers: SafeTable, keuze: Selection) -> Picture:
    """The areas with the highest chance of being among the first, and whether the weighting matters."""
    return follow(keuze.of(cijfers), lambda: shown(lambda: _order(keuze)), *FOLLOWED)


def given(keuze: Selection) -> Criteria:
    return weights.read(str(keuze.extra.get("gewichten", "")))


@dataclass(frozen=True, eq=False)
class Ranked:
    codes: list[str]
    criteria: list[Column]
    assumed: list[str]  # criteria whose margin is assumed
    priority: Priority


def ranked(keuze: Selection) -> Ranked:
    """The order by all weightings. Raises: CannotAnswer or InvalidInput."""
    criteria = given(keuze)
    names = [each.name for each in criteria]
    place = {"level": keuze.level, "period": keuze.period, "group": keuze.group}
    columns: list[Column] = []
    for name in names:
        edition = columns[0].edition if columns else keuze.edition
        columns.append(column(keuze.figures, name, edition=edition, **place))
    codes, values = together(columns, level=keuze.level)
    if len(codes) < 3:
        raise CannotAnswer("fewer than three areas", page="Te weinig gebieden hebben een cijfer voor elk criterium.")
    margins = [_margins(each, keuze, codes) for each in columns]
    found = prioritise(
        values,
        np.column_stack([margin for margin, _ in margins]),
        worse_when=np.array([1.0 if _towards(keuze, each) == "hoog" else -1.0 for each in criteria]),
        weights=weighings(criteria),
        top=min(TOP, max(1, len(codes) // 4)),
    )
    return Ranked(
        codes, columns, [each.indicator for each, (_, told) in zip(columns, margins, strict=True) if not told], found
    )


def _margins(found: Column, keuze: Selection, codes: list[str]) -> tuple[np.ndarray, bool]:
    """A standard deviation per area, and whether the publisher's own figures give it."""
    rows = add_intervals(found.rows.loc[codes], factor=keuze.catalog.indicator(found.indicator).factor)
    width = (rows["upper"] - rows["lower"]).to_numpy(float, na_value=np.nan) / (2 * stats.norm.isf(0.025))
    assumed = ASSUMED * np.abs(found.array("value", codes))
    return np.where(np.isfinite(width), width, assumed), bool(np.isfinite(width).all())


def _order(keuze: Selection) -> Markup:
    found = ranked(keuze)
    priority = found.priority
    ordered = np.argsort(-priority.first, kind="stable")[:SHOWN]
    firm = int((priority.first >= 0.9).sum())
    sentence = (
        f"Van de {count(len(found.codes))} {level_label(keuze.level, plural=True)} staan er {count(firm)} vrijwel "
        f"altijd bij de eerste {priority.top}, ook als cijfers en gewichten iets anders zijn. "
        f"{agreement_sentence(priority)}"
    )
    rows = [
        Band(
            found.codes[at],
            keuze.name(found.codes[at]),
            _middle(priority, at),
            float(priority.rank_low[at]),
            float(priority.rank_high[at]),
            chance(float(priority.first[at])),
            kind_of(found.codes[at], keuze),
        )
        for at in ordered
    ]
    drawn = bands(rows, reference=None, unit="plaats, 1 vraagt de meeste aandacht", label=sentence)
    words = f"De streep is de plaats in 95 % van de berekeningen. Rechts: de kans op de eerste {priority.top}."
    notes = [tag("p", each, class_="dw-note") for each in (words, _assumed(found, keuze)) if each]
    certain = sure(_verdict(firm, int((priority.first >= 0.1).sum()), priority.top))
    tables = (_disputed(found, keuze), _by_seat(found, keuze))
    return figure(certain, drawn, notes, *tables, validated("prioriteren", keuze), sentence=sentence)


def _verdict(firm: int, possible: int, top: int) -> str:
    fixed = f"{count(firm)} van de {top} eerste plaatsen {'ligt' if firm == 1 else 'liggen'} vast"
    return f"{fixed}. Voor de andere {count(top - firm)} komen {count(possible - firm)} gebieden in aanmerking."


def _middle(priority: Priority, at: int) -> float:
    return float(
        np.clip(priority.score.argsort()[::-1].argsort()[at] + 1, priority.rank_low[at], priority.rank_high[at])
    )


def _assumed(found: Ranked, keuze: Selection) -> str:
    if not found.assumed:
        return ""
    names = ", ".join(keuze.catalog.indicator(name).label.lower() for name in found.assumed)
    return f"De bron geeft geen marge bij {names}. Daar is een marge van 10 % van het cijfer aangenomen."


def _disputed(found: Ranked, keuze: Selection) -> Markup | None:
    """The areas for which it matters whose weights count, with how many weighings have them among the first."""
    priority = found.priority
    places = np.flatnonzero(priority.disputed)
    if not len(places):
        return None
    among = (priority.by_seat >= 0.5).sum(axis=1)
    ordered = places[np.argsort(-among[places], kind="stable")][:SHOWN]
    rows = [[keuze.name(found.codes[at]), f"{among[at]} van {priority.by_seat.shape[1]}"] for at in ordered]
    heads = ["Gebied", f"Wegingen met dit gebied bij de eerste {priority.top}"]
    return table(heads, rows, caption="Hier maakt de weging uit")


def _by_seat(found: Ranked, keuze: Selection) -> Markup:
    heads = ["Gebied", *(f"Weging {number + 1}" for number in range(found.priority.by_seat.shape[1]))]
    rows = [
        [keuze.name(code), *(chance(float(share)) for share in found.priority.by_seat[at])]
        for at, code in enumerate(found.codes)
    ]
    return folded(
        table(heads, rows, caption=f"Kans op de eerste {found.priority.top}, per weging"), title="Tabel per weging"
    )


def _criteria(keuze: Selection) -> Markup:
    criteria = given(keuze)
    means = weighings(criteria).mean(axis=0)
    rows = [
        [
            keuze.catalog.indicator(each.name).label,
            _turning(keuze, each),
            number(float(mean)),
            _press(f"drop:{each.name}", "Weg", keuze, each.name) if len(criteria) > 1 else "",
        ]
        for each, mean in zip(criteria, means, strict=True)
    ]
    many = weights.count_given(criteria)
    heads = ["Criterium", "Vraagt aandacht als het", "Gewicht", ""]
    listed = table(heads, rows, caption="Criteria, met het gemiddelde gewicht van de tafel")
    said = (
        f"{count(many)} {'weging is' if many == 1 else 'wegingen zijn'} gegeven; "
        f"{'die telt' if many == 1 else 'ze tellen even zwaar'}."
        if many
        else "Er is nog geen weging gegeven. Tot dan tellen de gewichten hierboven."
    )
    fits = keuze.indicator not in {each.name for each in criteria} and len(criteria) < MOST_CRITERIA
    add = tag("button", f"Voeg '{keuze.measure.label}' toe", type="button", data_do="add:", data_key="add")
    again = tag("button", "Begin opnieuw met wegen", type="button", data_do="clear:", data_key="clear")
    buttons = [each for each, there in ((add, fits), (again, many)) if there]
    return tag("div", listed, tag("p", said, class_="dw-note"), tag("p", join(*buttons, " ")) if buttons else None)


def _asked(keuze: Selection) -> list[list[object]]:
    return [[each.name, keuze.catalog.indicator(each.name).label, each.start] for each in given(keuze)]


def _towards(keuze: Selection, criterion: Criterion) -> str:
    """Which figures ask for attention: those that are hoog or laag."""
    usual = "laag" if keuze.catalog.indicator(criterion.name).direction == "higher_is_better" else "hoog"
    return criterion.towards or usual


def _turning(keuze: Selection, criterion: Criterion) -> Markup:
    return _press(f"turn:{criterion.name}", f"{_towards(keuze, criterion)} is", keuze, criterion.name)


def _press(do: str, words: str, keuze: Selection, name: str) -> Markup:
    label = f"{words}: {keuze.catalog.indicator(name).label}"
    return tag("button", words, type="button", data_do=do, data_key=do.replace(":", "-"), aria_label=label)


def _turn(keuze: Selection, name: str) -> None:
    for each in given(keuze):
        if each.name == name:
            other = {"hoog": "laag", "laag": "hoog"}[_towards(keuze, each)]
            _write(keuze, weights.turn(given(keuze), name, towards=other))


def _write(keuze: Selection, criteria: Criteria) -> None:
    keuze.remember(gewichten=weights.write(criteria))
