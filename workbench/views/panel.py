"""Several widgets shown as one, with one still for a report."""

from collections.abc import Callable

import ipywidgets

from workbench.views.drawings.svg import tag


class Panel(ipywidgets.Box):
    """Takes: the widgets, `still` that draws what a report shows, and a class name."""

    def __init__(self, *children: ipywidgets.DOMWidget, still: Callable[[], str], kind: str):
        super().__init__(children)
        self.add_class("dw-set")
        self.add_class(kind)
        self._still = still

    def _repr_mimebundle_(self, **kwargs: object):
        bundle = super()._repr_mimebundle_(**kwargs)
        return {**(bundle or {}), "text/html": tag("div", self._still(), class_="dw-picture")}
