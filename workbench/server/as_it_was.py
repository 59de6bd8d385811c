"""A page as it was when something was said about it: kept with the entry, and shown again without a kernel.

A refresh may change the figures under an entry. What was on the table then is not made again from other figures: every
widget's state is kept as the door had let it out, and the page that shows it stands still.
"""

import base64
import gzip
import json
import uuid
from dataclasses import asdict

from workbench.server.mirror import WIDGET_TARGET, Mirror
from workbench.server.page import Page, Place
from workbench.server.rendering import Piece
from workbench.session import View

SORT = "still"


class Kept:
    """In the place of a run: the widgets and the pieces of the page, and no kernel."""

    line = None

    def __init__(self, written: str):
        told = json.loads(gzip.decompress(base64.b64decode(written)))
        self.title, self.question = told["title"], told["question"]
        self.pieces = [Piece(piece["html"], tuple(piece["outputs"])) for piece in told["pieces"]]
        self.mirror = _mirror(told["states"], [base64.b64decode(one) for one in told["buffers"]])
        self.epoch = uuid.uuid4().hex

    async def stop(self) -> None:
        """Nothing runs."""


def written(page: Page) -> str:
    """All that a browser needs to show the page as it is at this moment; empty when there is no page yet."""
    run = page.run
    if run is None:
        return ""
    states, buffers = run.mirror.states()
    told = {
        "title": run.title,
        "question": run.question,
        "pieces": [asdict(piece) for piece in run.pieces],
        "states": json.loads(states),
        "buffers": [base64.b64encode(one).decode() for one in buffers],
    }
    return base64.b64encode(gzip.compress(json.dumps(told, sort_keys=True).encode(), 6, mtime=0)).decode()


def page_of(view: View, content: str, *, session: str, owner: str, path) -> Page:
    """The page that shows this view as it was, for one seat."""
    page = Page(view.notebook, path, parameters=dict(view.parameters), place=Place(session, owner, SORT))
    page.run, page.kept = Kept(content), view
    page.title = page.run.title
    page.settled.set()
    return page


def _mirror(told: dict, buffers: list[bytes]) -> Mirror:
    mirror = Mirror()
    for name, entry in told["states"].items():
        mine = [(path[2:], data) for path, data in zip(told["buffer_paths"], buffers, strict=True) if path[0] == name]
        data = {"state": entry["state"], "buffer_paths": [path for path, _ in mine]}
        content = {"comm_id": name, "target_name": WIDGET_TARGET, "data": data}
        mirror.apply("comm_open", content, tuple(data for _, data in mine), {"version": "2.1.0"})
    return mirror
