"""The state of every widget of a page, kept at the server.

The kernel tells all its news on one line (iopub). The mirror applies it, so that whoever comes in, late or again, gets
the current state from the server and the kernel and the other seats notice nothing.
"""

import json
from dataclasses import dataclass, field

WIDGET_TARGET = "jupyter.widget"


@dataclass
class Widget:
    """One widget: its state, and its binary values by their path in the state."""

    state: dict = field(default_factory=dict)
    buffers: dict[tuple, bytes] = field(default_factory=dict)
    metadata: dict = field(default_factory=dict)
    changed: int = 0
    opened: int = 0
    _written: tuple[bytes, list, list] | None = None

    def put(self, state: dict, paths: list, buffers: tuple[bytes, ...]) -> None:
        """Apply a change: the keys it names get their new value, binary or not."""
        binary = {path[0] for path in paths}
        for path in [path for path in self.buffers if path[0] in state or path[0] in binary]:
            del self.buffers[path]
        for key in binary - state.keys():
            self.state.pop(key, None)
        self.state.update(state)
        self.buffers.update(zip(map(tuple, paths), buffers, strict=False))
        self._written = None

    def has(self, key: str) -> bool:
        return key in self.state or any(path[0] == key for path in self.buffers)

    def written(self) -> tuple[bytes, list, list]:
        """The entry for `update_states` as JSON, the paths of its buffers and the buffers."""
        if self._written is None:
            names = ("_model_name", "_model_module", "_model_module_version")
            entry = {name[1:]: self.state.get(name) for name in names} | {"state": self.state}
            self._written = (json.dumps(entry).encode(), list(self.buffers), list(self.buffers.values()))
        return self._written

    def part(self, keys: set[str] | None = None) -> tuple[dict, list, tuple[bytes, ...]]:
        """State, buffer paths and buffers of some keys, or of all."""
        state = {key: value for key, value in self.state.items() if keys is None or key in keys}
        kept = [(list(path), data) for path, data in self.buffers.items() if keys is None or path[0] in keys]
        return state, [path for path, _ in kept], tuple(data for _, data in kept)


class Mirror:
    """All widgets of one kernel, and when each changed last."""

    def __init__(self) -> None:
        self.widgets: dict[str, Widget] = {}
        self.turn = 0
        self._states: tuple[int, bytes, tuple[bytes, ...]] | None = None

    def apply(self, kind: str, content: dict, buffers: tuple[bytes, ...], metadata: dict | None = None) -> str | None:
        """Follow one message of the kernel; gives the id of the widget that it changed."""
        change = {"comm_open": self._open, "comm_msg": self._update, "comm_close": self._close}.get(kind)
        if change is None or not change(content, buffers, metadata or {}):
            return None
        self.turn += 1
        name = content["comm_id"]
        if name in self.widgets:
            self.widgets[name].changed = self.turn
            self.widgets[name].opened = self.widgets[name].opened or self.turn
        return name

    def states(self) -> tuple[bytes, tuple[bytes, ...]]:
        """The `update_states` data that answers a front end's `request_states`, as JSON, and its buffers."""
        if self._states is None or self._states[0] != self.turn:
            self._states = (self.turn, *self._write_states())
        return self._states[1:]

    def since(self, turn: int) -> list[tuple[str, Widget]]:
        """The widgets that changed after that turn."""
        return [(name, widget) for name, widget in self.widgets.items() if widget.changed > turn]

    def _write_states(self) -> tuple[bytes, tuple[bytes, ...]]:
        entries, paths, buffers = [], [], []
        for name, widget in self.widgets.items():
            entry, own_paths, own_buffers = widget.written()
            entries.append(json.dumps(name).encode() + b":" + entry)
            paths += [[name, "state", *path] for path in own_paths]
            buffers += own_buffers
        told = b'{"method":"update_states","states":{%b},"buffer_paths":%b}'
        return told % (b",".join(entries), json.dumps(paths).encode()), tuple(buffers)

    def _open(self, content: dict, buffers: tuple[bytes, ...], metadata: dict) -> bool:
        if content.get("target_name") != WIDGET_TARGET:
            return False
        data = content["data"]
        widget = self.widgets[content["comm_id"]] = Widget(metadata=metadata)
        widget.put(data.get("state", {}), data.get("buffer_paths", []), buffers)
        return True

    def _update(self, content: dict, buffers: tuple[bytes, ...], _metadata: dict) -> bool:
        widget, data = self.widgets.get(content["comm_id"]), content.get("data", {})
        if widget is None or data.get("method") not in ("update", "echo_update"):
            return False
        widget.put(data.get("state", {}), data.get("buffer_paths", []), buffers)
        return True

    def _close(self, content: dict, _buffers: tuple[bytes, ...], _metadata: dict) -> bool:
        return self.widgets.pop(content["comm_id"], None) is not None
