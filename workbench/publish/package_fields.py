"""The columns of the tables in a Data Package, and what is allowed in each."""

from workbench.catalog.indicators import Unit
from workbench.table import ESTIMATIONS, KEY, LEVELS, STATUSES

FIGURE_FIELDS: dict[str, dict] = {
    "indicator": {"type": "string", "title": "Indicator", "constraints": {"required": True}},
    "area_code": {"type": "string", "title": "CBS-code van het gebied", "constraints": {"required": True}},
    "edition": {"type": "integer", "title": "Jaar van de indeling", "constraints": {"required": True}},
    "period": {"type": "integer", "title": "Periode, als jaar of als jaar en maand", "constraints": {"required": True}},
    "group": {"type": "string", "title": "Groep", "constraints": {"required": True}},
    "value": {"type": "number", "title": "Cijfer, in de eenheid van de indicator"},
    "lower": {"type": "number", "title": "Ondergrens van het interval van 95 procent"},
    "upper": {"type": "number", "title": "Bovengrens van het interval van 95 procent"},
    "numerator": {"type": "integer", "title": "Teller"},
    "denominator": {"type": "integer", "title": "Noemer"},
    "status": {"type": "string", "title": "Waarom er een cijfer is of niet", "constraints": {"enum": list(STATUSES)}},
    "estimation": {"type": "string", "title": "Soort cijfer", "constraints": {"enum": list(ESTIMATIONS)}},
    "version": {"type": "string", "title": "Versie van de bron"},
    "invented": {"type": "boolean", "title": "Verzonnen cijfer, voor een demonstratie"},
}
INDICATOR_FIELDS: dict[str, dict] = {
    "id": {"type": "string", "title": "Indicator", "constraints": {"required": True, "unique": True}},
    "label": {"type": "string", "title": "Naam", "constraints": {"required": True}},
    "definition": {"type": "string", "title": "Betekenis", "constraints": {"required": True}},
    "unit": {"type": "string", "title": "Eenheid", "constraints": {"enum": list(Unit.__args__)}},
    "direction": {
        "type": "string",
        "title": "Wat ongunstig is",
        "constraints": {"enum": ["higher_is_worse", "higher_is_better", "neutral"]},
    },
    "decimals": {"type": "integer", "title": "Aantal decimalen"},
}
AREA_FIELDS: dict[str, dict] = {
    "area_code": {"type": "string", "title": "CBS-code", "constraints": {"required": True}},
    "edition": {"type": "integer", "title": "Jaar van de indeling", "constraints": {"required": True}},
    "name": {"type": "string", "title": "Naam", "constraints": {"required": True}},
    "level": {"type": "string", "title": "Niveau", "constraints": {"enum": list(LEVELS)}},
}


def schema(fields: dict[str, dict]) -> dict:
    """A Table Schema with its key, and for figures the tables that explain the codes."""
    described = {"fields": [{"name": name} | about for name, about in fields.items()], "missingValues": [""]}
    if fields is FIGURE_FIELDS:
        return described | {"primaryKey": list(KEY), "foreignKeys": _explained_by()}
    return described | {"primaryKey": ["id"] if fields is INDICATOR_FIELDS else ["area_code", "edition"]}


def _explained_by() -> list[dict]:
    area = ["area_code", "edition"]
    return [
        {"fields": ["indicator"], "reference": {"resource": "indicatoren", "fields": ["id"]}},
        {"fields": area, "reference": {"resource": "gebieden", "fields": area}},
    ]
