"""One small widget that shows markup and reports what is pressed in it.

`Picture(html=...)` is live on a page and a still in a report: its mimebundle carries both. Everything in it that has
`data-area="GM0106"` or `data-do="page:2"` can be pressed by mouse and keyboard, and comes back as a call.
"""

import zlib
from collections.abc import Callable
from pathlib import Path

import anywidget
import traitlets

from workbench.views.drawings.svg import Markup, tag

STATIC = Path(__file__).parent / "static"


class Picture(anywidget.AnyWidget):
    """Takes: `html`, escaped markup (drawings.svg); `still_of` draws what a report shows instead, when that differs."""

    _esm = STATIC / "picture.js"
    html = traitlets.Unicode()
    packed = traitlets.Bytes().tag(sync=True)  # the same, deflated: a fifth of the bytes to each browser
    still_of: Callable[[], str] | None = None

    def __init__(self, html: str = "", **traits: object):
        super().__init__(html=str(html), packed=zlib.compress(str(html).encode()), **traits)
        self._calls: dict[str, Callable[[str], None]] = {}
        self.on_msg(self._pressed)

    def when(self, kind: str, call: Callable[[str], None]) -> "Picture":
        """Calls `call(code)` for a pressed `data-area` (kind "area"), or `call(rest)` for `data-do="kind:rest"`."""
        self._calls[kind] = call
        return self

    @traitlets.observe("html")
    def _pack(self, change: dict) -> None:
        self.packed = zlib.compress(change["new"].encode())

    def hand_over(self, name: str, content: bytes, *, to: str) -> None:
        """Lets the browser that asked (`to`) save a file; no other browser at the table does."""
        self.send({"save": name, "to": to}, [content])

    def _pressed(self, _widget: object, content: dict, _buffers: object) -> None:
        kind, given = str(content.get("kind", "")), str(content.get("given", ""))
        if kind in self._calls:
            self._calls[kind](given)

    def _repr_mimebundle_(self, **kwargs: object):
        bundle = super()._repr_mimebundle_(**kwargs)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle or {}, {})
        still = self.html if self.still_of is None else self.still_of()
        return {**data, "text/html": tag("div", Markup(still), class_="dw-picture")}, metadata
