"""Released figures as a Frictionless Data Package: one CSV per dataset, with the words to read them by.

Only what came through the door is written: a hidden figure is an empty cell beside the status that says why.
Source: Tabular Data Package, https://specs.frictionlessdata.io/tabular-data-package/
"""

import json
import os
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from workbench import areas
from workbench.catalog import Catalog, Dataset, load_catalog
from workbench.catalog.export import Released
from workbench.disclosure import gate
from workbench.disclosure.safe_table import SafeTable
from workbench.errors import InvalidInput, StoreError
from workbench.publish.package_fields import AREA_FIELDS, FIGURE_FIELDS, INDICATOR_FIELDS, schema
from workbench.table import LEVELS
from workbench.views.invented import invented, warning

DESCRIPTOR = "datapackage.json"
MARK = "datawerkplaats"


def write(
    cijfers: SafeTable, folder: Path, *, catalog: Catalog | None = None, levels: Sequence[str] = LEVELS
) -> list[Released]:
    """A folder with datapackage.json and its tables; the old one stays until the new one is whole.

    What publishers published themselves goes out; what partners delivered only in a version that the release gate let
    out. Raises: InvalidInput when the folder holds something else, StoreError when it cannot be written.
    """
    known, folder = catalog or load_catalog(), Path(folder).resolve()
    _refuse_strangers(folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as beside:
            released = _fill(Path(beside) / "new", cijfers, known, levels=levels)
            _swap(Path(beside) / "new", folder, old=Path(beside) / "old")
    except OSError as error:
        page = f"De map {folder} is niet te beschrijven. Maak ruimte of kies een andere map."
        raise StoreError(f"cannot write {folder}: {error.strerror}", page=page, folder=str(folder)) from error
    return released


def _fill(folder: Path, cijfers: SafeTable, catalog: Catalog, *, levels: Sequence[str]) -> list[Released]:
    (folder / "data").mkdir(parents=True)
    rows = cijfers.rows(dataset=[name for name in cijfers.policies if _may_leave(name, cijfers)], level=list(levels))
    rows = rows.assign(invented=rows["dataset"].isin(invented(cijfers)))
    datasets = [catalog.dataset(name) for name in sorted(rows["dataset"].unique())]
    resources = [_figures(folder, dataset, rows[rows["dataset"] == dataset.id]) for dataset in datasets]
    resources.append(_indicators(folder, catalog, sorted(rows["indicator"].unique())))
    resources.append(_areas(folder, rows))
    text = json.dumps(_descriptor(cijfers, catalog, datasets, resources), ensure_ascii=False, indent=1)
    (folder / DESCRIPTOR).write_text(text + "\n", encoding="utf-8")
    return [Released(each["title"], each["path"], each["bytes"]) for each in resources[: len(datasets)]]


def _may_leave(dataset: str, cijfers: SafeTable) -> bool:
    if cijfers.policies[dataset].kind == "published_by_source":
        return True
    return gate.is_released(dataset, cijfers.versions[dataset])


def _figures(folder: Path, dataset: Dataset, rows: pd.DataFrame) -> dict:
    resource = _table(folder, f"cijfers-{dataset.id.lower()}", rows, fields=FIGURE_FIELDS)
    return resource | {
        "title": dataset.id,
        "description": dataset.label,
        "licenses": [{"path": dataset.licence, "title": dataset.citation}],
        "sources": [{"title": dataset.citation} | ({"path": dataset.page} if dataset.page else {})],
    }


def _indicators(folder: Path, catalog: Catalog, names: list[str]) -> dict:
    found = [catalog.indicator(name).model_dump(include=set(INDICATOR_FIELDS)) for name in names]
    resource = _table(folder, "indicatoren", pd.DataFrame(found), fields=INDICATOR_FIELDS)
    return resource | {"title": "Indicatoren", "description": "Wat elk cijfer betekent."}


def _areas(folder: Path, rows: pd.DataFrame) -> dict:
    pairs = rows[["area_code", "edition"]].drop_duplicates().sort_values(["edition", "area_code"])
    found = [areas.area(code, edition=int(edition)) for code, edition in pairs.itertuples(index=False)]
    table = pd.DataFrame(
        [{"area_code": each.code, "edition": each.edition, "name": each.name, "level": each.level} for each in found]
    )
    resource = _table(folder, "gebieden", table, fields=AREA_FIELDS)
    return resource | {"title": "Gebieden", "description": "Codes en namen, per jaar van de indeling."}


def _table(folder: Path, name: str, rows: pd.DataFrame, *, fields: dict[str, dict]) -> dict:
    path = folder / "data" / f"{name}.csv"
    rows.reindex(columns=list(fields)).to_csv(path, index=False, lineterminator="\n", encoding="utf-8")
    return {
        "name": name,
        "path": f"data/{path.name}",
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": path.stat().st_size,
        "schema": schema(fields),
    }


def _descriptor(cijfers: SafeTable, catalog: Catalog, datasets: list[Dataset], resources: list[dict]) -> dict:
    theme = catalog.theme(cijfers.theme)
    said = warning(cijfers)
    title = f"{theme.label} ({said[0]})" if said else theme.label
    return {
        "profile": "tabular-data-package",
        "name": theme.id,
        "title": title,
        "description": theme.description,
        "keywords": [MARK, theme.label],
        "licenses": [{"path": licence} for licence in sorted({each.licence for each in datasets})],
        "sources": [{"title": each.citation} | ({"path": each.page} if each.page else {}) for each in datasets],
        "versions": {each.id: cijfers.versions[each.id] for each in datasets},
        "resources": resources,
    }


def _refuse_strangers(folder: Path) -> None:
    """An empty folder, or one that holds an earlier package of ours, may be replaced; anything else may not."""
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return
    try:
        mine = MARK in json.loads((folder / DESCRIPTOR).read_text(encoding="utf-8")).get("keywords", [])
    except (OSError, ValueError, AttributeError):
        mine = False
    strangers = sorted({path.name for path in folder.iterdir()} - {DESCRIPTOR, "data"}) if folder.is_dir() else ["?"]
    if not mine or strangers:
        page = f"In {folder} staan al andere bestanden. Kies een lege of een nieuwe map."
        raise InvalidInput(f"{folder} holds other files", page=page, folder=str(folder))


def _swap(new: Path, folder: Path, *, old: Path) -> None:
    if folder.exists():
        folder.replace(old)
    try:
        new.replace(folder)
    except OSError:
        if old.exists():
            shutil.move(os.fspath(old), folder)
        raise
