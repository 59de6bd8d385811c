"""A small store and a small notebook, for what is tied to figures."""

from pathlib import Path

import nbformat
import numpy as np
import pandas as pd

from workbench import store
from workbench.table import as_table

PARAMETERS = """\
thema: str = "mentale-gezondheid"  # Thema
indicator: str = "eenzaamheid"  # Indicator
niveau: str = "gemeente"  # Gebieden op de kaart
gebied: str = "GM0114"  # Uitgelicht gebied
periode: int = 2020  # Jaar
groep: str = "18plus"  # Leeftijd
"""
PICTURE = """\
from IPython.display import HTML
HTML(f"<p>Stilstaand beeld van {gebied}</p>") if gebied != "GM0000" else 1 / 0
"""
INVENTED = {"NL": 44.0, "GM0106": 45.1, "GM0114": 47.2, "GM0109": 46.3}  # not published figures


def fill_store(**changed: float | None) -> None:
    """Loneliness in 2020 for a few areas, with the changes; None is a hidden value."""
    rows = [_row(code, changed.get(code, value)) for code, value in INVENTED.items()]
    store.put("50090NED", as_table(pd.DataFrame(rows)), origin={"test": True})


def write_notebook(folder: Path, name: str = "verkennen") -> Path:
    notebook = nbformat.v4.new_notebook()
    notebook.cells = [
        nbformat.v4.new_markdown_cell("# Waar verschilt het?"),
        nbformat.v4.new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]}),
        nbformat.v4.new_code_cell(PICTURE),
    ]
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.ipynb"
    nbformat.write(notebook, path)
    return path


def _row(code: str, value: float | None) -> dict:
    key = {"indicator": "eenzaamheid", "area_code": code, "edition": 2020, "period": 2020, "group": "18plus"}
    shown = {"value": value, "status": "published" if value is not None else "suppressed"}
    return {**key, **shown, "estimation": "model", "dataset": "50090NED"}


def fill_monthly(**changed: int | None) -> None:
    """Referrals per month for three gemeenten, invented; None is a month that the door hides."""
    rows = []
    for code, level in {"GM0114": 40, "GM0106": 30, "GM0109": 25}.items():
        for period in (202401, 202402, 202403):
            number = changed.get(f"{code}_{period}", level)
            rows.append(_month(code, period, number))
    store.put("aanmeldingen-jeugd-ggz-maand-levering", as_table(pd.DataFrame(rows)), origin={"demo": True})


def _month(code: str, period: int, number: int | None) -> dict:
    key = {"indicator": MONTHLY, "area_code": code, "edition": 2024, "period": period, "group": "jongeren"}
    shown = {
        "value": number,
        "numerator": number,
        "denominator": 4000,
        "status": "published" if number is not None else "suppressed",
    }
    return {**key, **shown, "estimation": "register", "dataset": "aanmeldingen-jeugd-ggz-maand-levering"}


MONTHLY = "aanmeldingen-jeugd-ggz-maand"


GEMEENTEN = ("GM0106", "GM0109", "GM0114", "GM0118", "GM0119", "GM1680", "GM1681", "GM1690", "GM1699", "GM1701")


def fill_course(*, months: int = 48, fall: float = 0.0, since: int = 202407, hidden: tuple[int, ...] = ()) -> None:
    """Invented referrals per month since 2022 in ten gemeenten; Emmen falls by a share and has hidden months."""
    generator = np.random.default_rng(3)
    periods = [(2022 + number // 12) * 100 + number % 12 + 1 for number in range(months)]
    rows = [
        _month(code, period, None if code == "GM0114" and period in hidden else int(generator.poisson(level)))
        for place, code in enumerate(GEMEENTEN)
        for period in periods
        for level in [(60 + 3 * place) * (1 - fall * (code == "GM0114" and period >= since))]
    ]
    store.put("aanmeldingen-jeugd-ggz-maand-levering", as_table(pd.DataFrame(rows)), origin={"demo": True})
