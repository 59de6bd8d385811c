"""Who validated a model, on what and until when: shown wherever the model is used."""

import datetime as dt

from workbench.catalog import Catalog
from workbench.text import day


def standing(model: str, *, catalog: Catalog, today: dt.date | None = None) -> tuple[str, bool]:
    """One Dutch sentence about the latest validation of a model, and whether the reader must be warned."""
    records = catalog.validations_of(model)
    if not records:
        return "Dit model is nog door niemand gevalideerd voor deze regio. Gebruik het om te verkennen.", True
    latest = records[0]
    said = f"Gevalideerd door {latest.by} op {day(latest.date)}, met {latest.on}: {latest.result}"
    if latest.expired(today or dt.date.today()):
        return f"Let op: deze validatie is verlopen op {day(latest.valid_until)}. {said}", True
    limits = " ".join(latest.limits)
    return f"{said} Geldig tot en met {day(latest.valid_until)}. {limits}".strip(), latest.outcome != "passed"
