"""An SPSS file as lines. Values with labels are read by their label where the contract knows that, else by code."""

import math
from pathlib import Path

from workbench.catalog import Contract
from workbench.sources.delivery.gate import MOST_LINES, MOST_UNPACKED
from workbench.sources.delivery.sheet import Cell, Finding, Line, Sheet, Unreadable

MOST_COLUMNS = 500


def read_sav(path: Path, contract: Contract) -> Sheet:
    """Raises: Unreadable when it is no sound SPSS file or holds dates."""
    import pyreadstat

    try:
        _, outline = pyreadstat.read_sav(path, metadataonly=True)
        _refuse_size(outline)
        # A packed file may not say how many lines it has, and unpack to any number.
        most = min(MOST_LINES, MOST_UNPACKED // max(sum(outline.variable_storage_width.values()), 1))
        frame, meta = pyreadstat.read_sav(path, apply_value_formats=False, user_missing=False, row_limit=most + 1)
        kinds = {name: kind.upper() for name, kind in meta.original_variable_types.items()}
    except Unreadable:
        raise
    except Exception as error:  # a damaged file fails in the library in many ways, and all mean the same here
        raise Unreadable(Finding("damaged", "Het bestand is beschadigd of geen SPSS-bestand.")) from error
    if len(frame) > most:
        raise Unreadable(Finding("too_long", f"Het bestand heeft meer dan {most} regels."))
    _refuse_dates(frame, kinds)
    known = {column.name: set(column.codes) for column in contract.columns}
    labels = {name: _worded(labels, known.get(name, set())) for name, labels in meta.variable_value_labels.items()}
    columns = [[_cell(value, labels.get(name, {})) for value in frame[name].tolist()] for name in frame.columns]
    lines = [Line(number, list(cells)) for number, cells in enumerate(zip(*columns, strict=True), 1)]
    return Sheet([str(name).strip() for name in frame.columns], lines, 0)


def _refuse_size(meta) -> None:
    if (meta.number_rows or 0) > MOST_LINES or meta.number_columns > MOST_COLUMNS:
        raise Unreadable(Finding("too_long", f"Het bestand heeft meer dan {MOST_LINES} regels of te veel kolommen."))


def _refuse_dates(frame, kinds: dict[str, str]) -> None:
    dated = [name for name, kind in kinds.items() if "DATE" in kind]
    dated += [name for name in frame.columns if frame[name].dtype.kind == "M" and name not in dated]
    if dated:
        page = "Deze kolom bevat datums. Dat is in geen enkele levering nodig, en een geboortedatum mag nooit."
        raise Unreadable(*(Finding("date", page, column=name) for name in dated))


def _worded(labels: dict, known: set[str]) -> dict:
    """The labels that are the contract's own words; other labels are for reading only, so the code itself counts."""
    return {code: label for code, label in labels.items() if label in known}


def _cell(value: object, labels: dict) -> Cell:
    if value in labels:
        return labels[value]
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value.strip() if isinstance(value, str) else value
