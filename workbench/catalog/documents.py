"""A YAML file of the catalogue as plain values, with the line of every one of them.

Only what a reader can follow is accepted: one document, text keys, no key twice, no references (& and *), no tags.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

import yaml

Place = tuple[str | int, ...]

PLAIN_TAGS = {
    f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null", "timestamp", "map", "seq")
}
LARGEST_FILE = 1_000_000
NOTICED_LATE = ("while scanning a simple key", "while scanning a quoted", "while parsing a flow")
SCALARS = {  # as in YAML 1.2: `on` and `no` are words, `0106` and `12:30` are text
    "bool": (r"true|false", "tf"),
    "int": (r"[-+]?(?:0|[1-9][0-9]*)", "-+0123456789"),
    "float": (r"[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?|[-+]?\.inf|\.nan", "-+.0123456789"),
    "null": (r"~|null|", ["~", "n", ""]),
    "timestamp": (r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "0123456789"),
}


class PlainLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """Safe YAML with the few kinds of values a catalogue needs."""

    yaml_implicit_resolvers: ClassVar[dict] = {}


for _name, (_pattern, _starts) in SCALARS.items():
    PlainLoader.add_implicit_resolver(f"tag:yaml.org,2002:{_name}", re.compile(rf"^(?:{_pattern})$"), list(_starts))


@dataclass(frozen=True)
class Problem:
    """Something to mend: `page` is Dutch and for the reader, `log` is English."""

    file: str
    line: int
    page: str
    log: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "page", " ".join(self.page.split()))  # what is quoted may hold line ends

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.page}"

    @property
    def sentence(self) -> str:
        return f"Catalogusbestand {self.file}, regel {self.line}: {self.page[0].lower()}{self.page[1:]}"


class Malformed(Exception):
    """A file that cannot be read at all; carries the one problem that stopped it."""

    def __init__(self, line: int, page: str, log: str):
        super().__init__(log)
        self.line, self.page, self.log = line, page, log


@dataclass
class Document:
    """The values of one file and the line on which each begins."""

    file: str
    content: object
    lines: dict[Place, int] = field(default_factory=dict)

    def line(self, place: Place) -> int:
        """The line of this place, or of the nearest one around it."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)

    def problem(self, place: Place, *, page: str, log: str) -> Problem:
        return Problem(self.file, self.line(place), page, log)

    def entries(self) -> Iterator[tuple[Place, object]]:
        """Each entry of the file: a file holds one, or a list of them."""
        if isinstance(self.content, list):
            yield from (((number,), entry) for number, entry in enumerate(self.content))
        else:
            yield (), self.content


def read_document(path: Path, *, file: str) -> Document:
    """The values of one file. Raises: Malformed, with the line and a Dutch sentence."""
    text = _text(path)
    document = Document(file, None)
    loader = PlainLoader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            raise Malformed(1, "Dit bestand is leeg", "the file is empty")
        document.content = _Reading(loader, document.lines).value(node, ())
    except yaml.MarkedYAMLError as error:
        raise _not_yaml(error, lines=text.count("\n") + 1) from None
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise Malformed(1, "Dit is geen geldige YAML", f"not YAML: {type(error).__name__}") from None
    finally:
        loader.dispose()
    return document


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise Malformed(1, "Dit bestand is te groot voor de catalogus", "larger than 1 MB")
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise Malformed(line, "Dit bestand is geen UTF-8; sla het op als UTF-8", "not UTF-8") from None
    except OSError as error:
        reason = f"unreadable: {error.strerror}"
        raise Malformed(1, "Dit bestand is niet te lezen; controleer de rechten", reason) from None


def _not_yaml(error: yaml.MarkedYAMLError, *, lines: int) -> Malformed:
    begun = str(error.context).startswith(NOTICED_LATE)
    mark = (error.context_mark if begun else None) or error.problem_mark or error.context_mark
    line = min(mark.line + 1, lines) if mark else 1
    if "but found another document" in str(error.problem):
        return Malformed(line, "Een bestand bevat één document; haal '---' weg", "more than one document")
    if "alias" in str(error.problem) or "anchor" in str(error.problem):
        return Malformed(line, "Verwijzingen (& en *) kunnen hier niet; schrijf de waarde uit", str(error.problem))
    if "tab" in str(error.problem):
        return Malformed(line, "Hier staat een tab; gebruik spaties om in te springen", str(error.problem))
    return Malformed(
        line, "Dit is geen geldige YAML; controleer inspringing, aanhalingstekens en ':'", str(error.problem)
    )


class _Reading:
    """One pass over the nodes of a file."""

    def __init__(self, loader: yaml.SafeLoader, lines: dict[Place, int]):
        self.loader, self.lines, self.seen = loader, lines, set()

    def value(self, node: yaml.Node, place: Place) -> object:
        line = node.start_mark.line + 1
        if id(node) in self.seen:
            raise Malformed(line, "Verwijzingen (& en *) kunnen hier niet; schrijf de waarde uit", "an alias")
        self.seen.add(id(node))
        if node.tag not in PLAIN_TAGS:
            raise Malformed(line, "Een kenmerk met ! of een samenvoeging (<<) kan hier niet", f"the tag {node.tag}")
        self.lines.setdefault(place, line)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, place)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(child, (*place, number)) for number, child in enumerate(node.value)]
        return self._scalar(node)

    def _mapping(self, node: yaml.MappingNode, place: Place) -> dict[str, object]:
        content: dict[str, object] = {}
        for key_node, child in node.value:
            key, line = self.value(key_node, (*place, "")), key_node.start_mark.line + 1
            if not isinstance(key, str):
                page = f"De sleutel {key_node.value if isinstance(key_node, yaml.ScalarNode) else ''} is geen tekst; "
                raise Malformed(line, page + "zet er aanhalingstekens om", "a key that is not text")
            if key in content:
                raise Malformed(line, f"De sleutel '{key}' staat hier twee keer", f"the key {key!r} twice")
            self.lines[(*place, key)] = line
            content[key] = self.value(child, (*place, key))
        return content

    def _scalar(self, node: yaml.ScalarNode) -> object:
        try:
            return self.loader.construct_object(node)
        except (ValueError, yaml.YAMLError):
            line = node.start_mark.line + 1
            raise Malformed(line, f"De waarde '{node.value}' is niet te lezen", "an impossible value") from None
