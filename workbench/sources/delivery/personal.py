"""What looks like data about one person is refused, by the name of a column and by what stands in it.

A delivery is about numbers of people per area. The finding says where to look, never what was found.
"""

import re

from workbench.sources.delivery.sheet import Cell, Finding, Sheet

NAMES = {
    "bsn": "een burgerservicenummer",
    "burgerservicenummer": "een burgerservicenummer",
    "sofinummer": "een burgerservicenummer",
    "naam": "een naam",
    "voornaam": "een naam",
    "voornamen": "een naam",
    "achternaam": "een naam",
    "tussenvoegsel": "een naam",
    "voorletters": "een naam",
    "roepnaam": "een naam",
    "geboortedatum": "een geboortedatum",
    "geboortedag": "een geboortedatum",
    "gebdat": "een geboortedatum",
    "gebdatum": "een geboortedatum",
    "adres": "een adres",
    "straat": "een adres",
    "straatnaam": "een adres",
    "huisnummer": "een adres",
    "huisnr": "een adres",
    "postcode": "een adres",
    "pc6": "een adres",
    "email": "een e-mailadres",
    "emailadres": "een e-mailadres",
    "telefoon": "een telefoonnummer",
    "telefoonnummer": "een telefoonnummer",
    "mobiel": "een telefoonnummer",
    "iban": "een rekeningnummer",
    "rekeningnummer": "een rekeningnummer",
    "clientnummer": "een nummer van een persoon",
    "clientid": "een nummer van een persoon",
    "patientnummer": "een nummer van een persoon",
    "patientid": "een nummer van een persoon",
    "polisnummer": "een nummer van een persoon",
    "dossiernummer": "een nummer van een persoon",
}
_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)
_NUMBER = re.compile(r"(?<![\d.,])\d{4}[ .]?\d{2}[ .]?\d{3}(?![\d.,])|(?<![\d.,])\d{8}(?![\d.,])")
_DAY, _MONTH, _YEAR = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])", r"(?:19|20)\d\d"
_DATE = rf"{_DAY}[-/. ]{_MONTH}[-/. ]{_YEAR}|{_YEAR}-{_MONTH}-{_DAY}"
_PARTICLE = r"(?:(?:van|de|der|den|ten|ter|'t|het|op|in)\s+){0,3}"
PATTERNS = {
    "een geboortedatum": re.compile(rf"(?<!\d)(?:{_DATE})(?!\d)"),
    "een volledige postcode": re.compile(r"(?<![A-Za-z0-9])[1-9]\d{3}(?:\s?[A-Z]{2}|[a-z]{2})(?![A-Za-z])"),
    "een e-mailadres": re.compile(r"[\w.+-]+@[\w-]+\.\w+"),
    "een telefoonnummer": re.compile(r"(?<!\d)(?:\+31|0031|0)[-\s]?[1-9](?:[-\s]?\d){8}(?!\d)"),
    "een rekeningnummer": re.compile(r"\bNL\d{2}\s?[A-Z]{4}\s?(?:\d\s?){10}", re.IGNORECASE),
    "een naam": re.compile(
        rf"\b(?:dhr|mevr|mw|de heer|mevrouw|meneer|cli[eë]nt|pati[eë]nt)\b\.?\s+{_PARTICLE}[A-Z]"
        rf"|\b(?:[A-Z]\.){{1,4}}\s*{_PARTICLE}[A-Z][a-z]{{2,}}",
    ),
}
_FIRST_NAMES = """
Jan Piet Kees Henk Willem Johan Hendrik Gerrit Klaas Peter Hans Marco Mark Erik Rob Tim Tom Bas Bram Daan Sem Lucas Levi
Finn Noah Milan Luuk Mohamed Ahmed Ali Anna Maria Johanna Cornelia Elisabeth Wilhelmina Hendrika Margaretha Petra Ingrid
Monique Linda Esther Sandra Marieke Sanne Lisa Anouk Iris Emma Julia Sophie Lotte Eva Fleur Saar Mila Fatima Aisha
Hennie Gea Geesje Roelof Harm Jantje Aaltje Grietje
"""
FIRST_NAMES = frozenset(_FIRST_NAMES.split())
_FULL_NAME = re.compile(rf"\b([A-Z][a-z]+)\s+{_PARTICLE}[A-Z][a-z]{{2,}}")


def personal_findings(sheet: Sheet, *, agreed: set[str], counted: set[str]) -> list[Finding]:
    """Columns and cells that look like data about one person.

    Takes: `agreed`, the names of the contract's columns; `counted`, those that hold whole numbers of people, where a
    long number is a count and no burgerservicenummer unless it has nine digits and passes the eleven-test.
    """
    found = []
    for place, name in enumerate(sheet.header):
        known = name.lower() in agreed
        # The name of a column that was not agreed is not repeated: without a header it is a cell of the first line.
        shown = name if known else f"nr. {place + 1}"
        found += [] if known else _named(name, shown=shown)
        found += _in_column(sheet, place, shown=shown, counted=name.lower() in counted)
    return found


def _named(name: str, *, shown: str) -> list[Finding]:
    parts = re.findall(r"[a-z0-9]+", name.lower().replace("ë", "e").replace("é", "e"))
    bare = "".join(parts)
    what = next((what for word, what in NAMES.items() if word in parts or (len(word) > 4 and word in bare)), None)
    if what is None:
        return []
    page = f"Deze kolom lijkt {what} te bevatten. Gegevens over personen mogen niet in een levering."
    return [Finding("personal", page, column=shown)]


def _in_column(sheet: Sheet, place: int, *, shown: str, counted: bool) -> list[Finding]:
    found = []
    for line in sheet.lines:
        what = _looks_like(line.cells[place], counted=counted)
        if what is not None:
            page = f"Hier lijkt {what} te staan. Gegevens over personen mogen niet in een levering."
            found.append(Finding("personal", page, line=line.number, column=shown))
    return found


def _looks_like(cell: Cell, *, counted: bool) -> str | None:
    if cell is None or cell == "":
        return None
    text = str(cell)
    if any(passes_eleven_test(digits) for digits in _long_numbers(text, counted=counted)):
        return "een burgerservicenummer"
    if not isinstance(cell, str) or (counted and re.fullmatch(r"\d+", text)):
        return None
    matched = next((what for what, pattern in PATTERNS.items() if pattern.search(text)), None)
    return matched or ("een naam" if _holds_a_full_name(text) else None)


def _long_numbers(text: str, *, counted: bool) -> list[str]:
    digits = [re.sub(r"\D", "", found) for found in _NUMBER.findall(text)]
    return [number for number in digits if len(number) == 9 or not counted]


def _holds_a_full_name(text: str) -> bool:
    return any(first in FIRST_NAMES for first in _FULL_NAME.findall(text))


def passes_eleven_test(digits: str) -> bool:
    """Whether a number of eight or nine digits can be a burgerservicenummer.

    Source: Logisch Ontwerp BSN, the eleven-test with weight -1 for the last digit.
    """
    nine = digits.zfill(9)
    if len(nine) != 9 or not nine.strip("0"):
        return False
    return sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, nine, strict=True)) % 11 == 0
