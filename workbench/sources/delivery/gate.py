"""What is refused before a byte of content is believed: too big, no real file, or not what its name says."""

import re
import stat
import zipfile
from pathlib import Path

from workbench.sources.delivery.sheet import Finding, Unreadable

MOST_BYTES = 50_000_000
MOST_LINES = 500_000
MOST_UNPACKED = 200_000_000  # bytes of all parts of a workbook together
MOST_TIMES, MOST_PARTS = 150, 2_000  # how much a part may grow when it is unpacked; how many parts
MOST_MARKS = 6_000_000  # of XML in one part: some four to a cell
CHUNK, DECLARATIONS = 1 << 20, (b"<!DOCTYPE", b"<!ENTITY")
FORMATS = {".csv": "csv", ".xlsx": "xlsx", ".sav": "sav"}
OLD_OFFICE, ZIP, SPSS = b"\xd0\xcf\x11\xe0", b"PK\x03\x04", (b"$FL2", b"$FL3")


def format_of(path: Path, *, allowed: list[str]) -> str:
    """`csv`, `xlsx` or `sav`. Raises: Unreadable."""
    found = FORMATS.get(path.suffix.lower())
    if found is None or found not in allowed:
        wanted = ", ".join(f".{name}" for name in allowed)
        raise Unreadable(Finding("format", f"Dit soort bestand is niet afgesproken. Lever een van: {wanted}."))
    _refuse_what_is_no_file(path)
    with path.open("rb") as file:
        _refuse_false_names(file.read(512), found)
    if found == "xlsx":
        _refuse_bombs(path)
    return found


def _refuse_what_is_no_file(path: Path) -> None:
    try:
        facts = path.stat()
    except OSError as error:
        raise Unreadable(Finding("absent", "Dit bestand is er niet, of het mag niet gelezen worden.")) from error
    if not stat.S_ISREG(facts.st_mode):
        raise Unreadable(Finding("no_file", "Dit is geen gewoon bestand."))
    if facts.st_size == 0:
        raise Unreadable(Finding("empty", "Het bestand is leeg."))
    if facts.st_size > MOST_BYTES:
        most = MOST_BYTES // 1_000_000
        raise Unreadable(Finding("too_big", f"Het bestand is te groot. Een levering is hoogstens {most} MB."))


def _refuse_false_names(start: bytes, found: str) -> None:
    if start.startswith(OLD_OFFICE):
        page = "Dit is een oud of beveiligd Excel-bestand. Sla het op als gewoon .xlsx-bestand zonder wachtwoord."
        raise Unreadable(Finding("old_or_encrypted", page))
    looks = {"xlsx": start.startswith(ZIP), "sav": start.startswith(SPSS), "csv": not start.startswith((ZIP, *SPSS))}
    if not looks[found]:
        raise Unreadable(Finding("false_name", f"De inhoud past niet bij de naam: dit is geen .{found}-bestand."))
    if found == "csv" and start.lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith((b"<!doctype", b"<html", b"<?xml")):
        raise Unreadable(Finding("false_name", "Dit is een webpagina, geen .csv-bestand."))


def _refuse_bombs(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            _refuse_macros({part.filename.lower() for part in parts})
            total = sum(part.file_size for part in parts)
            greedy = any(part.file_size > MOST_TIMES * max(part.compress_size, 1_000) for part in parts)
            if total > MOST_UNPACKED or greedy or len(parts) > MOST_PARTS:
                raise Unreadable(Finding("bomb", "Het bestand wordt bij het uitpakken veel te groot."))
            for part in parts:
                if part.filename.lower().endswith((".xml", ".rels", ".vml")):
                    _refuse_traps(archive, part)
    except Unreadable:
        raise
    except Exception as error:  # a damaged archive fails in many ways, and all mean the same here
        raise Unreadable(Finding("damaged", "Het bestand is beschadigd. Sla het opnieuw op.")) from error


def _refuse_macros(names: set[str]) -> None:
    if any(name.endswith("vbaproject.bin") or "/activex/" in name or "/macrosheets/" in name for name in names):
        raise Unreadable(Finding("macros", "Het bestand bevat macro's. Sla het op als .xlsx zonder macro's."))
    if any("/externallinks/" in name or "/embeddings/" in name for name in names):
        page = "Het bestand bevat koppelingen of ingesloten bestanden. Plak de cijfers in een nieuw bestand."
        raise Unreadable(Finding("links", page))


def _refuse_traps(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """A workbook has no reason to declare entities, which can be made to grow without end, nor to hold so many marks.

    All of a part is looked at: a declaration may come after a long comment.
    """
    marks, tail = 0, b""
    with archive.open(part) as file:
        while chunk := file.read(CHUNK):
            if not tail and not _is_utf8(chunk[:200]):
                page = "De tekens in dit bestand zijn anders opgeslagen dan Excel doet. Sla het op als gewoon .xlsx."
                raise Unreadable(Finding("encoding", page))
            seen, tail = tail + chunk, chunk[-len(DECLARATIONS[0]) :]
            if any(word in seen for word in DECLARATIONS):
                raise Unreadable(Finding("bomb", "Het bestand bevat verwijzingen die hier niet mogen."))
            marks += chunk.count(b"<")
            if marks > MOST_MARKS:
                raise Unreadable(Finding("too_long", "Het tabblad is te groot. Verwijder lege regels en kolommen."))


def _is_utf8(start: bytes) -> bool:
    """Whether these are letters as they are looked for here: another encoding could hide a declaration."""
    told = re.search(rb"""encoding\s*=\s*["']([^"']*)""", start.split(b"?>")[0])
    return b"\0" not in start and (told is None or told[1].lower() in (b"utf-8", b"utf8", b"us-ascii"))
