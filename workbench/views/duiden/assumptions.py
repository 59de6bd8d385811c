"""The assumptions under a scenario: sentences that the table can rewrite, add to and leave out."""

from collections.abc import Callable

import anywidget
import traitlets

from workbench.analysis.scenario import ASSUMPTIONS
from workbench.errors import InvalidInput
from workbench.views.picture import STATIC

MOST, LONGEST, BETWEEN = 8, 200, "|"


class Sentences(anywidget.AnyWidget):
    """Takes: `label`, `sentences`, and `write(sentences)` for when one is changed; an empty one is left out."""

    _esm = STATIC / "sentences.js"
    label = traitlets.Unicode().tag(sync=True)
    sentences = traitlets.List(traitlets.Unicode()).tag(sync=True)
    most = traitlets.Int(MOST).tag(sync=True)

    def __init__(self, *, write: Callable[[list[str]], None], **traits: object):
        super().__init__(**traits)
        self._write = write
        self.on_msg(self._changed)

    def _changed(self, _widget: object, content: dict, _buffers: object) -> None:
        at, _, words = str(content.get("given", "")).partition(":")
        if content.get("kind") != "assume" or not (at.isascii() and at.isdigit() and int(at) < MOST):
            return
        lines = [*self.sentences, ""]
        lines[min(int(at), len(lines) - 1)] = words
        self._write(lines)


def read(given: str) -> list[str]:
    """The sentences of a parameter; the usual ones when it is empty. Raises: InvalidInput."""
    lines = [cleaned for line in given.split(BETWEEN) if (cleaned := _cleaned(line))]
    if len(lines) > MOST or any(len(line) > LONGEST for line in lines):
        raise InvalidInput(
            "too many or too long assumptions",
            page=f"Schrijf hooguit {MOST} aannames van elk hooguit {LONGEST} tekens.",
        )
    return lines or list(ASSUMPTIONS)


def write(lines: list[str]) -> str:
    """As a parameter; nothing when they are the usual ones."""
    kept = [cleaned for line in lines if (cleaned := _cleaned(line))][:MOST]
    return "" if tuple(kept) == ASSUMPTIONS else BETWEEN.join(kept)


def _cleaned(line: str) -> str:
    return " ".join(line.replace(BETWEEN, " ").split())[:LONGEST]
