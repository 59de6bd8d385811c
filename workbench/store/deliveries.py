"""Bring an accepted delivery into the store, behind the door: raw counts, protected only when they are shown."""

import datetime as dt
from pathlib import Path

import pandas as pd

from workbench.catalog import Contract, load_catalog
from workbench.errors import DeliveryRejected, InvalidInput
from workbench.sources.delivery import Delivery, inspect
from workbench.store import figures, snapshot, versions
from workbench.store.versions import Version


def check(path: Path, *, contract: str) -> Delivery:
    """Hold a file against its contract; nothing is stored. Raises: UnknownName for a contract."""
    catalog = load_catalog()
    agreed = catalog.contract(contract)
    dataset, indicator = catalog.dataset(agreed.dataset), catalog.indicator(agreed.indicator)
    return inspect(path, contract=agreed, dataset=dataset, indicator=indicator)


def accept(path: Path, *, contract: str, partner: str | None = None) -> Version:
    """Store a file that keeps to its contract. Its periods replace what was delivered earlier for those periods.

    Raises: DeliveryRejected with `facts["lines"]`, after which nothing of the file is kept; InvalidInput when
    another partner delivered one of these periods; UnknownName, StoreError.
    """
    found = check(path, contract=contract)
    if not found.accepted:
        raise _rejected(found)
    sender = _sender(found.contract, partner)
    before = versions.current(found.contract.dataset)
    kept, earlier = _kept(before, found, sender=sender)
    brought = _contributions(before, found)
    moment = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    periods = sorted(map(int, found.rows["period"].unique()))
    delivery = {"partner": sender, "periods": periods, "sha256": found.checksum, "accepted_at": moment}
    origin = {"demo": False, "contract": contract, "policy": found.contract.policy, "modified": moment[:10]}
    rows = pd.concat([kept, found.rows], ignore_index=True)
    origin |= {"deliveries": [*earlier, delivery]}
    return snapshot.put(found.contract.dataset, rows, origin=origin, contributions=brought)


def _contributions(before: Version | None, found: Delivery) -> pd.DataFrame | None:
    """Who contributed to what is delivered now, and to what was delivered earlier about other periods."""
    kept = None if before is None or before.demo else figures.read_contributions(before)
    if kept is not None:
        kept = kept[~kept["period"].isin(found.rows["period"].unique())]
    parts = [each for each in (kept, found.contributions) if each is not None]
    return pd.concat(parts, ignore_index=True) if parts else None


def _kept(before: Version | None, found: Delivery, *, sender: str) -> tuple[pd.DataFrame, list[dict]]:
    """What was delivered earlier about other periods, and by whom; invented figures go."""
    if before is None or before.demo:
        return found.rows.iloc[:0], []
    fresh = set(map(int, found.rows["period"].unique()))
    earlier = before.origin.get("deliveries", [])
    others = [each for each in earlier if each["partner"] != sender and fresh.intersection(each["periods"])]
    if others:
        raise InvalidInput(
            f"{others[0]['partner']} delivered the same periods for {found.contract.id}",
            page=f"Over deze periode leverde '{others[0]['partner']}' al. Twee leveringen worden niet stil opgeteld.",
            partner=others[0]["partner"],
        )
    rows = figures.read_version(before)
    remaining = [each | {"periods": sorted(set(each["periods"]) - fresh)} for each in earlier]
    return rows[~rows["period"].isin(list(fresh))], [each for each in remaining if each["periods"]]


def _sender(contract: Contract, partner: str | None) -> str:
    if partner is None and len(contract.partners) == 1:
        return contract.partners[0]
    known = contract.partners or list(load_catalog().partners)
    if partner not in known:
        raise InvalidInput(
            f"partner {partner!r} is not in contract {contract.id}",
            page=f"Noem met --partner wie er levert. Kies uit: {', '.join(known)}.",
            given=partner,
        )
    return partner


def _rejected(found: Delivery) -> DeliveryRejected:
    number = len(found.findings)
    return DeliveryRejected(
        f"delivery for {found.contract.id} has {number} findings: {sorted({each.kind for each in found.findings})}",
        page=f"De levering is niet aangenomen: {number} punten om te herstellen. Er is niets van bewaard.",
        lines=[each.as_dict() for each in found.findings],
    )
