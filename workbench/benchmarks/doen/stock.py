"""The same difference-in-differences by pyfixest, of which the extra `monitor` is."""

import warnings

import pandas as pd


def event_study(panel: pd.DataFrame, *, start: int = 2017) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Coefficient and clustered error of the extra change, and the same per period against the last one before.

    Takes: rows with `area_code, period, value, treated`. Raises: ImportError without pyfixest.
    """
    since = (panel["treated"] & (panel["period"] >= start)).astype(float)
    base = panel.loc[panel["period"] < start, "period"].max()
    others = [period for period in sorted(panel["period"].unique()) if period != base]
    gaps = {f"gap_{period}": ((panel["period"] == period) & panel["treated"]).astype(float) for period in others}
    rows = panel.assign(approach=since, **gaps)
    return _fit("approach", rows), _fit(" + ".join(gaps), rows).set_axis(others)


def _fit(regressors: str, rows: pd.DataFrame) -> pd.DataFrame:
    with warnings.catch_warnings():
        # Numba and its caches warn at import about this machine's threads, not about the estimate.
        warnings.simplefilter("ignore")
        import pyfixest

        found = pyfixest.feols(f"value ~ {regressors} | area_code + period", data=rows, vcov={"CRV1": "area_code"})
    return pd.DataFrame({"effect": found.coef(), "error": found.se()})
