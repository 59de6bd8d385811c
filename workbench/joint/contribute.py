"""At an organisation: read its own table, refuse what does not fit, split it, seal each share, hand the shares over."""

import asyncio
import csv
import ssl
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from workbench.errors import InvalidInput, SourceUnavailable
from workbench.joint.identity import Identity, PublicIdentity
from workbench.joint.layout import Cell, layout_of, vector
from workbench.joint.manifest import LARGEST_COUNT, Agreement, Manifest, Model
from workbench.joint.moments import contribution
from workbench.joint.persons import bitmap
from workbench.joint.regression import Matrix
from workbench.joint.shares import SealedShare, seal, split

COLUMNS = ("gebied", "groep", "aantal")
SEND_SECONDS = 30.0


def read_table(path: Path, manifest: Manifest) -> dict[Cell, int]:
    """The organisation's counts by area and band, from a CSV file with the columns gebied, groep and aantal.

    Raises: InvalidInput that names the line and what is wrong, never the count that stands there.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as problem:
        raise InvalidInput(
            f"cannot read {path.name}: {type(problem).__name__}",
            page=f"Het bestand {path.name} is niet te lezen. Bewaar het als CSV in UTF-8.",
        ) from problem
    rows = csv.DictReader(text.splitlines(), delimiter=";" if ";" in text.partition("\n")[0] else ",")
    if set(rows.fieldnames or ()) != set(COLUMNS):
        raise InvalidInput("wrong columns", page=f"Het bestand heeft precies de kolommen {', '.join(COLUMNS)} nodig.")
    table: dict[Cell, int] = {}
    for number, row in enumerate(rows, start=2):
        cell = (row["gebied"].strip(), row["groep"].strip())
        _refuse_line(cell, manifest, known=table, line=number)
        table[cell] = _count(row["aantal"], line=number)
    return table


def _refuse_line(cell: Cell, manifest: Manifest, *, known: dict[Cell, int], line: int) -> None:
    area, band = cell
    if area not in manifest.areas:
        raise InvalidInput("unknown area", page=f"Regel {line}: gebied '{area}' staat niet in het manifest.", line=line)
    if band not in manifest.bands:
        raise InvalidInput("unknown band", page=f"Regel {line}: groep '{band}' staat niet in het manifest.", line=line)
    if cell in known:
        raise InvalidInput("doubled cell", page=f"Regel {line}: {area}, {band} staat er twee keer in.", line=line)


def _count(written: str | None, *, line: int) -> int:
    try:
        count = int((written or "").strip())
    except ValueError:
        raise InvalidInput("not a count", page=f"Regel {line}: het aantal is geen heel getal.", line=line) from None
    if count < 0:
        raise InvalidInput("negative count", page=f"Regel {line}: het aantal is kleiner dan nul.", line=line)
    if count > LARGEST_COUNT:
        raise InvalidInput("huge count", page=f"Regel {line}: het aantal is te groot om waar te zijn.", line=line)
    return count


def read_persons(path: Path, manifest: Manifest) -> list[tuple[int, str]]:
    """(place of the area, person) per line of a CSV file with the columns gebied and persoon.

    The person is any stable text that all organisations write alike; it leaves this machine only as a mark.
    Raises: InvalidInput that names the line, never the person.
    """
    place = {area: number for number, area in enumerate(manifest.areas)}
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        if set(rows.fieldnames or ()) != {"gebied", "persoon"}:
            raise InvalidInput("wrong columns", page="Het bestand heeft precies de kolommen gebied, persoon nodig.")
        found = []
        for line, row in enumerate(rows, start=2):
            if row["gebied"] not in place or not (row["persoon"] or "").strip():
                raise InvalidInput("line refused", page=f"Regel {line}: gebied of persoon klopt niet.", line=line)
            found.append((place[row["gebied"]], row["persoon"].strip()))
    return found


def read_rows(path: Path, model: Model) -> tuple[Matrix, Matrix]:
    """(columns with a constant first, outcome), one row per line of a CSV file with exactly the columns of the model.

    Raises: InvalidInput that names the line and the column, never the number.
    """
    wanted = [*model.columns, model.outcome]
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        if set(rows.fieldnames or ()) != set(wanted):
            raise InvalidInput(
                "wrong columns", page=f"Het bestand heeft precies de kolommen {', '.join(wanted)} nodig."
            )
        read = [[_measured(row[name], line, name) for name in wanted] for line, row in enumerate(rows, start=2)]
    table = np.array(read, dtype=float).reshape(-1, len(wanted))
    if model.kind == "logistic" and not np.isin(table[:, -1], (0, 1)).all():
        line = int(np.flatnonzero(~np.isin(table[:, -1], (0, 1)))[0]) + 2
        raise InvalidInput("outcome not 0 or 1", page=f"Regel {line}: '{model.outcome}' is geen 0 of 1.", line=line)
    return np.column_stack([np.ones(len(table)), table[:, :-1]]), table[:, -1]


def _measured(written: str | None, line: int, name: str) -> float:
    try:
        value = float((written or "").replace(",", "."))
    except ValueError:
        value = float("nan")
    if not np.isfinite(value):
        raise InvalidInput("not a number", page=f"Regel {line}: '{name}' is geen getal.", line=line)
    return value


def shares_from(
    path: Path, agreement: Agreement, identity: Identity, *, key: Path | None = None, at: tuple[float, ...] = ()
) -> list[SealedShare]:
    """The shares of a file: counts, persons or rows, whatever the manifest asks for."""
    manifest = agreement.manifest
    if manifest.model:
        rows, outcome = read_rows(path, manifest.model)
        return shares_of(contribution(rows, outcome, manifest.model, at=at), agreement, identity, at=at)
    if not manifest.bits:
        return sealed_shares(read_table(path, manifest), agreement, identity)
    if key is None:
        raise InvalidInput("no key", page="Geef met --key de gezamenlijke sleutel van de organisaties.")
    persons = read_persons(path, manifest)
    marks = bitmap(persons, cells=len(manifest.areas), bits=manifest.bits, key=key.read_bytes())
    return shares_of(marks, agreement, identity)


def sealed_shares(table: dict[Cell, int], agreement: Agreement, identity: Identity) -> list[SealedShare]:
    """One sealed share per compute party. Raises: InvalidInput when the manifest is not signed by all."""
    return shares_of(vector(table, layout_of(agreement.manifest)), agreement, identity)


def shares_of(
    values: NDArray[np.int64], agreement: Agreement, identity: Identity, *, at: tuple[float, ...] = ()
) -> list[SealedShare]:
    """The same for counts or marks that are already in the order of the layout."""
    agreement.refuse_unless_complete()
    manifest = agreement.manifest
    if identity.public not in manifest.organisations:
        raise InvalidInput(
            f"{identity.name} is no organisation of this manifest",
            page=f"{identity.name} staat niet als organisatie in het manifest.",
        )
    parts = split(values, parties=len(manifest.compute))
    return [
        seal(part, manifest=manifest, organisation=identity, party=party, at=at)
        for part, party in zip(parts, manifest.compute, strict=True)
    ]


def send(sealed: SealedShare, party: PublicIdentity, *, identity: Identity) -> None:
    """Hands a share to a compute party that is listening.

    Raises: SourceUnavailable when it does not answer; InvalidInput with its reason when it refuses.
    """
    answer = asyncio.run(_sent(sealed, party, identity))
    if answer != "ontvangen":
        raise InvalidInput(f"{party.name} refused the share", page=f"{party.name}: {answer}")


async def _sent(sealed: SealedShare, party: PublicIdentity, identity: Identity) -> str:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version, context.check_hostname = ssl.TLSVersion.TLSv1_3, False
    context.load_verify_locations(cadata=party.certificate)  # the pin: no other certificate will do
    context.load_cert_chain(str(identity.certificate_file), str(identity.certificate_key_file))
    content = sealed.model_dump_json().encode()
    try:
        async with asyncio.timeout(SEND_SECONDS):
            reader, writer = await asyncio.open_connection(
                party.host, party.port, ssl=context, server_hostname="", limit=1 << 16
            )
            writer.write(len(content).to_bytes(8, "little") + content)
            await writer.drain()
            answer = (await reader.readline()).decode().strip()
            writer.close()
            await writer.wait_closed()
    except (OSError, ssl.SSLError, TimeoutError) as problem:
        raise SourceUnavailable(
            f"{party.name} does not answer: {type(problem).__name__}",
            page=f"Rekenpartij {party.name} is niet bereikbaar of toont een ander certificaat. Probeer het later.",
        ) from problem
    return answer or "geen antwoord"
