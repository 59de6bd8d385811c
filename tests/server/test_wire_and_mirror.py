"""The mirror is what the kernel would have answered, in both formats that browsers speak."""

import asyncio
import json
import uuid
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jupyter_server.services.kernels.connection.base import deserialize_binary_message, deserialize_msg_from_ws_v1

from tests.server.conftest import PATIENCE
from workbench.errors import InvalidInput
from workbench.server.mirror import Mirror
from workbench.server.running import Run
from workbench.server.wire import V1, message, read

NOTEBOOKS = Path(__file__).parent / "notebooks"
CONTROL = {"target_name": "jupyter.widget.control", "data": {}}


class Listener:
    """Runs a notebook and keeps what its kernel said."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, dict, tuple]] = []
        self.run = Run(page=str(uuid.uuid4()), news=self._news, died=self._died)

    def _news(self, _run, kind, _parent, _changed, raw) -> None:
        self.heard.append((kind, json.loads(raw.content), raw.buffers))

    async def _died(self, _run) -> None:
        raise AssertionError("the kernel died")

    async def kernels_own_states(self) -> tuple[dict, tuple]:
        session, channel, name = self.run.line.client.session, self.run.line.client.shell_channel, uuid.uuid4().hex
        opened = session.msg("comm_open", {**CONTROL, "comm_id": name})
        channel.send(opened | {"metadata": {"version": "1.0.0"}})
        channel.send(session.msg("comm_msg", {"comm_id": name, "data": {"method": "request_states"}}))
        async with asyncio.timeout(PATIENCE):
            while True:
                for _, content, buffers in self.heard:
                    if content.get("data", {}).get("method") == "update_states":
                        return content["data"], buffers
                await asyncio.sleep(0.02)


async def test_the_mirror_is_what_the_kernel_itself_would_answer():
    listener = Listener()
    run = await listener.run.make(NOTEBOOKS / "binair.ipynb", {}, name="binair")
    try:
        slider = next(name for name, one in run.mirror.widgets.items() if "max" in one.state)
        run.line.send({"comm_id": slider, "data": {"method": "update", "state": {"value": 7}, "buffer_paths": []}})
        told, buffers = await listener.kernels_own_states()
    finally:
        await run.stop()
    text, mirrored = run.mirror.states()
    mine = json.loads(text)
    assert mine["states"] == told["states"]
    assert by_path(mine, mirrored) == by_path(told, buffers) != {}


def by_path(states: dict, buffers: tuple) -> dict:
    return dict(zip(map(tuple, states["buffer_paths"]), buffers, strict=True))


def opened(state: dict, paths=(), buffers=()) -> Mirror:
    mirror = Mirror()
    data = {"state": state, "buffer_paths": list(paths)}
    mirror.apply("comm_open", {"comm_id": "a", "target_name": "jupyter.widget", "data": data}, tuple(buffers))
    return mirror


def test_a_binary_value_replaces_a_plain_one_and_the_other_way_round():
    mirror = opened({"x": None})
    update = {"method": "update", "state": {}, "buffer_paths": [["x"]]}
    mirror.apply("comm_msg", {"comm_id": "a", "data": update}, (b"1",))
    assert (mirror.widgets["a"].state, mirror.widgets["a"].buffers) == ({}, {("x",): b"1"})
    plain = {"method": "update", "state": {"x": None}, "buffer_paths": []}
    mirror.apply("comm_msg", {"comm_id": "a", "data": plain}, ())
    assert (mirror.widgets["a"].state, mirror.widgets["a"].buffers) == ({"x": None}, {})


def test_a_closed_widget_is_gone_from_the_states():
    mirror = opened({"x": 1})
    mirror.apply("comm_close", {"comm_id": "a", "data": {}}, ())
    assert json.loads(mirror.states()[0])["states"] == {}


def test_who_was_away_gets_what_changed_meanwhile():
    mirror = opened({"x": 1})
    turn = mirror.turn
    mirror.apply("comm_msg", {"comm_id": "a", "data": {"method": "update", "state": {"x": 2}}}, ())
    assert [name for name, _ in mirror.since(turn)] == ["a"]
    assert mirror.since(mirror.turn) == []


@given(st.dictionaries(st.text(), st.text() | st.integers()), st.lists(st.binary(max_size=50), max_size=4))
def test_both_formats_carry_the_same_message(content, buffers):
    told = message("comm_msg", content, buffers=tuple(buffers))
    channel, parts = deserialize_msg_from_ws_v1(told.frame(V1))
    frame = told.frame(None)
    legacy = deserialize_binary_message(frame) if buffers else json.loads(frame)
    assert (channel, json.loads(parts[3]), parts[4:]) == ("iopub", content, buffers)
    assert (legacy["channel"], legacy["content"], legacy["buffers"]) == ("iopub", content, buffers)


@pytest.mark.parametrize("protocol", [V1, None])
@given(frame=st.binary(max_size=200) | st.text(max_size=200))
def test_rubbish_is_refused_and_never_crashes(protocol, frame):
    with pytest.raises(InvalidInput):
        read(frame, protocol)
