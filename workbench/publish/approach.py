"""The report of one intervention: what was agreed and what came of it, above the page that follows its figures.

Only this report holds the register: what people agreed among themselves is no part of the partner site.
"""

from pathlib import Path

import nbformat

from workbench.publish.report import page_of, run, write
from workbench.server.notebooks import read
from workbench.session.interventions import Register, account
from workbench.session.interventions.printed import printed
from workbench.session.interventions.register import PAGE, page_now
from workbench.session.notebooks import path_of


def report_of(register: Register, name: str, *, output: Path) -> Path:
    """Writes the report. Raises: UnknownName; CannotAnswer naming the cell that failed; StoreError."""
    told = account(register, name)
    executed = run(read(path_of(PAGE)), dict(page_now(told.intervention).parameters), name=PAGE)
    shown = nbformat.v4.new_output("display_data", data={"text/html": str(printed(told, level=2))})
    first = next((number for number, cell in enumerate(executed.cells) if cell.cell_type == "code"), 0)
    executed.cells.insert(first, nbformat.v4.new_code_cell(outputs=[shown]))
    write(page_of(executed), output)
    return output
