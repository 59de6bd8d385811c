"""What a seat may send: by hand, and whatever hypothesis can think of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.server import gate
from workbench.server.gate import Allowance, Answer, decide, stamped
from workbench.server.mirror import Mirror
from workbench.server.wire import Incoming

# Every request type of the Jupyter messaging protocol 5.4 (jupyter-client documentation, "Messaging in Jupyter").
REQUESTS = {
    "shell": [
        "execute_request",
        "inspect_request",
        "complete_request",
        "history_request",
        "is_complete_request",
        "connect_request",
        "shutdown_request",
        "create_subshell_request",
        "comm_open",
        "comm_close",
    ],
    "control": [
        "shutdown_request",
        "interrupt_request",
        "debug_request",
        "execute_request",
        "kernel_info_request",
        "list_subshell_request",
    ],
    "stdin": ["input_reply", "input_request"],
    "iopub": ["comm_msg", "stream", "status"],
}
SLIDER, LABEL, OWN, MAP = "slider", "label", "own", "map"
PRESS = {"method": "custom", "content": {"kind": "area", "given": "GM0114"}}


@pytest.fixture(scope="module")
def mirror() -> Mirror:
    mirror = Mirror()
    models = {SLIDER: "IntSliderModel", LABEL: "HTMLModel", OWN: "AnyModel", MAP: "LeafletMapModel"}
    for name, model in models.items():
        state = {"_model_name": model, "value": 1, "html": "", "_esm": ""}
        content = {"comm_id": name, "target_name": "jupyter.widget", "data": {"state": state}}
        mirror.apply("comm_open", content, ())
    return mirror


def told(kind: str = "comm_msg", *, channel: str = "shell", to: str = SLIDER, data=None, buffers=()) -> Incoming:
    return Incoming(channel, kind, "1", {"msg_type": kind}, {"comm_id": to, "data": data}, buffers)


def update(**state: object) -> dict:
    return {"method": "update", "state": state}


@pytest.mark.parametrize(
    ("channel", "kind"), [(channel, kind) for channel, kinds in REQUESTS.items() for kind in kinds]
)
def test_no_request_of_the_protocol_reaches_the_kernel(mirror, channel, kind):
    answer = decide(told(kind, channel=channel, data=update(value=2)), mirror, may_move=True).answer
    assert answer is Answer.DROP


# What the gate lets in at all, and who gets it done: a message that is added needs a decision here.
DECIDED = {
    "kernel_info_request": "everybody; the server answers",
    "comm_info_request": "everybody; the server answers",
    "comm_open": "nobody; the control comm of the page is noted",
    "comm_close": "nobody; that comm is noted",
    "comm_msg": "who may move; reading: everybody; own word: who may vote",
}
READING, OWN_WORD = {"search", "csv", "outlines"}, {"weigh"}


def test_every_message_that_the_gate_knows_is_decided_here():
    assert set(gate.RULES) == set(DECIDED)
    assert (gate.READING, gate.OWN_WORD) == (READING, OWN_WORD)


@given(kind=st.text(max_size=12) | st.sampled_from(["area", "assume", "weigh_other", "again", *READING, *OWN_WORD]))
def test_whatever_else_is_pressed_needs_the_right_to_move(mirror, kind):
    said = told(to=OWN, data={"method": "custom", "content": {"kind": kind, "given": "x"}})
    passed = {
        rights: decide(said, mirror, may_move=rights[0], may_vote=rights[1]).answer is Answer.FORWARD
        for rights in [(False, False), (False, True), (True, False)]
    }
    assert not passed[False, False] or kind in READING
    assert not passed[False, True] or kind in READING | OWN_WORD
    assert not passed[True, False] or kind not in OWN_WORD


def test_who_may_move_moves_a_control(mirror):
    assert decide(told(data=update(value=2)), mirror, may_move=True).answer is Answer.FORWARD


def test_who_may_not_move_gets_the_current_state_back(mirror):
    assert decide(told(data=update(value=2)), mirror, may_move=False).answer is Answer.PUT_BACK
    assert decide(told(to=OWN, data=PRESS), mirror, may_move=False).answer is Answer.PUT_BACK


@pytest.mark.parametrize("data", [update(html="<b>"), update(_esm="x"), update(value=2, _view_name="x")])
def test_only_the_value_of_our_own_widgets_can_be_set(mirror, data):
    assert decide(told(to=OWN, data=data), mirror, may_move=True).answer is Answer.PUT_BACK


def test_text_on_a_page_can_never_be_set(mirror):
    assert decide(told(to=LABEL, data=update(value="x")), mirror, may_move=True).answer is Answer.PUT_BACK


@pytest.mark.parametrize("value", ["<img src=x onerror=alert(1)>", "a&b", "x" * 201, {"a": {"b": {"c": {"d": 1}}}}])
def test_markup_and_bulk_are_no_values(mirror, value):
    assert decide(told(data=update(value=value)), mirror, may_move=True).answer is Answer.DROP


def test_binary_values_are_refused(mirror):
    assert decide(told(data=update(value=1), buffers=(b"x",)), mirror, may_move=True).answer is Answer.DROP


def test_a_press_on_a_picture_is_passed_on_and_a_search_even_for_who_only_looks(mirror):
    search = {"method": "custom", "content": {"kind": "search", "given": "Emm", "to": "abc"}}
    assert decide(told(to=OWN, data=PRESS), mirror, may_move=True).answer is Answer.FORWARD
    assert decide(told(to=OWN, data=search), mirror, may_move=False).answer is Answer.FORWARD


WEIGH = {"method": "custom", "content": {"kind": "weigh", "given": "bijstand=3", "to": "abc"}}


def test_everybody_with_a_vote_gives_own_weights_whoever_moves(mirror):
    said = told(to=OWN, data=WEIGH)
    assert decide(said, mirror, may_move=False, may_vote=True).answer is Answer.FORWARD
    assert decide(said, mirror, may_move=False, may_vote=False).answer is Answer.PUT_BACK
    assert decide(told(to=OWN, data=PRESS), mirror, may_move=False, may_vote=True).answer is Answer.PUT_BACK


@pytest.mark.parametrize("seat", [7, "7", None])
def test_a_browser_cannot_say_which_seat_it_is(mirror, seat):
    forged = {"method": "custom", "content": WEIGH["content"] | {"seat": seat}}
    assert decide(told(to=OWN, data=forged), mirror, may_move=True, may_vote=True).answer is Answer.DROP
    assert stamped(told(to=OWN, data=WEIGH), seat=4).content["data"]["content"]["seat"] == 4


def test_panning_a_map_is_nobody_elses_affair(mirror):
    assert decide(told(to=MAP, data=update(value=[1, 2])), mirror, may_move=True).answer is Answer.NOTED


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)
kinds = st.sampled_from([*{kind for known in REQUESTS.values() for kind in known}, "comm_msg"]) | st.text(max_size=12)


@given(kind=kinds, channel=st.sampled_from(sorted(REQUESTS)), content=st.dictionaries(st.text(max_size=8), anything))
def test_nothing_unexpected_is_ever_passed_on(mirror, kind, channel, content):
    message = Incoming(channel, kind, "1", {}, content)
    assert decide(message, mirror, may_move=True, may_vote=True).answer is not Answer.FORWARD


@given(state=st.dictionaries(st.sampled_from(["value", "index", "_esm", "html", "min"]), anything, max_size=3))
def test_only_a_plain_value_of_a_slider_is_passed_on(mirror, state):
    answer = decide(told(data={"method": "update", "state": state}), mirror, may_move=True).answer
    assert answer is not Answer.FORWARD or state.keys() <= {"value"}


def test_a_seat_that_sends_too_much_has_to_wait():
    allowance = Allowance(per_second=0.001, burst=3)
    assert [allowance.take() for _ in range(4)] == [True, True, True, False]
