"""What a seat may send to a kernel: a new value for a control of the page, and nothing else.

A browser is never trusted. Messages that a page needs to start (who are you, which widgets are there, what is their
state) are answered by the server and never reach the kernel. Everything that is not named here is dropped and logged.
"""

import time
from dataclasses import dataclass, replace
from enum import Enum

from workbench.server.mirror import Mirror, Widget
from workbench.server.wire import Incoming

CONTROL = "jupyter.widget.control"
LARGEST = 64 * 1024  # bytes of one message of a seat
LONGEST = 200  # characters of one text value
MARKUP = frozenset("<>&\0")
CHOICE, NUMBER = frozenset({"index"}), frozenset({"value"})
SETTABLE: dict[str, frozenset[str]] = {
    "DropdownModel": CHOICE,
    "SelectModel": CHOICE,
    "SelectMultipleModel": CHOICE,
    "RadioButtonsModel": CHOICE,
    "ToggleButtonsModel": CHOICE,
    "SelectionSliderModel": CHOICE,
    "SelectionRangeSliderModel": CHOICE,
    "IntSliderModel": NUMBER,
    "FloatSliderModel": NUMBER,
    "FloatLogSliderModel": NUMBER,
    "IntRangeSliderModel": NUMBER,
    "FloatRangeSliderModel": NUMBER,
    "BoundedIntTextModel": NUMBER,
    "BoundedFloatTextModel": NUMBER,
    "IntTextModel": NUMBER,
    "FloatTextModel": NUMBER,
    "CheckboxModel": NUMBER,
    "ToggleButtonModel": NUMBER,
    "PlayModel": NUMBER | {"playing"},
    "ComboboxModel": NUMBER,
    "TextModel": NUMBER,
    "TabModel": frozenset({"selected_index"}),
    "AccordionModel": frozenset({"selected_index"}),
}
OWN_LOOK = frozenset({"LeafletMapModel"})  # where a browser pans and zooms is its own affair: nobody else follows
CLICKABLE = frozenset({"ButtonModel"})
OWN_WIDGET, OWN_CONTROL = "AnyModel", frozenset({"value"})  # of our own widgets a seat may set only `value`
PRESSED = frozenset({"kind", "given", "to"})  # what was pressed in a picture; `to` is who wants the answer
READING = frozenset({"search", "csv", "outlines"})  # asks something and moves nothing
OWN_WORD = frozenset({"weigh"})  # what each seat says for itself, whoever moves the controls; the server adds who


class Answer(Enum):
    """What the server does with a message."""

    FORWARD = "forward"  # to the kernel
    INFO = "info"  # who the kernel is: from the server
    STATES = "states"  # the state of all widgets: from the mirror
    WIDGETS = "widgets"  # the list of widgets: from the mirror
    NOTED = "noted"  # nothing to do, and no harm
    PUT_BACK = "put back"  # the browser shows what it may not change: give it the current state
    DROP = "drop"


@dataclass(frozen=True)
class Decision:
    answer: Answer
    reason: str = ""


def decide(told: Incoming, mirror: Mirror, *, may_move: bool, may_vote: bool = False) -> Decision:
    """What happens to one message of a seat."""
    if told.channel != "shell":
        return Decision(Answer.DROP, f"channel {told.channel[:20]!r}")
    rule = RULES.get(told.kind)
    if rule is None:
        return Decision(Answer.DROP, f"type {told.kind[:40]!r}")
    return rule(told, mirror, may_vote if says_for_itself(told) else may_move)


def says_for_itself(told: Incoming) -> bool:
    """Whether the message is the word of this seat alone, such as its own weights."""
    data = told.content.get("data")
    content = data.get("content") if isinstance(data, dict) and data.get("method") == "custom" else None
    kind = content.get("kind") if isinstance(content, dict) else None
    return isinstance(kind, str) and kind in OWN_WORD


def stamped(told: Incoming, *, seat: int) -> Incoming:
    """The same message with the number of the seat that says it: a browser cannot."""
    data = told.content["data"]
    return replace(told, content=told.content | {"data": data | {"content": data["content"] | {"seat": seat}}})


def _opens(told: Incoming, mirror: Mirror, _may_move: bool) -> Decision:
    if told.content.get("target_name") == CONTROL and told.content.get("comm_id") not in mirror.widgets:
        return Decision(Answer.NOTED)
    return Decision(Answer.DROP, "opens a comm")


def _closes(told: Incoming, mirror: Mirror, _may_move: bool) -> Decision:
    if told.content.get("comm_id") in mirror.widgets:
        return Decision(Answer.DROP, "closes a widget")
    return Decision(Answer.NOTED)


def _says(told: Incoming, mirror: Mirror, may_move: bool) -> Decision:
    data, name = told.content.get("data"), told.content.get("comm_id")
    if not isinstance(data, dict) or not isinstance(name, str):
        return Decision(Answer.DROP, "malformed")
    if data.get("method") == "request_states":
        return Decision(Answer.STATES)
    widget = mirror.widgets.get(name)
    if widget is None:
        return Decision(Answer.DROP, "unknown widget")
    if widget.state.get("_model_name") in OWN_LOOK:
        return Decision(Answer.NOTED)
    refused = _clicks(widget, data) if data.get("method") == "custom" else _updates(widget, data, told.buffers)
    if refused:
        return Decision(Answer.PUT_BACK if refused is NOT_A_CONTROL else Answer.DROP, refused)
    asks = data.get("method") == "custom" and data["content"].get("kind") in READING
    return Decision(Answer.FORWARD) if may_move or asks else Decision(Answer.PUT_BACK, "may not move the controls")


NOT_A_CONTROL = "sets what is not a control"


def _updates(widget: Widget, data: dict, buffers: tuple[bytes, ...]) -> str:
    state = data.get("state")
    if data.get("method") != "update" or not isinstance(state, dict):
        return "method"
    if buffers or data.get("buffer_paths"):
        return "binary values"
    if not state.keys() <= settable(widget):
        return NOT_A_CONTROL
    return "" if all(map(_plain, state.values())) else "a value that is not plain"


def _clicks(widget: Widget, data: dict) -> str:
    """A press on a button, or on a part of one of our own pictures: what was pressed, in plain words."""
    content, model = data.get("content"), widget.state.get("_model_name")
    if not isinstance(content, dict):
        return "custom message"
    if model in CLICKABLE:
        return "" if content == {"event": "click"} else "custom message"
    plain = all(isinstance(word, str) and _plain(word) for word in content.values())
    return "" if model == OWN_WIDGET and "kind" in content and content.keys() <= PRESSED and plain else "custom message"


def settable(widget: Widget) -> frozenset[str]:
    """The traits of a widget that a seat may set."""
    model = widget.state.get("_model_name")
    return OWN_CONTROL if model == OWN_WIDGET else SETTABLE.get(model, frozenset())


def _plain(value: object, depth: int = 0) -> bool:
    """Numbers, yes and no, short texts without markup, and small lists and maps of these."""
    if isinstance(value, str):
        return len(value) <= LONGEST and not MARKUP & set(value)
    if isinstance(value, list | dict):
        parts = [*value, *value.values()] if isinstance(value, dict) else value
        return depth < 3 and len(parts) <= 2000 and all(_plain(part, depth + 1) for part in parts)
    return True


RULES = {
    "kernel_info_request": lambda *_: Decision(Answer.INFO),
    "comm_info_request": lambda *_: Decision(Answer.WIDGETS),
    "comm_open": _opens,
    "comm_close": _closes,
    "comm_msg": _says,
}


class Allowance:
    """How many messages a seat may still send: it fills up again with time."""

    def __init__(self, *, per_second: float = 30, burst: float = 90):
        self.per_second, self.burst = per_second, burst
        self.left, self.since = burst, time.monotonic()

    def take(self) -> bool:
        now = time.monotonic()
        self.left = min(self.burst, self.left + (now - self.since) * self.per_second)
        self.since = now
        if self.left < 1:
            return False
        self.left -= 1
        return True
