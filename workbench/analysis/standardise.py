"""Direct standardisation: what the rate would be if every area had the same ages and sexes."""

import numpy as np
import pandas as pd

from workbench.analysis.intervals import LEVEL, byar
from workbench.errors import CannotAnswer

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
    sizes = strata.groupby("area_code")["standard"].agg(["size", "sum"])
    if sizes.nunique().gt(1).any():
        raise CannotAnswer(
            "areas are divided into different strata",
            page="De gebieden zijn niet in dezelfde leeftijdsgroepen verdeeld. Standaardiseren kan dan niet.",
        )
    return pd.DataFrame([_one(code, part, per=per, level=level) for code, part in strata.groupby("area_code")])


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
