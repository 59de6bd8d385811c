"""A .csv file as lines of text: UTF-8, semicolons, one header."""

import csv
import io
from pathlib import Path

from workbench.sources.delivery.gate import MOST_LINES
from workbench.sources.delivery.sheet import Finding, Line, Sheet, Unreadable

DELIMITER = ";"
OTHERS = {",": "een komma", "\t": "een tab", "|": "een rechte streep"}
UTF16 = (b"\xff\xfe", b"\xfe\xff")
LONGEST = 4_000  # characters in one cell


def read_csv(path: Path) -> Sheet:
    """Raises: Unreadable when it is not UTF-8 text with semicolons and as many cells on each line as in the header."""
    text = _decoded(path.read_bytes())
    csv.field_size_limit(LONGEST)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=DELIMITER, strict=True)
    lines: list[Line] = []
    try:
        for cells in reader:
            lines.append(Line(reader.line_num, [cell.strip() for cell in cells]))
            if len(lines) > MOST_LINES:
                raise Unreadable(Finding("too_long", f"Het bestand heeft meer dan {MOST_LINES} regels."))
    except csv.Error as error:
        page = "Hier staat een aanhalingsteken dat niet klopt, of een veel te lange cel."
        raise Unreadable(Finding("quotes", page, line=reader.line_num)) from error
    return _with_header([line for line in lines if any(line.cells)])


def _decoded(body: bytes) -> str:
    if body.startswith(UTF16) or b"\0" in body[:4_000]:
        raise Unreadable(Finding("encoding", "Het bestand is geen UTF-8. Kies bij opslaan 'CSV UTF-8'."))
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = body[: error.start].count(b"\n") + 1
        page = "Hier staat een teken dat geen UTF-8 is. Kies bij opslaan 'CSV UTF-8'."
        raise Unreadable(Finding("encoding", page, line=line)) from error
    if "\0" in text:
        raise Unreadable(Finding("encoding", "Het bestand bevat tekens die geen tekst zijn."))
    return text


def _with_header(lines: list[Line]) -> Sheet:
    if not lines:
        raise Unreadable(Finding("empty", "Het bestand is leeg."))
    header, rest = lines[0], lines[1:]
    if len(header.cells) == 1:
        _explain_one_column(str(header.cells[0]))
    uneven = [line for line in rest if len(line.cells) != len(header.cells)]
    if uneven:
        page = f"Op deze regel staan niet precies {len(header.cells)} cellen, zoals in de kop."
        raise Unreadable(*(Finding("uneven", page, line=line.number) for line in uneven[:100]))
    return Sheet([str(cell) for cell in header.cells], rest, header.number)


def _explain_one_column(header: str) -> None:
    for mark, name in OTHERS.items():
        if mark in header:
            page = f"De kolommen zijn gescheiden door {name}. Gebruik een puntkomma."
            raise Unreadable(Finding("delimiter", page, line=1))
