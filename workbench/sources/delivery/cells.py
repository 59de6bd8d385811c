"""One cell against what its column may hold: a value, or what to mend. No value ever stands in a sentence."""

import re
from dataclasses import dataclass

from workbench import areas
from workbench.catalog import Column, Contract
from workbench.errors import WorkbenchError
from workbench.sources.delivery.sheet import Cell

COUNTS = ("numerator", "denominator", "contributors", "largest", "second", "third")
_WHOLE = re.compile(r"[+-]?\d{1,15}")
_DECIMAL = re.compile(r"[+-]?\d{1,15}(?:\.\d{1,15})?")
_SUM = re.compile(r"[+-]?\d+(?:\s*[-+*/]\s*\d+)+")
TOTALS = re.compile(r"\b(?:eind|sub)?tota+l(?:en)?\b|\bsom\b|\bgemiddelde?\b", re.IGNORECASE)
HIDDEN = re.compile(r"[<≤]\s*\d+|[-–.*x#]|n\.?v\.?t\.?|onbekend|n/a|nan|null|geheim", re.IGNORECASE)


@dataclass(frozen=True)
class Wrong:
    """Why a cell cannot be taken."""

    kind: str
    page: str


def read_cell(cell: Cell, column: Column, contract: Contract) -> str | int | float | Wrong | None:
    """The value in our words, None for an optional cell that is empty, or what is wrong."""
    if cell is None or cell == "":
        return Wrong("empty_cell", "Hier ontbreekt een waarde.") if column.required else None
    if isinstance(cell, str) and cell[0] in "=@":
        return Wrong("formula", "Hier staat een formule. Zet er de uitkomst neer.")
    if isinstance(cell, str) and column.role != "note" and TOTALS.search(cell):
        return Wrong("total", "Dit is een totaalregel. Lever alleen de losse regels; de werkplaats telt zelf op.")
    return _of_its_kind(cell, column, contract)


def _of_its_kind(cell: Cell, column: Column, contract: Contract) -> str | int | float | Wrong:
    if column.role == "area":
        return _area(cell, contract)
    if column.role == "period":
        return _period(cell, column, contract)
    if column.type == "code":
        return _coded(cell, column)
    if column.type == "integer":
        return _whole(cell, column)
    return _decimal(cell, column) if column.type == "decimal" else str(cell)


def _area(cell: Cell, contract: Contract) -> str | Wrong:
    code = str(cell)
    try:
        found = areas.area(code, edition=contract.edition)
    except WorkbenchError as error:
        other = error.facts.get("offered")
        if other is not None:
            page = f"Deze code hoort bij de indeling van {other}. Afgesproken is de indeling van {contract.edition}."
            return Wrong("other_edition", page)
        return Wrong("unknown_area", "Deze gebiedscode bestaat niet in de regio. Een code is bijvoorbeeld GM0114.")
    if found.level != contract.level:
        page = f"Dit gebied is geen {contract.level}. Afgesproken is een regel per {contract.level}."
        return Wrong("other_level", page)
    return found.code


def _period(cell: Cell, column: Column, contract: Contract) -> int | Wrong:
    number = _whole(cell, column.model_copy(update={"minimum": None, "maximum": None}))
    if isinstance(number, Wrong):
        return number
    if number not in contract.periods:
        return Wrong("other_period", "Deze periode is niet afgesproken.")
    return number


def _coded(cell: Cell, column: Column) -> str | Wrong:
    if str(cell) not in column.codes:
        known = ", ".join(column.codes)
        return Wrong("unknown_code", f"Deze code is niet afgesproken. Kies uit: {known}.")
    return column.codes[str(cell)]


def _whole(cell: Cell, column: Column) -> int | Wrong:
    if isinstance(cell, float):
        if not cell.is_integer():
            return Wrong("fraction", "Hier hoort een heel getal, geen deel of percentage.")
        cell = int(cell)
    if isinstance(cell, str) and not _WHOLE.fullmatch(cell):
        return _no_number(cell, whole=True)
    return _within(int(cell), column)


def _decimal(cell: Cell, column: Column) -> float | Wrong:
    if isinstance(cell, str) and not _DECIMAL.fullmatch(cell):
        return _no_number(cell, whole=False)
    return _within(float(cell), column)


def _no_number(cell: str, *, whole: bool) -> Wrong:
    """Why this text is no number, as far as that can be seen."""
    if _SUM.fullmatch(cell):
        return Wrong("formula", "Hier staat een som. Zet er de uitkomst neer.")
    if HIDDEN.fullmatch(cell):
        return Wrong("hidden", "Hier is een aantal verborgen. Lever het aantal zelf; de werkplaats beveiligt het.")
    if re.fullmatch(r"[+-]?\d{1,3}(?:[. ]\d{3})+(?:,\d+)?", cell):
        return Wrong("thousands", "Schrijf het getal zonder punten of spaties tussen de cijfers.")
    if re.fullmatch(r"[+-]?\d+[.,]\d+", cell):
        page = "Hier hoort een heel getal." if whole else "Gebruik een punt en geen komma voor de decimalen."
        return Wrong("fraction" if whole else "comma", page)
    if re.fullmatch(r"[+-]?\d+(?:[.,]\d+)?\s*%", cell):
        return Wrong("percentage", "Hier staat een percentage. Lever aantallen.")
    if re.fullmatch(r"[+-]?\d+(?:[.,]\d+)?[eE][+-]?\d+", cell):
        return Wrong("scientific", "Schrijf het getal voluit, zonder E.")
    return Wrong("no_number", "Hier hoort een getal.")


def _within(number: float, column: Column) -> float | Wrong:
    if column.minimum is not None and number < column.minimum:
        if number < 0 <= column.minimum:
            return Wrong("negative", "Een aantal kan niet onder nul zijn.")
        return Wrong("too_low", "Dit getal is te laag.")
    if number < 0 and column.role in COUNTS:
        return Wrong("negative", "Een aantal kan niet onder nul zijn.")
    if (column.maximum is not None and number > column.maximum) or number > 2**53:
        return Wrong("too_high", "Dit getal is te hoog.")
    return number
