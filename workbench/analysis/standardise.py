"""Direct standardisation: what the rate would be if every area had the same ages and sexes."""

import numpy as np
import pandas as pd
from scipy import stats

from workbench.analysis.intervals import LEVEL, byar
from workbench.errors import CannotAnswer

# Eurostat (2013), Revision of the European Standard Population: persons of 100,000; of 15 to 19 two fifths are adults.
EUROPEAN_STANDARD = {"18-65": 61_200, "65plus": 19_500}
FEWEST_CASES = 10  # below this the interval is not to be relied on


def directly_standardised(strata: pd.DataFrame, *, per: float = 1000.0, level: float = LEVEL) -> pd.DataFrame:
    """The directly standardised rate of each area.

    Takes: a row per area and stratum with `area_code`, `numerator`, `denominator`, `standard` (persons of the stratum
    in the standard population).
    Gives: a row per area with `value`, `lower`, `upper` per `per` persons, `cases`, and `method`.
    Missing: an area with a gap in a stratum, an empty stratum or fewer than ten cases gets no figure.
    Raises: CannotAnswer when the areas are not divided into the same strata.
    Source: Dobson et al. (1991), Stat. Med. 10, 457-462, with Byar's interval of the count.
    """
    _refuse_uneven(strata)
    return pd.DataFrame([_one(code, part, per=per, level=level) for code, part in strata.groupby("area_code")])


def _refuse_uneven(strata: pd.DataFrame) -> None:
    sizes = strata.groupby("area_code")["standard"].agg(["size", "sum"])
    if strata.empty or sizes.nunique().gt(1).any() or not (strata["standard"] > 0).all():
        raise CannotAnswer(
            "areas are divided into different strata, or a stratum has nobody in the standard population",
            page="De gebieden zijn niet in dezelfde leeftijdsgroepen verdeeld. Standaardiseren kan dan niet.",
        )


def _one(code: str, part: pd.DataFrame, *, per: float, level: float) -> dict[str, object]:
    counts, persons = part["numerator"].to_numpy(float, na_value=np.nan), part["denominator"].to_numpy(float)
    share = part["standard"].to_numpy(float) / part["standard"].sum()
    cases = counts.sum()
    empty = {"area_code": code, "value": np.nan, "lower": np.nan, "upper": np.nan, "cases": cases, "method": "Dobson"}
    if np.isnan(cases) or (persons <= 0).any() or cases < FEWEST_CASES:
        return empty
    rate, variance = share @ (counts / persons), share**2 @ (counts / persons**2)
    low, high = (float(bound) for bound in byar(cases, level=level))
    stretch = np.sqrt(variance / cases)
    bounds = {"lower": rate + stretch * (low - cases), "upper": rate + stretch * (high - cases)}
    return empty | {"value": rate * per} | {name: bound * per for name, bound in bounds.items()}


def standardised_shares(strata: pd.DataFrame, *, level: float = LEVEL) -> pd.DataFrame:
    """The directly standardised figure of each area from figures per stratum that have margins and no counts.

    Takes: a row per area and stratum with `area_code`, `value`, `lower`, `upper`, `standard`.
    Gives: a row per area with `value`, `lower`, `upper` in the unit of the figures.
    Missing: an area with a gap in a stratum gets no figure; one without a margin in a stratum gets no interval.
    Raises: CannotAnswer when the areas are not divided into the same strata.
    Source: Fleiss, Levin & Paik (2003), Statistical Methods for Rates and Proportions, 3rd ed., ch. 19.
    """
    _refuse_uneven(strata)
    return pd.DataFrame([_share(code, part, level=level) for code, part in strata.groupby("area_code", sort=False)])


def _share(code: str, part: pd.DataFrame, *, level: float) -> dict[str, object]:
    value, low, high, standard = (
        part[name].to_numpy(float, na_value=np.nan) for name in ("value", "lower", "upper", "standard")
    )
    share = standard / standard.sum()
    mean = float(share @ value)
    half = float(np.sqrt(np.sum((share * (high - low) / 2) ** 2))) * _stretch(level)
    return {"area_code": code, "value": mean, "lower": mean - half, "upper": mean + half}


def _stretch(level: float) -> float:
    """From the margins of 95 % that publishers give to another level."""
    return float(stats.norm.isf((1 - level) / 2) / stats.norm.isf((1 - LEVEL) / 2))
