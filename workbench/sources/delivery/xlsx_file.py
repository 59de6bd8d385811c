"""An .xlsx workbook as lines: one sheet of plain values; formulas and merged cells are refused, not guessed."""

import datetime as dt
import warnings
from pathlib import Path

from workbench.sources.delivery.gate import MOST_LINES
from workbench.sources.delivery.sheet import Cell, Finding, Line, Sheet, Unreadable

EXPLANATION = "Uitleg"  # a sheet of this name comes with the template and is not read
MOST_CELLS = 1_500_000


def read_xlsx(path: Path) -> Sheet:
    """Raises: Unreadable when there is not exactly one sheet of plain values."""
    sheet = _only_sheet(_opened(path))
    findings = [
        Finding("merged", f"De cellen {merged} zijn samengevoegd. Vul elke cel apart.", line=merged.min_row)
        for merged in sheet.merged_cells.ranges
    ]
    lines = [Line(row[0].row, [_plain(cell, findings) for cell in row]) for row in sheet.iter_rows() if row]
    if findings:
        raise Unreadable(*findings[:200])
    filled = [line for line in lines if any(cell not in (None, "") for cell in line.cells)]
    if not filled:
        raise Unreadable(Finding("empty", "Het bestand is leeg."))
    return _narrowed(filled)


def _opened(path: Path):
    import openpyxl

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns about styles and extensions that carry no figures
            return openpyxl.load_workbook(path, data_only=False, keep_links=False)
    except Exception as error:  # a damaged workbook fails in the library in many ways, and all mean the same here
        raise Unreadable(Finding("damaged", "Het bestand is beschadigd of geen Excel-werkmap.")) from error


def _only_sheet(book):
    chosen = [sheet for sheet in book.worksheets if sheet.title != EXPLANATION]
    if len(chosen) != 1 or len(book.worksheets) != len(book.sheetnames):
        page = f"Het bestand heeft meer dan één tabblad. Laat er één over (een tabblad '{EXPLANATION}' mag)."
        raise Unreadable(Finding("sheets", page))
    sheet = chosen[0]
    if sheet.max_row > MOST_LINES or sheet.max_row * sheet.max_column > MOST_CELLS:
        raise Unreadable(Finding("too_long", "Het tabblad is te groot. Verwijder lege regels en kolommen."))
    return sheet


def _plain(cell, findings: list[Finding]) -> Cell:
    """The cell's value; what is no plain value becomes a finding."""
    value = getattr(cell, "value", None)
    if value is None:
        return None
    kind = _odd(cell, value)
    if kind is not None:
        name, page = kind
        findings.append(Finding(name, page, line=cell.row, column=cell.column_letter))
        return None
    return value.strip() if isinstance(value, str) else value


def _odd(cell, value: object) -> tuple[str, str] | None:
    if cell.data_type == "f" or not isinstance(value, str | int | float | dt.date | dt.time | dt.timedelta):
        return "formula", "Hier staat een formule. Plak de uitkomst als waarde."
    if cell.data_type == "e":
        return "error_cell", "Hier staat een foutmelding van Excel."
    if isinstance(value, bool):
        return "no_value", "Hier staat waar of onwaar; er hoort een getal of een code."
    if isinstance(value, dt.date | dt.time | dt.timedelta):
        return "date", "Hier staat een datum. Dat is in geen enkele levering nodig, en een geboortedatum mag nooit."
    return None


def _narrowed(lines: list[Line]) -> Sheet:
    """Without the empty columns at the right that Excel keeps after something was deleted there."""
    used = max(place for line in lines for place, cell in enumerate(line.cells, 1) if cell not in (None, ""))
    header, *rest = [Line(line.number, line.cells[:used]) for line in lines]
    return Sheet([str(cell if cell is not None else "") for cell in header.cells], rest, header.number)
