"""A delivered file as lines of cells, and what is wrong with it."""

from dataclasses import dataclass

Cell = str | int | float | None


@dataclass(frozen=True)
class Finding:
    """One thing to mend. `page` is a Dutch sentence that never repeats what stands in the cell."""

    kind: str  # English, for programs: "unknown_code", "negative", ...
    page: str
    line: int | None = None  # as the officer's own program numbers it; None: the whole file
    column: str | None = None

    def as_dict(self) -> dict[str, object]:
        return {"line": self.line, "column": self.column, "kind": self.kind, "page": self.page}

    def as_line(self) -> str:
        parts = [f"regel {self.line}" if self.line is not None else "", f"kolom {self.column}" if self.column else ""]
        where = ", ".join(filter(None, parts))
        return f"{where}: {self.page}" if where else self.page


@dataclass(frozen=True)
class Line:
    """One line of a file: its number and its cells, in the order of the header; text without spaces around it."""

    number: int
    cells: list[Cell]


@dataclass(frozen=True)
class Sheet:
    """A header and lines. Numbers are numbers only where the file format itself knows them as numbers."""

    header: list[str]
    lines: list[Line]
    header_line: int = 1


class Unreadable(Exception):
    """The file cannot be read as a table; the findings say why. Never leaves this room."""

    def __init__(self, *findings: Finding):
        super().__init__(", ".join(finding.kind for finding in findings))
        self.findings = list(findings)
