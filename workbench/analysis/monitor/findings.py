"""What the methods found, each in one plain Dutch sentence, with what would change it.

A method that may not answer gives a finding too: its sentence says why, and nothing is drawn.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps

import numpy as np
import pandas as pd

from workbench.analysis.monitor import charts, power
from workbench.analysis.monitor.chosen import change_after_choice
from workbench.analysis.monitor.difference import Difference, difference_in_differences
from workbench.analysis.monitor.funnel import Funnel, funnel
from workbench.analysis.monitor.guard import refuse_short
from workbench.analysis.monitor.interrupted import Interruption, interrupted_series
from workbench.analysis.monitor.series import Series
from workbench.analysis.monitor.synthetic import Synthetic, synthetic_difference
from workbench.errors import CannotAnswer
from workbench.text import number, period, with_unit

LARGE = 1000  # above this denominator binomial limits are too tight and the primed chart is used
HIGHER_IS_WORSE = {"higher_is_worse": True, "higher_is_better": False, "neutral": None}


@dataclass(frozen=True)
class Finding:
    """One answer. `result` is what the sentence was made from, for the drawing; None when there is no answer."""

    answer: str
    would_change: str
    result: object = None


def _answering(method: Callable[..., Finding]) -> Callable[..., Finding]:
    """Turns a refusal into a finding, so that one question without an answer leaves the others standing."""

    @wraps(method)
    def answered(*given, **named) -> Finding:
        try:
            return method(*given, **named)
        except CannotAnswer as refusal:
            return Finding(refusal.page, "Met andere of meer cijfers kan dit antwoord veranderen.")

    return answered


@dataclass(frozen=True)
class Steadiness:
    """A chart with the words of Making Data Count for it; `variation` is empty while there are too few points."""

    chart: charts.Chart
    variation: str
    high: bool  # the side of the mean that the latest point is on
    assurance: str


@_answering
def steadiness(series: Series, *, target: float | None = None) -> Finding:
    """Does the latest point differ from chance, and will the target be met by what goes on as it is?"""
    if len(series.values) < 2:
        refuse_short(len(series.values))
    chart, worse = control_chart(series), HIGHER_IS_WORSE[series.indicator.direction]
    high = bool(chart.values[-1] > chart.mean[-1])
    if not series.stretch.judgeable:
        answer = (
            f"Nog niet te beoordelen: er zijn {len(series.values)} punten en er zijn er minstens "
            f"{charts.FEWEST_POINTS} nodig."
        )
        return Finding(answer, _EACH_POINT, Steadiness(chart, "", high, charts.ASSURANCE[3]))
    word, last = charts.variation(chart, higher_is_worse=worse), period(series.stretch.periods[-1])
    ordinary = word == charts.VARIATION[0]
    answer = (
        f"Het punt van {last} past bij de gewone schommeling van deze reeks."
        if ordinary
        else f"Het punt van {last} wijst op een {word} die niet bij de gewone schommeling past."
    )
    # Where neither way is worse of itself, the target says which way is wanted.
    wanted_low = worse if worse is not None else target is not None and target < chart.mean[-1]
    found = Steadiness(chart, word, high, charts.assurance(chart, target=target, higher_is_worse=wanted_low))
    return Finding(answer + _target_sentence(found.assurance, target), _EACH_POINT, found)


def _target_sentence(word: str, target: float | None) -> str:
    if target is None:
        return ""
    told = {"haalt het doel": "wel", "haalt het doel niet": "niet"}.get(word, "soms wel en soms niet")
    return f" Het doel van {number(target, decimals=1)} wordt op deze manier {told} gehaald."


def control_chart(series: Series) -> charts.Chart:
    """The chart that fits what is known of the series: p' or u' with large denominators, otherwise XmR."""
    if series.counts is None or series.exposure is None or series.exposure.min() < LARGE:
        return charts.xmr_chart(series.values)
    factor = series.indicator.factor
    drawn = (charts.p_chart if factor == 100 else charts.u_chart)(series.counts, series.exposure, laney=True)
    scaled = [factor * part for part in (drawn.values, drawn.mean, drawn.lower, drawn.upper)]
    return charts.Chart(*scaled, kind=drawn.kind)


@_answering
def level_change(series: Series, *, start: int) -> Finding:
    """Did the level change when the approach began, beyond trend and season?"""
    if series.counts is None:
        raise CannotAnswer(
            "no counts", page="De bron geeft alleen een uitkomst en geen aantallen; dit is niet te schatten."
        )
    season = series.per_year if series.monthly and len(series.counts) >= 2 * series.per_year else None
    found = interrupted_series(series.counts, start=series.position(start), population=series.exposure, season=season)
    return Finding(_change_sentence(found, start=start), _WHAT_ELSE, found)


def _change_sentence(found: Interruption, *, start: int) -> str:
    since = f"Sinds {period(start)} is het niveau"
    span = f"(95%-interval {_percent(found.lower - 1)} tot {_percent(found.upper - 1)})"
    if not found.distinguishable:
        return f"{since} niet te onderscheiden van wat zonder aanpak te verwachten was {span}."
    way = "lager" if found.ratio < 1 else "hoger"
    return f"{since} {_percent(abs(found.ratio - 1))} {way} dan zonder verandering te verwachten was {span}."


@_answering
def against_others(panel: pd.DataFrame, *, areas: Sequence[str], start: int, unit: str = "count") -> Finding:
    """Did these areas change more than the others, which had no approach?"""
    refuse_short(panel["period"].nunique())
    found = difference_in_differences(panel.assign(treated=panel["area_code"].isin(list(areas))), start=start)
    if found.before_differs:
        answer = "De vergelijking gaat niet op: dit gebied ging al voor de start een andere kant op dan de rest."
    else:
        answer = _gap_sentence(found, what="de andere gebieden", unit=unit)
    return Finding(answer, "Een ander verloop in de vergelijkingsgebieden zou dit antwoord veranderen.", found)


@_answering
def against_mix(panel: pd.DataFrame, *, areas: Sequence[str], start: int, unit: str = "count") -> Finding:
    """Did these areas, taken together, change more than the mix of others that moved like them before?"""
    wide = panel.pivot(index="area_code", columns="period", values="value")
    if not set(areas) <= set(wide.index):
        raise CannotAnswer("no whole series", page="Dit gebied heeft geen volledige reeks om te vergelijken.")
    refuse_short(wide.shape[1])
    position, chosen = int((wide.columns < start).sum()), list(areas)
    found = synthetic_difference(wide.loc[chosen].mean(), wide.drop(index=chosen).to_numpy(), start=position)
    return Finding(
        _gap_sentence(found, what="een mengsel van gebieden dat voor de start net zo verliep", unit=unit)
        + f" Voor de start week het mengsel gemiddeld {with_unit(found.prefit, unit, decimals=2)} af.",
        "Als het mengsel voor de start slecht past, zegt het verschil erna weinig.",
        found,
    )


def _gap_sentence(found: Difference | Synthetic, *, what: str, unit: str) -> str:
    span = f"(95%-interval {number(found.lower, decimals=1)} tot {with_unit(found.upper, unit)})"
    if found.lower <= 0 <= found.upper:
        return f"De verandering is niet te onderscheiden van die in {what} {span}."
    way = "meer gedaald" if found.effect < 0 else "meer gestegen"
    return f"Het cijfer is hier {number(abs(found.effect), decimals=1)} {way} dan in {what} {span}."


@_answering
def after_choice(before: pd.DataFrame, *, area: str, after: float, exposed_after: float) -> Finding:
    """How did the area change, corrected for having been chosen because it was high?

    Takes: one row per area with `area_code, count, exposure` before the start.
    """
    chosen = before["area_code"].tolist().index(area)
    found = change_after_choice(
        before["count"], before["exposure"], chosen=chosen, after=after, exposed_after=exposed_after
    )
    told = "wel" if not found.lower <= 1 <= found.upper else "niet"
    return Finding(
        f"Gebieden met een hoog cijfer dalen vaak vanzelf. Daarvoor gecorrigeerd is er een {_way(found.ratio)} "
        f"(95%-interval {_percent(found.lower - 1)} tot {_percent(found.upper - 1)}), {told} van toeval te "
        f"onderscheiden; {_uncorrected(found.raw)}.",
        "Meer jaren voor de start maken de correctie kleiner.",
        found,
    )


@_answering
def between_areas(observed: np.ndarray, exposure: np.ndarray, *, names: list[str]) -> Finding:
    """Which areas differ more than size and usual spread explain?"""
    found: Funnel = funnel(observed, exposure * observed.sum() / exposure.sum())
    outside = [name for name, out in zip(names, found.outside, strict=True) if out]
    answer = (
        f"Buiten de trechter ligt: {', '.join(outside)}."
        if outside
        else "Alle gebieden liggen binnen de trechter: de verschillen passen bij hun grootte en de gewone spreiding."
    )
    return Finding(answer, "Een verschil zegt nog niet waardoor het komt.", found)


@_answering
def visible_beforehand(series: Series, *, start: int, place: str, change: float = -0.1, years: float = 2.0) -> Finding:
    """Before the start: could a change of this share (negative for a fall) be told from chance here?"""
    if series.counts is None:
        raise CannotAnswer("no counts", page="De bron geeft geen aantallen; wat zichtbaar zou zijn, is niet te zeggen.")
    known = series.counts[: series.position(start)] if series.position(start) else series.counts
    found = power.smallest_detectable(
        float(known.mean() * series.per_year),
        years_before=len(known) / series.per_year,
        years_after=years,
        rising=change > 0,
        dispersion=power.dispersion_of(known),
    )
    said = power.sentence(found, expected=abs(change), years=years, place=place)
    points = int(len(known) + years * series.per_year)
    if points < charts.FEWEST_POINTS:
        said += f" Er zijn dan {points} punten; beoordelen kan vanaf {charts.FEWEST_POINTS}."
    return Finding(said, "Een groter gebied of een langere periode maakt kleinere veranderingen zichtbaar.", found)


_EACH_POINT = "Elk nieuw punt kan dit beeld bevestigen of wegnemen."
_WHAT_ELSE = (
    "Iets anders dat rond de start veranderde, kan dit ook verklaren; een vergelijking met andere gebieden helpt."
)


def _uncorrected(ratio: float) -> str:
    return f"zonder correctie leek het een {_way(ratio)}" if np.isfinite(ratio) else "voor de start was er niets geteld"


def _way(ratio: float) -> str:
    return f"{'stijging' if ratio > 1 else 'daling'} van {_percent(abs(ratio - 1))}"


def _percent(share: float) -> str:
    return f"{number(100 * share, decimals=0)}\N{NO-BREAK SPACE}%"
