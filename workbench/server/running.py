"""One run of a notebook: its kernel, the mirror of its widgets and the pieces of its page."""

import os
import uuid
from collections.abc import Awaitable, Callable
from pathlib import Path

from workbench.server import notebooks, parameters, rendering
from workbench.server.line import KernelLine
from workbench.server.mirror import Mirror
from workbench.server.wire import Outgoing

NUMBER = "from workbench.server.widget_ids import number_widgets; number_widgets({page!r}); del number_widgets"
News = Callable[["Run", str, dict, str | None, Outgoing], None]


class Run:
    """Made by `make()`, ended by `stop()`; tells the page what its kernel says."""

    def __init__(self, *, page: str, news: News, died: Callable[["Run"], Awaitable[None]], progress=None):
        self.page, self.news, self.died = page, news, died
        self.epoch = uuid.uuid4().hex
        self.mirror = Mirror()
        self.pieces: list[rendering.Piece] = []
        self.title = self.question = ""
        self.progress = progress or (lambda _done, _total: None)
        self.line = KernelLine(heard=self._heard, died=self._died)
        self.ended = False

    async def make(self, path: Path, values: dict[str, object], *, name: str) -> "Run":
        """Run the notebook with those parameter values. Raises: rendering.Failure; the kernel is gone then."""
        notebook = notebooks.read(path)
        told = notebooks.describe(notebook, name=name)
        self.title, self.question = told.title, told.question
        kernel = notebook.metadata.get("kernelspec", {}).get("name", "")
        try:
            env = {**os.environ, "SCRIPT_NAME": f"/voila/render/{name}.ipynb"}  # how a notebook knows its own name
            await self.line.start(kernel, folder=path.parent, env=env, first=NUMBER.format(page=self.page))
            ready = parameters.inject(notebook, values)
            self.pieces = await rendering.run(ready, self.line.kernel, progress=self.progress)
        except BaseException:
            await self.stop()
            raise
        return self

    async def stop(self) -> None:
        if not self.ended:
            self.ended = True
            await self.line.stop()

    def _heard(self, kind: str, parent: dict, told: dict, raw: Outgoing) -> None:
        changed = self.mirror.apply(kind, told["content"], raw.buffers, told["metadata"])
        self.news(self, kind, parent, changed, raw)

    async def _died(self) -> None:
        if not self.ended:
            await self.died(self)
