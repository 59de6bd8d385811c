"""A delivered file against its contract: everything that is wrong, line by line, or the rows of the one table."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from workbench.catalog import Column, Contract, Dataset, Indicator
from workbench.errors import InvalidInput
from workbench.sources.delivery import contributed
from workbench.sources.delivery.cells import COUNTS, TOTALS, Wrong, read_cell
from workbench.sources.delivery.csv_file import read_csv
from workbench.sources.delivery.gate import format_of
from workbench.sources.delivery.personal import personal_findings
from workbench.sources.delivery.sav_file import read_sav
from workbench.sources.delivery.sheet import Finding, Line, Sheet, Unreadable
from workbench.sources.delivery.xlsx_file import read_xlsx
from workbench.table import MISSING, PUBLISHED, as_table

MONEY = ("euro", "thousand_euro")  # an amount may be more than the number of people
ROLES = ("area", "period", "group", "numerator", "denominator", "value")


@dataclass(frozen=True)
class Delivery:
    """What became of a file: findings, or rows. Never both."""

    contract: Contract
    findings: list[Finding]
    rows: pd.DataFrame | None  # the one table, raw counts
    checksum: str | None  # of the file that was read
    contributions: pd.DataFrame | None = None  # who contributed what, when the contract asks for it

    @property
    def accepted(self) -> bool:
        return not self.findings


def inspect(path: Path, *, contract: Contract, dataset: Dataset, indicator: Indicator) -> Delivery:
    """Read a file once and hold it against its contract; nothing is written anywhere.

    Raises: InvalidInput when we fail ourselves, without what we failed on: that stood in the file.
    """
    try:
        return _inspected(path, contract=contract, dataset=dataset, indicator=indicator)
    except Exception as error:
        page = "Dit bestand kan door een fout in de werkplaats niet worden gelezen. Er is niets van bewaard. Meld het."
        raise InvalidInput(f"reading a delivery failed: {type(error).__name__}", page=page) from None


def _inspected(path: Path, *, contract: Contract, dataset: Dataset, indicator: Indicator) -> Delivery:
    try:
        found = format_of(path, allowed=list(contract.formats))
        checksum = _checksum(path)
        sheet = {"csv": read_csv, "xlsx": read_xlsx}[found](path) if found != "sav" else read_sav(path, contract)
    except Unreadable as error:
        return Delivery(contract, error.findings, None, None)
    findings, rows = _judge(sheet, contract, money=indicator.unit in MONEY)
    if findings:
        return Delivery(contract, findings, None, checksum)
    facts = {"indicator": indicator.id, "edition": dataset.edition}
    brought = contributed.as_frame(rows, facts=facts, group=dataset.group)
    whole = contributed.added_up(rows) if contributed.names_organisations(contract) else rows
    return Delivery(contract, [], _as_rows(whole, dataset=dataset, indicator=indicator), checksum, brought)


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _judge(sheet: Sheet, contract: Contract, *, money: bool) -> tuple[list[Finding], list[dict]]:
    """All findings; the values of each line by role when there are none."""
    agreed = {column.name.lower(): column for column in contract.columns}
    counted = {name for name, column in agreed.items() if column.role in COUNTS}
    findings = personal_findings(sheet, agreed=set(agreed), counted=counted)
    findings += _header_findings(sheet, contract)
    if any(finding.kind in ("absent_column", "double_column") for finding in findings):
        return findings, []
    if not sheet.lines:
        return [*findings, Finding("no_lines", "Het bestand heeft een kop maar geen regels.")], []
    columns = [agreed.get(name.lower()) for name in sheet.header]
    suspect = {(finding.line, finding.column) for finding in findings}
    rows = []
    for line in sheet.lines:
        values, wrong = _read_line(line, columns, contract)
        findings += [finding for finding in wrong if (finding.line, finding.column) not in suspect]
        rows.append({"line": line.number} | values)
    findings += _between_lines(rows, contract, money=money)
    findings += contributed.between(rows, contract)
    return sorted(findings, key=lambda finding: (finding.line or 0, finding.column or "")), rows


def _header_findings(sheet: Sheet, contract: Contract) -> list[Finding]:
    given = [name.lower() for name in sheet.header]
    known = {column.name.lower(): column for column in contract.columns}
    where = {"line": sheet.header_line or None}
    found = [
        Finding("absent_column", f"De kolom '{column.name}' ({column.label}) ontbreekt.", **where)
        for name, column in known.items()
        if name not in given and column.required
    ]
    for place, name in enumerate(given):
        if not name:
            found.append(Finding("nameless_column", f"Kolom {place + 1} heeft geen naam.", **where))
        elif given.index(name) != place:
            found.append(Finding("double_column", f"Kolom {place + 1} heeft dezelfde naam als een andere.", **where))
        elif name not in known:
            found.append(Finding("unknown_column", f"Kolom {place + 1} is niet afgesproken. Verwijder haar.", **where))
    return found


def _read_line(line: Line, columns: list[Column | None], contract: Contract) -> tuple[dict, list[Finding]]:
    values, wrong = {}, []
    for cell, column in zip(line.cells, columns, strict=True):
        if column is None:
            continue
        read = read_cell(cell, column, contract)
        if isinstance(read, Wrong):
            wrong.append(Finding(read.kind, read.page, line=line.number, column=column.name))
        else:
            values[column.role] = read
    totals = [finding for finding in wrong if finding.kind == "total"]
    if totals or any(isinstance(cell, str) and TOTALS.fullmatch(cell) for cell in line.cells):
        wrong = totals[:1] or wrong  # one sentence says it all for a line of totals
    return values, wrong


def _between_lines(rows: list[dict], contract: Contract, *, money: bool) -> list[Finding]:
    """What only shows when cells are held against each other."""
    roles = [column.role for column in contract.columns if column.name in contract.key]
    seen, found = {}, []
    for row in rows:
        top, bottom = row.get("numerator"), row.get("denominator")
        if not money and top is not None and bottom is not None and top > bottom:
            names = {column.role: column.name for column in contract.columns}
            page = f"Er zijn meer {names['numerator']} dan {names['denominator']}."
            found.append(Finding("more_than_all", page, line=row["line"], column=names["numerator"]))
        key = tuple(row.get(role) for role in roles)
        if None in key:
            continue
        if key in seen:
            page = f"Deze regel gaat over hetzelfde als regel {seen[key]}. Elke combinatie mag één keer voorkomen."
            found.append(Finding("double_key", page, line=row["line"]))
        seen.setdefault(key, row["line"])
    return found


def _as_rows(rows: list[dict], *, dataset: Dataset, indicator: Indicator) -> pd.DataFrame:
    """The delivered counts as rows of the one table; the door protects them, not this room."""
    given = pd.DataFrame(rows).reindex(columns=list(ROLES)).rename(columns={"area": "area_code"})
    given["group"] = given["group"].fillna(dataset.group)
    numbers = ["numerator", "denominator", "value"]
    given[numbers] = given[numbers].apply(pd.to_numeric).astype("Float64")
    if indicator.unit == "count":
        given["value"] = given["value"].fillna(given["numerator"])
    else:
        people = given["denominator"].where(given["denominator"] > 0)
        given["value"] = given["value"].fillna(given["numerator"] / people * indicator.factor)
    status = given["value"].notna().map({True: PUBLISHED, False: MISSING})
    facts = {"indicator": indicator.id, "edition": dataset.edition, "estimation": dataset.estimation, "status": status}
    return as_table(given.assign(**facts))
