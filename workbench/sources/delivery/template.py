"""An empty file to fill in, with the columns of a contract and an explanation."""

from pathlib import Path

from workbench.catalog import Contract
from workbench.errors import InvalidInput
from workbench.sources.delivery.xlsx_file import EXPLANATION


def write_template(contract: Contract, path: Path) -> None:
    """A .csv with a header, or an .xlsx with a header and a sheet that explains each column.

    Raises: InvalidInput for another kind of file, or when a file of this name is there already.
    """
    if path.exists():
        raise InvalidInput(f"{path} exists", page=f"Het bestand {path} bestaat al. Kies een andere naam.")
    writers = {".csv": _write_csv, ".xlsx": _write_xlsx}
    if path.suffix.lower() not in writers:
        page = f"Een leeg bestand kan {' of '.join(writers)} zijn."
        raise InvalidInput(f"no template as {path.suffix!r}", page=page, given=path.suffix)
    writers[path.suffix.lower()](contract, path)


def explanation(contract: Contract) -> list[tuple[str, str]]:
    """For each column its name and, in Dutch, what belongs in it."""
    return [(column.name, _explained(column)) for column in contract.columns]


def _explained(column) -> str:
    kinds = {"integer": "heel getal", "decimal": "getal met een punt", "code": "code", "text": "tekst"}
    parts = [column.label, kinds[column.type]]
    if column.codes:
        parts.append("kies uit " + ", ".join(column.codes))
    if not column.required:
        parts.append("mag leeg blijven")
    return "; ".join(parts)


def _write_csv(contract: Contract, path: Path) -> None:
    header = ";".join(column.name for column in contract.columns)
    path.write_text(header + "\n", encoding="utf-8-sig", newline="\r\n")  # as Excel in Dutch opens it well


def _write_xlsx(contract: Contract, path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Levering"
    sheet.append([column.name for column in contract.columns])
    told = book.create_sheet(EXPLANATION)
    told.append(["kolom", "wat hoort er in"])
    for row in explanation(contract):
        told.append(row)
    told.append(["indeling", f"CBS-indeling van {contract.edition}, een regel per {contract.level}"])
    told.append(["perioden", ", ".join(map(str, contract.periods))])
    book.save(path)
