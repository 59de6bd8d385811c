"""The graph as two files that are the same after every run: catalogus.ttl and catalogus.jsonld."""

import json
from pathlib import Path

from rdflib import Graph

from workbench.catalog.export.vocabulary import LANGUAGE, PREFIXES
from workbench.errors import StoreError

TURTLE, JSON_LD = "catalogus.ttl", "catalogus.jsonld"


def write(graph: Graph, folder: Path) -> list[Path]:
    """Both files, each whole or not there. Raises: StoreError when the folder cannot be written."""
    texts = {TURTLE: graph.serialize(format="turtle"), JSON_LD: json_ld(graph)}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return [_replace(folder / name, text) for name, text in texts.items()]
    except OSError as error:
        page = f"De map {folder} is niet te beschrijven. Maak ruimte of kies een andere map."
        raise StoreError(f"cannot write {folder}: {error.strerror}", page=page, folder=str(folder)) from error


def json_ld(graph: Graph) -> str:
    """JSON-LD in a fixed order: rdflib's own depends on the run."""
    context = {prefix: str(namespace) for prefix, namespace in PREFIXES.items()} | {"@language": LANGUAGE}
    found = json.loads(graph.serialize(format="json-ld", context=context, auto_compact=False))
    found["@graph"] = sorted((_in_order(node) for node in found["@graph"]), key=lambda node: node["@id"])
    return json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _in_order(node: object) -> object:
    if isinstance(node, dict):
        return {key: _in_order(value) for key, value in node.items()}
    if isinstance(node, list):
        return sorted((_in_order(value) for value in node), key=lambda value: json.dumps(value, sort_keys=True))
    return node


def _replace(path: Path, text: str) -> Path:
    beside = path.with_suffix(path.suffix + ".part")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)
    return path
