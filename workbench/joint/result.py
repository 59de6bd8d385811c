"""A joint sum becomes a dataset like any other: in the store, behind the door, with its manifest as source."""

from pathlib import Path

import numpy as np
import pandas as pd

from workbench.catalog import Dataset, Indicator, load_catalog
from workbench.disclosure.ledger import Ledger
from workbench.errors import InvalidInput
from workbench.joint.contribute import read_table
from workbench.joint.layout import TOTAL
from workbench.joint.manifest import Agreement, Manifest
from workbench.joint.party import agreed_record
from workbench.joint.persons import estimate
from workbench.joint.plain import plain_sum
from workbench.joint.regression import weighted_rate
from workbench.joint.steps import read_records
from workbench.store import Version, put
from workbench.table import JOINT_SUM, PUBLISHED, SUPPRESSED


def accept(agreement: Agreement, records: list[Path]) -> Version:
    """Stores the outcome on which every compute party agrees.

    Raises: InvalidInput when a record is missing, changed or different, or the catalogue has no place for it.
    """
    agreement.refuse_unless_complete()
    read = read_records(records)
    agreed = agreed_record(read, agreement)
    transcripts = {record.party: record.transcript for record in read}
    return _store(agreement.manifest, agreed.opened, agreed.closed, proof={"way": "mpc", "transcripts": transcripts})


def accept_plain(agreement: Agreement, tables: list[Path]) -> Version:
    """The same from tables that organisations handed over; the small sums are closed by the same rules."""
    agreement.refuse_unless_complete()
    manifest = agreement.manifest
    if len(tables) != len(manifest.organisations):
        raise InvalidInput(
            f"{len(tables)} tables for {len(manifest.organisations)} organisations",
            page=f"Het manifest noemt {len(manifest.organisations)} organisaties; geef van elk één tabel.",
        )
    layout, outcome = plain_sum([read_table(path, manifest) for path in tables], manifest)
    names = [f"{area}|{band}" for area, band in layout.cells]
    together = list(zip(names, outcome.values, outcome.closed, strict=True))
    opened = {name: int(value) for name, value, shut in together if not shut}
    return _store(manifest, opened, [name for name, _, shut in together if shut], proof={"way": "upload"})


def _store(manifest: Manifest, opened: dict[str, int], closed: list[str], *, proof: dict) -> Version:
    indicator, dataset = _place(manifest)
    if not manifest.denominators:
        raise InvalidInput(
            "no denominators",
            page="Het manifest noemt geen inwoners, dus er is geen cijfer te maken. Neem ze op in een nieuw manifest.",
        )
    if manifest.bits:
        opened = {name: round(float(estimate(np.array(empty), bits=manifest.bits))) for name, empty in opened.items()}
        proof = proof | {"estimated": "linear counting", "bits": manifest.bits}
    rows = [_row(name, opened.get(name), manifest, indicator, dataset) for name in (*opened, *closed)]
    if manifest.weights:
        rows = [
            _standardised(row, opened, manifest=manifest, indicator=indicator) if row["group"] == dataset.group else row
            for row in rows
        ]
    with Ledger().chain.appending() as log:
        log.add(f"joint/{dataset.id}/{manifest.period}", {"label": manifest.title, "manifest": manifest.hash, **proof})
    origin = {"producer": dataset.publisher, "title": manifest.title, "manifest": manifest.hash, **proof}
    return put(dataset.id, pd.DataFrame(rows), origin=origin)


def _place(manifest: Manifest) -> tuple[Indicator, Dataset]:
    """The indicator of the manifest and its dataset for joint sums. Raises: UnknownName, InvalidInput."""
    catalog = load_catalog()
    indicator = catalog.indicator(manifest.measure)
    joint = [dataset for dataset in catalog.datasets_of(indicator.id) if dataset.service == "joint"]
    if not joint:
        raise InvalidInput(
            f"{indicator.id} has no dataset for joint sums",
            page=f"De catalogus heeft bij '{indicator.label}' geen databron voor gezamenlijke sommen.",
        )
    return indicator, joint[0]


def _row(name: str, counted: int | None, manifest: Manifest, indicator: Indicator, dataset: Dataset) -> dict:
    area, _, band = name.partition("|")
    people = _people(area, band, manifest)
    known = counted is not None and people
    return {
        "indicator": indicator.id,
        "area_code": area,
        "edition": manifest.edition,
        "period": manifest.period,
        "group": dataset.group if band in (TOTAL, *_only(manifest)) else band,
        "value": counted / people * indicator.factor if known else None,
        "numerator": counted if known else None,
        "denominator": people or None,
        "status": PUBLISHED if known else SUPPRESSED,
        "estimation": JOINT_SUM,
    }


def _standardised(row: dict, opened: dict[str, int], *, manifest: Manifest, indicator: Indicator) -> dict:
    """A total as a directly standardised rate with public weights; hidden when one of its groups is.

    The figure then is no numerator over a denominator, so it carries neither.
    """
    names = [f"{row['area_code']}|{band}" for band in manifest.bands]
    people = np.array([_people(row["area_code"], band, manifest) for band in manifest.bands], dtype=float)
    known = all(name in opened for name in names) and bool(people.all())
    sums = np.array([opened.get(name, 0) for name in names], dtype=float)
    weights = np.array([manifest.weights[band] for band in manifest.bands])
    rate = weighted_rate(sums, people, weights) * indicator.factor if known else None
    status = PUBLISHED if known else SUPPRESSED
    return row | {"value": rate, "numerator": None, "denominator": None, "status": status}


def _only(manifest: Manifest) -> list[str]:
    return manifest.bands if len(manifest.bands) == 1 else []


def _people(area: str, band: str, manifest: Manifest) -> int:
    """Public inhabitants of a cell, added up over the base cells below it."""
    bands = manifest.bands if band == TOTAL else [band]
    return sum(manifest.denominators.get(f"{leaf}|{each}", 0) for leaf in _leaves(area, manifest) for each in bands)


def _leaves(area: str, manifest: Manifest) -> list[str]:
    if area in manifest.areas:
        return [area]
    return [leaf for child, parent in manifest.parents.items() if parent == area for leaf in _leaves(child, manifest)]
