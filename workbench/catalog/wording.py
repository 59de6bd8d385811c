"""What pydantic refuses, as one Dutch sentence with the nearest valid word."""

from difflib import get_close_matches
from textwrap import shorten
from types import NoneType
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from workbench.catalog.documents import Place

EXPECTED = {
    "string_type": "tekst; zet er aanhalingstekens om",
    "string_too_short": "tekst; dit is leeg",
    "string_too_long": "een kortere tekst",
    "int_type": "een geheel getal",
    "int_from_float": "een geheel getal",
    "float_type": "een getal",
    "finite_number": "een eindig getal",
    "bool_type": "true of false",
    "list_type": "een lijst",
    "dict_type": "een rij sleutels met waarden",
    "model_type": "een rij sleutels met waarden",
    "date_type": "een datum als 2024-12-31",
    "date_from_datetime_inexact": "een datum zonder tijd",
    "date_from_datetime_parsing": "een datum als 2024-12-31",
    "int_parsing": "een geheel getal",
    "float_parsing": "een getal",
    "bool_parsing": "true of false",
}


def in_dutch(error: dict[str, Any], model: type[BaseModel]) -> str:
    """One sentence for one pydantic error; `model` is what the whole entry should have been."""
    place, kind, context = error["loc"], error["type"], error.get("ctx", {})
    name = _name(place)
    match kind:
        case "extra_forbidden":
            return f"De sleutel '{name}' bestaat hier niet.{nearest(name, fields_at(model, place[:-1]))}"
        case "missing":
            return f"Hier ontbreekt '{name}'."
        case "literal_error":
            allowed = [str(word) for word in _words(context)]
            return f"'{_shown(error)}' kan niet bij '{name}'.{nearest(str(error['input']), allowed)}"
        case "value_error":
            return f"{context['error']}."
        case "string_pattern_mismatch":
            return f"'{_shown(error)}' is geen geldige vorm voor '{name}'."
        case "too_short" | "too_long":
            return f"'{name}' heeft {context.get('actual_length')} waarden en dat is er niet het goede aantal."
        case "greater_than_equal" | "less_than_equal" | "greater_than" | "less_than":
            return f"{_shown(error)} valt bij '{name}' buiten wat mogelijk is."
    return f"Bij '{name}' hoort {EXPECTED.get(kind, 'iets anders')}."


def in_english(error: dict[str, Any]) -> str:
    return f"{'.'.join(map(str, error['loc']))}: {error['msg']}"


def sentences(errors: list[dict[str, Any]], model: type[BaseModel]) -> list[tuple[dict[str, Any], str]]:
    """Each error with its sentence, without those that say again what another says: a misspelt key is missing too."""
    missing = {each["loc"] for each in errors if each["type"] == "missing"}
    found, echoes = [], set()
    for each in errors:
        *around, name = each["loc"] or ("",)
        absent = [str(loc[-1]) for loc in missing - echoes if list(loc[:-1]) == around]
        if each["type"] == "extra_forbidden" and (meant := _near(str(name), absent)):
            echoes.add((*around, meant[0]))
            found.append((each, f"De sleutel '{name}' bestaat hier niet. Bedoelt u '{meant[0]}'?"))
        else:
            found.append((each, in_dutch(each, model)))
    return [(each, page) for each, page in found if each["loc"] not in echoes]


def nearest(given: str, known: list[str]) -> str:
    near = _near(given, known)
    if near:
        return f" Bedoelt u '{near[0]}'?"
    return f" Kies uit: {', '.join(sorted(known)[:25])}." if known else ""


def _near(given: str, known: list[str]) -> list[str]:
    return get_close_matches(given, known, n=1, cutoff=0.5)


def fields_at(model: type[BaseModel], place: Place) -> list[str]:
    """The keys that are allowed at this place of an entry."""
    found: Any = model
    for step in place:
        found = _below(found, step)
    return list(found.model_fields) if isinstance(found, type) and issubclass(found, BaseModel) else []


def _below(annotation: Any, step: str | int) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        field = annotation.model_fields.get(str(step))
        return _bare(field.annotation) if field else None
    inner = get_args(annotation)
    return _bare(inner[-1]) if get_origin(annotation) in (list, dict) and inner else None


def _bare(annotation: Any) -> Any:
    """The type without `| None` and without what Annotated says about it."""
    if hasattr(annotation, "__metadata__"):
        return _bare(annotation.__origin__)
    inner = [kind for kind in get_args(annotation) if kind is not NoneType]
    return _bare(inner[0]) if NoneType in get_args(annotation) and inner else annotation


def _shown(error: dict[str, Any]) -> str:
    return shorten(str(error["input"]), 60, placeholder="…")


def _name(place: Place) -> str:
    return next((str(step) for step in reversed(place) if isinstance(step, str) and step != "[key]"), "dit bestand")


def _words(context: dict[str, Any]) -> list[str]:
    return [word.strip().strip("'") for word in context["expected"].replace(" or ", ",").split(",")]
