"""Which exact view a page shows: read from the widget that keeps the address bar (views.Address)."""

from dataclasses import dataclass, field

from workbench.server.mirror import Mirror

MARKS = {"notebook", "view", "versions"}


@dataclass(frozen=True)
class Shown:
    """Notebook parameters by their names, and the data version of each dataset."""

    parameters: dict[str, object] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)


def shown(mirror: Mirror) -> Shown | None:
    """The view that the page shows now; None when the notebook has no address."""
    for widget in mirror.widgets.values():
        if widget.state.keys() >= MARKS and isinstance(widget.state["view"], dict):
            kept = {name: value for name, value in widget.state["view"].items() if value not in (None, "")}
            return Shown(kept, dict(widget.state["versions"] or {}))
    return None
