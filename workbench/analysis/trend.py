"""Change over time, only as far as the series is one series: a break or another division ends a line."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from workbench.errors import CannotAnswer
from workbench.text import number, period


@dataclass(frozen=True, eq=False)
class Trend:
    """The stretches that may each be drawn as one line, and why they end."""

    stretches: tuple[pd.DataFrame, ...]
    reasons: tuple[str, ...]


def trend(points: pd.DataFrame, *, breaks: tuple[int, ...] | list[int] = ()) -> Trend:
    """The points of one indicator, area and group cut wherever they may not be joined.

    Takes: rows of the one table. Gives: stretches of at least one point in order of time, and a reason per cut.
    Missing: a hidden or missing point ends a stretch too; nothing is drawn across it.
    Raises: CannotAnswer when no point has a figure.
    """
    ordered = points.sort_values(["period", "edition"]).reset_index(drop=True)
    if not ordered["value"].notna().any():
        raise CannotAnswer("no point has a figure", page="Voor dit gebied is er in geen enkel jaar een cijfer.")
    stretches: list[list[int]] = [[]]
    reasons: list[str] = []
    for place, row in ordered.iterrows():
        reason = _cut(ordered.loc[stretches[-1][-1]], row, breaks) if stretches[-1] else ""
        if reason:
            reasons.append(reason)
        if (reason or pd.isna(row["value"])) and stretches[-1]:
            stretches.append([])
        if pd.notna(row["value"]):
            stretches[-1].append(place)
    return Trend(tuple(ordered.loc[part] for part in stretches if part), tuple(dict.fromkeys(reasons)))


def change(stretch: pd.DataFrame) -> str:
    """One Dutch sentence about the first and the last point of one stretch."""
    if len(stretch) < 2:
        return "Er is één meting. Een ontwikkeling is nog niet te zien."
    first, last = stretch.iloc[0], stretch.iloc[-1]
    ends = [f"{number(point['value'])} in {period(point['period'])}" for point in (first, last)]
    span = f"van {ends[0]} naar {ends[1]}"
    return f"Het cijfer ging {span}. {beyond_chance(stretch)}"


def beyond_chance(stretch: pd.DataFrame) -> str:
    """Whether the first and last point differ by more than chance, in one Dutch sentence."""
    chance = change_chance(stretch)
    if chance is None:
        return "De bron geeft geen marge. Of de verandering toeval is, is niet te zeggen."
    if chance < 0.05:
        return "Die verandering is meer dan toeval."
    return "Die verandering kan toeval zijn: de marges zijn groter dan het verschil."


def change_chance(stretch: pd.DataFrame) -> float | None:
    """The two-sided chance of so large a difference between first and last; none without intervals."""
    ends = stretch.iloc[[0, -1]]
    width = (ends["upper"] - ends["lower"]).to_numpy(float, na_value=np.nan) / (2 * stats.norm.isf(0.025))
    if np.isnan(width).any() or not width.any():
        return None
    gap = float(ends["value"].iloc[1] - ends["value"].iloc[0])
    return float(2 * stats.norm.sf(abs(gap) / np.hypot(*width)))


def _cut(previous: pd.Series, row: pd.Series, breaks: tuple[int, ...] | list[int]) -> str:
    if previous["edition"] != row["edition"]:
        return (
            f"Tussen {period(previous['period'])} en {period(row['period'])} zijn de gebieden anders ingedeeld. "
            "De lijn loopt daar niet door."
        )
    broken = next((at for at in breaks if previous["period"] < at <= row["period"]), None)
    if broken is not None:
        return f"In {period(broken)} is anders gemeten. De lijn loopt daar niet door."
    if previous["dataset"] != row["dataset"]:
        return f"Vanaf {period(row['period'])} komt het cijfer uit een andere bron. De lijn loopt daar niet door."
    return ""
