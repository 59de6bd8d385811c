"""A regression in steps: where the next one stands, and what came out, from the records that compute parties signed."""

from pathlib import Path
from typing import NoReturn

import numpy as np

from workbench.disclosure.ledger import Ledger
from workbench.errors import CannotAnswer, InvalidInput
from workbench.joint.contribute import read_rows
from workbench.joint.field import Field, elements, weighted
from workbench.joint.manifest import Agreement, Manifest, Model
from workbench.joint.moments import contribution, model_sum
from workbench.joint.party import Record, agreed_record
from workbench.joint.plain import OpenEngine, in_the_open
from workbench.joint.regression import Fit, decode, linear, newton_step
from workbench.text import count, number

Coefficients = tuple[float, ...]
NORMAL_95 = 1.96


def start(manifest: Manifest) -> Coefficients:
    """The coefficients of the first step; none when there is only one step."""
    logistic = manifest.model is not None and manifest.model.kind == "logistic"
    return (0.0,) * (len(manifest.model.columns) + 1) if logistic else ()


def after(agreement: Agreement, records: list[Record]) -> Coefficients:
    """The coefficients of the step after these records, or of the first step when there are none.

    Raises: InvalidInput when the records do not fit, or nothing is left to do; CannotAnswer when it will not settle.
    """
    if not records:
        return start(agreement.manifest)
    found = outcome(agreement, records)
    if isinstance(found, Fit):
        raise InvalidInput("the steps have settled", page="Deze berekening is klaar. Vraag de uitkomst op.")
    return found


def outcome(agreement: Agreement, records: list[Record]) -> Fit | Coefficients:
    """The regression, or the coefficients of the step that is still needed.

    Raises: InvalidInput when the manifest asks for counts; CannotAnswer when nothing was opened or it will not settle.
    """
    agreement.refuse_unless_complete()
    record, manifest = agreed_record(records, agreement), agreement.manifest
    if manifest.model is None:
        raise InvalidInput("no regression", page="Dit manifest gaat over aantallen, niet over een regressie.")
    if not record.opened:
        _refuse()
    sums = elements([record.opened[f"som|{at}"] for at in range(len(record.opened))])
    return _found(sums, manifest.model, at=record.at)


def plain_fit(agreement: Agreement, tables: list[Path]) -> Fit:
    """The same from tables that organisations handed over, with the same look at small groups."""
    agreement.refuse_unless_complete()
    manifest = agreement.manifest
    read = [read_rows(path, manifest.model) for path in tables]
    at: Fit | Coefficients = start(manifest)
    while not isinstance(at, Fit):
        given = [contribution(rows, outcome, manifest.model, at=at) for rows, outcome in read]
        sums = weighted([elements(each) for each in given], [1] * len(given))
        opened = in_the_open(model_sum(OpenEngine(), sums, manifest, say=lambda _: None))
        if opened.closed.all():
            _refuse()
        at = _found(elements(opened.values[~opened.closed]), manifest.model, at=at)
    return at


def _found(sums: Field, model: Model, *, at: Coefficients) -> Fit | Coefficients:
    total, width = decode(sums), len(model.columns) + 1
    found = linear(total, width=width) if model.kind == "linear" else newton_step(total, at=np.array(at))
    return found if isinstance(found, Fit) else tuple(found.tolist())


def _refuse() -> NoReturn:
    raise CannotAnswer(
        "a group in the rows is too small",
        page="Er is niets geopend: er zijn te weinig rijen, of een groep in de rijen is te klein.",
    )


def record_fit(agreement: Agreement, records: list[Record]) -> None:
    """Writes in the ledger of releases what was opened, under which manifest."""
    manifest = agreement.manifest
    transcripts = {each.party: each.transcript for each in records}
    with Ledger().chain.appending() as log:
        log.add(
            f"joint/{manifest.id}/{manifest.period}",
            {"label": manifest.title, "manifest": manifest.hash, "transcripts": transcripts},
        )


def told(fit: Fit, model: Model) -> str:
    """The regression in lines that people read."""
    names = ["constante", *model.columns]
    lines = [f"Uitkomst over {count(fit.rows)} rijen; '{model.outcome}' hangt zo samen:"]
    for name, value, error in zip(names, fit.coefficients, fit.errors, strict=True):
        low, high = (number(value + side * NORMAL_95 * error, decimals=3) for side in (-1, 1))
        lines.append(f"- {name}: {number(value, decimals=3)} (95%-interval {low} tot {high})")
    return "\n".join(lines)


def read_records(paths: list[Path]) -> list[Record]:
    return [_record(path) for path in paths]


def _record(path: Path) -> Record:
    try:
        return Record.model_validate_json(path.read_bytes())
    except (OSError, ValueError) as problem:
        raise InvalidInput(
            f"{path.name} is no record", page=f"{path.name} is geen uitkomst van een rekenpartij."
        ) from problem
