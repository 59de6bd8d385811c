"""Difference-in-differences: did the areas with the approach change more than comparable areas without it?

Estimated with area and period effects and errors clustered per area, or from the spread of the areas without the
approach when few have it. The years before the start are the placebo: if they already differ, the
comparison does not hold.
Sources: Card and Krueger (1994), American Economic Review 84, 772-793; Roth, Sant'Anna, Bilinski and Poe (2023),
J. of Econometrics 235, 2218-2244; Conley and Taber (2011), Review of Economics and Statistics 93, 113-125.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from workbench.analysis.monitor.two_way import two_way
from workbench.errors import CannotAnswer

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]
FEWEST_CLUSTERS = 6
FEWEST_TREATED = 5


@dataclass(frozen=True)
class Difference:
    """The extra change, in the value's unit, with its 95% interval.

    `by_period` has per period `period, effect, error, lower, upper`, relative to the last one before the start;
    `before_differs` is True when a period before the start already departs from zero.
    """

    effect: float
    lower: float
    upper: float
    by_period: pd.DataFrame
    before_differs: bool


def difference_in_differences(panel: pd.DataFrame, *, start: int) -> Difference:
    """The extra change of the areas with the approach since period `start`.

    Takes: one row per `area_code` and `period`, with `value` and `treated` (the area has the approach, at any time).
    Missing: an area that lacks a period is refused, not filled.
    Raises: CannotAnswer without both kinds of areas or both sides of the start.
    """
    values, periods, treated = _arrays(panel)
    since = periods >= start
    _refuse_unless_comparable(values, treated, since=since)
    each = np.eye(len(periods), dtype=bool)
    base = int((~since).sum()) - 1  # the last period before the start
    (effect,), (error,) = _estimated(values, treated, since[None], against=~since)
    gaps, errors = _estimated(values, treated, np.delete(each, base, axis=0), against=each[base])
    gaps, errors = np.insert(gaps, base, 0), np.insert(errors, base, 0)
    degrees = _degrees(treated)
    reach = stats.t.ppf(0.975, degrees)
    # Bonferroni: of many periods looked at, one may stray.
    edge = stats.t.ppf(1 - 0.025 / max(base, 1), degrees)
    differs = bool((np.abs(gaps) > edge * errors)[:base].any())
    course = {"effect": gaps, "error": errors, "lower": gaps - reach * errors, "upper": gaps + reach * errors}
    by_period = pd.DataFrame({"period": periods} | course)
    return Difference(effect, effect - reach * error, effect + reach * error, by_period, differs)


def _arrays(panel: pd.DataFrame) -> tuple[Numbers, NDArray, Flags]:
    """A row of values per area and a column per period; the periods; and which areas have the approach."""
    row, areas = pd.factorize(panel["area_code"])
    column, periods = pd.factorize(panel["period"], sort=True)
    values, treated = np.full((len(areas), len(periods)), np.nan), np.zeros(len(areas), dtype=bool)
    values[row, column], treated[row] = panel["value"].to_numpy(float, na_value=np.nan), panel["treated"]
    return values, np.asarray(periods), treated


def _estimated(values: Numbers, treated: Flags, marks: Flags, *, against: Flags) -> tuple[Numbers, Numbers]:
    """For each set of periods, marked: how much more the areas with the approach changed, and its standard error."""
    gaps, errors = two_way(values, (treated[:, None] & marks[:, None, :]).astype(float))
    with_it, without = int(treated.sum()), int((~treated).sum())
    if with_it < FEWEST_TREATED:
        # With one or two areas the clustered error is far too small; the other areas show how much chance moves one.
        errors = _strays(values[~treated], marks, against=against) * (1 / with_it + 1 / without) ** 0.5
    return gaps, errors


def _strays(others: Numbers, marks: Flags, *, against: Flags) -> Numbers:
    """The standard deviation between areas without the approach, of their change from one set of periods to another."""
    changes = others @ (marks / marks.sum(axis=1, keepdims=True)).T - others[:, against].mean(axis=1, keepdims=True)
    return changes.std(axis=0, ddof=1)


def _degrees(treated: Flags) -> int:
    """How well the error is known: Welch's degrees of freedom are never fewer than those of the smaller group."""
    with_it, without = int(treated.sum()), int((~treated).sum())
    known_from = without if with_it < FEWEST_TREATED else min(with_it, without)
    return max(known_from - 1, 1)


def _refuse_unless_comparable(values: Numbers, treated: Flags, *, since: Flags) -> None:
    if np.isnan(values).any():
        raise CannotAnswer(
            "the panel has gaps",
            page="Van een of meer gebieden ontbreekt een jaar. Kies gebieden met een volledige reeks.",
        )
    if np.ptp(values) == 0:
        raise CannotAnswer(
            "the value never varies", page="Dit cijfer is overal en altijd gelijk; er is niets te vergelijken."
        )
    sides = since.any() and not since.all()
    if treated.all() or not treated.any() or not sides or len(treated) < FEWEST_CLUSTERS:
        raise CannotAnswer(
            f"{treated.sum()} of {len(treated)} areas have the approach; both sides of the start: {sides}",
            page=f"Voor deze vergelijking zijn minstens {FEWEST_CLUSTERS} gebieden nodig, met en zonder de aanpak, "
            "en punten van voor en na de start.",
        )
