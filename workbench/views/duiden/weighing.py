"""Where do we start: criteria and weights of the table, several weightings kept side by side, and the firm order."""

from dataclasses import dataclass

import numpy as np
from scipy import stats

from workbench.analysis.intervals import add_intervals
from workbench.analysis.prioritise import Priority, agreement_sentence, prioritise
from workbench.analysis.rows import Column, column, together
from workbench.disclosure import SafeTable
from workbench.errors import CannotAnswer, InvalidInput
from workbench.text import count, level_label, number
from workbench.views.drawings.svg import Markup, figure, join, tag
from workbench.views.drawings.table import folded, table
from workbench.views.duiden.asking import kind_of
from workbench.views.duiden.drawings import Band, bands
from workbench.views.follow import follow, shown
from workbench.views.picture import Picture
from workbench.views.selection import Selection

HIGHEST, MOST_CRITERIA, MOST_SEATS, SHOWN, TOP = 5, 6, 40, 20, 10
ASSUMED = 0.1  # of the figure: the margin taken where the publisher gives none
FOLLOWED = ("indicator", "level", "area", "period", "group", "extra")


def weigh(cijfers: SafeTable, keuze: Selection, gewichten: str) -> Picture:
    """The criteria with their weights, nought to five; a weighting can be kept beside those of others.

    Takes: `gewichten`, such as `eenzaamheid=3,bijstand=2`; weightings of more seats are parted by `;`.
    Raises: InvalidInput or UnknownName for what does not read so.
    """
    for name in {name for seat in read(gewichten) for name in seat}:
        keuze.catalog.indicator(name)
    keuze.of(cijfers).remember(gewichten=gewichten)
    picture = follow(keuze, lambda: shown(lambda: _weights(keuze)), "indicator", "level", "extra")
    picture.when("up", lambda name: _change(keuze, name, +1)).when("down", lambda name: _change(keuze, name, -1))
    picture.when("keep", lambda _: _keep(keuze)).when("alone", lambda _: _write(keuze, seats(keuze)[-1:]))
    return picture.when("add", lambda _: _change(keuze, keuze.indicator, +1))


def order(cijfers: SafeTable, keuze: Selection) -> Picture:
    """The areas with the highest chance of being among the first, and whether the weighting matters."""
    return follow(keuze.of(cijfers), lambda: shown(lambda: _order(keuze)), *FOLLOWED)


def read(given: str) -> list[dict[str, int]]:
    """The weights of each seat. Raises: InvalidInput."""
    try:
        found = [
            {
                name.strip(): int(weight)
                for name, weight in (part.split("=") for part in seat.split(",") if part.strip())
            }
            for seat in given.split(";")
            if seat.strip()
        ]
    except ValueError as error:
        raise _unreadable(given) from error
    weights = [weight for seat in found for weight in seat.values()]
    if not found or len(found) > MOST_SEATS or not weights or not all(0 <= weight <= HIGHEST for weight in weights):
        raise _unreadable(given)
    return found


def seats(keuze: Selection) -> list[dict[str, int]]:
    return read(str(keuze.extra.get("gewichten", "")))


@dataclass(frozen=True, eq=False)
class Ranked:
    codes: list[str]
    criteria: list[Column]
    assumed: list[str]  # criteria whose margin is assumed
    priority: Priority


def ranked(keuze: Selection) -> Ranked:
    """The order by all weightings. Raises: CannotAnswer or InvalidInput."""
    given = seats(keuze)
    names = list(dict.fromkeys(name for seat in given for name in seat))
    weights = np.array([[seat.get(name, 0) for name in names] for seat in given], dtype=float)
    place = {"level": keuze.level, "period": keuze.period, "group": keuze.group}
    columns: list[Column] = []
    for name in names:
        edition = columns[0].edition if columns else keuze.edition
        columns.append(column(keuze.figures, name, edition=edition, **place))
    codes, values = together(columns, level=keuze.level)
    if len(codes) < 3:
        raise CannotAnswer("fewer than three areas", page="Te weinig gebieden hebben een cijfer voor elk criterium.")
    margins = [_margins(each, keuze, codes) for each in columns]
    directions = [keuze.catalog.indicator(name).direction for name in names]
    found = prioritise(
        values,
        np.column_stack([margin for margin, _ in margins]),
        worse_when=np.array([-1.0 if each == "higher_is_better" else 1.0 for each in directions]),
        weights=weights,
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
            f"{number(100 * priority.first[at], decimals=0)} %",
            kind_of(found.codes[at], keuze),
        )
        for at in ordered
    ]
    drawn = bands(rows, reference=None, unit="plaats, 1 vraagt de meeste aandacht", label=sentence)
    words = f"De streep is de plaats in 95 % van de berekeningen. Rechts: de kans op de eerste {priority.top}."
    notes = [tag("p", each, class_="dw-note") for each in (words, _assumed(found, keuze)) if each]
    return figure(drawn, notes, _by_seat(found, keuze), sentence=sentence)


def _middle(priority: Priority, at: int) -> float:
    return float(
        np.clip(priority.score.argsort()[::-1].argsort()[at] + 1, priority.rank_low[at], priority.rank_high[at])
    )


def _assumed(found: Ranked, keuze: Selection) -> str:
    if not found.assumed:
        return ""
    names = ", ".join(keuze.catalog.indicator(name).label.lower() for name in found.assumed)
    return f"De bron geeft geen marge bij {names}. Daar is een marge van 10 % van het cijfer aangenomen."


def _by_seat(found: Ranked, keuze: Selection) -> Markup:
    heads = ["Gebied", *(f"Weging {number + 1}" for number in range(found.priority.by_seat.shape[1]))]
    rows = [
        [keuze.name(code), *(f"{number(100 * chance, decimals=0)} %" for chance in found.priority.by_seat[at])]
        for at, code in enumerate(found.codes)
    ]
    return folded(
        table(heads, rows, caption=f"Kans op de eerste {found.priority.top}, per weging"), title="Tabel per weging"
    )


def _weights(keuze: Selection) -> Markup:
    given = seats(keuze)
    rows = [
        [keuze.catalog.indicator(name).label, _towards(keuze, name), _steps(name, weight)]
        for name, weight in given[-1].items()
    ]
    listed = table(["Criterium", "Vraagt aandacht als het", "Gewicht"], rows, caption=f"Weging {len(given)}")
    own = keuze.indicator not in given[-1] and len(given[-1]) < MOST_CRITERIA
    label = keuze.measure.label
    add = tag("button", f"Voeg '{label}' toe", type="button", data_do="add:", data_key="add") if own else None
    keep = tag("button", "Bewaar deze weging en begin een nieuwe", type="button", data_do="keep:", data_key="keep")
    alone = (
        tag("button", "Alleen deze weging", type="button", data_do="alone:", data_key="alone")
        if len(given) > 1
        else None
    )
    kept = f"{count(len(given))} weging(en) tellen even zwaar mee."
    return tag("div", listed, join(add, " ", keep, " ", alone), tag("p", kept, class_="dw-note"))


def _towards(keuze: Selection, name: str) -> str:
    return "laag is" if keuze.catalog.indicator(name).direction == "higher_is_better" else "hoog is"


def _steps(name: str, weight: int) -> Markup:
    less = tag(
        "button", "−", type="button", data_do=f"down:{name}", data_key=f"down-{name}", aria_label="minder gewicht"
    )
    more = tag("button", "+", type="button", data_do=f"up:{name}", data_key=f"up-{name}", aria_label="meer gewicht")
    return join(less, f" {weight} ", more)


def _change(keuze: Selection, name: str, step: int) -> None:
    given = seats(keuze)
    moved = given[-1] | {name: min(HIGHEST, max(0, given[-1].get(name, 0) + step))}
    if any(moved.values()):
        _write(keuze, [*given[:-1], moved])


def _keep(keuze: Selection) -> None:
    given = seats(keuze)
    if len(given) < MOST_SEATS:
        _write(keuze, [*given, dict(given[-1])])


def _write(keuze: Selection, given: list[dict[str, int]]) -> None:
    keuze.remember(gewichten=";".join(",".join(f"{name}={weight}" for name, weight in seat.items()) for seat in given))


def _unreadable(given: str) -> InvalidInput:
    return InvalidInput(
        f"weights {given[:60]!r} do not read as name=0..{HIGHEST},name=0..{HIGHEST};...",
        page=f"De gewichten zijn niet te lezen. Schrijf ze als 'eenzaamheid=3,bijstand=2', elk van 0 tot {HIGHEST}.",
    )
