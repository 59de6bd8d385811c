"""Believe no figure before it was checked: what a publisher serves must be what the catalogue says it is."""

import pyarrow as pa
import pyarrow.compute as pc

from workbench import areas
from workbench.catalog import Dataset, Indicator
from workbench.errors import SourceChanged
from workbench.sources.addresses import name_of
from workbench.sources.asking import KEPT, LOOK
from workbench.sources.codes import level_of

DEBT = ("euro", "thousand_euro")  # wealth can be below zero


def changed(dataset: Dataset, *, host: str, log: str, wat: str) -> SourceChanged:
    """The error for a table that is not what it was; `log` is English, `wat` a Dutch verb phrase."""
    return SourceChanged(
        f"{dataset.id} at {host}: {log}",
        page=f"{name_of(host)} levert tabel {dataset.table} anders dan afgesproken: die {wat}. {KEPT} {LOOK}",
        service=host,
        dataset=dataset.id,
        finding=log,
    )


def check_edition(codes: set[str], *, dataset: Dataset, host: str) -> None:
    """Codes in the region must be of the edition the catalogue names: a re-divided gemeente shows here.

    Raises: SourceChanged.
    """
    numbers = {area.code[2:] for area in areas.areas("gemeente", edition=dataset.edition)}
    for level in [level for level in dataset.levels if level in ("gemeente", "wijk", "buurt")]:
        expected = {area.code for area in areas.areas(level, edition=dataset.edition)}
        served = {code for code in codes if level_of(code) == level and code[2:6] in numbers}
        if strange := sorted(served - expected):
            log = f"{len(strange)} {level} codes are not of edition {dataset.edition}, such as {strange[0]}"
            wat = f"heeft {len(strange)} codes die niet bij de indeling van {dataset.edition} horen ({strange[0]})"
            raise changed(dataset, host=host, log=log, wat=wat)
        if level == "gemeente" and (gone := sorted(expected - served)):
            raise changed(dataset, host=host, log=f"gemeenten {gone} are gone", wat=f"mist gemeente {', '.join(gone)}")


def check_count(found: int, *, promised: int | None, dataset: Dataset, host: str) -> None:
    """As many rows as the publisher says it has, and at least one. Raises: SourceChanged."""
    if found == 0:
        raise changed(dataset, host=host, log="no rows at all", wat="is leeg")
    if promised is not None and found != promised:
        log, wat = f"{found} rows instead of {promised}", f"gaf {found} rijen in plaats van {promised}"
        raise changed(dataset, host=host, log=log, wat=wat)


def check_figures(table: pa.Table, *, indicator: Indicator, dataset: Dataset, host: str) -> None:
    """No key twice, no text where a number belongs, nothing outside what the unit allows. Raises: SourceChanged."""
    key = ["area_code", "edition", "period", "group"]
    doubled = table.num_rows - table.group_by(key).aggregate([]).num_rows
    findings = {
        f"{doubled} rows twice": doubled and f"heeft {doubled} dubbele rijen",
        "no number": _unreadable(table) and "heeft tekst waar een getal hoort",
        "a negative figure": indicator.unit not in DEBT and _below(table) and "heeft een getal onder nul",
        "a percentage over 100": indicator.unit == "percent" and _above(table) and "heeft een percentage boven 100",
        "an interval beside its figure": _crossed(table) and "heeft een interval waar het cijfer buiten ligt",
    }
    for log, wat in findings.items():
        if wat:
            raise changed(dataset, host=host, log=f"{indicator.id}: {log}", wat=f"{wat} (bij '{indicator.label}')")


def _unreadable(table: pa.Table) -> bool:
    published = pc.equal(table["status"], "published")
    return bool(pc.any(pc.and_(published, pc.is_null(table["value"], nan_is_null=True))).as_py())


def _below(table: pa.Table) -> bool:
    names = ("value", "lower", "upper", "numerator", "denominator")
    return any(bool(pc.any(pc.less(table[name], 0)).as_py()) for name in names)


def _above(table: pa.Table) -> bool:
    return any(bool(pc.any(pc.greater(table[name], 100)).as_py()) for name in ("value", "lower", "upper"))


def _crossed(table: pa.Table) -> bool:
    beside = pc.or_(pc.less(table["value"], table["lower"]), pc.greater(table["value"], table["upper"]))
    return bool(pc.any(beside).as_py())
