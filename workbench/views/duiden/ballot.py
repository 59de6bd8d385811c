"""Everybody's own weights: private in the browser until given, and then tied to a seat by the server.

A page on a server says in `seat` who gave the weights; a browser cannot. A page without a table has one seat.
"""

from collections.abc import Callable

import anywidget
import traitlets

from workbench.errors import InvalidInput, WorkbenchError
from workbench.views.picture import STATIC

ONLY_SEAT = 1


class Ballot(anywidget.AnyWidget):
    """Takes: `criteria`, id, label and weight to start with of each; `give(weights, seat)` for what is given."""

    _esm = STATIC / "ballot.js"
    criteria = traitlets.List().tag(sync=True)

    def __init__(self, *, give: Callable[[dict[str, int], int | None], None], **traits: object):
        super().__init__(**traits)
        self._give = give
        self.on_msg(self._given)

    def _given(self, _widget: object, content: dict, _buffers: object) -> None:
        kind, seat = content.get("kind"), content.get("seat", ONLY_SEAT)
        if kind not in ("weigh", "weigh_other"):
            return
        try:
            self._give(_weights(str(content.get("given", ""))), int(seat) if kind == "weigh" else None)
            said = "Uw weging telt mee." if kind == "weigh" else "Deze weging telt ook mee."
        except WorkbenchError as error:
            said = error.page
        self.send({"to": content.get("to"), "said": said})


def _weights(given: str) -> dict[str, int]:
    pairs = [part.partition("=") for part in given.split(",") if part]
    if not pairs or not all(weight.isascii() and weight.isdigit() for _, _, weight in pairs):
        raise InvalidInput("weights that do not read", page="Deze weging is niet te lezen. Geef haar opnieuw.")
    return {name: int(weight) for name, _, weight in pairs}
